// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
// 1, 2, 3" (SC 2011): four 32-bit words from a counter of four and a key of two, by ten rounds of multiplications.

/// Constants of the generator.
@usableFromInline enum Philox {
    @inlinable static var firstFactor: UInt32 { @inline(__always) get { 0xD251_1F53 } }
    @inlinable static var secondFactor: UInt32 { @inline(__always) get { 0xCD9E_8D57 } }
    @inlinable static var firstStep: UInt32 { @inline(__always) get { 0x9E37_79B9 } }
    @inlinable static var secondStep: UInt32 { @inline(__always) get { 0xBB67_AE85 } }
    @inlinable static var rounds: Int { @inline(__always) get { 10 } }

    /// The four words of one counter.
    static func words(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var c = counter
        var k = key
        for _ in 0..<rounds {
            let first = firstFactor.multipliedFullWidth(by: c.x)
            let second = secondFactor.multipliedFullWidth(by: c.z)
            c = SIMD4(second.high ^ c.y ^ k.x, second.low, first.high ^ c.w ^ k.y, first.low)
            k = SIMD2(k.x &+ firstStep, k.y &+ secondStep)
        }
        return c
    }

    /// The four words of as many counters as a vector has lanes; all but the first word of the counters are shared.
    ///
    /// Even and odd lanes are kept apart, each word in the low half of 64 bits, because that is where the processor's
    /// multiplication takes its factors from and leaves both halves of its product.
    @inlinable @inline(__always)
    static func words(
        counters first: WordVector, _ second: UInt32, _ third: UInt32, _ fourth: UInt32, seed: UInt64
    ) -> (WordVector, WordVector, WordVector, WordVector) {
        let all = unsafeBitCast(first, to: WideVector.self)
        var even = State(first: all, second, third, fourth)
        var odd = State(first: all &>> WideVector(repeating: 32), second, third, fourth)
        var k0 = UInt32(truncatingIfNeeded: seed)
        var k1 = UInt32(truncatingIfNeeded: seed &>> 32)
        var round = 0
        while round < rounds {
            even.round(k0, k1)
            odd.round(k0, k1)
            k0 = k0 &+ firstStep
            k1 = k1 &+ secondStep
            round &+= 1
        }
        return (
            Vector.interleave(even.c0, odd.c0), Vector.interleave(even.c1, odd.c1),
            Vector.interleave(even.c2, odd.c2), Vector.interleave(even.c3, odd.c3)
        )
    }

    /// Counters of half a vector, in the low 32 bits of each lane; the high ones hold anything.
    @usableFromInline struct State {
        @usableFromInline var c0: WideVector
        @usableFromInline var c1: WideVector
        @usableFromInline var c2: WideVector
        @usableFromInline var c3: WideVector

        @inlinable @inline(__always)
        init(first: WideVector, _ second: UInt32, _ third: UInt32, _ fourth: UInt32) {
            c0 = first
            c1 = WideVector(repeating: UInt64(second))
            c2 = WideVector(repeating: UInt64(third))
            c3 = WideVector(repeating: UInt64(fourth))
        }

        @inlinable @inline(__always)
        mutating func round(_ k0: UInt32, _ k1: UInt32) {
            let a: WideVector = Vector.wideProduct(c0, Philox.firstFactor)
            let b: WideVector = Vector.wideProduct(c2, Philox.secondFactor)
            let half = WideVector(repeating: 32)
            c0 = (b &>> half) ^ c1 ^ WideVector(repeating: UInt64(k0))
            c2 = (a &>> half) ^ c3 ^ WideVector(repeating: UInt64(k1))
            c1 = b
            c3 = a
        }
    }
}
