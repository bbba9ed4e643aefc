import Foundation
import VAERuntime

/// The folder of a run: checkpoint, metrics and pictures.
struct RunFolder: Sendable {
    /// Where it is, as a person would write it.
    let path: String

    /// The checkpoint.
    var checkpoint: String { path + "/checkpoint.safetensors" }
    /// The table of metrics.
    var metrics: String { path + "/metrics.csv" }

    /// Whether it holds a checkpoint.
    var hasCheckpoint: Bool { FileManager.default.fileExists(atPath: checkpoint) }

    /// The folder that a person named.
    init(path: String) {
        var path: String = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    /// The folders of runs of a model for which no folder was named, the oldest first: runs/Digits, runs/Digits-2, …
    private static func numbered(_ model: String, _ number: Int) -> RunFolder {
        RunFolder(path: number == 1 ? "runs/\(model)" : "runs/\(model)-\(number)")
    }

    /// The first free folder for a new run.
    static func next(_ model: String) -> RunFolder {
        var number = 1
        while FileManager.default.fileExists(atPath: numbered(model, number).path) { number += 1 }
        return numbered(model, number)
    }

    /// The newest folder of a run without a named folder, if there is one with a checkpoint.
    static func latest(_ model: String) -> RunFolder? {
        var number = 1
        var latest: RunFolder?
        while FileManager.default.fileExists(atPath: numbered(model, number).path) {
            if numbered(model, number).hasCheckpoint { latest = numbered(model, number) }
            number += 1
        }
        return latest
    }

    /// Makes the folder if there is none.
    ///
    /// - Throws: `CommandError` if it cannot be made.
    func create() throws(CommandError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            let reason: String = (error as NSError).underlyingErrors.first.map { "\($0.localizedDescription)" } ?? ""
            throw CommandError(
                "\(path): expected a folder that can be written, and it cannot be made"
                    + (reason.isEmpty ? "" : " (\(reason))") + "; choose another with --output")
        }
    }

    /// A file in the folder.
    func file(_ name: String) -> URL { URL(fileURLWithPath: path + "/" + name) }
}
