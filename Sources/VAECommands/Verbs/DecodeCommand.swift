import VAECommandLine
import VAERuntime

extension ModelCommands {
    /// `decode`: likelihoods at given latents, as a table and pictures.
    static func decode(_ source: ModelSource) -> Command {
        command(
            "decode", source, summary: "Decode given latents: decoded.csv, and decoded.png where data is pictures",
            options: TrainedModel.specifications + [TrainedModel.output] + DataOptions.forCodes
                + GivenOptions.specifications,
            examples: ["decode \(source.positional.name) --data z=codes.csv"], run: decode)
    }

    private static func decode(_ call: ModelCall) throws {
        let options = try DataOptions(call.arguments)
        let givens = try GivenOptions(call)
        let codes: Examples = try options.codes(call, known: givens.names)
        let trained = try TrainedModel(call)
        let folder: RunFolder = try trained.output(call)
        let decoded: [String: Batch] = try trained.model.decode(
            codes.batches.merging(givens.stated(codes.count)) { known, _ in known })
        var table = Table()
        for name in trained.model.outputNames("decode") {
            if let batch = decoded[name] { table.add(name, batch) }
        }
        try table.write(to: folder.file("decoded.csv"))
        let pictures = ModelPictures(call.description, folder)
        let drawn: [(name: String, path: String)] = try pictures.grid(decoded, "decoded")
        call.report([("table", folder.path + "/decoded.csv")] + drawn, examples: table.count)
    }
}
