import Foundation

/// A table of numbers that grows by a row at a time while a model trains: CSV with a header, ASCII, first column the step.
public struct MetricsFile: Sendable {
    /// Where it is.
    public let url: URL
    /// The names of the columns; the first counts steps and never falls.
    public let columns: [String]

    /// Starts a new file, in place of an old one.
    ///
    /// - Throws: `DataError` if it cannot be written.
    public init(creating url: URL, columns: [String]) throws {
        try self.init(url, columns)
        try start()
    }

    private init(_ url: URL, _ columns: [String]) throws {
        precondition(!columns.isEmpty, "a table of metrics has a column for the step")
        self.url = url
        self.columns = columns
    }

    private func start() throws {
        let header: String = columns.joined(separator: ",") + "\n"
        try AtomicFile.write(to: url) { try $0.write(Array(header.utf8)) }
    }

    /// Goes on with a file after its run was resumed: rows after the step that the run resumes from are dropped, for they
    /// will come again, and so is a row that was cut off. Without a file a new one is started.
    ///
    /// - Throws: `DataError` if the file has other columns, or cannot be read or written.
    public init(resuming url: URL, columns: [String], after step: Int) throws {
        try self.init(url, columns)
        guard FileManager.default.fileExists(atPath: url.path) else {
            try start()
            return
        }
        let file: String = url.relativePath
        let bytes: [UInt8] = try FileBytes.read(url, file: file, limit: DataFile.defaultLimit)
        let header: String = columns.joined(separator: ",")
        // The last line counts only if its end was written.
        let whole: ArraySlice<UInt8> = bytes[..<((bytes.lastIndex(of: 0x0A) ?? -1) + 1)]
        let lines: [ArraySlice<UInt8>] = whole.split(separator: 0x0A)
        guard let first = lines.first, first.elementsEqual(header.utf8) else {
            let found = String(decoding: (lines.first ?? []).prefix(200), as: UTF8.self)
            throw DataError(
                file, .line(1), expected: "the columns \(header)", found: found.quoted,
                advice: "Move the file away, or choose another output folder.")
        }
        var kept: [UInt8] = Array(first) + [0x0A]
        for line in lines.dropFirst() {
            let field = String(decoding: line.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)
            guard let value = Double(field), value <= Double(step) else { continue }
            kept += line + [0x0A]
        }
        let result: [UInt8] = kept
        try AtomicFile.write(to: url) { try $0.write(result) }
    }

    /// Appends a row with a number for each column, in one write, so that no reader sees half of it.
    ///
    /// - Throws: `DataError` if it cannot be written.
    public func append(_ values: [Double]) throws {
        precondition(values.count == columns.count, "a row has a number for each column")
        let fields: [String] = values.map { value in
            value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
        }
        let row = Array((fields.joined(separator: ",") + "\n").utf8)
        let descriptor: Int32 = open(url.path, O_WRONLY | O_APPEND)
        guard descriptor >= 0 else { throw FileBytes.failure(url.relativePath, "a file that can be written", errno) }
        defer { close(descriptor) }
        do {
            try row.withUnsafeBytes { try FileOperations.system.write(descriptor, $0) }
        } catch {
            throw AtomicFile.naming(url, error)
        }
    }
}
