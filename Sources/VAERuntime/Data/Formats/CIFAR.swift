/// The binary version of CIFAR-10: records of one label byte and the red, green and blue planes of a 32×32 picture.
enum CIFAR {
    /// The extents of one picture.
    static let shape: [Int] = [3, 32, 32]
    /// The number of kinds.
    static let kinds: Int = 10

    private static let pixels: Int = 3072
    private static let record: Int = 1 + pixels

    /// Whether a file of this length with this first byte could be one.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty && bytes.count.isMultiple(of: record) && Int(bytes[0]) < kinds
    }

    /// Reads pictures [n, 3, 32, 32] and labels [n].
    static func read(_ bytes: [UInt8], file: String) throws(DataError) -> (pictures: DataTensor, labels: DataTensor) {
        guard !bytes.isEmpty, bytes.count.isMultiple(of: record) else {
            throw DataError(
                file, .record(bytes.count / record),
                expected: "a whole number of records of \(record) bytes (a label and 32×32 pixels in 3 colours)",
                found: "\(bytes.count) bytes", advice: "The file is truncated or not CIFAR-10 binary.")
        }
        let count: Int = bytes.count / record
        var labels: [UInt8] = []
        var pictures: [UInt8] = []
        labels.reserveCapacity(count)
        pictures.reserveCapacity(count * pixels)
        for index in 0..<count {
            let start: Int = index * record
            let label: UInt8 = bytes[start]
            guard Int(label) < kinds else {
                throw DataError(
                    file, .record(index), expected: "a label from 0 to \(kinds - 1)", found: "\(label)",
                    advice: "The file is damaged or not CIFAR-10 binary.")
            }
            labels.append(label)
            pictures.append(contentsOf: bytes[(start + 1)..<(start + record)])
        }
        return (
            DataTensor(shape: [count] + shape, elements: .bytes(pictures)),
            DataTensor(shape: [count], elements: .bytes(labels))
        )
    }
}
