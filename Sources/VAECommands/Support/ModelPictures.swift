import VAECommandLine
import VAERuntime

/// Pictures of a model's data variables, where they can be shown as pictures.
struct ModelPictures {
    private let description: ModelDescription
    private let folder: RunFolder

    /// Pictures in a folder.
    init(_ description: ModelDescription, _ folder: RunFolder) {
        self.description = description
        self.folder = folder
    }

    /// A file that was drawn.
    typealias Drawn = (name: String, path: String)

    /// Draws the means of the data variables, an example beside the other, at most a hundred.
    ///
    /// - Parameters:
    ///   - results: of `sample` or `decode`: `x.mean`.
    ///   - name: the file's name without its ending; with several data variables theirs are added.
    /// - Returns: the files, none for data that is no pictures.
    /// - Throws: `DataError` if a file cannot be written.
    func grid(_ results: [String: Batch], _ name: String, title: String? = nil) throws -> [Drawn] {
        try shown { variable, kind in
            guard let batch = results["\(variable.name).mean"] else { return nil }
            let some: Batch = batch.rows(0..<min(batch.count, kind.largestCount))
            var grid: TileGrid = kind.grid(variable.shades(some), count: some.count)
            grid.title = title
            return (name, grid.draw())
        }
    }

    /// Draws examples with their reconstructions below them, at most a hundred.
    ///
    /// - Throws: `DataError` if a file cannot be written.
    func pairs(_ data: [String: Batch], _ rebuilt: [String: Batch], _ name: String) throws -> [Drawn] {
        try shown { variable, kind in
            guard let first = data[variable.name], let second = rebuilt["\(variable.name).mean"] else { return nil }
            let count: Int = min(first.count, second.count, kind.largestCount)
            guard count > 0 else { return nil }
            let (above, below): ([Float], [Float]) = (
                variable.shades(first.rows(0..<count)), variable.shades(second.rows(0..<count))
            )
            return (name, kind.pairs(above, below, count: count).draw())
        }
    }

    /// The kind of picture of a variable whose value is one: the first data variable that is shown as pictures.
    var firstShown: (variable: ModelDescription.Variable, kind: PictureKind)? {
        for variable in description.data {
            if let kind = PictureKind(variable) { return (variable, kind) }
        }
        return nil
    }

    private func shown(
        _ draw: (ModelDescription.Variable, PictureKind) throws -> (name: String, picture: Picture)?
    ) throws -> [Drawn] {
        var files: [Drawn] = []
        for variable in description.data {
            guard let kind = PictureKind(variable), let (name, picture) = try draw(variable, kind) else { continue }
            let file: String = name + (description.data.count > 1 ? "-\(variable.name)" : "") + ".png"
            try picture.write(to: folder.file(file))
            files.append((name, folder.path + "/" + file))
        }
        return files
    }
}

/// How an example is shown as a picture.
enum PictureKind: Equatable, Sendable {
    /// Grey or coloured pixels.
    case pixels(shape: [Int])
    /// The upper triangle of an adjacency matrix.
    case network

    /// The kind for a variable; nil for numbers that are no picture.
    init?(_ variable: ModelDescription.Variable) {
        let shape: [Int] = variable.shape
        let isPicture: Bool = shape.count == 2 || shape.count == 3 && (shape[0] == 1 || shape[0] == 3)
        if isPicture, shape.suffix(2).allSatisfy({ $0 >= 4 }) {
            self = .pixels(shape: shape)
        } else if shape == [Networks.edges] {
            self = .network
        } else if shape.count == 1, PictureKind.isSquare(shape[0]) {
            self = .pixels(shape: shape)
        } else {
            return nil
        }
    }

    private static func isSquare(_ count: Int) -> Bool {
        let side = Int(Double(count).squareRoot().rounded())
        return side >= 8 && side * side == count
    }

    /// The longer side of a picture in pixels.
    var extent: Int {
        switch self {
        case .pixels(let shape) where shape.count == 1: Int(Double(shape[0]).squareRoot().rounded())
        case .pixels(let shape): shape.suffix(2).max() ?? 1
        case .network: Networks.nodes
        }
    }

    /// How many examples one file shows.
    var largestCount: Int { self == .network ? 9 : 100 }

    /// Examples as tiles.
    func grid(_ values: [Float], count: Int) -> TileGrid {
        let columns = max(1, Int(Double(count).squareRoot().rounded(.up)))
        switch self {
        case .pixels(let shape): return TileGrid(values, shape: shape, columns: columns)
        case .network: return TileGrid.networks(values, columns: columns)
        }
    }

    /// Rows of examples, each with the row of its reconstructions below it.
    func pairs(_ data: [Float], _ rebuilt: [Float], count: Int) -> TileGrid {
        let columns: Int = min(count, self == .network ? 3 : max(10, Int(Double(count).squareRoot().rounded(.up))))
        switch self {
        case .pixels(let shape):
            return TileGrid.reconstructions(originals: data, reconstructions: rebuilt, shape: shape, columns: columns)
        case .network:
            let shape: [Int] = [Networks.nodes, Networks.nodes]
            func matrices(_ values: [Float]) -> [Float] {
                (0..<count).flatMap { index in
                    let range: Range<Int> = (index * Networks.edges)..<((index + 1) * Networks.edges)
                    return Networks.adjacency(values[range], diagonal: 0)
                }
            }
            var grid = TileGrid.reconstructions(
                originals: matrices(data), reconstructions: matrices(rebuilt), shape: shape, columns: columns)
            grid.scale = 3
            grid.gap = 12
            grid.shading = .dark
            return grid
        }
    }
}

extension ModelDescription.Variable {
    /// Values from 0 to 1, as bright as they are large. Numbers without bounds are spread over what there is.
    func shades(_ batch: Batch) -> [Float] {
        let values: [Float] = batch.values
        switch support {
        case .unit, .binary: return values
        case .byte: return values.map { $0 / 255 }
        case .real, .positive, .count, .category:
            let finite: [Float] = values.filter(\.isFinite)
            guard let low = finite.min(), let high = finite.max(), high > low else { return values.map { _ in 0.5 } }
            return values.map { ($0 - low) / (high - low) }
        }
    }
}
