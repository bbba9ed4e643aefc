import Foundation

// The same noise one element at a time in Double, from the same words, by the most obvious code.
extension Noise {
    /// The 32-bit word of one element.
    public static func word(_ row: NoiseRow, column: Int) -> UInt32 { words(row, column: column)[(column / 16) % 4] }

    /// Uniform in (0, 1); equal to the Float's value.
    public static func uniformReference(_ row: NoiseRow, column: Int) -> Double {
        uniform(word(row, column: column))
    }

    /// Standard normal; the Float's value differs by its rounding errors alone.
    public static func normalReference(_ row: NoiseRow, column: Int) -> Double {
        let all: SIMD4<UInt32> = words(row, column: column)
        let number: Int = (column / 16) % 4
        let pair: Int = number / 2 * 2
        let radius: Double = (-2 * Foundation.log(uniform(all[pair]))).squareRoot()
        let angle: Double = 2 * Double.pi * uniform(all[pair + 1])
        return number % 2 == 0 ? radius * Foundation.cos(angle) : radius * Foundation.sin(angle)
    }

    private static func words(_ row: NoiseRow, column: Int) -> SIMD4<UInt32> {
        let counter = UInt32(truncatingIfNeeded: column / 64 * 16 + column % 16)
        let key = SIMD2(UInt32(truncatingIfNeeded: row.seed), UInt32(truncatingIfNeeded: row.seed >> 32))
        return Philox.words(counter: SIMD4(counter, row.example, row.clock, row.stream), key: key)
    }

    private static func uniform(_ word: UInt32) -> Double {
        Double(Float(bitPattern: word >> 9 | 0x3F80_0000) - 0.99999994)
    }
}
