/// A way to write a digit: points, and the strokes through them. Height is about 1, y grows downwards; strokes that share
/// a point stay joined however the points are moved.
struct DigitGlyph: Sendable {
    /// The digit it shows.
    let digit: Int
    /// How often it is chosen among the ways to write the digit, in proportion.
    let weight: Double
    /// The points.
    let points: [(x: Double, y: Double)]
    /// Indices of points, a list for each stroke: a straight line through two, a smooth curve through more, closed if the
    /// first is also the last.
    let strokes: [[Int]]

    /// The common ways to write each digit.
    static let all: [DigitGlyph] = [
        // Round and narrow.
        DigitGlyph(
            digit: 0, weight: 3,
            points: [
                (0.38, 0.00), (0.12, 0.14), (0.00, 0.50), (0.10, 0.85), (0.34, 1.00), (0.62, 0.86), (0.72, 0.50),
                (0.62, 0.14),
            ],
            strokes: [[0, 1, 2, 3, 4, 5, 6, 7, 0]]),
        DigitGlyph(
            digit: 0, weight: 1,
            points: [
                (0.28, 0.00), (0.08, 0.16), (0.00, 0.52), (0.08, 0.86), (0.24, 1.00), (0.42, 0.86), (0.50, 0.50),
                (0.43, 0.14),
            ],
            strokes: [[0, 1, 2, 3, 4, 5, 6, 7, 0]]),
        // A bare stroke; with a flag; with flag and foot.
        DigitGlyph(digit: 1, weight: 8, points: [(0.00, 0.00), (0.00, 0.50), (0.00, 1.00)], strokes: [[0, 1, 2]]),
        DigitGlyph(
            digit: 1, weight: 1, points: [(0.00, 0.00), (0.00, 1.00), (-0.20, 0.20)], strokes: [[2, 0], [0, 1]]),
        DigitGlyph(
            digit: 1, weight: 0.5,
            points: [(0.00, 0.00), (0.00, 1.00), (-0.20, 0.20), (-0.28, 1.00), (0.28, 1.00)],
            strokes: [[2, 0], [0, 1], [3, 4]]),
        // An angle at the foot; a loop.
        DigitGlyph(
            digit: 2, weight: 2,
            points: [
                (0.05, 0.20), (0.32, 0.00), (0.58, 0.20), (0.42, 0.55), (0.00, 0.98), (0.36, 0.95), (0.70, 0.94),
            ],
            strokes: [[0, 1, 2, 3, 4], [4, 5, 6]]),
        DigitGlyph(
            digit: 2, weight: 2,
            points: [
                (0.05, 0.18), (0.35, 0.00), (0.58, 0.22), (0.42, 0.60), (0.16, 0.95), (0.02, 0.90), (0.14, 0.76),
                (0.42, 0.90), (0.74, 0.94),
            ],
            strokes: [[0, 1, 2, 3, 4, 5, 6, 7, 8]]),
        // Two bowls; a flat roof.
        DigitGlyph(
            digit: 3, weight: 5,
            points: [
                (0.06, 0.12), (0.34, 0.00), (0.54, 0.18), (0.42, 0.40), (0.20, 0.48), (0.50, 0.56), (0.58, 0.78),
                (0.34, 1.00), (0.00, 0.92),
            ],
            strokes: [[0, 1, 2, 3, 4], [4, 5, 6, 7, 8]]),
        DigitGlyph(
            digit: 3, weight: 1,
            points: [
                (0.04, 0.03), (0.54, 0.02), (0.26, 0.42), (0.50, 0.52), (0.58, 0.76), (0.34, 1.00), (0.00, 0.92),
            ],
            strokes: [[0, 1], [1, 2], [2, 3, 4, 5, 6]]),
        // Open and closed.
        DigitGlyph(
            digit: 4, weight: 4,
            points: [
                (0.08, 0.04), (0.03, 0.28), (0.02, 0.52), (0.32, 0.53), (0.62, 0.48), (0.58, 0.02), (0.54, 0.50),
                (0.48, 1.00),
            ],
            strokes: [[0, 1, 2], [2, 3, 4], [5, 6, 7]]),
        DigitGlyph(
            digit: 4, weight: 1,
            points: [(0.48, 0.00), (0.00, 0.58), (0.64, 0.58), (0.46, 0.55), (0.42, 1.00)],
            strokes: [[0, 1], [1, 2], [0, 3, 4]]),
        // Roof and bowl.
        DigitGlyph(
            digit: 5, weight: 2,
            points: [
                (0.66, 0.00), (0.20, 0.04), (0.12, 0.42), (0.36, 0.40), (0.56, 0.62), (0.40, 0.94), (0.00, 0.94),
            ],
            strokes: [[0, 1], [1, 2], [2, 3, 4, 5, 6]]),
        DigitGlyph(
            digit: 5, weight: 1,
            points: [
                (0.70, 0.02), (0.26, 0.06), (0.14, 0.34), (0.40, 0.52), (0.48, 0.76), (0.28, 0.98), (0.00, 0.90),
            ],
            strokes: [[0, 1], [1, 2], [2, 3, 4, 5, 6]]),
        // A stem into a loop.
        DigitGlyph(
            digit: 6, weight: 1,
            points: [
                (0.46, 0.00), (0.18, 0.28), (0.02, 0.66), (0.18, 0.98), (0.48, 0.86), (0.48, 0.60), (0.24, 0.54),
                (0.06, 0.74),
            ],
            strokes: [[0, 1, 2, 3, 4, 5, 6, 7]]),
        DigitGlyph(
            digit: 6, weight: 1,
            points: [
                (0.22, 0.00), (0.06, 0.34), (0.02, 0.72), (0.22, 1.00), (0.50, 0.86), (0.44, 0.62), (0.20, 0.64),
                (0.04, 0.80),
            ],
            strokes: [[0, 1, 2, 3, 4, 5, 6, 7]]),
        // Plain; with a bar; with a hook.
        DigitGlyph(
            digit: 7, weight: 4, points: [(0.00, 0.08), (0.30, 0.06), (0.60, 0.04), (0.42, 0.46), (0.26, 1.00)],
            strokes: [[0, 1, 2], [2, 3, 4]]),
        DigitGlyph(
            digit: 7, weight: 1,
            points: [
                (0.00, 0.08), (0.30, 0.06), (0.60, 0.04), (0.42, 0.46), (0.26, 1.00), (0.16, 0.52), (0.64, 0.48),
            ],
            strokes: [[0, 1, 2], [2, 3, 4], [5, 6]]),
        DigitGlyph(
            digit: 7, weight: 1,
            points: [(0.00, 0.22), (0.04, 0.06), (0.60, 0.04), (0.42, 0.46), (0.26, 1.00)],
            strokes: [[0, 1], [1, 2], [2, 3, 4]]),
        // One line that crosses itself.
        DigitGlyph(
            digit: 8, weight: 1,
            points: [
                (0.52, 0.10), (0.28, 0.00), (0.08, 0.18), (0.28, 0.44), (0.50, 0.74), (0.26, 1.00), (0.04, 0.80),
                (0.30, 0.48), (0.56, 0.24),
            ],
            strokes: [[0, 1, 2, 3, 4, 5, 6, 7, 8, 0]]),
        // A loop with a straight tail, and with a bent one.
        DigitGlyph(
            digit: 9, weight: 3,
            points: [
                (0.52, 0.16), (0.30, 0.00), (0.04, 0.20), (0.16, 0.46), (0.46, 0.34), (0.50, 0.56), (0.40, 1.00),
            ],
            strokes: [[0, 1, 2, 3, 4, 0], [0, 5, 6]]),
        DigitGlyph(
            digit: 9, weight: 1,
            points: [
                (0.52, 0.16), (0.30, 0.00), (0.04, 0.20), (0.16, 0.46), (0.46, 0.34), (0.54, 0.58), (0.38, 0.96),
                (0.08, 0.92),
            ],
            strokes: [[0, 1, 2, 3, 4, 0], [0, 5, 6, 7]]),
    ]

    /// The ways to write a digit.
    static let byDigit: [[DigitGlyph]] = (0..<10).map { digit in all.filter { $0.digit == digit } }
}
