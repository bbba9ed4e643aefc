import VAECommandLine
import VAERuntime

extension ModelCommands {
    /// `sample`: data drawn from the model.
    static func sample(_ source: ModelSource) -> Command {
        let options: [OptionSpecification] =
            TrainedModel.specifications + [
                TrainedModel.output,
                OptionSpecification("count", "N", "how many; 100 by default"),
                OptionSpecification(
                    "temperature", "T", "what the deviations of the latents are multiplied by; 1 by default"),
            ] + GivenOptions.specifications
        return command(
            "sample", source, summary: "Draw from a trained model: samples.csv, and samples.png where data is pictures",
            options: options, examples: ["sample \(source.positional.name) --count 64 --temperature 0.85"], run: sample)
    }

    private static func sample(_ call: ModelCall) throws {
        let count: Int = try call.arguments.integer("count", in: 1...10_000_000) ?? 100
        let temperature: Double = try call.arguments.number("temperature", in: 0...1e6) ?? 1
        let givens: [String: Batch] = try GivenOptions(call).batches(count)
        let trained = try TrainedModel(call)
        let folder: RunFolder = try trained.output(call)
        let samples: [String: Batch] = try trained.model.sample(
            count, temperature: Float(temperature), seed: trained.seed(call), givens: givens)
        var table = Table()
        for given in call.description.givens {
            if let batch = givens[given.name] { table.add(given.name, batch) }
        }
        for name in samples.keys.sorted() {
            if let batch = samples[name] { table.add(name, batch) }
        }
        try table.write(to: folder.file("samples.csv"))
        let pictures = ModelPictures(call.description, folder)
        let drawn: [(name: String, path: String)] = try pictures.grid(samples, "samples")
        call.report([("table", folder.path + "/samples.csv")] + drawn, examples: count)
    }
}
