import Foundation

/// Where the values of a variable are to be found, as a person says it: `x=FILE`, `FILE`, `FOLDER` or `x=FILE#array`.
public struct DataSource: Equatable, Sendable {
    /// The variable the values are for; nil for the only one, or for all that the file names.
    public var variable: String?
    /// The file or folder.
    public var path: String
    /// The array in a file that holds several; nil to choose by name and extents.
    public var array: String?

    /// Makes a source from its parts.
    public init(variable: String? = nil, path: String, array: String? = nil) {
        self.variable = variable
        self.path = path
        self.array = array
    }

    /// Reads an argument. What exists under the whole text is a path, whatever characters are in it.
    public init(argument: String) {
        let exists: (String) -> Bool = { FileManager.default.fileExists(atPath: $0) }
        var rest: Substring = argument[...]
        if !exists(argument), let mark: String.Index = rest.firstIndex(of: "="), Self.isName(rest[..<mark]) {
            variable = String(rest[..<mark])
            rest = rest[rest.index(after: mark)...]
        }
        if !exists(String(rest)), let mark: String.Index = rest.lastIndex(of: "#") {
            array = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        path = String(rest)
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first: Character = text.first, first.isLetter || first == "_" else { return false }
        return text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }
}
