import Foundation
import VAECommandLine
import VAERuntime

/// A trained model as a command finds it.
struct TrainedModel: Sendable {
    /// The model.
    let model: ModelInstance
    /// The checkpoint's path.
    let path: String
    /// What the checkpoint says about its training.
    let record: TrainingRecord?

    /// The options.
    static let specifications = [
        OptionSpecification("checkpoint", "FILE", "the trained model; the newest of runs/MODEL by default"),
        OptionSpecification(
            "alternative", "NAME", "which of several encoders and decoders answers; the best one by default"),
    ]
    /// Where files go.
    static let output = OptionSpecification(
        "output", "FOLDER", "where files are written; the checkpoint's folder by default")

    /// Reads the checkpoint that `--checkpoint` names, or the newest of the model's runs.
    ///
    /// - Throws: `UsageError` if there is none; what reading it throws.
    init(_ call: ModelCall) throws {
        let name: String = call.description.name
        var file: String
        if let path = call.arguments.value("checkpoint") {
            file = path
        } else if let folder = RunFolder.latest(name) {
            file = folder.checkpoint
            call.console.say("checkpoint: \(file)")
        } else {
            let train: String = call.command("train", [])
            throw UsageError("no checkpoint: name one with --checkpoint FILE, or train first: \(train)")
        }
        // A folder of a run is as good as its checkpoint.
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
            file = RunFolder(path: file).checkpoint
        }
        path = file
        let checkpoint = try Checkpoint(contentsOf: URL(fileURLWithPath: file), named: file)
        let trained = try ModelInstance(call.program, checkpoint, file: file, threads: call.threads)
        model = try call.arguments.value("alternative").map { try trained.answering(as: $0) } ?? trained
        record = TrainingRecord(checkpoint)
    }

    /// The seed of what is drawn: the one given, or that of the training.
    func seed(_ call: ModelCall) -> UInt64 {
        call.givenSeed ?? record?.seed ?? call.description.training.seed
    }

    /// Where files go.
    ///
    /// - Throws: `CommandError` if the folder cannot be made.
    func output(_ call: ModelCall) throws -> RunFolder {
        let folder: String = URL(fileURLWithPath: path).deletingLastPathComponent().relativePath
        let output = RunFolder(path: call.arguments.value("output") ?? folder)
        try output.create()
        return output
    }
}
