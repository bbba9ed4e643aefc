/// Many small pictures in rows and columns: samples, reconstructions, a decoded grid of codes, networks.
public struct TileGrid: Sendable {
    /// How numbers become grey.
    public enum Shading: Sendable {
        /// 0 is black, 1 is white.
        case light
        /// 0 is white, 1 is black.
        case dark
    }

    /// Pixels of a tile across.
    public let width: Int
    /// Pixels of a tile down.
    public let height: Int
    /// 1 or 3.
    public let channels: Int
    /// The tiles in reading order, each channels × height × width numbers from 0 to 1; an empty place is nil.
    public private(set) var tiles: [[Float]?]
    /// Tiles in a row.
    public var columns: Int
    /// Screen pixels for each pixel, across and down.
    public var scale: Int
    /// Screen pixels between tiles; 0 for a seamless map.
    public var gap: Int
    /// How numbers become grey; colours are always light.
    public var shading: Shading
    /// Above the tiles.
    public var title: String?
    /// Left of the rows, used in turn: "data", "reconstruction".
    public var rowNames: [String]
    /// Rows that belong together; a wider gap is left after each group.
    public var rowsPerGroup: Int?

    private static let titleHeight: Double = 15
    private static let nameHeight: Double = 11

    /// Makes a grid of tiles of the extents of one example: [h, w], [1, h, w], [3, h, w], or a flat length, which becomes a
    /// square if it is one and otherwise one row.
    ///
    /// - Parameter values: numbers from 0 to 1, one tile after the other; others are clamped, NaN is shown as 0.
    public init(
        _ values: [Float], shape: [Int], columns: Int, scale: Int? = nil, gap: Int = 2, shading: Shading = .light
    ) {
        let size: Int = shape.reduce(1, *)
        precondition(size > 0 && columns > 0 && values.count % size == 0, "the numbers must fill their tiles")
        var extents: [Int] = shape
        if extents.count == 1 {
            let side = Int(Double(size).squareRoot().rounded())
            extents = side * side == size ? [side, side] : [1, size]
        }
        if extents.count == 2 { extents.insert(1, at: 0) }
        // Anything else is shown channel by channel, one below the other.
        if extents.count != 3 || (extents[0] != 1 && extents[0] != 3) {
            let last: Int = extents.last ?? 1
            extents = [1, size / last, last]
        }
        channels = extents[0]
        height = extents[1]
        width = extents[2]
        tiles = (0..<(values.count / size)).map { Array(values[($0 * size)..<(($0 + 1) * size)]) }
        self.columns = columns
        // Tiles of some 60 screen pixels are easy to look at.
        self.scale = scale ?? max(1, min(8, 64 / max(extents[1], extents[2])))
        self.gap = gap
        self.shading = shading
        title = nil
        rowNames = []
        rowsPerGroup = nil
    }

    /// A grid in which each row of originals has the row of its reconstructions below it.
    public static func reconstructions(
        originals: [Float], reconstructions: [Float], shape: [Int], columns: Int, title: String? = nil
    ) -> TileGrid {
        var grid = TileGrid(originals, shape: shape, columns: columns)
        let second = TileGrid(reconstructions, shape: shape, columns: columns)
        precondition(grid.tiles.count == second.tiles.count, "one reconstruction an original")
        var paired: [[Float]?] = []
        var start: Int = 0
        while start < grid.tiles.count {
            let end: Int = min(start + columns, grid.tiles.count)
            let missing: Int = columns - (end - start)
            for tiles in [grid.tiles, second.tiles] {
                paired += tiles[start..<end] + Array(repeating: nil, count: missing)
            }
            start = end
        }
        grid.tiles = paired
        grid.rowNames = ["data", "model"]
        grid.rowsPerGroup = 2
        grid.title = title
        return grid
    }

    /// A grid of the adjacency matrices of networks, given by the values of their upper triangles.
    public static func networks(_ edges: [Float], columns: Int, scale: Int = 3, title: String? = nil) -> TileGrid {
        precondition(edges.count % Networks.edges == 0, "the numbers must fill their networks")
        let matrices: [Float] = (0..<(edges.count / Networks.edges)).flatMap { index in
            let range: Range<Int> = (index * Networks.edges)..<((index + 1) * Networks.edges)
            return Networks.adjacency(edges[range], diagonal: 0)
        }
        let shape: [Int] = [Networks.nodes, Networks.nodes]
        var grid = TileGrid(matrices, shape: shape, columns: columns, scale: scale, gap: 12, shading: .dark)
        grid.title = title
        return grid
    }

    /// Draws it.
    public func draw() -> Picture {
        let rows: Int = max(1, (tiles.count + columns - 1) / columns)
        let (tileWidth, tileHeight): (Int, Int) = (width * scale, height * scale)
        let widestName: Double = rowNames.map { Canvas.width($0, height: Self.nameHeight) }.max() ?? 0
        let left: Int = rowNames.isEmpty ? gap : Int(widestName) + 24
        let top: Int = title == nil ? gap : 44
        let groupGap: Int = rowsPerGroup == nil ? 0 : 8
        func y(_ row: Int) -> Int { top + row * (tileHeight + gap) + groupGap * (row / (rowsPerGroup ?? rows)) }
        let titleWidth: Int = title.map { Int(Canvas.width($0, height: Self.titleHeight)) + left + 16 } ?? 0
        let paper: Color = shading == .dark || title != nil || !rowNames.isEmpty ? .white : Color(0x30343B)
        var canvas = Canvas(
            width: max(1, titleWidth, left + columns * (tileWidth + gap)),
            height: max(1, y(rows - 1) + tileHeight + gap),
            background: paper)
        if let title { canvas.text(title, x: Double(left), y: 27, height: Self.titleHeight, weight: 0.15) }
        for (index, tile) in tiles.enumerated() {
            guard let tile else { continue }
            let (row, column): (Int, Int) = index.quotientAndRemainder(dividingBy: columns)
            let place: (x: Int, y: Int) = (left + column * (tileWidth + gap), y(row))
            if shading == .dark {
                // White tiles on white paper need an edge.
                let frame = Canvas.Area(
                    left: Double(place.x - 1), top: Double(place.y - 1), right: Double(place.x + tileWidth + 1),
                    bottom: Double(place.y + tileHeight + 1))
                canvas.fill(frame, color: Color(0xB8BEC8))
            }
            canvas.paste(picture(of: tile), x: place.x, y: place.y)
        }
        if !rowNames.isEmpty {
            for row in 0..<rows {
                let middle: Double = Double(y(row)) + Double(tileHeight) / 2 + Self.nameHeight / 2
                canvas.text(
                    rowNames[row % rowNames.count], x: Double(left) - 12, y: middle, height: Self.nameHeight,
                    color: .faded, alignment: .right)
            }
        }
        return canvas.picture
    }

    /// One tile at its size on the screen.
    private func picture(of tile: [Float]) -> Picture {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height * scale * scale * channels)
        for row in 0..<(height * scale) {
            for column in 0..<(width * scale) {
                for channel in 0..<channels {
                    let value: Float = tile[(channel * height + row / scale) * width + column / scale]
                    let grey: Float = value.isNaN ? 0 : min(1, max(0, value))
                    pixels.append(UInt8((255 * (shading == .dark && channels == 1 ? 1 - grey : grey)).rounded()))
                }
            }
        }
        return Picture(width: width * scale, height: height * scale, channels: channels, pixels: pixels)
    }
}
