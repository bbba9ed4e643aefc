import Foundation

/// Folders with the file names that a well-known data set is distributed with.
struct StandardFolder: Sendable {
    /// The files of one part; several are read one after the other.
    struct Part: Equatable, Sendable {
        /// Where the pictures are.
        let pictures: [URL]
        /// Where the labels are, if they are in files of their own.
        let labels: URL?
    }

    /// The examples to train on.
    let training: Part
    /// The examples to test on, where the folder has them.
    let test: Part?
    /// The names of the kinds, where the folder has them.
    let labelNames: [String]?

    /// One way of naming files. A star stands for any text; each file may also end in `.gz`.
    private struct Naming {
        let trainingPictures: String
        let trainingLabels: String?
        let testPictures: String
        let testLabels: String?
        let labelNames: String?
    }

    private static let namings: [Naming] = [
        Naming(
            trainingPictures: "train-images-idx3-ubyte", trainingLabels: "train-labels-idx1-ubyte",
            testPictures: "t10k-images-idx3-ubyte", testLabels: "t10k-labels-idx1-ubyte", labelNames: nil),
        Naming(
            trainingPictures: "train-images.idx3-ubyte", trainingLabels: "train-labels.idx1-ubyte",
            testPictures: "t10k-images.idx3-ubyte", testLabels: "t10k-labels.idx1-ubyte", labelNames: nil),
        Naming(
            trainingPictures: "data_batch_*.bin", trainingLabels: nil, testPictures: "test_batch*.bin",
            testLabels: nil, labelNames: "batches.meta.txt"),
        Naming(
            trainingPictures: "binarized_mnist_train.amat", trainingLabels: nil,
            testPictures: "binarized_mnist_test.amat", testLabels: nil, labelNames: nil),
    ]

    /// Where archives of these data sets unpack to, below the folder that a person names.
    private static let subfolders: [String] = ["", "raw", "MNIST/raw", "FashionMNIST/raw", "cifar-10-batches-bin"]

    /// Looks for the standard names in a folder and in the subfolders that their archives make.
    ///
    /// - Returns: nil if it has none of the names.
    /// - Throws: `DataError` if the folder cannot be read.
    init?(_ folder: URL, named name: String) throws(DataError) {
        for subfolder in Self.subfolders {
            let place: URL = subfolder.isEmpty ? folder : folder.appendingPathComponent(subfolder, isDirectory: true)
            let files: [String]
            do {
                files = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
            } catch {
                if subfolder.isEmpty {
                    throw DataError(
                        name, expected: "a folder that can be read", found: "one that cannot",
                        advice: "Check the path and the permissions.")
                }
                continue
            }
            for naming in Self.namings {
                let pictures: [URL] = Self.matches(naming.trainingPictures, files, place)
                if pictures.isEmpty { continue }
                let labels: URL? = naming.trainingLabels.flatMap { Self.matches($0, files, place).first }
                training = Part(pictures: pictures, labels: labels)
                let testPictures: [URL] = Self.matches(naming.testPictures, files, place)
                let testLabels: URL? = naming.testLabels.flatMap { Self.matches($0, files, place).first }
                test = testPictures.isEmpty ? nil : Part(pictures: testPictures, labels: testLabels)
                labelNames = naming.labelNames.flatMap { Self.lines($0, in: place) }
                return
            }
        }
        return nil
    }

    /// The error for a folder without these names, and without pictures.
    static func unknown(_ name: String) -> DataError {
        let known: String = namings.map(\.trainingPictures).joined(separator: ", ")
        return DataError(
            name,
            expected: "a folder with pictures (PNG, PGM, PPM) or files of a standard data set "
                + "(\(known), each also .gz)",
            found: "a folder without them", advice: "Name the file inside it.")
    }

    /// The files of a name, the uncompressed one where there are both.
    private static func matches(_ pattern: String, _ files: [String], _ folder: URL) -> [URL] {
        let parts: [Substring] = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let first: Substring = parts.first, let last: Substring = parts.last else { return [] }
        var found: [String] = []
        for file in files {
            let bare: String = file.hasSuffix(".gz") ? String(file.dropLast(3)) : file
            let fits: Bool =
                parts.count == 1
                ? bare == pattern
                : bare.hasPrefix(first) && bare.hasSuffix(last) && bare.count >= first.count + last.count
            if !fits || (bare != file && files.contains(bare)) { continue }
            found.append(file)
        }
        return found.map { folder.appendingPathComponent($0, isDirectory: false) }
    }

    private static func lines(_ file: String, in folder: URL) -> [String]? {
        let url: URL = folder.appendingPathComponent(file, isDirectory: false)
        guard let bytes: [UInt8] = try? FileBytes.read(url, file: file, limit: 1 << 16) else { return nil }
        let lines: [String] = String(decoding: bytes, as: UTF8.self)
            .split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        let names: [String] = lines.filter { !$0.isEmpty }
        return names.isEmpty ? nil : names
    }
}
