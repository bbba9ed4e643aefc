import CZlib

/// A running decompression by zlib. The state is freed with the value.
struct Inflater: ~Copyable {
    /// What surrounds the compressed data.
    enum Wrapping: Int32 {
        /// Nothing: entries of a zip file.
        case none = -15
        /// zlib's header and Adler checksum: MATLAB and PNG.
        case zlib = 15
        /// gzip's header and CRC.
        case gzip = 31
    }

    /// How a call of `decompress` ended.
    enum Outcome: Equatable {
        /// The compressed stream is complete and its checksum right.
        case finished
        /// The output has reached the size that was asked for.
        case full
        /// The input is used up and the stream is not complete.
        case truncated
        /// The input is no compressed stream, or a damaged one; with zlib's word for it.
        case corrupt(String)
    }

    // zlib keeps a pointer back to the stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let isReady: Bool

    /// Starts a decompression.
    init(_ wrapping: Wrapping) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        isReady = inflateInit2_(stream, wrapping.rawValue, ZLIB_VERSION, size) == Z_OK
    }

    deinit {
        if isReady { inflateEnd(stream) }
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Starts over with the next stream of the same kind.
    func restart() {
        inflateReset(stream)
    }

    /// Decompresses `input` from `offset` on and appends to `output` until the stream ends, the input is used up, or
    /// `output` holds `limit` bytes. Memory grows only with what was really decompressed.
    ///
    /// - Returns: how it ended; `offset` stands after the last byte used.
    func decompress(_ input: [UInt8], from offset: inout Int, to end: Int, into output: inout [UInt8], limit: Int)
        -> Outcome
    {
        guard isReady else { return .corrupt("out of memory") }
        return input.withUnsafeBufferPointer { source in
            var chunk: Int = 4096
            while true {
                if output.count >= limit { return .full }
                let room: Int = min(chunk, limit - output.count)
                let available: Int = min(end - offset, 1 << 30)
                var status: Int32 = Z_OK
                let start: Int = output.count
                output.append(contentsOf: repeatElement(0, count: room))
                let left: Int = output.withUnsafeMutableBufferPointer { target in
                    stream.pointee.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0 + offset) }
                    stream.pointee.avail_in = UInt32(available)
                    stream.pointee.next_out = target.baseAddress.map { $0 + start }
                    stream.pointee.avail_out = UInt32(room)
                    status = inflate(stream, Z_NO_FLUSH)
                    return Int(stream.pointee.avail_out)
                }
                output.removeLast(left)
                offset += available - Int(stream.pointee.avail_in)
                switch status {
                case Z_STREAM_END: return .finished
                case Z_OK where left == 0 || offset < end: break
                case Z_OK, Z_BUF_ERROR: return .truncated
                default: return .corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)")
                }
                chunk = min(chunk * 2, 1 << 24)
            }
        }
    }
}
