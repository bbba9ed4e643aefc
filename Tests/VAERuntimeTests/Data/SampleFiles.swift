import CZlib
import Foundation

@testable import VAERuntime

/// Valid files of every format, made from their parts, so that tests can change one part.
enum SampleFiles {
    static func bigEndian(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
    }

    static func idx(_ shape: [Int], type: UInt8 = 0x08, payload: [UInt8]) -> [UInt8] {
        [0, 0, type, UInt8(shape.count)] + shape.flatMap { bigEndian(UInt32($0)) } + payload
    }

    static func npy(_ header: String, payload: [UInt8]) -> [UInt8] {
        var text = Array(header.utf8)
        while (10 + text.count + 1) % 64 != 0 { text.append(0x20) }
        text.append(0x0A)
        return [0x93] + Array("NUMPY".utf8) + [1, 0] + littleEndian(UInt16(text.count)) + text + payload
    }

    static func npy(_ type: String, _ shape: [Int], payload: [UInt8]) -> [UInt8] {
        let extents: String = shape.map { "\($0), " }.joined()
        return npy("{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }", payload: payload)
    }

    static func floats(_ values: [Float]) -> [UInt8] {
        values.flatMap { littleEndian($0.bitPattern) }
    }

    /// Compressed with the given window bits: 31 gzip, 15 zlib, -15 raw.
    static func deflated(_ bytes: [UInt8], windowBits: Int32) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        deflateInit2_(&stream, 9, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        defer { deflateEnd(&stream) }
        var input: [UInt8] = bytes
        var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 100)
        let written: Int = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                deflate(&stream, Z_FINISH)
                return target.count - Int(stream.avail_out)
            }
        }
        return Array(output[..<written])
    }

    static func gzip(_ bytes: [UInt8]) -> [UInt8] { deflated(bytes, windowBits: 31) }

    /// A MATLAB 5 file in either byte order.
    struct MAT {
        var isBig: Bool = false

        func number<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
            withUnsafeBytes(of: isBig ? value.bigEndian : value.littleEndian) { [UInt8]($0) }
        }

        func element(_ type: UInt32, _ payload: [UInt8]) -> [UInt8] {
            let padding = [UInt8](repeating: 0, count: (8 - payload.count % 8) % 8)
            return number(type) + number(UInt32(payload.count)) + payload + padding
        }

        func small(_ type: UInt32, _ payload: [UInt8]) -> [UInt8] {
            number(UInt32(payload.count) << 16 | type) + payload + [UInt8](repeating: 0, count: 4 - payload.count)
        }

        func matrix(
            _ name: String, class kind: UInt32, shape: [Int], type: UInt32, payload: [UInt8]
        ) -> [UInt8] {
            let flags: [UInt8] = element(6, number(kind) + number(UInt32(0)))
            let extents: [UInt8] = element(5, shape.flatMap { number(Int32($0)) })
            let label: [UInt8] = name.utf8.count <= 4 ? small(1, Array(name.utf8)) : element(1, Array(name.utf8))
            let body: [UInt8] = flags + extents + label + element(type, payload)
            return number(UInt32(14)) + number(UInt32(body.count)) + body
        }

        func compressed(_ matrix: [UInt8]) -> [UInt8] {
            let body: [UInt8] = SampleFiles.deflated(matrix, windowBits: 15)
            return number(UInt32(15)) + number(UInt32(body.count)) + body
        }

        func file(_ elements: [UInt8]) -> [UInt8] {
            var header = Array("MATLAB 5.0 MAT-file, for tests".utf8)
            header += [UInt8](repeating: 0x20, count: 124 - header.count)
            header += isBig ? [1, 0] + Array("MI".utf8) : [0, 1] + Array("IM".utf8)
            return header + elements
        }
    }

    static func cifar(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in 0..<count {
            bytes.append(UInt8(index % 10))
            for pixel in 0..<3072 { bytes.append(UInt8((pixel + index) & 0xFF)) }
        }
        return bytes
    }
}
