/// A coloured picture to draw on: smooth lines, discs, rectangles and text. Coordinates are pixels, (0, 0) the upper left
/// corner, y downwards; what lies outside is left out.
struct Canvas {
    /// Where a text lies relative to its position.
    enum Alignment {
        case left, centre, right
    }

    /// A rectangle of coordinates.
    struct Area {
        var left: Double
        var top: Double
        var right: Double
        var bottom: Double
    }

    /// The picture so far.
    private(set) var picture: Picture
    /// Drawing is cut off outside of it.
    var clip: Area

    /// An empty canvas.
    init(width: Int, height: Int, background: Color = .white) {
        let pixel: [UInt8] = [background.red, background.green, background.blue]
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height * 3)
        for _ in 0..<(width * height) { pixels += pixel }
        picture = Picture(width: width, height: height, channels: 3, pixels: pixels)
        clip = Area(left: 0, top: 0, right: Double(width), bottom: Double(height))
    }

    /// Draws lines through points, all of one colour; where they cross themselves they are no darker.
    mutating func stroke(_ lines: [[(x: Double, y: Double)]], width: Double, color: Color, opacity: Double = 1) {
        let radius: Double = width / 2
        var area = Area(left: .infinity, top: .infinity, right: -.infinity, bottom: -.infinity)
        for point in lines.joined() where point.x.isFinite && point.y.isFinite {
            area.left = min(area.left, point.x)
            area.right = max(area.right, point.x)
            area.top = min(area.top, point.y)
            area.bottom = max(area.bottom, point.y)
        }
        guard let frame = pixels(area, margin: radius + 1) else { return }
        let columns: Int = frame.columns.count
        var coverage = [Float](repeating: 0, count: columns * frame.rows.count)
        for line in lines {
            // A line of one point is a dot.
            let ends = line.count == 1 ? line[...] : line.dropFirst()
            for (a, b) in zip(line, ends) where a.x.isFinite && a.y.isFinite && b.x.isFinite && b.y.isFinite {
                let box = Area(left: min(a.x, b.x), top: min(a.y, b.y), right: max(a.x, b.x), bottom: max(a.y, b.y))
                guard let part = pixels(box, margin: radius + 1) else { continue }
                let (dx, dy): (Double, Double) = (b.x - a.x, b.y - a.y)
                let scale: Double = 1 / max(dx * dx + dy * dy, 1e-12)
                for row in part.rows {
                    let py: Double = Double(row) + 0.5 - a.y
                    for column in part.columns {
                        let px: Double = Double(column) + 0.5 - a.x
                        let along: Double = min(1, max(0, (px * dx + py * dy) * scale))
                        let (ex, ey): (Double, Double) = (px - along * dx, py - along * dy)
                        let distance: Double = (ex * ex + ey * ey).squareRoot()
                        let value = Float(min(1, max(0, radius + 0.5 - distance)))
                        let index: Int = (row - frame.rows.lowerBound) * columns + column - frame.columns.lowerBound
                        coverage[index] = max(coverage[index], value)
                    }
                }
            }
        }
        for row in frame.rows {
            for column in frame.columns {
                let index: Int = (row - frame.rows.lowerBound) * columns + column - frame.columns.lowerBound
                if coverage[index] > 0 { blend(column, row, color, Double(coverage[index]) * opacity) }
            }
        }
    }

    /// Draws a filled disc.
    mutating func disc(x: Double, y: Double, radius: Double, color: Color, opacity: Double = 1) {
        stroke([[(x: x, y: y)]], width: 2 * radius, color: color, opacity: opacity)
    }

    /// Fills a rectangle, its edges rounded to whole pixels.
    mutating func fill(_ area: Area, color: Color, opacity: Double = 1) {
        guard area.left.isFinite, area.right.isFinite, area.top.isFinite, area.bottom.isFinite else { return }
        let rounded = Area(
            left: area.left.rounded(), top: area.top.rounded(), right: area.right.rounded() - 1,
            bottom: area.bottom.rounded() - 1)
        guard rounded.right >= rounded.left, rounded.bottom >= rounded.top, let frame = pixels(rounded, margin: 0)
        else {
            return
        }
        for row in frame.rows {
            for column in frame.columns { blend(column, row, color, opacity) }
        }
    }

    /// Draws text whose base line is at `y`; turned a quarter to the left if it `isVertical`.
    mutating func text(
        _ text: String, x: Double, y: Double, height: Double, color: Color = .ink, alignment: Alignment = .left,
        weight: Double = 0.13, isVertical: Bool = false
    ) {
        let scale: Double = height / StrokeFont.capitalHeight
        let shift: Double =
            switch alignment {
            case .left: 0
            case .centre: -StrokeFont.width(text) / 2
            case .right: -StrokeFont.width(text)
            }
        let lines: [[(x: Double, y: Double)]] = StrokeFont.strokes(text).map { stroke in
            stroke.map { point in
                let (px, py): (Double, Double) = ((point.x + shift) * scale, point.y * scale)
                return isVertical ? (x: x + py, y: y - px) : (x: x + px, y: y + py)
            }
        }
        stroke(lines, width: max(1, height * weight), color: color)
    }

    /// The width of a text in pixels.
    static func width(_ text: String, height: Double) -> Double {
        StrokeFont.width(text) * height / StrokeFont.capitalHeight
    }

    /// Copies a picture to a place, grey becoming colour.
    mutating func paste(_ other: Picture, x: Int, y: Int) {
        for row in 0..<other.height where (0..<picture.height).contains(y + row) {
            for column in 0..<other.width where (0..<picture.width).contains(x + column) {
                let source: Int = (row * other.width + column) * other.channels
                let target: Int = ((y + row) * picture.width + x + column) * 3
                for channel in 0..<3 {
                    picture.pixels[target + channel] = other.pixels[source + (other.channels == 3 ? channel : 0)]
                }
            }
        }
    }

    /// The pixels of an area and a margin around it, as far as they are inside the clip; nil if none are.
    private func pixels(_ area: Area, margin: Double) -> (columns: Range<Int>, rows: Range<Int>)? {
        let left: Double = max(max(0, clip.left), area.left - margin).rounded(.down)
        let right: Double = min(min(Double(picture.width), clip.right), area.right + margin + 1).rounded(.down)
        let top: Double = max(max(0, clip.top), area.top - margin).rounded(.down)
        let bottom: Double = min(min(Double(picture.height), clip.bottom), area.bottom + margin + 1).rounded(.down)
        guard left < right, top < bottom else { return nil }
        return (Int(left)..<Int(right), Int(top)..<Int(bottom))
    }

    private mutating func blend(_ column: Int, _ row: Int, _ color: Color, _ opacity: Double) {
        let index: Int = (row * picture.width + column) * 3
        mix(&picture.pixels[index], color.red, opacity)
        mix(&picture.pixels[index + 1], color.green, opacity)
        mix(&picture.pixels[index + 2], color.blue, opacity)
    }
}

/// Moves a pixel towards a value. Outside of the canvas, so that the canvas is not copied for the call.
private func mix(_ pixel: inout UInt8, _ value: UInt8, _ opacity: Double) {
    let mixed: Double = Double(pixel) + (Double(value) - Double(pixel)) * opacity
    pixel = UInt8(min(255, max(0, mixed.rounded())))
}
