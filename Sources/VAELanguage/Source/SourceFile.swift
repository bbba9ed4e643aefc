import Foundation

extension SourceText {
    /// Why a model file cannot be read, for a person.
    public struct ReadError: Error, Hashable, Sendable, CustomStringConvertible {
        /// What went wrong, with the path.
        public var description: String
    }

    /// The text of the file at a path, under its absolute path.
    ///
    /// - Throws: `ReadError` when there is no such file, it cannot be read, or is larger than `Limits.sourceBytes`.
    public init(contentsOfFile path: String) throws(ReadError) {
        let url: URL = URL(fileURLWithPath: path).standardizedFileURL
        let handle: FileHandle
        do {
            handle = try FileHandle(forReadingFrom: url)
        } catch {
            throw ReadError(description: "cannot open the model file \(url.path): \(error.localizedDescription)")
        }
        defer { try? handle.close() }
        do {
            // One byte more than may be checked: the lexer says that the file is too large.
            let data: Data = try handle.read(upToCount: Limits.sourceBytes + 1) ?? Data()
            self.init(path: url.path, bytes: Array(data))
        } catch {
            throw ReadError(description: "cannot read the model file \(url.path): \(error.localizedDescription)")
        }
    }
}
