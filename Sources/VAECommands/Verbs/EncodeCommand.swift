import VAECommandLine
import VAERuntime

extension ModelCommands {
    /// `encode`: posteriors of examples, as a table.
    static func encode(_ source: ModelSource) -> Command {
        command(
            "encode", source, summary: "Write the posterior of each example as a table, codes.csv",
            options: TrainedModel.specifications + [TrainedModel.output] + DataOptions.specifications,
            examples: ["encode \(source.positional.name) --data mnist"], run: encode)
    }

    private static func encode(_ call: ModelCall) throws {
        let options = try DataOptions(call.arguments)
        let trained = try TrainedModel(call)
        let (examples, _): (Examples, Dataset) = try options.evaluated(call, seed: trained.seed(call))
        let folder: RunFolder = try trained.output(call)
        let encoded: [String: Batch] = try trained.model.encode(examples.batches)
        var table = Table()
        if let labels = examples.labels { table.add("label", labels) }
        for name in trained.model.outputNames("encode") {
            if let batch = encoded[name] { table.add(name, batch) }
        }
        try table.write(to: folder.file("codes.csv"))
        call.report([("codes", folder.path + "/codes.csv")], examples: table.count)
    }
}

extension ModelCall {
    /// Says which files were written.
    func report(_ files: [(name: String, path: String)], examples: Int? = nil) {
        if isJSON {
            var members: [JSON.Member] = files.map { JSON.Member($0.name, .string($0.path)) }
            if let examples { members.append(JSON.Member("examples", .integer(examples))) }
            console.print(JSON.object(members).text)
        } else {
            for file in files { console.print("\(file.name) \(file.path)") }
        }
    }
}

extension ModelInstance {
    /// The names of an entry point's results, in its order.
    func outputNames(_ entry: String) -> [String] { program.entries[entry]?.outputs.map(\.name) ?? [] }
}
