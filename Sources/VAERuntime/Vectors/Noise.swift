// Noise is a function of names, not of history: an element's words depend on the seed, the stream, the clock, the
// example and the column alone. So it is the same for every batch size, tile, thread count and instruction set, and
// can be computed again instead of being stored. Column c of a row reads word (c / 16) % 4 of the Philox counter
// whose first word is (c / 64) · 16 + c % 16: sixteen neighbouring columns take the same word of sixteen neighbouring
// counters, which is what vectors of four, eight and sixteen lanes compute.

/// The names that noise of one row depends on.
public struct NoiseRow: Sendable, Equatable {
    /// Example number of the row.
    public var example: UInt32
    /// Step, epoch or draw, whichever the noise is renewed with.
    public var clock: UInt32
    /// Number of the stream; see `Noise.streamNumber`.
    public var stream: UInt32
    /// The run's seed.
    public var seed: UInt64

    /// Names of a row's noise.
    @inlinable @inline(__always)
    public init(example: UInt32, clock: UInt32, stream: UInt32, seed: UInt64) {
        self.example = example
        self.clock = clock
        self.stream = stream
        self.seed = seed
    }
}

/// Uniform and normal noise.
public enum Noise {
    /// The stream's number from its name: FNV-1a of the UTF-8 bytes, 32 bits.
    public static func streamNumber(_ name: String) -> UInt32 {
        var hash: UInt32 = 0x811C_9DC5
        for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return hash
    }

    /// Uniform in (0, 1), on columns `column ..< column + vectorWidth`; `column` is a multiple of the width.
    @inlinable @inline(__always)
    public static func uniforms(_ row: NoiseRow, column: Int) -> Vector {
        let w = words(row, group: column &>> 6, lane: column & 15)
        let number: Int = (column &>> 4) & 3
        let pair: (WordVector, WordVector) = number < 2 ? (w.0, w.1) : (w.2, w.3)
        return uniform(number & 1 == 0 ? pair.0 : pair.1)
    }

    /// Standard normal, on columns `column ..< column + vectorWidth`; `column` is a multiple of the width.
    @inlinable @inline(__always)
    public static func normals(_ row: NoiseRow, column: Int) -> Vector {
        let w = words(row, group: column &>> 6, lane: column & 15)
        let number: Int = (column &>> 4) & 3
        let pair: (WordVector, WordVector) = number < 2 ? (w.0, w.1) : (w.2, w.3)
        let both = boxMuller(pair.0, pair.1)
        return number & 1 == 0 ? both.0 : both.1
    }

    /// Writes `count` uniforms of a row, columns 0 ..< count: the same bits as `uniforms`, four vectors at a time.
    public static func fillUniforms(_ row: NoiseRow, count: Int, to target: UnsafeMutablePointer<Float>) {
        fill(row, count: count, to: target) { w in (uniform(w.0), uniform(w.1), uniform(w.2), uniform(w.3)) }
    }

    /// Writes `count` standard normals of a row, columns 0 ..< count: the same bits as `normals`, four vectors at a
    /// time.
    public static func fillNormals(_ row: NoiseRow, count: Int, to target: UnsafeMutablePointer<Float>) {
        fill(row, count: count, to: target) { w in
            let first = boxMuller(w.0, w.1)
            let second = boxMuller(w.2, w.3)
            return (first.0, first.1, second.0, second.1)
        }
    }

    // MARK: Parts

    /// The words of a vector of counters: those of columns `group · 64 + word · 16 + lane ...`, word 0 … 3.
    @inlinable @inline(__always)
    static func words(
        _ row: NoiseRow, group: Int, lane: Int
    ) -> (WordVector, WordVector, WordVector, WordVector) {
        let start = UInt32(truncatingIfNeeded: group &* 16 &+ lane)
        let lanes = unsafeBitCast(Vector.laneNumbers, to: WordVector.self)
        let counters: WordVector = lanes &+ WordVector(repeating: start)
        return Philox.words(counters: counters, row.example, row.clock, row.stream, seed: row.seed)
    }

    /// 23 bits of each word as the middle of one of 2²³ equal parts of (0, 1).
    @inlinable @inline(__always)
    static func uniform(_ words: WordVector) -> Vector {
        let mantissa: WordVector = words &>> WordVector(repeating: 9)
        let above: Vector = .fromBits(mantissa | WordVector(repeating: 0x3F80_0000))
        return above - Vector(repeating: 0.99999994)
    }

    /// Two independent standard normals from two words: √(−2 log u₁) cos 2πu₂ and sin (Box and Muller 1958).
    @inlinable @inline(__always)
    static func boxMuller(_ first: WordVector, _ second: WordVector) -> (Vector, Vector) {
        let (whole, m) = Vector.splitExponent(uniform(first))
        let fraction: Vector = m - Vector(repeating: 1)
        let logarithm: Vector = .logarithm(exponent: .fromIntegers(whole), fraction: fraction)
        let radius: Vector = .squareRoot(logarithm * Vector(repeating: -2))
        let angle = Vector.sineCosine(turns: uniform(second))
        return (radius * angle.cosine, radius * angle.sine)
    }

    @inline(__always)
    private static func fill(
        _ row: NoiseRow, count: Int, to target: UnsafeMutablePointer<Float>,
        _ values: ((WordVector, WordVector, WordVector, WordVector)) -> (Vector, Vector, Vector, Vector)
    ) {
        var start = 0
        while start < count {
            var lane = 0
            while lane < 16 {
                let v = values(words(row, group: start &>> 6, lane: lane))
                let column: Int = start &+ lane
                if column &+ 48 &+ vectorWidth <= count {
                    v.0.store(to: target + column)
                    v.1.store(to: target + (column &+ 16))
                    v.2.store(to: target + (column &+ 32))
                    v.3.store(to: target + (column &+ 48))
                } else {
                    storePart(v.0, column, count, target)
                    storePart(v.1, column &+ 16, count, target)
                    storePart(v.2, column &+ 32, count, target)
                    storePart(v.3, column &+ 48, count, target)
                }
                lane &+= vectorWidth
            }
            start &+= 64
        }
    }

    @inline(__always)
    private static func storePart(_ v: Vector, _ column: Int, _ count: Int, _ target: UnsafeMutablePointer<Float>) {
        let left: Int = count &- column
        if left > 0 { v.store(to: target + column, first: left < vectorWidth ? left : vectorWidth) }
    }
}
