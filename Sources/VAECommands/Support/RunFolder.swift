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
        RunFolder(path: number == 1 ? "\(parent)/\(model)" : "\(parent)/\(model)-\(number)")
    }

    /// The numbers of the folders that there are; some in between may have been removed.
    private static func numbers(_ model: String) -> [Int] {
        let names: [String] = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        return names.compactMap { name in
            if name == model { return 1 }
            guard name.hasPrefix(model + "-"), let number = Int(name.dropFirst(model.count + 1)), number > 1,
                number < 1_000_000_000
            else { return nil }
            return number
        }.sorted()
    }

    private static let parent = "runs"

    /// Makes a folder for a new run. Processes that do so at the same time get one each.
    ///
    /// - Throws: `CommandError` if it cannot be made.
    static func new(_ model: String) throws(CommandError) -> RunFolder {
        try RunFolder(path: parent).create()
        var number: Int = (numbers(model).last ?? 0) + 1
        while mkdir(numbered(model, number).path, 0o777) != 0 {
            let code: Int32 = errno
            guard code == EEXIST else { throw numbered(model, number).cannotBeMade(code) }
            number += 1
        }
        return numbered(model, number)
    }

    /// The newest folder of a run without a named folder, if there is one with a checkpoint.
    static func latest(_ model: String) -> RunFolder? {
        numbers(model).map { numbered(model, $0) }.last { $0.hasCheckpoint }
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
            throw RunFolder(path: partial).cannotBeMade(code)
        }
    }

    private func cannotBeMade(_ code: Int32) -> CommandError {
        CommandError(
            "\(path): expected a folder that can be made, found: \(String(cString: strerror(code)).lowercased()); "
                + "choose another with --output")
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// A file in the folder.
    func file(_ name: String) -> URL { URL(fileURLWithPath: path + "/" + name) }
}
