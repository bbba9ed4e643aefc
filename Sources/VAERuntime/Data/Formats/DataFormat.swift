import Foundation

/// The formats of data files that can be read.
public enum DataFormat: String, Sendable, CaseIterable {
    case idx = "IDX"
    case npy = "NPY"
    case npz = "NPZ"
    case text = "text"
    case matlab = "MATLAB 5"
    case cifar = "CIFAR-10 binary"
    case png = "PNG"
    case pnm = "PGM/PPM"

    /// What other well-known files begin with, and what to do with them; a tar archive is known by what follows the name of
    /// its first file.
    private static let foreign: [(beginning: [UInt8], name: String, advice: String)] = [
        ([0x89, 0x48, 0x44, 0x46], "HDF5", "MATLAB's version 7.3 is HDF5: save with \"-v7\", or export as NPY."),
        (Array("MATLAB 7.3".utf8), "MATLAB 7.3", "Save it in MATLAB with save(..., \"-v7\")."),
        ([0xFF, 0xD8, 0xFF], "a JPEG picture", "Convert it to PNG."),
        ([0x80, 0x02], "a Python pickle", "Take the binary version of the data set, or save it as NPY."),
        ([0x80, 0x03], "a Python pickle", "Take the binary version of the data set, or save it as NPY."),
        ([0x80, 0x04], "a Python pickle", "Take the binary version of the data set, or save it as NPY."),
        ([0x1F, 0x8B], "gzip inside gzip", "Decompress it once."),
        ([0x42, 0x5A, 0x68], "bzip2", "Decompress it first, or compress it with gzip."),
        ([0xFD, 0x37, 0x7A, 0x58], "xz", "Decompress it first, or compress it with gzip."),
        ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard", "Decompress it first, or compress it with gzip."),
    ]

    private static let tar = (offset: 257, mark: Array("ustar".utf8))

    /// File name extensions that settle what the content leaves open.
    private static let extensions: [String: DataFormat] = [
        "bin": .cifar, "csv": .text, "tsv": .text, "txt": .text, "amat": .text, "dat": .text, "data": .text,
        "png": .png, "pgm": .pnm, "ppm": .pnm, "pnm": .pnm,
    ]

    /// Recognises a (decompressed) file by its content, and by the extension of its name where content says nothing.
    ///
    /// - Throws: `DataError` if it is empty or none of the formats.
    init(recognising bytes: [UInt8], file: String) throws(DataError) {
        if bytes.isEmpty {
            throw DataError(file, expected: "data", found: "an empty file", advice: "Get the file again.")
        }
        if NPY.recognises(bytes) {
            self = .npy
        } else if Zip.recognises(bytes) {
            self = .npz
        } else if MATLAB.recognises(bytes) {
            self = .matlab
        } else if PNGFile.recognises(bytes) {
            self = .png
        } else if PNMFile.recognises(bytes), Self.extensions[Self.pathExtension(of: file)] != .text {
            // A table whose first column is called P1 begins like that too.
            self = .pnm
        } else if bytes.dropFirst(Self.tar.offset).starts(with: Self.tar.mark) {
            throw Self.unknown(file, found: "a tar archive", advice: "Unpack it and give the folder.")
        } else if let other = Self.foreign.first(where: { bytes.starts(with: $0.beginning) }) {
            throw Self.unknown(file, found: other.name, advice: other.advice)
        } else if IDX.recognises(bytes) {
            self = .idx
        } else if let format: DataFormat = Self.extensions[Self.pathExtension(of: file)] {
            self = format
        } else if DelimitedText.recognises(bytes) {
            self = .text
        } else if CIFAR.recognises(bytes) {
            self = .cifar
        } else {
            let beginning: String = bytes.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
            throw Self.unknown(
                file, found: "none of them (it begins with the bytes \(beginning))",
                advice: "Convert it to one of them.")
        }
    }

    private static func unknown(_ file: String, found: String, advice: String) -> DataError {
        let all: String = allCases.map(\.rawValue).joined(separator: ", ")
        return DataError(file, expected: "one of \(all)", found: found, advice: advice)
    }

    /// The extension that counts: that of the name without `.gz`, in lower case.
    private static func pathExtension(of file: String) -> String {
        var name: String = file.lowercased()
        if name.hasSuffix(".gz") { name.removeLast(3) }
        return (name as NSString).pathExtension
    }

    /// How many bytes a file that begins like this has by its own header, if its format says so.
    static func promisedSize(_ beginning: [UInt8], file: String) throws(DataError) -> Int? {
        if NPY.recognises(beginning) {
            // A header longer than the beginning is rare; then only the general limit holds.
            return (try? NPY.header(beginning, file: file))?.size
        }
        if IDX.recognises(beginning) { return try IDX.header(beginning, file: file).size }
        return nil
    }
}
