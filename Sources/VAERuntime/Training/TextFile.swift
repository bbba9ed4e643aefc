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

    /// Writes a text file piece by piece, so that a long one is never in memory as a whole.
    ///
    /// - Parameter body: hands the pieces, lines for instance, to the function that it is given.
    /// - Throws: `DataError` if it cannot be written; an old file then stands.
    public static func write(to url: URL, _ body: ((String) throws -> Void) throws -> Void) throws {
        try AtomicFile.write(to: url) { writer in
            var waiting: [UInt8] = []
            try body { piece in
                waiting += piece.utf8
                guard waiting.count >= 1 << 16 else { return }
                try writer.write(waiting)
                waiting.removeAll(keepingCapacity: true)
            }
            try writer.write(waiting)
        }
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
