import Foundation

/// A trained state as named tensors and strings: what a checkpoint file holds, whoever wrote it.
public struct Checkpoint: Equatable, Sendable {
    /// The elements of a tensor.
    public enum Elements: Equatable, Sendable {
        /// F32.
        case floats([Float])
        /// F64.
        case doubles([Double])
        /// I64. Counters and the states of generators, the latter by their bit patterns.
        case integers([Int64])
        /// U8.
        case bytes([UInt8])

        /// How many there are.
        public var count: Int {
            switch self {
            case .floats(let values): values.count
            case .doubles(let values): values.count
            case .integers(let values): values.count
            case .bytes(let values): values.count
            }
        }
    }

    /// A tensor with its name.
    public struct Tensor: Equatable, Sendable {
        /// Its name, for a parameter its path in the model's source.
        public let name: String
        /// Its extents; empty for a scalar.
        public let shape: [Int]
        /// As many elements as the product of the extents, row-major.
        public let elements: Elements

        /// Makes a tensor whose element count is the product of its extents.
        public init(_ name: String, shape: [Int], _ elements: Elements) {
            precondition(elementCount(of: shape) == elements.count, "shape and elements of a tensor must agree")
            self.name = name
            self.shape = shape
            self.elements = elements
        }
    }

    /// The tensors; no two have the same name.
    public private(set) var tensors: [Tensor]
    /// What is said about them in words: the model, its source's digest, the command.
    public var metadata: [String: String]

    private var indices: [String: Int]

    /// Makes a checkpoint; of tensors with the same name the last counts.
    public init(tensors: [Tensor] = [], metadata: [String: String] = [:]) {
        self.tensors = []
        self.metadata = metadata
        indices = [:]
        for tensor in tensors { self[tensor.name] = tensor }
    }

    /// The tensor of a name.
    public subscript(name: String) -> Tensor? {
        get { indices[name].map { tensors[$0] } }
        set {
            if let newValue {
                precondition(newValue.name == name, "a tensor is kept under its own name")
                if let index: Int = indices[name] {
                    tensors[index] = newValue
                } else {
                    indices[name] = tensors.count
                    tensors.append(newValue)
                }
            } else if let index: Int = indices[name] {
                tensors.remove(at: index)
                indices = Dictionary(uniqueKeysWithValues: tensors.enumerated().map { ($1.name, $0) })
            }
        }
    }

    /// Whether both hold the same tensors, in whatever order, and the same metadata.
    public static func == (one: Checkpoint, other: Checkpoint) -> Bool {
        one.metadata == other.metadata && one.tensors.count == other.tensors.count
            && one.tensors.allSatisfy { other[$0.name] == $0 }
    }

    /// Reads a safetensors file.
    ///
    /// - Throws: `DataError` if it cannot be read or breaks a rule of the format.
    public init(contentsOf url: URL, named name: String? = nil) throws {
        let file: String = name ?? url.relativePath
        let bytes: [UInt8] = try FileBytes.read(url, file: file, limit: DataFile.defaultLimit)
        self = try SafeTensors.decode(bytes, file: file)
    }

    /// Writes a safetensors file in such a way that at every moment the file under this name is either the old one or the
    /// new one, complete and on the disk.
    ///
    /// - Throws: `DataError` if it cannot be written; the old file then stands.
    public func write(to url: URL) throws {
        try write(to: url, with: .system)
    }

    /// `write(to:)` with the operations of the file system given, so that tests can let them fail.
    func write(to url: URL, with operations: FileOperations) throws {
        try AtomicFile.write(to: url, with: operations) { writer in
            try SafeTensors.encode(self, into: &writer)
        }
    }
}
