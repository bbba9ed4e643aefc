import Foundation
import VAECommandLine
import VAERuntime

extension ModelCommands {
    /// `train`: from data to a checkpoint, with pictures.
    static func train(_ source: ModelSource) -> Command {
        let options: [OptionSpecification] =
            DataOptions.specifications + [
                OptionSpecification("epochs", "N", "passes over the data in all, those before --resume included"),
                OptionSpecification("batch", "N", "examples of a minibatch, at most what its text states"),
                OptionSpecification(
                    "output", "FOLDER", "where checkpoint, metrics and pictures go; a new runs/MODEL by default"),
                OptionSpecification(
                    "alternative", "NAME", "train only this pair of encoder and decoder, where a model has several"),
                OptionSpecification("resume", nil, "go on from the checkpoint in the output folder, if there is one"),
            ]
        let call: String = source.positional.name
        return command(
            "train", source, summary: "Train a model; writes a checkpoint, metrics and pictures", options: options,
            examples: [
                "train \(call) --data mnist --epochs 20 --seed 1 --output runs/mnist",
                "train \(call) --data frey_rawface.mat --holdout 0.1",
            ], run: train)
    }

    private static func train(_ call: ModelCall) throws {
        let options = try TrainOptions(call)
        let data = try DataOptions(call.arguments)
        let named: RunFolder? = try options.folder(call)
        var resumed: (checkpoint: Checkpoint, file: String)?
        if options.isResuming, let named, named.hasCheckpoint {
            let file: URL = named.file("checkpoint.safetensors")
            resumed = (try Checkpoint(contentsOf: file, named: named.checkpoint), named.checkpoint)
        }
        let record: TrainingRecord? = resumed.flatMap { TrainingRecord($0.checkpoint) }
        let seed: UInt64 = call.givenSeed ?? record?.seed ?? call.description.training.seed
        let dataset: Dataset = try data.load(call, seed: seed)
        let trainer: Trainer
        if let resumed {
            trainer = try Trainer(
                call.program, resuming: resumed.checkpoint, file: resumed.file, data: dataset, epochs: options.epochs,
                batch: options.batch, seed: call.givenSeed, alternative: options.alternative, threads: call.threads)
        } else {
            let training = TrainingOptions(
                call.description.training, epochs: options.epochs, batch: options.batch, seed: seed,
                alternative: try options.alternative.map { name throws(ModelError) in
                    try call.description.alternative(name)
                })
            let model = try ModelInstance(call.program, seed: seed, threads: call.threads)
            trainer = try Trainer(model, data: dataset, options: training)
        }
        // Not before all is known to fit: a refused training leaves nothing behind.
        let folder: RunFolder = try named ?? RunFolder.new(call.description.name)
        try folder.create()
        Leftovers.remove(in: folder.file(""))
        var run = TrainingRun(call: call, folder: folder, data: dataset, trainer: trainer)
        try run.run()
    }
}

/// The options of `train` alone.
private struct TrainOptions {
    let epochs: Int?
    let batch: Int?
    let alternative: String?
    let isResuming: Bool

    init(_ call: ModelCall) throws(UsageError) {
        epochs = try call.arguments.integer("epochs", in: 1...1_000_000_000)
        batch = try call.arguments.integer("batch", in: 1...1_000_000)
        alternative = call.arguments.value("alternative")
        isResuming = call.arguments.has("resume")
    }

    /// Where the run is kept; nil for a new folder. Never one that another run has filled.
    func folder(_ call: ModelCall) throws(UsageError) -> RunFolder? {
        guard let path = call.arguments.value("output") else {
            return isResuming ? RunFolder.latest(call.description.name) : nil
        }
        let folder = RunFolder(path: path)
        if folder.hasCheckpoint, !isResuming {
            throw UsageError(
                """
                \(folder.checkpoint) is there already: add --resume to go on from it, or name another folder with \
                --output
                """)
        }
        return folder
    }
}
