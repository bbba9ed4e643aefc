/// Reads the PNG format (ISO/IEC 15948): every depth and colour type, with palette and transparency, interlaced or not.
///
/// Samples become 8 bits; where a picture is transparent, white paper shows through. Colour spaces are not converted.
struct PNGFile {
    /// What the first chunk says.
    struct Header {
        /// Pixels across.
        let width: Int
        /// Pixels down.
        let height: Int
        /// Bits of a sample.
        let depth: Int
        /// What the samples of a pixel are.
        let kind: Kind
        /// Whether the rows come in the seven passes of Adam7.
        let isInterlaced: Bool

        /// Bits of a pixel.
        var bits: Int { depth * kind.samples }
    }

    /// What the samples of a pixel are: the format's colour types.
    enum Kind: UInt8 {
        case grey = 0
        case color = 2
        case palette = 3
        case greyWithAlpha = 4
        case colorWithAlpha = 6

        /// How many samples a pixel has.
        var samples: Int {
            switch self {
            case .grey, .palette: 1
            case .greyWithAlpha: 2
            case .color: 3
            case .colorWithAlpha: 4
            }
        }

        /// The bits that a sample may have.
        var depths: [Int] {
            switch self {
            case .grey: [1, 2, 4, 8, 16]
            case .palette: [1, 2, 4, 8]
            case .color, .greyWithAlpha, .colorWithAlpha: [8, 16]
            }
        }
    }

    /// The most pixels that a picture may have: a side of 8192.
    static let mostPixels: Int = 1 << 26

    /// What the first chunk says.
    let header: Header
    /// Red, green and blue of each palette entry, one after the other.
    private(set) var palette: [UInt8] = []
    /// What `tRNS` holds: the opacity of palette entries, or the samples of the transparent colour.
    private(set) var transparency: [UInt8] = []

    /// Whether the bytes begin like a PNG file, even if the rest of the signature was damaged by a transfer as text.
    static func recognises(_ bytes: [UInt8]) -> Bool { bytes.starts(with: PNG.signature.prefix(4)) }

    /// Reads a file.
    ///
    /// - Parameter limit: the most bytes that decompression may yield.
    /// - Throws: `DataError` with the place of what is wrong.
    static func read(_ bytes: [UInt8], file: String, limit: Int) throws(DataError) -> Picture {
        guard bytes.starts(with: PNG.signature) else {
            throw DataError(
                file, .byte(0), expected: "the signature of a PNG file", found: "another beginning",
                advice: "The file is damaged, perhaps transferred as text; get it again.")
        }
        var reader = ByteReader(bytes, file: file, range: PNG.signature.count..<bytes.count)
        let first: Chunk = try Chunk(&reader, expecting: "IHDR")
        var png = PNGFile(header: try header(first, reader))
        let compressed: [UInt8] = try png.readChunks(&reader)
        let scanlines = PNGScanlines(png.header, file: file)
        return try png.picture(try scanlines.samples(compressed, limit: limit), file: file)
    }

    private init(header: Header) { self.header = header }

    /// A piece of the file: a length, four letters, so many bytes and a checksum over letters and bytes.
    private struct Chunk {
        let name: String
        let start: Int
        let payload: Range<Int>

        /// Reads the next chunk.
        ///
        /// - Parameter expecting: the name that it must have, if there is only one.
        init(_ reader: inout ByteReader, expecting: String? = nil) throws(DataError) {
            start = reader.offset
            let length: Int = try reader.length32(.big, "the length of a chunk")
            let letters: Range<Int> = try reader.take(4, "the name of a chunk")
            let name = String(decoding: reader.bytes[letters], as: UTF8.self)
            let isName: Bool = reader.bytes[letters].allSatisfy { (65...90).contains($0) || (97...122).contains($0) }
            guard isName, expecting == nil || name == expecting else {
                throw DataError(
                    reader.file, .byte(letters.lowerBound), expected: "the chunk \(expecting ?? "of a PNG file")",
                    found: name.quoted, advice: "The file is damaged; get it again.")
            }
            self.name = name
            payload = try reader.take(length, "the chunk \(name)")
            let sum: UInt32 = try reader.integer(UInt32.self, .big, "the checksum of the chunk \(name)")
            guard sum == checksum(Array(reader.bytes[letters.lowerBound..<payload.upperBound])) else {
                throw DataError(
                    reader.file, .byte(payload.upperBound), expected: "the checksum of the chunk \(name)",
                    found: "another", advice: "The file is damaged; get it again.")
            }
        }

        /// Whether a reader that does not know the chunk may leave it out.
        var isAncillary: Bool { name.utf8.first.map { $0 & 0x20 != 0 } ?? false }
    }

    private static func header(_ chunk: Chunk, _ reader: ByteReader) throws(DataError) -> Header {
        let (file, start): (String, Int) = (reader.file, chunk.payload.lowerBound)
        guard chunk.payload.count == 13 else {
            throw DataError(
                file, .byte(chunk.start), expected: "13 bytes in the chunk IHDR", found: "\(chunk.payload.count)")
        }
        var fields = ByteReader(reader.bytes, file: file, range: chunk.payload)
        let width: Int = try fields.length32(.big, "the width")
        let height: Int = try fields.length32(.big, "the height")
        let depth = Int(try fields.integer(UInt8.self, .big, "the depth"))
        let code: UInt8 = try fields.integer(UInt8.self, .big, "the colour type")
        let methods: Range<Int> = try fields.take(3, "the methods")
        let extents: ClosedRange<Int> = 1...Int(Int32.max)
        guard extents.contains(width), extents.contains(height) else {
            throw DataError(
                file, .byte(start), expected: "a width and a height from 1 to \(Int32.max)",
                found: "\(width)×\(height)", advice: "The file is damaged; get it again.")
        }
        guard let kind = Kind(rawValue: code) else {
            throw DataError(file, .byte(start + 9), expected: "a colour type (0, 2, 3, 4 or 6)", found: "\(code)")
        }
        guard kind.depths.contains(depth) else {
            let depths: String = kind.depths.map { "\($0)" }.joined(separator: ", ")
            throw DataError(
                file, .byte(start + 8), expected: "\(depths) bits a sample for colour type \(code)", found: "\(depth)")
        }
        let (compression, filter, interlacing) = (
            reader.bytes[methods.lowerBound], reader.bytes[methods.lowerBound + 1], reader.bytes[methods.lowerBound + 2]
        )
        guard compression == 0, filter == 0, interlacing <= 1 else {
            throw DataError(
                file, .byte(start + 10), expected: "compression 0, filters 0 and interlacing 0 or 1",
                found: "\(compression), \(filter) and \(interlacing)")
        }
        return Header(width: width, height: height, depth: depth, kind: kind, isInterlaced: interlacing == 1)
    }

    /// Reads what follows the header, and returns the compressed rows.
    private mutating func readChunks(_ reader: inout ByteReader) throws(DataError) -> [UInt8] {
        var compressed: [UInt8] = []
        var hasEnded = false
        var seen: Set<String> = []
        while true {
            let chunk = try Chunk(&reader)
            let hasBegun: Bool = !compressed.isEmpty
            switch chunk.name {
            case "IEND": return compressed
            case "IDAT":
                if hasEnded { throw misplaced(chunk, reader, "the chunks IDAT one after the other") }
                if header.kind == .palette, palette.isEmpty { throw misplaced(chunk, reader, "the palette first") }
                compressed += reader.bytes[chunk.payload]
                continue
            case "PLTE":
                if hasBegun || !seen.insert("PLTE").inserted || seen.contains("tRNS") {
                    throw misplaced(chunk, reader, "one palette before the transparency and the pixels")
                }
                try readPalette(chunk, reader)
            case "tRNS":
                if hasBegun || !seen.insert("tRNS").inserted {
                    throw misplaced(chunk, reader, "one chunk of transparency before the pixels")
                }
                try readTransparency(chunk, reader)
            default:
                guard chunk.isAncillary else {
                    throw DataError(
                        reader.file, .byte(chunk.start), expected: "a chunk of the PNG standard",
                        found: chunk.name.quoted, advice: "Save the picture anew as plain PNG.")
                }
            }
            hasEnded = hasBegun
        }
    }

    private func misplaced(_ chunk: Chunk, _ reader: ByteReader, _ expected: String) -> DataError {
        DataError(
            reader.file, .byte(chunk.start), expected: expected, found: "\(chunk.name) out of place",
            advice: "The file is damaged; get it again.")
    }

    private mutating func readPalette(_ chunk: Chunk, _ reader: ByteReader) throws(DataError) {
        let (count, rest): (Int, Int) = chunk.payload.count.quotientAndRemainder(dividingBy: 3)
        let most: Int = header.kind == .palette ? 1 << header.depth : 256
        let isColored: Bool = header.kind != .grey && header.kind != .greyWithAlpha
        guard isColored, rest == 0, (1...most).contains(count) else {
            throw DataError(
                reader.file, .byte(chunk.start),
                expected: isColored ? "a palette of 1 to \(most) colours of 3 bytes" : "no palette in a grey picture",
                found: "\(chunk.payload.count) bytes")
        }
        if header.kind == .palette { palette = Array(reader.bytes[chunk.payload]) }
    }

    private mutating func readTransparency(_ chunk: Chunk, _ reader: ByteReader) throws(DataError) {
        let allowed: ClosedRange<Int> =
            switch header.kind {
            case .grey: 2...2
            case .color: 6...6
            case .palette: 0...(palette.count / 3)
            case .greyWithAlpha, .colorWithAlpha: 0...0
            }
        guard allowed.contains(chunk.payload.count) else {
            throw DataError(
                reader.file, .byte(chunk.start),
                expected: "at most \(allowed.upperBound) bytes of transparency for this kind of picture",
                found: "\(chunk.payload.count)")
        }
        transparency = Array(reader.bytes[chunk.payload])
    }
}
