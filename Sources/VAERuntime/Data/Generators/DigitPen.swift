import Foundation

/// Draws strokes on a square of 28×28 pixels as MNIST's pictures are made: the ink fits a box of 20×20 and its centre of
/// mass is the centre of the square.
struct DigitPen {
    /// Pixels along a side.
    static let side: Int = 28
    /// The side of the box that the ink fits, in pixels.
    private static let box: Double = 20
    /// Pieces that a curve between two points is divided into.
    private static let pieces: Int = 5

    /// Half the width of the line, in pixels.
    let radius: Double
    /// Over how many pixels the line fades at its edges.
    let softness: Double
    /// The size of the ink, as a share of the box.
    let size: Double
    /// How far the centre of mass is from the centre of the square, in pixels.
    let shift: (x: Double, y: Double)

    /// A straight piece of line.
    private struct Segment {
        var ax: Double
        var ay: Double
        var bx: Double
        var by: Double

        var length: Double { ((bx - ax) * (bx - ax) + (by - ay) * (by - ay)).squareRoot() }
    }

    /// Draws strokes through points in any coordinates; only their shape counts.
    ///
    /// - Returns: 28×28 bytes, 0 for no ink and 255 for full ink, row after row.
    func draw(_ points: [(x: Double, y: Double)], strokes: [[Int]]) -> [UInt8] {
        var segments: [Segment] = strokes.flatMap { stroke in
            let line = smoothCurve(through: stroke.map { points[$0] }, pieces: Self.pieces)
            return zip(line, line.dropFirst()).map { Segment(ax: $0.x, ay: $0.y, bx: $1.x, by: $1.y) }
        }
        place(&segments)
        let side: Int = Self.side
        let reach: Double = radius + softness
        // The squared distance of each pixel's centre from the nearest line.
        var distances = [Float](repeating: .greatestFiniteMagnitude, count: side * side)
        for segment in segments {
            let left: Int = max(0, Int((min(segment.ax, segment.bx) - reach).rounded(.down)))
            let right: Int = min(side - 1, Int((max(segment.ax, segment.bx) + reach).rounded(.up)))
            let top: Int = max(0, Int((min(segment.ay, segment.by) - reach).rounded(.down)))
            let bottom: Int = min(side - 1, Int((max(segment.ay, segment.by) + reach).rounded(.up)))
            if left > right || top > bottom { continue }
            let dx = Float(segment.bx - segment.ax)
            let dy = Float(segment.by - segment.ay)
            let scale: Float = 1 / max(dx * dx + dy * dy, 1e-12)
            for row in top...bottom {
                let py = Float(row) + 0.5 - Float(segment.ay)
                for column in left...right {
                    let px = Float(column) + 0.5 - Float(segment.ax)
                    let along: Float = min(1, max(0, (px * dx + py * dy) * scale))
                    let ex: Float = px - along * dx
                    let ey: Float = py - along * dy
                    let index: Int = row * side + column
                    distances[index] = min(distances[index], ex * ex + ey * ey)
                }
            }
        }
        let edge = Float(radius)
        let slope = Float(1 / softness)
        return distances.map { squared in
            let ink: Float = (edge - squared.squareRoot()) * slope + 0.5
            return UInt8(255 * min(1, max(0, ink)))
        }
    }

    /// Scales the ink into the box and moves its centre of mass to the centre.
    private func place(_ segments: inout [Segment]) {
        var left: Double = .infinity
        var right: Double = -.infinity
        var top: Double = .infinity
        var bottom: Double = -.infinity
        for segment in segments {
            left = min(left, min(segment.ax, segment.bx))
            right = max(right, max(segment.ax, segment.bx))
            top = min(top, min(segment.ay, segment.by))
            bottom = max(bottom, max(segment.ay, segment.by))
        }
        let extent: Double = max(right - left, bottom - top, 1e-9)
        let scale: Double = max(1, Self.box * size - 2 * radius) / extent
        var mass: Double = 0
        var centreX: Double = 0
        var centreY: Double = 0
        for segment in segments {
            let length: Double = segment.length
            mass += length
            centreX += length * (segment.ax + segment.bx) / 2
            centreY += length * (segment.ay + segment.by) / 2
        }
        let divisor: Double = max(mass, 1e-9)
        let middle: Double = Double(Self.side) / 2
        let originX: Double = middle + shift.x - scale * centreX / divisor
        let originY: Double = middle + shift.y - scale * centreY / divisor
        for index in segments.indices {
            segments[index].ax = originX + scale * segments[index].ax
            segments[index].ay = originY + scale * segments[index].ay
            segments[index].bx = originX + scale * segments[index].bx
            segments[index].by = originY + scale * segments[index].by
        }
    }
}
