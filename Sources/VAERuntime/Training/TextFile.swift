import Foundation

/// Whole text files, replaced in one step.
public enum TextFile {
    /// Writes a text file.
    ///
    /// - Throws: `DataError` if it cannot be written; an old file then stands.
    public static func write(_ text: String, to url: URL) throws {
        let bytes = Array(text.utf8)
        try AtomicFile.write(to: url) { try $0.write(bytes) }
    }
}

extension History {
    /// Writes the table; see `csv`.
    ///
    /// - Throws: `DataError` if it cannot be written; an old file then stands.
    public func write(to url: URL) throws {
        try TextFile.write(csv, to: url)
    }
}
