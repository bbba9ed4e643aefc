/// gzip files (RFC 1952), concatenated members included.
enum Gzip {
    /// Whether the bytes begin like a gzip file.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
    }

    /// Decompresses a gzip file.
    ///
    /// - Parameters:
    ///   - limit: the most bytes that may come out.
    ///   - promise: given the first bytes of the output, how many the file will have by its own header, if it says so;
    ///     more than that is an error before they are stored.
    /// - Throws: `DataError` for truncated or damaged data, and for output beyond the limit or the promise.
    static func decompress(
        _ bytes: [UInt8], file: String, limit: Int, promise: (_ beginning: [UInt8]) throws -> Int? = { _ in nil }
    ) throws -> [UInt8] {
        let inflater = Inflater(.gzip)
        let beginning: Int = min(1 << 12, limit)
        var output: [UInt8] = []
        var offset: Int = 0
        var bound: Int = beginning
        var promised: Int?
        while true {
            switch inflater.decompress(bytes, from: &offset, to: bytes.count, into: &output, limit: bound) {
            case .finished:
                // Some tools pad with zeros after the last member; anything else must be another member.
                if bytes[offset...].allSatisfy({ $0 == 0 }) {
                    return output
                }
                inflater.restart()
            case .full where bound == beginning && bound < limit:
                promised = try promise(output)
                bound = max(beginning + 1, min(limit, promised ?? limit))
            case .full:
                // The stream may be exactly at its end: one more byte tells.
                var extra: [UInt8] = []
                let outcome = inflater.decompress(bytes, from: &offset, to: bytes.count, into: &extra, limit: 1)
                if outcome == .finished, extra.isEmpty {
                    if bytes[offset...].allSatisfy({ $0 == 0 }) { return output }
                    inflater.restart()
                    continue
                }
                if outcome == .full || !extra.isEmpty { throw tooLarge(file, limit: limit, promised: promised) }
                throw problem(outcome, file: file, offset: offset)
            case let outcome:
                throw problem(outcome, file: file, offset: offset)
            }
        }
    }

    private static func tooLarge(_ file: String, limit: Int, promised: Int?) -> DataError {
        if let promised, promised < limit {
            return DataError(
                file, .byte(promised), expected: "the end after the \(promised) bytes that the header inside promises",
                found: "more compressed data", advice: "The header or the compression is wrong; get the file again.")
        }
        return DataError(
            file, expected: "at most \(limit) bytes after decompression", found: "more",
            advice: "Split the file, or decompress it first if it really is this large.")
    }

    private static func problem(_ outcome: Inflater.Outcome, file: String, offset: Int) -> DataError {
        let found: String
        switch outcome {
        case .corrupt(let reason): found = "damage (\(reason))"
        default: found = "the end of the file in the middle of it"
        }
        return DataError(
            file, .byte(offset), expected: "a complete gzip stream", found: found,
            advice: "The file is truncated or damaged; get it again.")
    }
}
