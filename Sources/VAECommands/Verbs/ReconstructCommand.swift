import VAECommandLine
import VAERuntime

extension ModelCommands {
    /// `reconstruct`: examples beside their reconstructions.
    static func reconstruct(_ source: ModelSource) -> Command {
        command(
            "reconstruct", source,
            summary: "Reconstruct examples: reconstructions.csv, and reconstructions.png where data is pictures",
            options: TrainedModel.specifications + [TrainedModel.output] + DataOptions.specifications,
            examples: ["reconstruct \(source.positional.name) --data mnist --examples 50"], run: reconstruct)
    }

    private static func reconstruct(_ call: ModelCall) throws {
        let options = try DataOptions(call.arguments)
        let trained = try TrainedModel(call)
        let (examples, _): (Examples, Dataset) = try options.evaluated(call, seed: trained.seed(call), atMost: 100)
        let folder: RunFolder = try trained.output(call)
        let rebuilt: [String: Batch] = try trained.model.reconstruct(examples.batches)
        var table = Table()
        for name in trained.model.outputNames("reconstruct") {
            if let batch = rebuilt[name] { table.add(name, batch) }
        }
        try table.write(to: folder.file("reconstructions.csv"))
        let pictures = ModelPictures(call.description, folder)
        let drawn: [(name: String, path: String)] = try pictures.pairs(examples.batches, rebuilt, "reconstructions")
        call.report([("table", folder.path + "/reconstructions.csv")] + drawn, examples: table.count)
    }
}
