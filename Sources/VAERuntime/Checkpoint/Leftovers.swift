import Foundation

/// The temporary files that a process leaves behind when it is killed while it replaces a file.
public enum Leftovers {
    /// How the name of a temporary file begins.
    static let prefix = "."
    private static let ending = ".partial"

    /// How the name of a temporary file of a process ends: with the process and its machine, and with something of this
    /// file's own, since threads, and processes of the same number in two containers, may replace one file at a time.
    static func suffix(of process: pid_t, on machine: String = machine) -> String {
        ".\(process)-\(machine)-\(String(UInt64.random(in: 0 ... .max), radix: 36))" + ending
    }

    /// The letters and digits of this machine's name.
    static var machine: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        let letters = name.prefix { $0 != 0 }.map { Character(UnicodeScalar(UInt8(bitPattern: $0))) }
        return String(letters.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(32))
    }

    /// Removes what processes of this machine that are no more left in a folder. That one cannot be removed is of no
    /// consequence.
    public static func remove(in folder: URL) {
        let names: [String] = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix(prefix) && name.hasSuffix(ending) {
            let owner: Substring = name.dropLast(ending.count).split(separator: ".").last ?? ""
            let parts: [Substring] = owner.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[1] == machine, let process = pid_t(parts[0]), process > 0 else { continue }
            if kill(process, 0) != 0, errno == ESRCH { unlink(folder.appendingPathComponent(name).path) }
        }
    }
}
