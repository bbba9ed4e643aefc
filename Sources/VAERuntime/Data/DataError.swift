/// Something about a file of data, or its fit to a model, that has to be put right by a person.
///
/// The message names the file and the place, says what was expected there and what was found, and what to do.
public struct DataError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where in a file something was found.
    public enum Place: Equatable, Sendable {
        /// Offset in bytes from the beginning of the (decompressed) file.
        case byte(Int)
        /// A line of a text file, the first being 1.
        case line(Int)
        /// A field of a line of a text file, both counted from 1.
        case field(line: Int, column: Int)
        /// A record of a file of fixed-size records, the first being 0.
        case record(Int)
        /// A named array in a file that holds several.
        case array(String)
        /// An element of an example: its index, the first being 0, and its position in the example's shape.
        case element(example: Int, position: [Int])
    }

    /// The file's name as the person gave it.
    public var file: String
    /// Where in the file, unless the whole file is meant.
    public var place: Place?
    /// What would have been right, as the continuation of "expected".
    public var expected: String
    /// What was there instead, as the continuation of "found".
    public var found: String
    /// A sentence that says what to do about it.
    public var advice: String?

    /// Makes an error; see the properties for the meaning of each part.
    public init(_ file: String, _ place: Place? = nil, expected: String, found: String, advice: String? = nil) {
        self.file = file
        self.place = place
        self.expected = expected
        self.found = found
        self.advice = advice
    }

    /// The message for a person, one line.
    public var description: String {
        var text: String = file
        if let place { text += ", \(place)" }
        text += ": expected \(expected), found \(found)"
        if let advice { text += ". \(advice)" }
        return text
    }
}

extension DataError.Place: CustomStringConvertible {
    /// The place in words: "byte 16", "line 3, column 2".
    public var description: String {
        switch self {
        case .byte(let offset): "byte \(offset)"
        case .line(let line): "line \(line)"
        case .field(let line, let column): "line \(line), column \(column)"
        case .record(let index): "record \(index)"
        case .array(let name): "array \(name.quoted)"
        case .element(let example, let position):
            position.isEmpty ? "example \(example)" : "example \(example), position \(position)"
        }
    }
}

extension DataError {
    /// A file whose length is not what its header's extents make.
    static func wrongSize(_ file: String, _ place: Place? = nil, expected: Int, shape: [Int], found: Int) -> DataError {
        let advice: String = found < expected ? "The file is truncated; get it again." : "Something follows the data."
        return DataError(
            file, place, expected: "\(expected) bytes for the extents \(shape) of the header", found: "\(found) bytes",
            advice: advice)
    }
}

extension String {
    /// The text in double quotes, cut to a readable length and with control characters escaped, for messages that
    /// repeat what a file says.
    var quoted: String {
        var text: String = "\""
        for scalar in unicodeScalars.prefix(60) {
            switch scalar.properties.generalCategory {
            case .control, .format, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                text += "\\u{" + String(scalar.value, radix: 16) + "}"
            default:
                if scalar == "\"" || scalar == "\\" { text += "\\" }
                text.unicodeScalars.append(scalar)
            }
        }
        if unicodeScalars.count > 60 { text += "…" }
        return text + "\""
    }
}
