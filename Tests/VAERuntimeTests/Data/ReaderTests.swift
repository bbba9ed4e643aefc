import Foundation
import Testing

@testable import VAERuntime

@Suite("Readers of data files") struct ReaderTests {
    private func tensor(_ bytes: [UInt8], _ file: String = "file") throws -> DataTensor {
        try DataFile(bytes, file: file, limit: 1 << 24).tensor(at: 0)
    }

    private func message(_ bytes: [UInt8], _ file: String = "file", limit: Int = 1 << 24) -> String {
        do {
            let data = try DataFile(bytes, file: file, limit: limit)
            for index in data.arrays.indices { _ = try data.tensor(at: index) }
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func idxOfEveryType() throws {
        let bytes = try tensor(SampleFiles.idx([2, 3], payload: [0, 1, 2, 253, 254, 255]))
        #expect(bytes == DataTensor(shape: [2, 3], elements: .bytes([0, 1, 2, 253, 254, 255])))
        #expect(try tensor(SampleFiles.idx([2], type: 9, payload: [0xFF, 2])).elements == .floats([-1, 2]))
        #expect(
            try tensor(SampleFiles.idx([2], type: 0x0B, payload: [0xFF, 0xFE, 1, 0])).elements == .floats([-2, 256]))
        let wide: [UInt8] = SampleFiles.bigEndian(UInt32(bitPattern: -70000))
        #expect(try tensor(SampleFiles.idx([1], type: 0x0C, payload: wide)).elements == .floats([-70000]))
        let single: [UInt8] = SampleFiles.bigEndian(Float(1.5).bitPattern)
        #expect(try tensor(SampleFiles.idx([1], type: 0x0D, payload: single)).elements == .floats([1.5]))
        let double: [UInt8] = withUnsafeBytes(of: 2.25.bitPattern.bigEndian) { [UInt8]($0) }
        #expect(try tensor(SampleFiles.idx([1], type: 0x0E, payload: double)).elements == .floats([2.25]))
    }

    @Test func idxThatLies() {
        let short: String = message(SampleFiles.idx([10, 28, 28], payload: [UInt8](repeating: 0, count: 100)))
        #expect(
            short == "file: expected 7856 bytes for the extents [10, 28, 28] of the header, found 116 bytes. "
                + "The file is truncated; get it again.")
        #expect(message(SampleFiles.idx([2], payload: [1, 2, 3])).contains("expected 10 bytes"))
        let huge: [UInt8] = [0, 0, 8, 3] + [UInt8](repeating: 0xFF, count: 12)
        #expect(message(huge).contains("extents of a file that fits in memory"))
        #expect(
            message([0, 0, 8, 3, 0, 0], "x.idx").contains("byte 4: expected 4 more bytes for the extent of dimension 0")
        )
    }

    @Test(arguments: ["u1", "i1", "<u2", ">i2", "<u4", ">i4", "<i8", ">u8", "<f2", "<f4", ">f4", "<f8", ">f8"])
    func npyOfEveryType(type: String) throws {
        let read: DataTensor = try tensor(GoldenFiles.bytes("npy \(type)"))
        let expected: DataElements = type == "u1" ? .bytes([0, 1, 2, 3, 4, 5]) : .floats([0, 1, 2, 3, 4, 5])
        #expect(read == DataTensor(shape: [2, 3], elements: expected))
    }

    @Test func npyVariants() throws {
        #expect(try tensor(GoldenFiles.bytes("npy b1")).elements == .floats([0, 1, 0, 1, 0, 1]))
        let fortran: DataTensor = try tensor(GoldenFiles.bytes("npy fortran"))
        #expect(fortran == DataTensor(shape: [2, 3, 4], elements: .floats((0..<24).map { Float($0) })))
        #expect(try tensor(GoldenFiles.bytes("npy version 2")).shape == [2, 3])
        #expect(try tensor(GoldenFiles.bytes("npy scalar")) == DataTensor(shape: [], elements: .floats([2.5])))
        #expect(message(GoldenFiles.bytes("npy complex")).contains("found \"<c16\""))
        #expect(message(GoldenFiles.bytes("npy records")).contains("an array of records"))
    }

    @Test(arguments: [
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), ", "expected a string"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'descr': '<f8'}", "each of the keys"),
        ("{'descr': '<f4', 'shape': (2,)}", "a header without one of them"),
        ("{'descr': '<f4', 'fortran_order': 1, 'shape': (2,)}", "True or False"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "extent that fits in memory"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", "fits in memory"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", "expected a number"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "for the extents [3]"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} junk", "the end of the header"),
        ("{'descr': 'O', 'fortran_order': False, 'shape': (2,)}", "element types"),
        ("not a dictionary", "expected \"{\""),
    ])
    func npyHeadersThatAreWrong(header: String, part: String) {
        let text: String = message(SampleFiles.npy(header, payload: SampleFiles.floats([1, 2])))
        #expect(text.contains(part), "\(text)")
    }

    @Test(arguments: ["npz stored", "npz compressed"]) func npz(name: String) throws {
        let data = try DataFile(GoldenFiles.bytes(name), file: "a.npz")
        #expect(data.format == .npz)
        #expect(data.arrays == [.init(name: "x", shape: [4, 12]), .init(name: "y", shape: [4])])
        #expect(try data.tensor(at: 0).elements == .bytes((0..<48).map { UInt8($0) }))
        #expect(try data.tensor(at: 1).elements == .floats([0, 1, 2, 1]))
    }

    @Test func npzThatIsDamaged() {
        var bytes: [UInt8] = GoldenFiles.bytes("npz stored")
        #expect(message(Array(bytes.dropLast(30)), "a.npz").contains("the directory at the end of a zip file"))
        // A pixel: the checksum tells.
        if let index: Int = bytes.firstIndex(of: 47) { bytes[index] = 46 }
        #expect(message(bytes, "a.npz").contains("checksum"))
        #expect(message(GoldenFiles.bytes("npz stored"), limit: 100).contains("at most 100 bytes"))
    }

    @Test(arguments: ["mat plain", "mat compressed"]) func matlab(name: String) throws {
        let data = try DataFile(GoldenFiles.bytes(name), file: "a.mat")
        let names: [String] = data.arrays.compactMap(\.name)
        #expect(names == ["ff", "d", "cell", "z", "t", "b", "i", "s"])
        #expect(data.arrays.map { $0.shape == nil } == [false, false, true, true, true, false, false, true])
        let pixels: DataTensor = try data.tensor(at: 0)
        #expect(pixels.shape == [12, 4])
        let expected: [UInt8] = (0..<12).flatMap { row in (0..<4).map { UInt8($0 * 12 + row) } }
        #expect(pixels.elements == .bytes(expected))
        #expect(try data.tensor(at: 1) == DataTensor(shape: [2, 2], elements: .floats([1.5, -2, 3, 4e10])))
        #expect(try data.tensor(at: 5) == DataTensor(shape: [1, 2], elements: .floats([1, 0])))
        #expect(try data.tensor(at: 6) == DataTensor(shape: [1, 2], elements: .floats([-3, 70000])))
        #expect(throws: DataError.self) { try data.tensor(at: 2) }
        #expect(throws: DataError.self) { try data.tensor(at: 3) }
    }

    @Test(arguments: [false, true], [false, true]) func matlabByteOrders(isBig: Bool, isCompressed: Bool) throws {
        let format = SampleFiles.MAT(isBig: isBig)
        // Doubles that MATLAB stores as 16-bit integers, and a name longer than a small element.
        let payload: [UInt8] = [1, 2, 3, 4, 5, 600].flatMap { format.number(Int16($0)) }
        var matrix: [UInt8] = format.matrix("pictures", class: 6, shape: [2, 3], type: 3, payload: payload)
        if isCompressed { matrix = format.compressed(matrix) }
        let data = try DataFile(format.file(matrix), file: "a.mat")
        #expect(data.arrays == [.init(name: "pictures", shape: [2, 3])])
        #expect(try data.tensor(at: 0) == DataTensor(shape: [2, 3], elements: .floats([1, 3, 5, 2, 4, 600])))
    }

    /// Found by fuzzing: the product of these extents overflows in one order and is zero in the other.
    @Test func extentsOfNothing() throws {
        let format = SampleFiles.MAT()
        let huge = Int(Int32.max)
        let shape: [Int] = [0, huge, huge, huge]
        let empty: [UInt8] = format.file(format.matrix("x", class: 9, shape: shape, type: 2, payload: []))
        #expect(try tensor(empty) == DataTensor(shape: shape, elements: .bytes([])))
        let header: String = "{'descr': '<f4', 'fortran_order': True, 'shape': (0, 9999999999, 9999999999)}"
        #expect(try tensor(SampleFiles.npy(header, payload: [])).elements == .floats([]))
        #expect(elementCount(of: [.max, .max, 0]) == 0 && elementCount(of: [0, -1]) == nil)
        #expect(elementCount(of: [.max, 2]) == nil && elementCount(of: []) == 1)
    }

    @Test func matlabThatLies() {
        let format = SampleFiles.MAT()
        let wrong: [UInt8] = format.matrix("x", class: 9, shape: [1000, 1000], type: 2, payload: [1, 2, 3, 4])
        #expect(message(format.file(wrong)).contains("the elements of extents [1000, 1000]"))
        let huge: [UInt8] = format.matrix(
            "x", class: 9, shape: [.init(Int32.max), .init(Int32.max), .init(Int32.max)], type: 2, payload: [1])
        #expect(message(format.file(huge)).contains("the elements of extents"))
        #expect(message(Array(GoldenFiles.bytes("mat plain").dropLast(20))).contains("truncated"))
        #expect(message(Array("MATLAB 7.3 MAT-file".utf8)).contains("-v7"))
        // A bomb: a small element that decompresses to more than its tag says stops at what the tag says.
        let bomb: [UInt8] =
            format.number(UInt32(14)) + format.number(UInt32(64)) + [UInt8](repeating: 0, count: 1 << 22)
        #expect(message(format.file(format.compressed(bomb))) != "no error")
    }

    @Test func cifar() throws {
        let data = try DataFile(SampleFiles.cifar(3), file: "data_batch_1.bin")
        #expect(data.format == .cifar)
        #expect(data.arrays.map(\.shape) == [[3, 3, 32, 32], [3]])
        #expect(try data.tensor(at: 1).elements == .bytes([0, 1, 2]))
        let pixels: [UInt8]? = if case .bytes(let pixels) = try data.tensor(at: 0).elements { pixels } else { nil }
        #expect(pixels?[3072] == 1)
        #expect(message(Array(SampleFiles.cifar(3).dropLast()), "b.bin").contains("record 2: expected a whole number"))
        var wrong: [UInt8] = SampleFiles.cifar(3)
        wrong[3073] = 10
        #expect(message(wrong, "b.bin").contains("record 1: expected a label from 0 to 9, found 10"))
    }

    @Test(arguments: [
        "1,2,3\n4,5,6\n", "1 2 3\n4 5 6", "  1\t2   3 \r\n\r\n4 5 6\r\n", "a,b,c\n1,2,3\n4,5,6", "1;2;3\r4;5;6",
        "# made by hand\n1.0,2e0,+3\n40e-1,\"5\",.6e1\n", "\u{FEFF}x y z\n1 2 3\n4 5 6\n",
        "1,2,3\n4.000000000000000000000000,5,600e-2",
    ])
    func text(_ table: String) throws {
        let read: DataTensor = try tensor(Array(table.utf8), "a.csv")
        #expect(read == DataTensor(shape: [2, 3], elements: .floats([1, 2, 3, 4, 5, 6])))
    }

    /// What also begins like a picture, or like nothing in particular.
    @Test func namesSettleWhatTheContentLeavesOpen() throws {
        let table = Array("P1\tP2\n1\t2\n3\t4\n".utf8)
        #expect(try tensor(table, "a.tsv") == DataTensor(shape: [2, 2], elements: .floats([1, 2, 3, 4])))
        #expect(message(table, "a").contains("a picture of Netpbm's kinds"))
        let tar = Array("x.csv".utf8) + [UInt8](repeating: 0, count: 252) + Array("ustar\u{0}00".utf8)
        #expect(message(tar, "a.tar").contains("found a tar archive. Unpack it"))
    }

    @Test(arguments: [
        ("1,2,3\n4,5\n", "a.csv, line 2: expected 3 numbers as in the lines before, found 2"),
        ("1,2\n3,x\n", "a.csv, line 2, column 2: expected a number, found \"x\""),
        ("1,2\n3,\n", "line 2, column 2: expected a number, found nothing"),
        ("1,2\n3,4,,5\n", "line 2, column 3: expected a number, found nothing"),
        ("1 2\n3 4x\n", "line 2, column 2: expected a number, found \"4x\""),
        ("a,b\n", "expected lines of numbers"), ("\n\n", "expected lines of numbers"), ("", "an empty file"),
        ("1,5;2\n", "expected lines of numbers"),
    ])
    func textThatIsWrong(table: String, part: String) {
        let text: String = message(Array(table.utf8), "a.csv")
        #expect(text.contains(part), "\(text)")
    }

    @Test func numbersAreReadAsTheStandardLibraryReadsThem() {
        var generator = SplitMix64(7)
        let fixed: [String] = [
            "0", "-0", "1e400", "-1e400", "1e-400", "3.4028235e38", "1e-45", "16777217", "0.1", "1e22",
        ]
        let drawn: [String] = (0..<2000).map { index in
            let bits = UInt32(truncatingIfNeeded: generator.next())
            let value = Float(bitPattern: bits)
            return index % 2 == 0 ? "\(value.isFinite ? value : 1)" : "\(Double(value.isFinite ? value : 1) * 1.000001)"
        }
        for text in fixed + drawn {
            let bytes = Array(text.utf8)
            let read: Float? = bytes.withUnsafeBufferPointer { buffer in
                var scanner = NumberScanner(buffer, 0..<buffer.count)
                return scanner.number()
            }
            #expect(read == Double(text).map { Float($0) }, "\(text)")
        }
        let words: [String: Float] = ["inf": .infinity, "-Infinity": -.infinity, "+INF": .infinity]
        for (word, value) in words {
            #expect((try? tensor(Array("\(word),1\n".utf8), "a.csv"))?.elements == .floats([value, 1]))
        }
    }

    @Test func formatsThatAreNot() {
        #expect(message([0xFF, 0xD8, 0xFF, 0xE0]).contains("a JPEG picture. Convert it to PNG."))
        #expect(message([0x80, 0x02, 1, 2]).contains("pickle"))
        #expect(message([1, 2, 3, 4]).contains("it begins with the bytes 1 2 3 4"))
        #expect(message(SampleFiles.gzip(SampleFiles.gzip([1]))).contains("gzip inside gzip"))
        #expect(message([]).contains("an empty file"))
    }
}
