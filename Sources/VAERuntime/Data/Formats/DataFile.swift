import Foundation

/// A data file whose arrays are known by name and extents, and decoded when asked for.
public struct DataFile: Sendable {
    /// What is known of an array before it is read.
    public struct Entry: Equatable, Sendable {
        /// Its name in the file; nil in formats that hold one array without a name.
        public let name: String?
        /// Its extents, the first axis slowest; nil if the array cannot be read.
        public let shape: [Int]?
    }

    /// The file's name as the person gave it.
    public let file: String
    /// What the content was recognised as.
    public let format: DataFormat
    /// The arrays in the file.
    public let arrays: [Entry]

    private let contents: Contents

    private enum Contents: Sendable {
        case tensors([DataTensor])
        case table(DataTensor, [ColumnGroup])
        case picture(Picture)
        case npz(Zip, [Zip.Entry])
        case matlab(MATLAB)
    }

    /// The most bytes that a file may have, as it is and decompressed: half the machine's memory.
    public static var defaultLimit: Int { Int(clamping: ProcessInfo.processInfo.physicalMemory / 2) }

    /// Reads a file, gzipped or not.
    ///
    /// - Throws: `DataError` if it cannot be read, is damaged, or is in none of the formats.
    public init(contentsOf url: URL, named name: String? = nil, limit: Int = defaultLimit) throws {
        let file: String = name ?? url.relativePath
        try self.init(try FileBytes.read(url, file: file, limit: limit), file: file, limit: limit)
    }

    /// Reads the bytes of a file, gzipped or not; `file` names it in messages and its extension settles doubts.
    ///
    /// - Parameter limit: the most bytes that decompression may yield.
    public init(_ bytes: [UInt8], file: String, limit: Int = defaultLimit) throws {
        var bytes: [UInt8] = bytes
        if Gzip.recognises(bytes) {
            bytes = try Gzip.decompress(bytes, file: file, limit: limit) { beginning in
                try DataFormat.promisedSize(beginning, file: file)
            }
        }
        self.file = file
        format = try DataFormat(recognising: bytes, file: file)
        switch format {
        case .idx:
            let tensor: DataTensor = try IDX.read(bytes, file: file)
            arrays = [Entry(name: nil, shape: tensor.shape)]
            contents = .tensors([tensor])
        case .npy:
            let tensor: DataTensor = try NPY.read(bytes, file: file)
            arrays = [Entry(name: nil, shape: tensor.shape)]
            contents = .tensors([tensor])
        case .text:
            let (table, names): (DataTensor, [String]?) = try DelimitedText.read(bytes, file: file)
            let groups: [ColumnGroup] = names.map { ColumnGroup.groups(of: $0) } ?? []
            let whole = Entry(name: nil, shape: table.shape)
            arrays = [whole] + groups.map { Entry(name: $0.name, shape: [table.shape[0], $0.columns.count]) }
            contents = .table(table, groups)
        case .cifar:
            let (pictures, labels): (DataTensor, DataTensor) = try CIFAR.read(bytes, file: file)
            arrays = [
                Entry(name: Self.pictures, shape: pictures.shape), Entry(name: Self.labels, shape: labels.shape),
            ]
            contents = .tensors([pictures, labels])
        case .png, .pnm:
            let picture: Picture =
                format == .png ? try PNGFile.read(bytes, file: file, limit: limit) : try PNMFile.read(bytes, file: file)
            arrays = [Entry(name: nil, shape: [1, picture.channels, picture.height, picture.width])]
            contents = .picture(picture)
        case .npz:
            let archive: Zip = try Zip(bytes, file: file, limit: limit)
            let entries: [Zip.Entry] = archive.entries.filter { $0.name.hasSuffix(".npy") }
            arrays = try entries.map { entry in
                let beginning: [UInt8] = try archive.contents(of: entry, limit: NPY.maximumHeader + 12)
                // An array that cannot be read matters only if it is the one that is asked for.
                let header: NPY.Header? = try? NPY.header(beginning, file: file, place: .array(entry.name))
                return Entry(name: String(entry.name.dropLast(4)), shape: header?.shape)
            }
            contents = .npz(archive, entries)
        case .matlab:
            let archive: MATLAB = try MATLAB(bytes, file: file, limit: limit)
            arrays = archive.variables.map { Entry(name: $0.name, shape: $0.type == nil ? nil : $0.shape) }
            contents = .matlab(archive)
        }
    }

    /// The names that the arrays of record files go by.
    static let pictures: String = "pictures"
    static let labels: String = "labels"

    /// The picture, in a file that is one.
    var picture: Picture? {
        guard case .picture(let picture) = contents else { return nil }
        return picture
    }

    /// Decodes the array at an index of `arrays`.
    ///
    /// - Throws: `DataError` if it is damaged or does not hold plain numbers.
    public func tensor(at index: Int) throws -> DataTensor {
        switch contents {
        case .tensors(let tensors): return tensors[index]
        case .table(let table, let groups): return index == 0 ? table : groups[index - 1].tensor(of: table)
        case .picture(let picture):
            let shape: [Int] = [1, picture.channels, picture.height, picture.width]
            return DataTensor(shape: shape, elements: .bytes(picture.planes))
        case .npz(let archive, let entries):
            let entry: Zip.Entry = entries[index]
            return try NPY.read(try archive.contents(of: entry), file: file, place: .array(entry.name))
        case .matlab(let archive): return try archive.read(archive.variables[index])
        }
    }
}
