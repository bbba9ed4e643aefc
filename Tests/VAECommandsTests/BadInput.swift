import Testing

/// Files with something wrong, made from their parts.
enum BadFiles {
    /// Numbers as an IDX file with the given extents in its header.
    static func idx(_ extents: [UInt8], _ payload: [UInt8]) -> [UInt8] {
        [0, 0, 8, UInt8(extents.count)] + extents.flatMap { [0, 0, 0, $0] } + payload
    }

    /// An NPY file of floats with the given extents in its header.
    static func npy(_ extents: String, _ values: [Float], type: String = "<f4") -> [UInt8] {
        var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
        while (header.utf8.count + 11) % 64 != 0 { header += " " }
        let length: [UInt8] = [UInt8(header.utf8.count + 1), 0]
        return [0x93] + Array("NUMPY".utf8) + [1, 0] + length + Array(header.utf8) + [0x0A]
            + values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
    }

    /// A MATLAB 5 file with the given elements.
    static func matlab(_ elements: [UInt8]) -> [UInt8] {
        [UInt8](repeating: 0x20, count: 124) + [0, 1, 0x49, 0x4D] + elements
    }

    /// A zip archive with one stored file, whose directory tells the given size.
    static func zip(_ contents: [UInt8], size: UInt8) -> [UInt8] {
        let name = Array("x.npy".utf8)
        let sizes: [UInt8] = [size, 0, 0, 0, size, 0, 0, 0]
        let common: [UInt8] = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] + sizes + [UInt8(name.count), 0, 0, 0]
        let local: [UInt8] = [0x50, 0x4B, 3, 4] + common + name + contents
        let central: [UInt8] =
            [0x50, 0x4B, 1, 2, 20, 0] + common + [UInt8](repeating: 0, count: 14) + name
        let offset: [UInt8] = [UInt8(local.count & 255), UInt8(local.count >> 8), 0, 0]
        let end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, UInt8(central.count), 0, 0, 0] + offset + [0, 0]
        return local + central + end
    }

    /// A safetensors file with the given header, and as many bytes after it.
    static func safetensors(_ header: String, bytes: Int, length: UInt64? = nil) -> [UInt8] {
        let length: UInt64 = length ?? UInt64(header.utf8.count)
        return withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array(header.utf8)
            + [UInt8](repeating: 0, count: bytes)
    }
}

/// One file that a command must refuse, with what it has to say about it.
struct BadInput: CustomTestStringConvertible {
    /// The file's name.
    let file: String
    /// What is in it.
    let bytes: [UInt8]
    /// What the message has to name beside the file: the place, and what was found.
    let says: [String]
    /// The set that the model's data lies in.
    var support = "real"

    var testDescription: String { file }

    init(_ file: String, _ bytes: [UInt8], _ says: String..., support: String = "real") {
        self.file = file
        self.bytes = bytes
        self.says = says
        self.support = support
    }

    init(_ file: String, _ text: String, _ says: String..., support: String = "real") {
        self.file = file
        self.bytes = Array(text.utf8)
        self.says = says
        self.support = support
    }

    /// Data files: truncated, lying, empty, and with values that the variable cannot take.
    static let data: [BadInput] = [
        BadInput("empty.csv", "", "an empty file"),
        BadInput("header.csv", "a,b,c,d\n", "only a header"),
        BadInput("ragged.csv", "1,2,3,4\n1,2,3\n", "line 2", "expected 4 numbers"),
        BadInput("word.csv", "1,2,3,4\n1,2,three,4\n", "line 2", "three"),
        BadInput("wide.csv", "1,2,3,4,5\n", "5"),
        BadInput("not-a-number.csv", "1,2,3,4\n1,2,nan,4\n", "example 1", "nan"),
        BadInput("infinite.csv", "1,2,3,-inf\n", "example 0", "-inf"),
        BadInput("unit.csv", "0,1,0.5,1.5\n", "example 0", "1.5", support: "unit"),
        BadInput("binary.csv", "0,1,0,0\n0,0.5,0,1\n", "example 1", "0.5", support: "binary"),
        BadInput("truncated.idx", BadFiles.idx([3, 4], [1, 2, 3, 4, 5]), "expected 24 bytes", "17", "truncated"),
        BadInput("long.idx", BadFiles.idx([1, 4], [1, 2, 3, 4, 5]), "expected 16 bytes", "17"),
        BadInput("header.idx", [0, 0, 8, 2, 0, 0], "byte 4", "truncated"),
        BadInput("huge.idx", [0, 0, 8, 3] + [UInt8](repeating: 255, count: 12), "byte 4", "fits in memory"),
        BadInput("nothing.idx", BadFiles.idx([0, 4], []), "at least one example"),
        BadInput("magic.idx", [0, 0, 99, 2, 0, 0, 0, 1, 0, 0, 0, 4, 1, 2, 3, 4], "bytes"),
        BadInput("truncated.npy", BadFiles.npy("3, 4", [1, 2, 3]), "truncated"),
        BadInput("huge.npy", BadFiles.npy("4611686018427387904, 4", []), "fits in memory"),
        BadInput("objects.npy", BadFiles.npy("1, 4", [1, 2, 3, 4], type: "|O"), "|O"),
        BadInput("header.npy", Array(BadFiles.npy("1, 4", []).prefix(40)), "truncated"),
        BadInput("outside.npy", BadFiles.npy("2, 4", [0, 0, 0, 0, 0, -1, 0, 0]), "example 1", "-1", support: "unit"),
        BadInput(
            "truncated.npz", Array(BadFiles.zip(BadFiles.npy("1, 4", [1, 2, 3, 4]), size: 144).prefix(99)), "zip"),
        BadInput("lying.npz", BadFiles.zip(BadFiles.npy("1, 4", [1, 2, 3, 4]), size: 200), "x.npy"),
        BadInput("truncated.mat", BadFiles.matlab([14, 0, 0, 0, 232, 3, 0, 0, 6, 0]), "byte 136", "1000 more bytes"),
        BadInput("header.mat", BadFiles.matlab([]), "none"),
        BadInput("damaged.mat", BadFiles.matlab([15, 0, 0, 0, 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]), "damage"),
        BadInput("truncated.csv.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], "complete gzip stream", "end of the file"),
        BadInput("damaged.csv.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255, 255, 255], "damage"),
        BadInput("picture.png", [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0], "byte 8", "truncated"),
        BadInput("text.png", [0x89, 0x50, 0x4E, 0x47, 10, 26, 10, 0, 0], "byte 0", "signature"),
        BadInput("large.pgm", "P5 100000 100000 255\n", "byte 21", "truncated"),
        BadInput("two.pgm", "P2 2 2 9\n1 2 3 4\n5\n", "byte 17", "file of its own"),
        BadInput("bright.ppm", "P3 1 1 9\n1 10 3\n", "byte 11", "from 0 to 9"),
        BadInput("small.pgm", "P2 2 1 9\n1 2\n", "2×1 pixels", "--resize", support: "unit"),
        BadInput("photograph.jpg", [0xFF, 0xD8, 0xFF, 0xE0], "JPEG"),
        BadInput("noise.bin", (0..<100).map { UInt8($0 * 77 & 255) | 0x80 }, "CIFAR-10"),
    ]

    /// Checkpoints: not of this model, or not checkpoints at all.
    static let checkpoints: [BadInput] = [
        BadInput("empty.safetensors", "", "byte 0"),
        BadInput("short.safetensors", [8, 0, 0], "byte 0", "truncated"),
        BadInput("text.safetensors", "the weights are elsewhere", "byte 0", "Is this a safetensors file?"),
        BadInput(
            "absurd.safetensors", BadFiles.safetensors("{}", bytes: 0, length: .max), "byte 0", "18446744073709551615"),
        BadInput(
            "long.safetensors", BadFiles.safetensors("{}", bytes: 0, length: 99_000_000), "the header", "truncated"),
        BadInput("json.safetensors", BadFiles.safetensors(#"{"a":[1,2]}"#, bytes: 8), "byte 13", "expected \"{\""),
        BadInput(
            "nested.safetensors", BadFiles.safetensors(String(repeating: "{\"a\":", count: 9000), bytes: 0), "byte"),
        BadInput(
            "overlap.safetensors",
            BadFiles.safetensors(
                #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
                    + #""b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, bytes: 12), "\"b\""),
        BadInput(
            "hole.safetensors",
            BadFiles.safetensors(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, bytes: 12), "\"a\""),
        BadInput(
            "beyond.safetensors",
            BadFiles.safetensors(#"{"a":{"dtype":"F32","shape":[8],"data_offsets":[0,32]}}"#, bytes: 12), "32 bytes"),
        BadInput(
            "size.safetensors",
            BadFiles.safetensors(#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, bytes: 8), "\"a\"",
            "0 to 8"),
        BadInput(
            "overflow.safetensors",
            BadFiles.safetensors(
                #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, bytes: 0), "\"a\""),
        BadInput(
            "twice.safetensors",
            BadFiles.safetensors(
                #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"#
                    + #""data_offsets":[0,0]}}"#, bytes: 0), "\"a\" again"),
        BadInput(
            "other.safetensors",
            BadFiles.safetensors(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, bytes: 8),
            "encoder.h.dense.weight", "only in the model", "a [2]: only in the checkpoint"),
    ]

    /// Texts that are no model: each with the line and column of what is wrong, if it has one.
    static let texts: [BadInput] = [
        BadInput("empty.vae", "", ":1:1: error:"),
        BadInput("comment.vae", "// nothing\n", "error:"),
        BadInput("bytes.vae", [0x6D, 0x6F, 0x64, 0x65, 0x6C, 0x20, 0xFF, 0xFE, 0x0A], ":1:7: error:"),
        BadInput("zeros.vae", [UInt8](repeating: 0, count: 5000), ":1:1: error:"),
        BadInput("nested.vae", "model M\nlet a = " + String(repeating: "(", count: 100_000), ":2:", "error:"),
        BadInput("braces.vae", "model M\n" + String(repeating: "encoder {", count: 20_000), "error:"),
        BadInput("number.vae", "model M\nlet a = 1e999999999\n", ":2:9: error:"),
        BadInput("name.vae", "model " + String(repeating: "x", count: 1_000_000) + "\n", "error:"),
        BadInput("huge.vae", [UInt8](repeating: 0x0A, count: 20_000_000), "error:"),
        BadInput(
            "extent.vae", ProcessTests.model.replacing("dense(8)", with: "dense(4611686018427387904)"), ":6:", "error:"),
        BadInput(
            "word.vae", ProcessTests.model.replacing("dense(8)", with: "dnese(8)"), ":6:", "did you mean 'dense'?"),
        BadInput("half.vae", String(ProcessTests.model.prefix(150)), "error:"),
    ]
}
