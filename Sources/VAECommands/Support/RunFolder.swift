import Foundation
import VAECommandLine
import VAERuntime

/// The folder of a run: checkpoint, metrics and pictures.
struct RunFolder: Sendable {
    /// Where it is, as a person would write it.
    let path: String

    /// The checkpoint.
    var checkpoint: String { path + "/checkpoint.safetensors" }
    /// The table of metrics.
    var metrics: String { path + "/metrics.csv" }
    /// The table of pulls of a bandit.
    var pulls: String { path + "/pulls.csv" }

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
        var partial: String = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            partial += (partial.isEmpty || partial.hasSuffix("/") ? "" : "/") + component
            if mkdir(partial, 0o777) == 0 { continue }
            let code: Int32 = errno
            // A folder that exists may well lie in one that is closed to writing.
            if isFolder(partial) { continue }
            throw CommandError(
                "\(partial): expected a folder that can be made, found: "
                    + "\(String(cString: strerror(code)).lowercased()); choose another with --output")
        }
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// A file in the folder.
    func file(_ name: String) -> URL { URL(fileURLWithPath: path + "/" + name) }
}
