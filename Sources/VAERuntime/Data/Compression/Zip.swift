import CZlib

/// The directory of a zip file and its stored or deflated entries; zip64 is understood, encryption is not.
struct Zip {
    /// One file in the archive.
    struct Entry {
        /// Its name.
        let name: String
        /// 0 stored, 8 deflated.
        let method: UInt16
        /// The checksum of its uncompressed bytes.
        let checksum: UInt32
        /// Where its bytes lie in the archive.
        let range: Range<Int>
        /// How many bytes it has uncompressed.
        let size: Int
    }

    /// The archive's name, for messages.
    let file: String
    /// The entries in the order of the directory.
    let entries: [Entry]
    private let bytes: [UInt8]

    /// Deflate never makes more than about 1032 bytes from one.
    private static let largestRatio: Int = 1032

    /// Whether the bytes begin like a zip file (an empty archive included).
    static func recognises(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
    }

    /// Reads the directory.
    ///
    /// - Parameter limit: the most bytes that all entries together may have uncompressed.
    init(_ bytes: [UInt8], file: String, limit: Int) throws(DataError) {
        self.bytes = bytes
        self.file = file
        let directory: (range: Range<Int>, count: Int) = try Self.directory(bytes, file: file)
        var reader = ByteReader(bytes, file: file, range: directory.range)
        var entries: [Entry] = []
        var names: Set<String> = []
        var total: Int = 0
        var compressed: Int = 0
        for _ in 0..<directory.count {
            let entry: Entry = try Self.entry(&reader)
            guard names.insert(entry.name).inserted else {
                throw DataError(file, .array(entry.name), expected: "each name once", found: "a second entry")
            }
            total = total.addingReportingOverflow(entry.size).partialValue
            compressed += entry.range.count
            guard total >= 0, total <= limit else {
                throw DataError(
                    file, .array(entry.name), expected: "at most \(limit) bytes in all entries",
                    found: "more", advice: "Save fewer or smaller arrays in one file.")
            }
            // Entries that share bytes multiply memory for nothing in the file.
            guard compressed <= bytes.count else {
                throw DataError(
                    file, .array(entry.name), expected: "entries side by side", found: "overlapping entries")
            }
            entries.append(entry)
        }
        self.entries = entries
    }

    /// The uncompressed bytes of an entry, or its first `limit` bytes.
    ///
    /// - Throws: `DataError` if the entry is damaged; the checksum is compared where the whole entry is read.
    func contents(of entry: Entry, limit: Int = .max) throws(DataError) -> [UInt8] {
        let wanted: Int = min(limit, entry.size)
        var output: [UInt8] = []
        if entry.method == 0 {
            output = Array(bytes[entry.range.prefix(wanted)])
        } else {
            var offset: Int = entry.range.lowerBound
            // One byte more than wanted shows an entry that is longer than it says.
            let bound: Int = wanted == entry.size ? wanted + 1 : wanted
            let inflater = Inflater(.none)
            switch inflater.decompress(bytes, from: &offset, to: entry.range.upperBound, into: &output, limit: bound) {
            case .corrupt(let reason):
                throw DataError(
                    file, .array(entry.name), expected: "deflated data", found: "damage (\(reason))",
                    advice: "The file is damaged; get it again.")
            case .finished, .full, .truncated: break
            }
        }
        guard output.count == wanted else {
            throw DataError(
                file, .array(entry.name), expected: "\(entry.size) bytes as the directory says",
                found: output.count > wanted ? "more" : "\(output.count)", advice: "The file is damaged; get it again.")
        }
        if wanted == entry.size {
            let found: UInt32 = checksum(output)
            guard found == entry.checksum else {
                throw DataError(
                    file, .array(entry.name), expected: "the checksum \(entry.checksum)", found: "\(found)",
                    advice: "The file is damaged; get it again.")
            }
        }
        return output
    }

    /// Finds the directory through the record at the end of the file.
    private static func directory(_ bytes: [UInt8], file: String) throws(DataError) -> (range: Range<Int>, count: Int) {
        let smallest: Int = 22
        var position: Int = bytes.count - smallest
        let first: Int = max(0, position - 0xFFFF)
        while position >= first, !bytes[position...].starts(with: [0x50, 0x4B, 0x05, 0x06]) { position -= 1 }
        guard position >= first, position >= 0 else {
            throw DataError(
                file, expected: "the directory at the end of a zip file", found: "none",
                advice: "The file is truncated; get it again.")
        }
        var reader = ByteReader(bytes, file: file, range: (position + 8)..<bytes.count)
        _ = try reader.integer(UInt16.self, .little, "the number of entries")
        var count = Int(try reader.integer(UInt16.self, .little, "the number of entries"))
        var size: Int = try reader.length32(.little, "the directory's size")
        var offset: Int = try reader.length32(.little, "the directory's offset")
        if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF, position >= 20 {
            var locator = ByteReader(bytes, file: file, range: (position - 20)..<position)
            if try locator.integer(UInt32.self, .little, "zip64") == 0x0706_4B50 {
                _ = try locator.integer(UInt32.self, .little, "zip64")
                let record: UInt64 = try locator.integer(UInt64.self, .little, "zip64")
                let start: Int = Int(clamping: record)
                var wide = ByteReader(bytes, file: file, range: min(start, bytes.count)..<bytes.count)
                guard try wide.integer(UInt32.self, .little, "zip64 directory") == 0x0606_4B50 else {
                    throw DataError(file, .byte(start), expected: "a zip64 directory", found: "something else")
                }
                _ = try wide.take(28, "zip64 directory")
                count = Int(clamping: try wide.integer(UInt64.self, .little, "zip64 directory"))
                size = Int(clamping: try wide.integer(UInt64.self, .little, "zip64 directory"))
                offset = Int(clamping: try wide.integer(UInt64.self, .little, "zip64 directory"))
            }
        }
        guard offset <= position, size <= position - offset, count <= size / 46 else {
            throw DataError(
                file, .byte(position), expected: "a directory inside the file",
                found: "\(count) entries in \(size) bytes at \(offset)",
                advice: "The file is truncated or damaged; get it again.")
        }
        return (offset..<(offset + size), count)
    }

    /// Reads one entry of the directory, and its local header for where the data begins.
    private static func entry(_ reader: inout ByteReader) throws(DataError) -> Entry {
        let file: String = reader.file
        let start: Int = reader.offset
        guard try reader.integer(UInt32.self, .little, "a directory entry") == 0x0201_4B50 else {
            throw DataError(file, .byte(start), expected: "a directory entry", found: "something else")
        }
        _ = try reader.take(4, "a directory entry")
        let flags: UInt16 = try reader.integer(UInt16.self, .little, "flags")
        let method: UInt16 = try reader.integer(UInt16.self, .little, "the method")
        _ = try reader.take(4, "a time")
        let checksum: UInt32 = try reader.integer(UInt32.self, .little, "a checksum")
        var compressed: Int = try reader.length32(.little, "a size")
        var size: Int = try reader.length32(.little, "a size")
        let nameLength = Int(try reader.integer(UInt16.self, .little, "a length"))
        let extraLength = Int(try reader.integer(UInt16.self, .little, "a length"))
        let commentLength = Int(try reader.integer(UInt16.self, .little, "a length"))
        _ = try reader.take(8, "attributes")
        var offset: Int = try reader.length32(.little, "an offset")
        let name = String(decoding: reader.bytes[try reader.take(nameLength, "a name")], as: UTF8.self)
        var extra = ByteReader(reader.bytes, file: file, range: try reader.take(extraLength, "an extra field"))
        _ = try reader.take(commentLength, "a comment")
        while extra.remaining >= 4 {
            let kind: UInt16 = try extra.integer(UInt16.self, .little, "an extra field")
            let length = Int(try extra.integer(UInt16.self, .little, "an extra field"))
            let range: Range<Int> = try extra.take(length, "an extra field")
            guard kind == 1 else { continue }
            var wide = ByteReader(reader.bytes, file: file, range: range)
            if size == 0xFFFF_FFFF { size = Int(clamping: try wide.integer(UInt64.self, .little, "a size")) }
            if compressed == 0xFFFF_FFFF {
                compressed = Int(clamping: try wide.integer(UInt64.self, .little, "a size"))
            }
            if offset == 0xFFFF_FFFF { offset = Int(clamping: try wide.integer(UInt64.self, .little, "an offset")) }
        }
        guard flags & 1 == 0, method == 0 || method == 8 else {
            throw DataError(
                file, .array(name), expected: "a stored or deflated entry",
                found: flags & 1 == 1 ? "an encrypted one" : "compression method \(method)",
                advice: "Save the arrays again with numpy.savez or numpy.savez_compressed.")
        }
        let range: Range<Int> = try data(reader, name: name, at: offset, count: compressed)
        // A size that this many compressed bytes cannot have would only reserve memory for nothing.
        let (most, overflow) = (compressed + 1).multipliedReportingOverflow(by: largestRatio)
        guard method == 8 ? (overflow || size <= most) : size == compressed else {
            throw DataError(
                file, .array(name), expected: "a size that fits \(compressed) compressed bytes", found: "\(size)",
                advice: "The file is damaged; get it again.")
        }
        return Entry(name: name, method: method, checksum: checksum, range: range, size: size)
    }

    private static func data(
        _ reader: ByteReader, name: String, at offset: Int, count: Int
    ) throws(DataError) -> Range<Int> {
        let bytes: [UInt8] = reader.bytes
        var local = ByteReader(bytes, file: reader.file, range: min(offset, bytes.count)..<bytes.count)
        guard try local.integer(UInt32.self, .little, "an entry's header") == 0x0403_4B50 else {
            throw DataError(reader.file, .array(name), expected: "the entry at byte \(offset)", found: "something else")
        }
        _ = try local.take(22, "an entry's header")
        let nameLength = Int(try local.integer(UInt16.self, .little, "a length"))
        let extraLength = Int(try local.integer(UInt16.self, .little, "a length"))
        _ = try local.take(nameLength + extraLength, "an entry's header")
        return try local.take(count, "the entry \(name.quoted)")
    }
}
