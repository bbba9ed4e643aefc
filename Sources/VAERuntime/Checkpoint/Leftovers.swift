import Foundation

/// The temporary files that a process leaves behind when it is killed while it replaces a file.
public enum Leftovers {
    /// How the name of a temporary file begins.
    static let prefix = "."
    private static let ending = ".partial"

    /// How the name of a temporary file of a process ends.
    static func suffix(of process: pid_t) -> String { ".\(process)" + ending }

    /// Removes what processes that are no more left in a folder. That one cannot be removed is of no consequence.
    public static func remove(in folder: URL) {
        let names: [String] = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix(prefix) && name.hasSuffix(ending) {
            let number: Substring? = name.dropLast(ending.count).split(separator: ".").last
            guard let process = number.flatMap({ pid_t($0) }), process > 0 else { continue }
            if kill(process, 0) != 0, errno == ESRCH { unlink(folder.appendingPathComponent(name).path) }
        }
    }
}
