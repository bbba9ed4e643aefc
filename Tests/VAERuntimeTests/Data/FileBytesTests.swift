import Foundation
import Testing

@testable import VAERuntime

@Suite("Whole files") struct FileBytesTests {
    @Test func filesAreReadUpToTheLimit() throws {
        let folder = try TemporaryFolder()
        for count in [0, 1, 65_535, 65_536, 65_537, 200_000] {
            let bytes: [UInt8] = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let url = URL(fileURLWithPath: try folder.write("a", bytes))
            for limit in [count, count + 1, Int.max] {
                #expect(try FileBytes.read(url, file: "a", limit: limit) == bytes)
            }
            guard count > 0 else { continue }
            #expect(throws: DataError.self) { try FileBytes.read(url, file: "a", limit: count - 1) }
        }
    }

    /// Its size is more than any memory; nothing is allocated for it.
    @Test func filesThatSayTheyAreHugeAreRefused() throws {
        let folder = try TemporaryFolder()
        let url = URL(fileURLWithPath: try folder.write("a", [1]))
        try #require(truncate(url.path, 1 << 42) == 0)
        #expect { try FileBytes.read(url, file: "a", limit: 1 << 20) } throws: {
            "\($0)" == "a: expected at most 1048576 bytes, found more. Split the file."
        }
    }
}
