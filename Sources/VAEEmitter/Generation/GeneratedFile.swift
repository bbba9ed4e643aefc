import Foundation

/// A file that the generator writes.
public struct GeneratedFile: Hashable, Sendable {
    /// Where it goes.
    public var path: String
    /// What it says.
    public var text: String

    /// A file.
    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }

    /// Why a file could not be written, for a person.
    public struct WriteError: Error, Hashable, Sendable, CustomStringConvertible {
        /// What went wrong, with the path.
        public var description: String
    }

    /// Writes the file, and the folders above it, unless it says the same already; so an unchanged model makes no work for
    /// the build.
    ///
    /// - Returns: Whether anything was written.
    /// - Throws: `WriteError`.
    @discardableResult public func write() throws(WriteError) -> Bool {
        let url = URL(fileURLWithPath: path)
        let bytes = Data(text.utf8)
        if let old = try? Data(contentsOf: url), old == bytes { return false }
        do {
            let folder: URL = url.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try bytes.write(to: url, options: .atomic)
        } catch {
            throw WriteError(description: "cannot write \(path): \(error.localizedDescription)")
        }
        return true
    }

    /// The name of the file that is generated for a model at a path relative to its target.
    ///
    /// Files of one name in different folders get different names: `/` becomes `_-`, and `_` becomes `__`, which leaves
    /// every name readable in one way only. `.vae.swift` keeps it apart from files that people write.
    public static func name(forModelAt relativePath: String) -> String {
        let parts: [Substring] = relativePath.split(separator: "/")
        let escaped: [String] = parts.map { String($0.replacing("_", with: "__")) }
        return escaped.joined(separator: "_-") + ".swift"
    }
}
