import Testing

@testable import VAERuntime

@Suite("Compressed files") struct CompressionTests {
    private let sample: [UInt8] = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }

    private func decompress(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> [UInt8] {
        try Gzip.decompress(bytes, file: "f.gz", limit: limit)
    }

    @Test func wholeMembersAndPadding() throws {
        #expect(try decompress(SampleFiles.gzip(sample)) == sample)
        let two: [UInt8] = SampleFiles.gzip(Array(sample[..<70_000])) + SampleFiles.gzip(Array(sample[70_000...]))
        #expect(try decompress(two) == sample)
        #expect(try decompress(two + [0, 0, 0]) == sample)
        #expect(try decompress(SampleFiles.gzip([])) == [])
        let many: [UInt8] = (0..<300).flatMap { SampleFiles.gzip([UInt8($0 & 0xFF)]) }
        #expect(try decompress(many).count == 300)
    }

    @Test func damage() {
        let good: [UInt8] = SampleFiles.gzip(sample)
        #expect(throws: DataError.self) { try decompress(Array(good.dropLast(4))) }
        #expect(throws: DataError.self) { try decompress(Array(good.prefix(12))) }
        #expect(throws: DataError.self) { try decompress(good + [1]) }
        var flipped: [UInt8] = good
        flipped[good.count - 6] ^= 1
        #expect(throws: DataError.self) { try decompress(flipped) }
    }

    @Test func limits() throws {
        let good: [UInt8] = SampleFiles.gzip(sample)
        #expect(try decompress(good, limit: sample.count) == sample)
        #expect(throws: DataError.self) { try decompress(good, limit: sample.count - 1) }
        let exact: [UInt8] = try Gzip.decompress(good, file: "f", limit: 1 << 20) { _ in sample.count }
        #expect(exact == sample)
        #expect {
            try Gzip.decompress(good, file: "f", limit: 1 << 20) { _ in 50_000 }
        } throws: { error in
            "\(error)".contains("the end after the 50000 bytes that the header inside promises")
        }
    }

    @Test func aBombStopsAtWhatItsHeaderPromises() {
        let bomb: [UInt8] = SampleFiles.gzip(
            SampleFiles.idx([10, 10], payload: [UInt8](repeating: 0, count: 5_000_000)))
        #expect {
            try DataFile(bomb, file: "bomb.gz", limit: 1 << 30)
        } throws: { error in
            "\(error)".contains("expected the end after the 112 bytes") || "\(error)".contains("expected 112 bytes")
        }
    }
}
