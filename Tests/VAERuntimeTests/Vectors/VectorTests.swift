import Testing
import VAERuntime

private let numbers: [Float] = [
    0, -0.0, 1, -1, 2.5, -2.5, 0.5, 1.5, 0x1p-133, -0x1p-133, 3e38, -3e38, .infinity, -.infinity, .nan, 8_388_609, 7.49,
    -7.5,
]

/// Every pair of the numbers above, in the last lane with other values beside it.
private func forPairs(_ body: (Float, Float, Vector, Vector) -> Void) {
    for a in numbers {
        for b in numbers {
            var left: Vector = .laneIndices
            var right = Vector(repeating: 2)
            left[vectorWidth - 1] = a
            right[vectorWidth - 1] = b
            body(a, b, left, right)
        }
    }
}

private func same(_ a: Float, _ b: Float) -> Bool { a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN) }

@Suite struct VectorTests {
    let last = vectorWidth - 1

    @Test func comparisonsAndLimits() {
        forPairs { a, b, left, right in
            #expect(Vector.less(left, right)[last] == (a < b))
            #expect(Vector.lessOrEqual(left, right)[last] == (a <= b))
            #expect(Vector.equal(left, right)[last] == (a == b))
            #expect(Vector.notEqual(left, right)[last] == (a != b))
            let others: VectorMask = Vector.less(left, right)
            #expect(others[0] && others[1] && !others[2])
            let smaller: Float = Vector.minimum(left, right)[last]
            let larger: Float = Vector.maximum(left, right)[last]
            #expect(a.isNaN || b.isNaN ? smaller.isNaN && larger.isNaN : smaller == min(a, b) && larger == max(a, b))
            #expect(same(Vector.select(Vector.less(left, right), left, right)[last], a < b ? a : b))
        }
    }

    @Test func arithmetic() {
        forPairs { a, b, left, right in
            #expect(same(Vector.divide(left, right)[last], a / b))
            #expect(same(Vector.squareRoot(left)[last], a.squareRoot()))
            #expect(same(Vector.absolute(left)[last], abs(a)))
            #expect(same(Vector.negate(left)[last], -a))
            #expect(same(Vector.rounded(left)[last], a.rounded(.toNearestOrEven)))
            #expect(a.isNaN ? Vector.floor(left)[last].isNaN : Vector.floor(left)[last] == a.rounded(.down))
            #expect(a.isNaN ? Vector.positivePart(left)[last].isNaN : Vector.positivePart(left)[last] == max(a, 0))
            let clamped: Float = Vector.clamp(left, -2, 3)[last]
            #expect(a.isNaN ? clamped.isNaN : clamped == min(max(a, -2), 3))
        }
        let product: Vector = .multiplyAdd(.laneIndices, Vector(repeating: 3), Vector(repeating: -1))
        for lane in 0..<vectorWidth { #expect(product[lane] == Float(lane) * 3 - 1) }
        #expect(Vector.sum(.laneIndices) == Float(vectorWidth * (vectorWidth - 1) / 2))
        #expect(Vector.largest(Vector.negate(.laneIndices)) == 0 && Vector.largest(.laneIndices) == Float(last))
        #expect(Vector.fromIntegers(Vector.laneNumbers &- IntegerVector(repeating: 5))[last] == Float(last - 5))
    }

    @Test func partialLoadsAndStores() {
        let source: [Float] = (0..<16).map { Float($0 + 1) }
        for count in 0...vectorWidth {
            source.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                let loaded: Vector = .load(base, first: count)
                for lane in 0..<vectorWidth { #expect(loaded[lane] == (lane < count ? Float(lane + 1) : 0)) }
            }
            var target = [Float](repeating: -1, count: 17)
            target.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                Vector.laneIndices.store(to: base, first: count)
            }
            for lane in 0..<17 { #expect(target[lane] == (lane < count ? Float(lane) : -1)) }
            for lane in 0..<vectorWidth { #expect(Vector.isLane(below: count)[lane] == (lane < count)) }
        }
    }

    @Test func bytes() {
        let source: [UInt8] = (0..<32).map { UInt8($0 * 8 + 7) }
        source.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            let loaded: Vector = .loadBytes(base + 3)
            for lane in 0..<vectorWidth { #expect(loaded[lane] == Float((lane + 3) * 8 + 7)) }
        }
    }
}
