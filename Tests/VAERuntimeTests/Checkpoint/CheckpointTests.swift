import Foundation
import Synchronization
import Testing

@testable import VAERuntime

@Suite("Checkpoints") struct CheckpointTests {
    static let sample = Checkpoint(
        tensors: [
            .init("encoder.dense.weight", shape: [2, 3], .floats([1, -2, 3.5, .infinity, 0, -0.0])),
            .init("odd", shape: [3], .bytes([1, 2, 255])),
            .init("state", shape: [2], .integers([.min, .init(bitPattern: 0xDEAD_BEEF_DEAD_BEEF)])),
            .init("step \"ß\\\n".replacingOccurrences(of: "\n", with: ""), shape: [], .doubles([0.1])),
            .init("empty", shape: [0, 4], .floats([])),
        ],
        metadata: ["model": "Digits", "a \"quoted\" key\n": "line\u{1}\t\u{1F600}"])

    static func bytes(_ checkpoint: Checkpoint) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let url: URL = folder.url.appendingPathComponent("c.safetensors")
        try checkpoint.write(to: url)
        return try FileBytes.read(url, file: "c", limit: 1 << 30)
    }

    static func file(_ header: String, data: Int = 0) -> [UInt8] {
        SampleFiles.littleEndian(UInt64(header.utf8.count)) + Array(header.utf8) + [UInt8](repeating: 0, count: data)
    }

    private func message(_ bytes: [UInt8]) -> String {
        do {
            _ = try SafeTensors.decode(bytes, file: "c")
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func comesBackAsItWas() throws {
        let bytes: [UInt8] = try Self.bytes(Self.sample)
        #expect(try SafeTensors.decode(bytes, file: "c") == Self.sample)
        let length: Int = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(length % 8 == 0)
        // Foundation, as an independent reader, must agree about the header.
        let header = try JSONSerialization.jsonObject(with: Data(bytes[8..<(8 + length)])) as? [String: Any]
        let entry = header?["encoder.dense.weight"] as? [String: Any]
        #expect(entry?["dtype"] as? String == "F32" && entry?["shape"] as? [Int] == [2, 3])
        #expect(header?["__metadata__"] as? [String: String] == Self.sample.metadata)
        let empty = Checkpoint()
        #expect(try SafeTensors.decode(try Self.bytes(empty), file: "c") == empty)
    }

    @Test func editsByName() {
        var checkpoint: Checkpoint = Self.sample
        checkpoint["odd"] = nil
        #expect(checkpoint["odd"] == nil && checkpoint.tensors.count == 4 && checkpoint["empty"] != nil)
        checkpoint["state"] = .init("state", shape: [1], .integers([1]))
        #expect(checkpoint.tensors.count == 4 && checkpoint["state"]?.shape == [1])
    }

    @Test(arguments: [
        ("{}", 0, "no error"), ("{}   ", 0, "no error"), ("{\"__metadata__\":{}}", 0, "no error"),
        ("{\"__metadata__\":{\"k\":\"\\ud83d\\ude00 \\u00e9\"}}", 0, "no error"),
        ("{\"__metadata__\":{\"k\":\"\\ud83d\\u0041\"}}", 0, "a pair of surrogates"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "no error"),
        ("{\"a\":{\"shape\":[2],\"data_offsets\":[0,8],\"dtype\":\"F\\u00332\"}}", 8, "no error"),
        ("{}", 1, "expected 0 bytes of tensors"), ("", 0, "expected \"{\" in the header"), ("{}x", 0, "more text"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 7, "truncated"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8, "offsets that hold F32[3]"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8, "offsets that hold"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12, "The file has holes"),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12, "Tensors overlap"
        ),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "each key once"
        ),
        ("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "each key once"),
        ("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "each key once"),
        ("{\"__metadata__\":{\"k\":1}}", 0, "expected \"\"\""),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}", 0,
            "offsets that hold"
        ),
        ("{\"a\":{\"dtype\":\"F64\",\"shape\":[2305843009213693952],\"data_offsets\":[0,0]}}", 0, "offsets that hold"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "an integer from 0 on"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[01],\"data_offsets\":[0,4]}}", 4, "an integer from 0 on"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}", 4, "expected \"]\""),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}", 4, "63 bits"),
        ("{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "Convert the tensor to F32"),
        ("{\"a\":{\"dtype\":\"F99\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "a type that the format knows"),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":[]}}", 4,
            "dtype, shape and data_offsets"
        ),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "an incomplete entry"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}", 4, "an incomplete entry"),
        ("{\"\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "a name of 1 to 1024 bytes"),
        ("{\"a\\n\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "a name of 1 to 1024 bytes"),
        ("{\"\\ud800\":1}", 0, "a Unicode scalar"), ("{\"\\x\":1}", 0, "an escape"), ("{\"a", 0, "the end of a string"),
        ("[[[[[[[[[[", 0, "expected \"{\""),
    ])
    func rulesOfTheFormat(header: String, data: Int, part: String) {
        let text: String = message(Self.file(header, data: data))
        #expect(text.contains(part), "\(text)")
    }

    @Test func headersThatLie() throws {
        #expect(message([]).contains("8 more bytes for the length of the header"))
        #expect(message(SampleFiles.littleEndian(UInt64.max)).contains("at most 100000000 bytes"))
        #expect(message(SampleFiles.littleEndian(UInt64(50_000_000)) + [0x7B]).contains("50000000 more bytes"))
        let good: [UInt8] = try Self.bytes(Self.sample)
        for count in 0..<good.count { #expect(message(Array(good[..<count])) != "no error") }
    }

    /// Lets the operation of a number fail, counted from 0, after half of its work where it writes.
    private func failing(at number: Int, count: Counter) -> FileOperations {
        let system: FileOperations = .system
        let full = DataError("", expected: "space", found: "no space left on device")
        @Sendable func step() throws(DataError) { if count.next() == number { throw full } }
        return FileOperations(
            create: { path, target throws(DataError) in
                try step()
                return try system.create(path, target)
            },
            write: { descriptor, bytes throws(DataError) in
                if count.next() == number {
                    try system.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes.prefix(bytes.count / 2)))
                    throw full
                }
                try system.write(descriptor, bytes)
            },
            synchronize: { descriptor throws(DataError) in
                try step()
                try system.synchronize(descriptor)
            },
            close: { descriptor throws(DataError) in
                try system.close(descriptor)
                try step()
            },
            rename: { from, to throws(DataError) in
                try step()
                try system.rename(from, to)
            },
            synchronizeFolder: { path throws(DataError) in
                try step()
                try system.synchronizeFolder(path)
            },
            remove: system.remove)
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)
        func next() -> Int {
            value.withLock { value in
                defer { value += 1 }
                return value
            }
        }
        var total: Int { value.withLock { $0 } }
    }

    @Test func anyFailureLeavesTheOldFile() throws {
        let folder = try TemporaryFolder()
        let url: URL = folder.url.appendingPathComponent("c.safetensors")
        let old = Checkpoint(tensors: [.init("old", shape: [1], .floats([1]))])
        let count = Counter()
        try Self.sample.write(to: url, with: failing(at: -1, count: count))
        // One header, five tensors, and create, synchronize, close, rename, synchronizeFolder.
        #expect(count.total == 11)
        for number in 0..<count.total {
            try old.write(to: url)
            #expect {
                try Self.sample.write(to: url, with: failing(at: number, count: Counter()))
            } throws: { "\($0)".contains("c.safetensors: expected space, found no space left on device") }
            let found = try Checkpoint(contentsOf: url)
            #expect(found == (number == count.total - 1 ? Self.sample : old))
            let files: [String] = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            #expect(files == ["c.safetensors"])
        }
    }

    @Test func whatCouldNotBeReadIsNotWritten() throws {
        let folder = try TemporaryFolder()
        let url: URL = folder.url.appendingPathComponent("c.safetensors")
        try Self.sample.write(to: url)
        for name in ["", "a\u{7}", String(repeating: "n", count: 1025)] {
            let bad = Checkpoint(tensors: [.init(name, shape: [1], .floats([1]))])
            #expect { try bad.write(to: url) } throws: { "\($0)".contains("a name of 1 to 1024 bytes") }
            #expect(try Checkpoint(contentsOf: url) == Self.sample)
        }
        let longest = Checkpoint(tensors: [.init(String(repeating: "n", count: 1024), shape: [1], .floats([1]))])
        try longest.write(to: url)
        #expect(try Checkpoint(contentsOf: url) == longest)
    }

    @Test func aLinkStaysALinkAndPermissionsStay() throws {
        let folder = try TemporaryFolder()
        let url: URL = folder.url.appendingPathComponent("c.safetensors")
        let link: URL = folder.url.appendingPathComponent("link")
        let old = Checkpoint(tensors: [.init("old", shape: [1], .floats([1]))])
        try old.write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: url)
        try Self.sample.write(to: link)
        #expect(try Checkpoint(contentsOf: url) == Self.sample)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == url.path)
        let mode = try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    /// Threads that write one file at the same time: one of them wins, whole.
    @Test func writersAtTheSameTimeDoNotMix() throws {
        let folder = try TemporaryFolder()
        let url: URL = folder.url.appendingPathComponent("c.safetensors")
        let all: [Checkpoint] = (0..<16).map { number in
            let values = [Float](repeating: Float(number), count: 100_000 + number)
            return Checkpoint(tensors: [.init("x", shape: [values.count], .floats(values))])
        }
        let problems = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: all.count) { number in
            do { try all[number].write(to: url) } catch { problems.withLock { $0.append("\(error)") } }
        }
        #expect(problems.withLock { $0 } == [])
        #expect(all.contains(try Checkpoint(contentsOf: url)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["c.safetensors"])
    }

    @Test func foldersThatAreNotThere() {
        let url = URL(fileURLWithPath: "/nowhere/at/all/c.safetensors")
        #expect { try Self.sample.write(to: url) } throws: { "\($0)".contains("no such file or directory") }
        #expect { try Checkpoint(contentsOf: url) } throws: { "\($0)".contains("no such file or directory") }
    }

    @Test func fitOfACheckpoint() throws {
        typealias Entry = CheckpointMismatch.Entry
        let model: [Entry] = Self.sample.tensors.map { Entry($0.name, $0.shape) }
        #expect(CheckpointMismatch(Self.sample, file: "c", expected: model) == nil)
        #expect(CheckpointMismatch(Self.sample, file: "c", expected: Array(model.dropFirst())) != nil)
        #expect(
            CheckpointMismatch(Self.sample, file: "c", expected: Array(model.dropFirst())) {
                $0.hasPrefix("encoder")
            } == nil)
        let other: [Entry] = [Entry("encoder.dense1.weight", [2, 3]), Entry("odd", [4])] + model[2...]
        let mismatch = try #require(CheckpointMismatch(Self.sample, file: "c", expected: other))
        #expect(
            mismatch.description == """
                c: expected the tensors of this model, found others:
                  odd: the model has [4], the checkpoint [3]
                  encoder.dense1.weight [2, 3]: only in the model (the checkpoint has encoder.dense.weight)
                  encoder.dense.weight [2, 3]: only in the checkpoint
                Use the model that the checkpoint was trained with, or train this one anew.
                """)
    }
}
