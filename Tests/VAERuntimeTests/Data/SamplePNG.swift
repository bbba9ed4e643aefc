@testable import VAERuntime

/// A PNG file made from its parts by the specification, so that tests can have every kind and change one part.
struct SamplePNG {
    var width: Int
    var height: Int
    var depth: Int = 8
    /// The colour type: 0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha.
    var kind: UInt8
    /// The samples of all pixels, row after row.
    var samples: [Int]
    var isInterlaced: Bool = false
    /// The filter of the rows, used in turn.
    var filters: [UInt8] = [0, 1, 2, 3, 4]
    /// What stands between the header and the pixels.
    var before: [(name: String, payload: [UInt8])] = []
    /// What follows the pixels.
    var after: [(name: String, payload: [UInt8])] = []
    /// How many chunks the pixels are divided among.
    var pieces: Int = 1

    static func palette(isInterlaced: Bool = false) -> SamplePNG {
        SamplePNG(
            width: 5, height: 3, depth: 2, kind: 3, samples: (0..<15).map { $0 % 3 }, isInterlaced: isInterlaced,
            before: [("PLTE", [255, 0, 0, 0, 255, 0, 10, 20, 30]), ("tRNS", [255, 0])])
    }

    var file: [UInt8] { Self.signature + chunks.flatMap { Self.chunk($0.name, $0.payload) } }

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    var header: [UInt8] {
        SampleFiles.bigEndian(UInt32(width)) + SampleFiles.bigEndian(UInt32(height))
            + [UInt8(depth), kind, 0, 0, isInterlaced ? 1 : 0]
    }

    var chunks: [(name: String, payload: [UInt8])] {
        let stream: [UInt8] = SampleFiles.deflated(rows, windowBits: 15)
        let cuts: [Int] = (0...pieces).map { $0 * stream.count / pieces }
        let data: [[UInt8]] = (0..<pieces).map { Array(stream[cuts[$0]..<cuts[$0 + 1]]) }
        return [("IHDR", header)] + before + data.map { ("IDAT", $0) } + after + [("IEND", [])]
    }

    static func chunk(_ name: String, _ payload: [UInt8]) -> [UInt8] {
        let body: [UInt8] = Array(name.utf8) + payload
        return SampleFiles.bigEndian(UInt32(payload.count)) + body + SampleFiles.bigEndian(checksum(body))
    }

    /// The filtered rows, one pass after the other.
    var rows: [UInt8] {
        let count: Int = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][kind] ?? 1
        // The pass of each pixel of an 8×8 square, as the specification draws it.
        let drawn: [[Int]] = [
            [1, 6, 4, 6, 2, 6, 4, 6], [7, 7, 7, 7, 7, 7, 7, 7], [5, 6, 5, 6, 5, 6, 5, 6], [7, 7, 7, 7, 7, 7, 7, 7],
            [3, 6, 4, 6, 3, 6, 4, 6], [7, 7, 7, 7, 7, 7, 7, 7], [5, 6, 5, 6, 5, 6, 5, 6], [7, 7, 7, 7, 7, 7, 7, 7],
        ]
        var result: [UInt8] = []
        for pass in isInterlaced ? Array(1...7) : [0] {
            var above: [UInt8] = []
            var number: Int = 0
            for y in 0..<height {
                let columns: [Int] = (0..<width).filter { !isInterlaced || drawn[y % 8][$0 % 8] == pass }
                if columns.isEmpty { continue }
                var bits: [Int] = []
                for x in columns {
                    for sample in 0..<count {
                        let value: Int = samples[(y * width + x) * count + sample]
                        for bit in (0..<depth).reversed() { bits.append(value >> bit & 1) }
                    }
                }
                while bits.count % 8 != 0 { bits.append(0) }
                let row: [UInt8] = Swift.stride(from: 0, to: bits.count, by: 8).map { start in
                    UInt8(bits[start..<(start + 8)].reduce(0) { $0 * 2 + $1 })
                }
                let filter: UInt8 = filters[number % filters.count]
                number += 1
                result.append(filter)
                result += filtered(row, above, filter, reach: max(1, count * depth / 8))
                above = row
            }
        }
        return result
    }

    private func filtered(_ row: [UInt8], _ above: [UInt8], _ filter: UInt8, reach: Int) -> [UInt8] {
        row.indices.map { index in
            let a: Int = index >= reach ? Int(row[index - reach]) : 0
            let b: Int = above.isEmpty ? 0 : Int(above[index])
            let c: Int = above.isEmpty || index < reach ? 0 : Int(above[index - reach])
            let estimate: Int = a + b - c
            let nearest: Int = [a, b, c].min { abs(estimate - $0) < abs(estimate - $1) } ?? 0
            let expected: [Int] = [0, a, b, (a + b) / 2, nearest]
            return row[index] &- UInt8(truncatingIfNeeded: filter < 5 ? expected[Int(filter)] : 0)
        }
    }
}
