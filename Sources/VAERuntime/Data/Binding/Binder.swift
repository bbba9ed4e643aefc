import Foundation

/// Collects the values of a model's variables from the files that a person named.
struct Binder {
    private let variables: [VariableSpecification]
    private let orientation: ExampleOrientation?
    private let part: ArrayChoice.Part
    private let limit: Int
    private let resizes: Bool
    private let knownKinds: [String]?
    private var bound: [String: (rows: VariableRows, file: String)] = [:]
    private var labels: (tensor: DataTensor, file: String)?
    /// The names of the kinds, where a folder has them.
    private(set) var labelNames: [String]?
    /// Whether the files that were read have a test part too.
    private(set) var hasTestPart: Bool = false

    /// A binder of one part.
    ///
    /// - Parameters:
    ///   - limit: the most bytes that a file may have decompressed, and that pictures may have together.
    ///   - resizes: whether pictures of another size are resized and cropped.
    ///   - kinds: the names of the kinds, where another part has given them numbers.
    init(
        _ variables: [VariableSpecification], orientation: ExampleOrientation?, part: ArrayChoice.Part,
        limit: Int = DataFile.defaultLimit, resizes: Bool = false, kinds: [String]? = nil
    ) {
        self.variables = variables
        self.orientation = orientation
        self.part = part
        self.limit = limit
        self.resizes = resizes
        knownKinds = kinds
    }

    /// Whether every variable has data.
    var isComplete: Bool {
        variables.allSatisfy { bound[$0.name] != nil || isLabel($0) && labels != nil }
    }

    /// Whether labels are what the variable takes.
    private func isLabel(_ variable: VariableSpecification) -> Bool {
        guard case .category = variable.support else { return false }
        return variable.role == .given && variable.size == 1
    }

    /// Reads a source and binds what it holds.
    ///
    /// - Parameter isOwn: whether the source was given for this part, and not for training with a test part inside.
    mutating func add(_ source: DataSource, isOwn: Bool) throws {
        var isFolder: ObjCBool = false
        let exists: Bool = FileManager.default.fileExists(atPath: source.path, isDirectory: &isFolder)
        let url = URL(fileURLWithPath: source.path, isDirectory: exists && isFolder.boolValue)
        if exists, isFolder.boolValue {
            try addFolder(source, url, isOwn: isOwn)
        } else {
            let data = try DataFile(contentsOf: url, named: source.path, limit: limit)
            // A file given for testing alone is all test, whatever its names say.
            var choice = ArrayChoice(data: data, part: part)
            if !choice.hasTestPart { choice = ArrayChoice(data: data, part: .training) }
            hasTestPart = hasTestPart || choice.hasTestPart
            if !isOwn, !choice.hasTestPart { return }
            try addFile(source, choice)
        }
    }

    /// Binds values that are no file's to the only data variable, and keeps their labels.
    mutating func add(_ tensor: DataTensor, labels: DataTensor, named name: String) throws(DataError) {
        let variable: VariableSpecification = try target(DataSource(path: name))
        try keep(try bind(tensor, to: variable, file: name, array: nil), name, for: variable)
        self.labels = (labels, name)
    }

    /// The examples, once all sources are in.
    ///
    /// - Throws: `DataError` if a variable has no data or the counts differ.
    func examples(source: String) throws -> Examples {
        var all: [VariableRows] = []
        var first: (count: Int, file: String, name: String)?
        func check(_ count: Int, _ file: String, _ name: String) throws {
            let expected: (count: Int, file: String, name: String) = first ?? (count, file, name)
            first = expected
            guard count == expected.count else {
                throw DataError(
                    file,
                    expected:
                        "\(expected.count) examples of \(name), as many as \(expected.name) has in \(expected.file)",
                    found: "\(count)", advice: "Give files that belong together.")
            }
        }
        for variable in variables {
            if let (rows, file) = bound[variable.name] {
                try check(rows.count, file, variable.name)
                all.append(rows)
            } else if isLabel(variable), let labels {
                let rows: VariableRows = try bind(labels.tensor, to: variable, file: labels.file, array: nil)
                try check(rows.count, labels.file, variable.name)
                all.append(rows)
            } else {
                throw DataError(
                    source, expected: "data for \(variable)", found: "none",
                    advice: "Name its file as \(variable.name)=FILE.")
            }
        }
        var kinds: [Int]?
        if let labels {
            try check(labels.tensor.elements.count, labels.file, "labels")
            kinds = integers(labels.tensor.elements)
        } else if let condition: Int = variables.firstIndex(where: isLabel) {
            kinds = integers(all[condition].elements)
        }
        return Examples(variables: all, labels: kinds)
    }

    private mutating func addFolder(_ source: DataSource, _ url: URL, isOwn: Bool) throws {
        guard let folder = try StandardFolder(url, named: source.path) else {
            return try addPictures(source, url, isOwn: isOwn)
        }
        hasTestPart = hasTestPart || folder.test != nil
        // A folder given for testing alone: its test part if it has one, else all of it.
        guard
            let files: StandardFolder.Part = part == .training
                ? folder.training : folder.test ?? (isOwn ? folder.training : nil)
        else { return }
        labelNames = folder.labelNames
        let variable: VariableSpecification = try target(source)
        var parts: [VariableRows] = []
        var labelParts: [DataTensor] = []
        for picture in files.pictures {
            let name: String = Self.name(picture, in: source.path)
            let data = try DataFile(contentsOf: picture, named: name, limit: limit)
            let choice = ArrayChoice(data: data, part: .training)
            let index: Int = try choice.fitting(variable)
            parts.append(try bind(try data.tensor(at: index), to: variable, file: name, array: nil))
            if let other: Int = choice.labels(besides: [index]) { labelParts.append(try data.tensor(at: other)) }
        }
        try keep(VariableRows.joined(parts), source.path, for: variable)
        if let file: URL = files.labels {
            let name: String = Self.name(file, in: source.path)
            labels = (try DataFile(contentsOf: file, named: name, limit: limit).tensor(at: 0), name)
        } else if !labelParts.isEmpty {
            let values: [Float] = labelParts.flatMap { $0.elements.floats }
            labels = (DataTensor(shape: [values.count], elements: .floats(values)), source.path)
        }
    }

    private mutating func addPictures(_ source: DataSource, _ url: URL, isOwn: Bool) throws {
        guard let folder = try PictureFolder(url, named: source.path) else { throw StandardFolder.unknown(source.path) }
        hasTestPart = hasTestPart || folder.test != nil
        guard
            let files: PictureFolder.Part = part == .training
                ? folder.training : folder.test ?? (isOwn ? folder.training : nil)
        else { return }
        let variable: VariableSpecification = try target(source)
        let pixels: DataTensor = try files.pixels(of: variable, resizes: resizes, limit: limit)
        try keep(try bind(pixels, to: variable, file: source.path, array: nil), source.path, for: variable)
        if let kinds: (labels: [Int], names: [String]) = try files.kinds(numberedAs: knownKinds, folder: source.path) {
            let values: [Float] = kinds.labels.map { Float($0) }
            labels = (DataTensor(shape: [values.count], elements: .floats(values)), source.path)
            labelNames = kinds.names
        }
    }

    private mutating func addFile(_ source: DataSource, _ choice: ArrayChoice) throws {
        let data: DataFile = choice.data
        // What holds data is no label, whatever its name.
        var used: Set<Int> = []
        if let array: String = source.array {
            let variable: VariableSpecification = try target(source)
            let index: Int = try choice.asked(array)
            try bind(data, index, to: variable)
            return
        }
        if source.variable != nil {
            let variable: VariableSpecification = try target(source)
            let index: Int = try choice.named(variable) ?? choice.fitting(variable)
            try bind(data, index, to: variable)
            if variable.role == .data { used.insert(index) }
        } else {
            for variable in variables {
                guard let index: Int = choice.named(variable) else { continue }
                try bind(data, index, to: variable)
                if variable.role == .data { used.insert(index) }
            }
            if used.isEmpty {
                let variable: VariableSpecification = try target(source)
                let index: Int = try choice.fitting(variable)
                try bind(data, index, to: variable)
                used.insert(index)
            }
        }
        if let index: Int = choice.labels(besides: used), data.arrays[index].shape != nil {
            let found: DataTensor = try data.tensor(at: index)
            // Arrays that only have such a name are left alone.
            if integers(found.elements) != nil { labels = (found, data.file) }
        }
    }

    /// The variable that a source is for.
    private func target(_ source: DataSource) throws(DataError) -> VariableSpecification {
        let all: String = variables.map(\.description).joined(separator: ", ")
        if let name: String = source.variable {
            if let variable = variables.first(where: { $0.name == name }) { return variable }
            throw DataError(
                source.path, expected: "one of the model's variables (\(all))", found: name.quoted,
                advice: "Name it as the model does.")
        }
        let data: [VariableSpecification] = variables.filter { $0.role == .data }
        guard data.count == 1 else {
            throw DataError(
                source.path, expected: "the name of the variable it is for", found: "a path alone",
                advice: "The model has \(all): name the file as NAME=FILE.")
        }
        return data[0]
    }

    private mutating func bind(_ data: DataFile, _ index: Int, to variable: VariableSpecification) throws {
        let array: String? = data.arrays.count > 1 ? data.arrays[index].name : nil
        let tensor: DataTensor =
            if let picture = data.picture {
                try PictureFitting(of: picture, to: variable, resizes: resizes, file: data.file)
                    .tensor(of: picture, file: data.file)
            } else {
                try data.tensor(at: index)
            }
        try keep(try bind(tensor, to: variable, file: data.file, array: array), data.file, for: variable)
    }

    /// Keeps the rows of a variable, which has one source.
    private mutating func keep(
        _ rows: VariableRows, _ file: String, for variable: VariableSpecification
    ) throws(DataError) {
        guard bound.updateValue((rows, file), forKey: variable.name) == nil else {
            throw DataError(
                file, expected: "one source for \(variable)", found: "a second one",
                advice: "Join the files, or give one of them for testing.")
        }
    }

    private func bind(
        _ tensor: DataTensor, to variable: VariableSpecification, file: String, array: String?
    ) throws(DataError) -> VariableRows {
        let fitted: DataTensor =
            resizes ? try PictureFitting.fitted(tensor, to: variable, file: file, limit: limit) : tensor
        let rows: DataTensor = try Arrangement.rows(
            fitted, of: variable, orientation: orientation, file: file, array: array)
        let name: String = array.map { "\(file)#\($0)" } ?? file
        return try Conformance(variable: variable, file: name).bind(rows)
    }

    private static func name(_ url: URL, in folder: String) -> String {
        folder.hasSuffix("/") ? folder + url.lastPathComponent : folder + "/" + url.lastPathComponent
    }

    /// The elements as kinds from 0 on, or nil if they are anything else.
    private func integers(_ elements: DataElements) -> [Int]? {
        switch elements {
        case .bytes(let bytes): return bytes.map { Int($0) }
        case .floats(let floats):
            let isKinds: Bool = floats.allSatisfy { $0 >= 0 && $0 < 65_536 && $0 == $0.rounded(.towardZero) }
            return isKinds ? floats.map { Int($0) } : nil
        }
    }
}

extension DataElements {
    /// The elements as floats, bytes as their values.
    var floats: [Float] {
        switch self {
        case .bytes(let bytes): bytes.map { Float($0) }
        case .floats(let floats): floats
        }
    }
}

extension VariableRows {
    /// The rows of several parts of one variable, one part after the other. Bytes stay bytes where all parts are bytes
    /// of one scale.
    static func joined(_ parts: [VariableRows]) -> VariableRows {
        precondition(!parts.isEmpty, "there is nothing to join")
        if parts.count == 1 { return parts[0] }
        let first: VariableRows = parts[0]
        let count: Int = parts.reduce(0) { $0 + $1.count }
        var bytes: [UInt8] = []
        for part in parts {
            guard case .bytes(let more) = part.elements, part.scale == first.scale else {
                let floats: [Float] = parts.flatMap { part in part.elements.floats.map { $0 * part.scale } }
                return VariableRows(name: first.name, shape: first.shape, count: count, elements: .floats(floats))
            }
            bytes += more
        }
        return VariableRows(
            name: first.name, shape: first.shape, count: count, elements: .bytes(bytes), scale: first.scale)
    }
}
