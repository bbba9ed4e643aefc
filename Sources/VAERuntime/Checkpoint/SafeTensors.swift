/// The safetensors format: the length of a header (8 bytes, little-endian), the header in JSON, then the tensors' bytes
/// without holes. https://github.com/huggingface/safetensors, section "Format".
enum SafeTensors {
    /// The longest header that the format allows.
    static let maximumHeader: Int = 100_000_000

    /// Names that can be read: of 1 to 1024 bytes without control characters.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 1024
            && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    /// The bytes of one element of each type that the format knows.
    private static let sizes: [String: Int] = [
        "BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2, "I32": 4,
        "U32": 4, "F32": 4, "F64": 8, "I64": 8, "U64": 8,
    ]

    /// What the header says of a tensor.
    private struct Entry {
        let name: String
        let type: String
        let shape: [Int]
        let begin: Int
        let end: Int
    }

    /// Writes a checkpoint. Wide elements come first, so that every tensor is aligned.
    ///
    /// - Throws: `DataError` for what could not be read again, or if it cannot be written.
    static func encode(_ checkpoint: Checkpoint, into writer: inout AtomicFile.Writer) throws {
        let tensors: [Checkpoint.Tensor] = ordered(checkpoint.tensors)
        if let tensor = tensors.first(where: { !isName($0.name) }) {
            throw DataError(
                "", .array(tensor.name), expected: "a name of 1 to 1024 bytes without control characters",
                found: "one of \(tensor.name.utf8.count) bytes", advice: "Shorten the names in the model.")
        }
        let header: [UInt8] = header(of: tensors, metadata: checkpoint.metadata)
        guard header.count <= maximumHeader else {
            throw DataError(
                "", expected: "names, shapes and metadata of at most \(maximumHeader) bytes", found: "\(header.count)")
        }
        try writer.write(header)
        for tensor in tensors {
            switch tensor.elements {
            case .floats(let values): try values.withUnsafeBytes { try writer.write($0) }
            case .doubles(let values): try values.withUnsafeBytes { try writer.write($0) }
            case .integers(let values): try values.withUnsafeBytes { try writer.write($0) }
            case .bytes(let values): try writer.write(values)
            }
        }
    }

    /// The length and the header, padded with spaces to a multiple of 8 bytes.
    private static func header(of tensors: [Checkpoint.Tensor], metadata: [String: String]) -> [UInt8] {
        var entries: [String] = []
        if !metadata.isEmpty {
            let pairs: [String] = metadata.sorted { $0.key < $1.key }.map { quoted($0.key) + ":" + quoted($0.value) }
            entries.append("\"__metadata__\":{" + pairs.joined(separator: ",") + "}")
        }
        var offset: Int = 0
        for tensor in tensors {
            let (type, size): (String, Int) = layout(tensor.elements)
            let end: Int = offset + tensor.elements.count * size
            let shape: String = tensor.shape.map { "\($0)" }.joined(separator: ",")
            let value: String = "{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}"
            entries.append(quoted(tensor.name) + ":" + value)
            offset = end
        }
        var text: [UInt8] = Array(("{" + entries.joined(separator: ",") + "}").utf8)
        while text.count % 8 != 0 { text.append(0x20) }
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
    }

    private static func ordered(_ tensors: [Checkpoint.Tensor]) -> [Checkpoint.Tensor] {
        [8, 4, 1].flatMap { size in tensors.filter { layout($0.elements).size == size } }
    }

    private static func layout(_ elements: Checkpoint.Elements) -> (type: String, size: Int) {
        switch elements {
        case .floats: ("F32", 4)
        case .doubles: ("F64", 8)
        case .integers: ("I64", 8)
        case .bytes: ("U8", 1)
        }
    }

    /// Reads a file, by the strict rules: no duplicate keys, no holes, no overlaps, sizes that match shapes.
    static func decode(_ bytes: [UInt8], file: String) throws(DataError) -> Checkpoint {
        var reader = ByteReader(bytes, file: file)
        let length: UInt64 = try reader.integer(UInt64.self, .little, "the length of the header")
        guard length <= UInt64(maximumHeader) else {
            throw DataError(
                file, .byte(0), expected: "a header of at most \(maximumHeader) bytes", found: "a length of \(length)",
                advice: "Is this a safetensors file?")
        }
        let range: Range<Int> = try reader.take(Int(length), "the header")
        var scanner = JSONScanner(bytes, in: range, file: file)
        let (entries, metadata): ([Entry], [String: String]) = try header(&scanner)
        let data: Range<Int> = reader.offset..<bytes.count
        try checkLayout(entries, size: data.count, file: file)
        var tensors: [Checkpoint.Tensor] = []
        for entry in entries {
            let place: Range<Int> = (data.lowerBound + entry.begin)..<(data.lowerBound + entry.end)
            let elements: Checkpoint.Elements
            switch entry.type {
            case "F32":
                elements = .floats(values(bytes, place, UInt32.self) { Float(bitPattern: UInt32(littleEndian: $0)) })
            case "F64":
                elements = .doubles(values(bytes, place, UInt64.self) { Double(bitPattern: UInt64(littleEndian: $0)) })
            case "I64": elements = .integers(values(bytes, place, Int64.self) { Int64(littleEndian: $0) })
            case "U8": elements = .bytes(Array(bytes[place]))
            default:
                throw DataError(
                    file, .array(entry.name), expected: "elements of type F32, F64, I64 or U8", found: entry.type,
                    advice: "Convert the tensor to F32.")
            }
            tensors.append(Checkpoint.Tensor(entry.name, shape: entry.shape, elements))
        }
        return Checkpoint(tensors: tensors, metadata: metadata)
    }

    private static func values<Word, Value>(
        _ bytes: [UInt8], _ range: Range<Int>, _: Word.Type, _ convert: (Word) -> Value
    ) -> [Value] {
        let size: Int = MemoryLayout<Word>.size
        return bytes.withUnsafeBytes { raw in
            (0..<(range.count / size)).map { index in
                convert(raw.loadUnaligned(fromByteOffset: range.lowerBound + index * size, as: Word.self))
            }
        }
    }

    private static func header(_ scanner: inout JSONScanner) throws(DataError) -> ([Entry], [String: String]) {
        var entries: [Entry] = []
        var metadata: [String: String] = [:]
        try scanner.object { (scanner, name) throws(DataError) in
            if name == "__metadata__" {
                try scanner.object { (scanner, key) throws(DataError) in metadata[key] = try scanner.string() }
            } else {
                entries.append(try entry(name, &scanner))
            }
        }
        try scanner.finish()
        return (entries, metadata)
    }

    private static func entry(_ name: String, _ scanner: inout JSONScanner) throws(DataError) -> Entry {
        guard isName(name) else {
            throw scanner.error(
                expected: "a name of 1 to 1024 bytes without control characters", found: name.quoted)
        }
        var type: String?
        var shape: [Int]?
        var offsets: [Int]?
        try scanner.object { (scanner, key) throws(DataError) in
            switch key {
            case "dtype": type = try scanner.string()
            case "shape": shape = try scanner.integers()
            case "data_offsets": offsets = try scanner.integers()
            default: throw scanner.error(expected: "dtype, shape and data_offsets", found: key.quoted)
            }
        }
        guard let type, let shape, let offsets, offsets.count == 2 else {
            throw scanner.error(
                expected: "dtype, shape and two data_offsets for \(name.quoted)", found: "an incomplete entry")
        }
        guard let size: Int = sizes[type] else {
            throw scanner.error(expected: "a type that the format knows for \(name.quoted)", found: type.quoted)
        }
        let (begin, end): (Int, Int) = (offsets[0], offsets[1])
        let count: (partialValue: Int, overflow: Bool)? = elementCount(of: shape)?.multipliedReportingOverflow(by: size)
        guard let count, !count.overflow, begin <= end, count.partialValue == end - begin else {
            throw scanner.error(
                expected: "offsets that hold \(type)\(shape) for \(name.quoted)", found: "\(begin) to \(end)",
                advice: "The file is damaged.")
        }
        return Entry(name: name, type: type, shape: shape, begin: begin, end: end)
    }

    /// The tensors' bytes must follow each other without holes from the first byte to the last.
    private static func checkLayout(_ entries: [Entry], size: Int, file: String) throws(DataError) {
        var position: Int = 0
        for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            guard entry.begin == position else {
                throw DataError(
                    file, .array(entry.name), expected: "data from offset \(position) on",
                    found: "offset \(entry.begin)",
                    advice: entry.begin < position ? "Tensors overlap: the file is damaged." : "The file has holes.")
            }
            position = entry.end
        }
        guard position == size else {
            throw DataError(
                file, expected: "\(position) bytes of tensors as the header says", found: "\(size)",
                advice: position > size ? "The file is truncated." : "Something follows the tensors.")
        }
    }

    /// A JSON string.
    private static func quoted(_ text: String) -> String {
        var result: String = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
