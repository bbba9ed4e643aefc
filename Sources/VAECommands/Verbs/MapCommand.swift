import VAECommandLine
import VAERuntime

extension ModelCommands {
    /// `map`: pictures of the latent space.
    static func map(_ source: ModelSource) -> Command {
        command(
            "map", source,
            summary: "Draw the latent space: what a grid of codes decodes to, and where the data's codes lie",
            options: TrainedModel.specifications + [TrainedModel.output] + DataOptions.specifications + [
                OptionSpecification(
                    "side", "N", "pictures along a side of the grid; 20, or fewer large ones, by default")
            ], examples: ["map \(source.positional.name) --data mnist"], run: map)
    }

    private static func map(_ call: ModelCall) throws {
        let options = try DataOptions(call.arguments)
        let side: Int? = try call.arguments.integer("side", in: 2...100)
        let trained = try TrainedModel(call)
        let (examples, dataset): (Examples, Dataset) = try options.evaluated(
            call, seed: trained.seed(call), atMost: LatentMap.largestCount)
        let folder: RunFolder = try trained.output(call)
        let map = LatentMap(model: trained.model, folder: folder)
        let drawn = try map.grid(side: side ?? map.side) + map.codes(examples, labelNames: dataset.labelNames)
        call.report(drawn, examples: examples.count)
    }
}
