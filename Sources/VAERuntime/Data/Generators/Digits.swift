import Foundation

/// Drawn digits: pictures like those of MNIST, made from descriptions of strokes with random slant, proportions, thickness,
/// size, position and unsteadiness.
public enum Digits {
    /// The extents of one picture.
    public static let shape: [Int] = [1, DigitPen.side, DigitPen.side]

    /// Draws pictures. Example i depends on the seed and i alone, and its label is random.
    ///
    /// - Returns: `count` × 784 bytes, and the digits they show.
    public static func draw(_ count: Int, seed: UInt64) -> (pixels: [UInt8], labels: [Int]) {
        var pixels: [UInt8] = []
        var labels: [Int] = []
        pixels.reserveCapacity(count * DigitPen.side * DigitPen.side)
        labels.reserveCapacity(count)
        for index in 0..<count {
            var generator = SplitMix64(seed, 0xD161_7500, UInt64(index))
            let digit: Int = generator.index(below: 10)
            labels.append(digit)
            pixels += draw(digit, &generator)
        }
        return (pixels, labels)
    }

    /// Draws one picture of a digit.
    static func draw(_ digit: Int, _ generator: inout SplitMix64) -> [UInt8] {
        let glyph: DigitGlyph = choose(digit, &generator)
        let width: Double = exp(0.17 * generator.normal())
        let slant: Double = 0.18 + 0.20 * generator.normal()
        let angle: Double = 0.06 * generator.normal()
        let (sine, cosine): (Double, Double) = (sin(angle), cos(angle))
        let unsteadiness: Double = 0.036
        let points: [(x: Double, y: Double)] = glyph.points.map { point in
            let x: Double = (point.x + unsteadiness * generator.normal()) * width
            let y: Double = point.y + unsteadiness * generator.normal()
            let leaning: Double = x + slant * (0.5 - y)
            return (x: cosine * leaning - sine * y, y: sine * leaning + cosine * y)
        }
        let pen = DigitPen(
            radius: min(2.1, max(0.75, 1.3 + 0.36 * generator.normal())), softness: generator.uniform(1.0...1.6),
            size: generator.uniform(0.94...1.02),
            shift: (x: generator.uniform(-0.5...0.5), y: generator.uniform(-0.5...0.5)))
        return pen.draw(points, strokes: glyph.strokes)
    }

    private static func choose(_ digit: Int, _ generator: inout SplitMix64) -> DigitGlyph {
        let glyphs: [DigitGlyph] = DigitGlyph.byDigit[digit]
        let total: Double = glyphs.reduce(0) { $0 + $1.weight }
        var rest: Double = generator.uniform() * total
        for glyph in glyphs.dropLast() {
            rest -= glyph.weight
            if rest < 0 { return glyph }
        }
        return glyphs[glyphs.count - 1]
    }
}
