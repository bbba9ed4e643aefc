import Foundation

/// Folders of pictures, one in a file, and folders of such folders, one for each kind.
struct PictureFolder: Sendable {
    /// The pictures of one part, in the order of their names, kind after kind.
    struct Part: Sendable {
        /// The files.
        let files: [URL]
        /// The kind of each, as an index of `kindNames`; nil if all lie together.
        let kinds: [Int]?
        /// The names of the subfolders that hold pictures, in order.
        let kindNames: [String]
        /// What the person calls the folder.
        let folder: String
    }

    /// The examples to train on.
    let training: Part
    /// The examples to test on, where there is a subfolder for them.
    let test: Part?

    /// The endings of files that are read.
    private static let endings: Set<String> = ["png", "pgm", "ppm", "pnm"]
    /// The endings of pictures that are not.
    private static let foreign: Set<String> = ["jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic", "avif"]
    /// What subfolders of the two parts are called.
    private static let trainingNames: Set<String> = ["train", "training"]
    private static let testNames: Set<String> = ["test", "testing"]

    /// Looks for pictures in a folder and its subfolders.
    ///
    /// - Returns: nil if there are none.
    /// - Throws: `DataError` if a folder cannot be read, or has pictures that cannot.
    init?(_ folder: URL, named name: String) throws(DataError) {
        let listing = try Listing(folder, named: name)
        let names: Set<String> = Set(listing.folders)
        let parts: Set<String> = Self.trainingNames.union(Self.testNames)
        if listing.pictures.isEmpty, let training: String = names.intersection(Self.trainingNames).min(),
            names.isSubset(of: parts)
        {
            guard let part: Part = try Self.part(folder, named: name, subfolder: training) else { return nil }
            self.training = part
            if let other: String = names.intersection(Self.testNames).min() {
                test = try Self.part(folder, named: name, subfolder: other)
            } else {
                test = nil
            }
        } else {
            guard let part: Part = try Self.part(listing, folder, named: name) else { return nil }
            training = part
            test = nil
        }
    }

    /// What is in a folder, in order, without what is hidden.
    private struct Listing {
        var pictures: [String] = []
        var folders: [String] = []

        init(_ folder: URL, named name: String) throws(DataError) {
            let entries: [String]
            do {
                entries = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            } catch {
                throw DataError(
                    name, expected: "a folder that can be read", found: "one that cannot",
                    advice: "Check the path and the permissions.")
            }
            for entry in entries where !entry.hasPrefix(".") {
                let plain: String = entry.lowercased()
                let bare: String = plain.hasSuffix(".gz") ? String(plain.dropLast(3)) : plain
                let ending: String = (bare as NSString).pathExtension
                var isFolder: ObjCBool = false
                let path: String = folder.appendingPathComponent(entry).path
                let exists: Bool = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                if exists, isFolder.boolValue {
                    folders.append(entry)
                } else if PictureFolder.endings.contains(ending) {
                    pictures.append(entry)
                } else if PictureFolder.foreign.contains(ending) {
                    throw DataError(
                        PictureFolder.join(name, entry), expected: "pictures as PNG, PGM or PPM", found: "another kind",
                        advice: "Convert the pictures of the folder to PNG.")
                }
            }
        }
    }

    private static func part(_ folder: URL, named name: String, subfolder: String) throws(DataError) -> Part? {
        let place: URL = folder.appendingPathComponent(subfolder, isDirectory: true)
        let path: String = join(name, subfolder)
        return try part(try Listing(place, named: path), place, named: path)
    }

    private static func part(_ listing: Listing, _ folder: URL, named name: String) throws(DataError) -> Part? {
        var files: [URL] = []
        var kinds: [Int] = []
        var kindNames: [String] = []
        for subfolder in listing.folders {
            let place: URL = folder.appendingPathComponent(subfolder, isDirectory: true)
            let inside = try Listing(place, named: join(name, subfolder))
            if inside.pictures.isEmpty { continue }
            files += inside.pictures.map { place.appendingPathComponent($0, isDirectory: false) }
            kinds += Array(repeating: kindNames.count, count: inside.pictures.count)
            kindNames.append(subfolder)
        }
        if listing.pictures.isEmpty {
            return files.isEmpty ? nil : Part(files: files, kinds: kinds, kindNames: kindNames, folder: name)
        }
        guard files.isEmpty else {
            throw DataError(
                name, expected: "pictures either in the folder itself or in its subfolders, one for each kind",
                found: "both (\(listing.pictures[0]) and \(kindNames[0])/)", advice: "Move the one or the other.")
        }
        let plain: [URL] = listing.pictures.map { folder.appendingPathComponent($0, isDirectory: false) }
        return Part(files: plain, kinds: nil, kindNames: [], folder: name)
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }
}

extension PictureFolder.Part {
    /// The pictures as an array [n, channels, h, w] of bytes, as a variable takes them. Several threads read; of several
    /// files that cannot be read the first is named.
    ///
    /// - Parameters:
    ///   - resizes: whether pictures of another size are resized and cropped.
    ///   - limit: the most bytes that one file, and all pictures together, may have.
    /// - Throws: `DataError` that names the file.
    func pixels(of variable: VariableSpecification, resizes: Bool, limit: Int) throws -> DataTensor {
        let first: Picture = try picture(0, limit: limit)
        let fitting = try PictureFitting(of: first, to: variable, resizes: resizes, file: name(0))
        let size: Int = fitting.size
        guard files.count <= limit / size else { throw fitting.tooMany(files.count, file: folder, limit: limit) }
        var pixels = [UInt8](repeating: 0, count: files.count * size)
        var problems = [(any Error)?](repeating: nil, count: files.count)
        let parts: Int = min(files.count, 16 * ProcessInfo.processInfo.activeProcessorCount)
        pixels.withUnsafeMutableBufferPointer { pixelBuffer in
            problems.withUnsafeMutableBufferPointer { problemBuffer in
                // Every file has places of its own.
                nonisolated(unsafe) let (target, errors) = (pixelBuffer, problemBuffer)
                DispatchQueue.concurrentPerform(iterations: parts) { part in
                    for index in (part * files.count / parts)..<((part + 1) * files.count / parts) {
                        do {
                            let picture: Picture = try picture(index, limit: limit)
                            let planes: [UInt8] = try fitting.planes(of: picture, file: name(index))
                            _ = target[(index * size)..<((index + 1) * size)].update(fromContentsOf: planes)
                        } catch {
                            errors[index] = error
                            return
                        }
                    }
                }
            }
        }
        for case let problem? in problems { throw problem }
        return DataTensor(
            shape: [files.count, fitting.channels, fitting.height, fitting.width], elements: .bytes(pixels))
    }

    /// The kind of each picture, and the names of the kinds; nil where there are no kinds.
    ///
    /// - Parameter known: the names of the kinds in the order of their numbers, if another part has decided it.
    /// - Throws: `DataError` if there is a kind that the other part does not know.
    func kinds(numberedAs known: [String]?, folder: String) throws(DataError) -> (labels: [Int], names: [String])? {
        guard let kinds else { return nil }
        guard let known, known != kindNames else { return (kinds, kindNames) }
        var numbers: [Int] = []
        for name in kindNames {
            guard let number: Int = known.firstIndex(of: name) else {
                throw DataError(
                    folder, expected: "subfolders named as the kinds of the training part", found: name.quoted,
                    advice: "Name them alike: \(known.prefix(12).joined(separator: ", ")).")
            }
            numbers.append(number)
        }
        return (kinds.map { numbers[$0] }, known)
    }

    private func picture(_ index: Int, limit: Int) throws -> Picture {
        let data = try DataFile(contentsOf: files[index], named: name(index), limit: limit)
        if let picture = data.picture { return picture }
        throw DataError(
            name(index), expected: "a picture", found: data.format.rawValue,
            advice: "Its name does not say what it holds.")
    }

    /// What the person would call a file.
    private func name(_ index: Int) -> String {
        let file: URL = files[index]
        let inside: String =
            kinds.map { "\(kindNames[$0[index]])/\(file.lastPathComponent)" } ?? file.lastPathComponent
        return folder.hasSuffix("/") ? folder + inside : folder + "/" + inside
    }
}
