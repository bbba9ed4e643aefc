import Foundation
import Testing
import VAERuntime

/// Numbers that reach every exponent, both signs, the ends of each range and the special values.
private func sweep(from lower: Float, to upper: Float, count: Int = 20_000) -> [Float] {
    var values: [Float] = (0...count).map { lower + (upper - lower) * (Float($0) / Float(count)) }
    // Every binade, with mantissas that a small generator chooses.
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for exponent in 0..<255 {
        for _ in 0..<24 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let mantissa = UInt32(truncatingIfNeeded: state >> 41)
            let value = Float(bitPattern: UInt32(exponent) << 23 | mantissa)
            for signed in [value, -value] where signed >= lower && signed <= upper { values.append(signed) }
        }
    }
    let special: [Float] = [
        0, -0.0, 1, -1, 0.5, -0.5, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, 1 / 3,
    ]
    return values + special.filter { $0 >= lower && $0 <= upper }
}

/// Distance in units of the last place of the correctly rounded result.
private func distance(_ value: Float, _ expected: Double) -> Double {
    let rounded = Float(expected)
    if value.bitPattern == rounded.bitPattern || value == rounded || (value.isNaN && rounded.isNaN) { return 0 }
    guard value.isFinite, rounded.isFinite else {
        // One step around the largest number counts as such.
        let near = Swift.abs(expected) > 3.4028e38 && Swift.abs(value) > 3.4028e38
        return near && (value < 0) == (expected < 0) ? 1 : .infinity
    }
    return Swift.abs(Double(value) - expected) / Double(rounded.ulp)
}

/// The largest distance over a list of arguments, every lane used.
private func largestError(
    _ values: [Float], _ function: (Vector) -> Vector, _ reference: (Double) -> Double
) -> (error: Double, at: Float) {
    var worst: (Double, Float) = (0, 0)
    var padded = values
    while padded.count % vectorWidth != 0 { padded.append(values[0]) }
    padded.withUnsafeBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        for start in stride(from: 0, to: padded.count, by: vectorWidth) {
            let result: Vector = function(Vector.load(base + start * 4))
            for lane in 0..<vectorWidth {
                let error = distance(result[lane], reference(Double(padded[start + lane])))
                if error > worst.0 { worst = (error, padded[start + lane]) }
            }
        }
    }
    return worst
}

private func check(
    _ name: String, _ values: [Float], within limit: Double, _ function: (Vector) -> Vector,
    _ reference: (Double) -> Double, location: SourceLocation = #_sourceLocation
) {
    let (error, at) = largestError(values, function, reference)
    #expect(error <= limit, "\(name): \(error) units in the last place at \(at)", sourceLocation: location)
}

/// Values of a function at special arguments, one to a lane.
private func values(_ function: (Vector) -> Vector, at arguments: [Float]) -> [Float] {
    arguments.map { function(Vector(repeating: $0))[vectorWidth - 1] }
}

/// Sine of large multiples by exact reduction in Double is good to 1e-12 here.
private func absoluteError(_ arguments: [Float], _ f: (Vector) -> Vector, _ g: (Double) -> Double) -> Double {
    arguments.map { Swift.abs(Double(f(Vector(repeating: $0))[0]) - g(Double($0))) }.max() ?? 0
}

@Suite struct ElementaryFunctionTests {
    @Test func exponential() {
        check("exp", sweep(from: -110, to: 90), within: 1.5, { .exp($0) }, { Foundation.exp($0) })
        check("expm1", sweep(from: -30, to: 90), within: 2, { .expm1($0) }, { Foundation.expm1($0) })
        #expect(values({ .exp($0) }, at: [-.infinity, .infinity, 0, -1000, 1000]) == [0, .infinity, 1, 0, .infinity])
        #expect(values({ .expm1($0) }, at: [-.infinity, .infinity, 0]) == [-1, .infinity, 0])
        #expect(values({ .exp($0) }, at: [.nan])[0].isNaN && values({ .expm1($0) }, at: [.nan])[0].isNaN)
    }

    @Test func logarithm() {
        check("log", sweep(from: 0, to: .greatestFiniteMagnitude), within: 1.5, { .log($0) }, { Foundation.log($0) })
        check("log", sweep(from: 0.4, to: 2.5), within: 1.5, { .log($0) }, { Foundation.log($0) })
        check("log1p", sweep(from: -1, to: 3), within: 2, { .log1p($0) }, { Foundation.log1p($0) })
        check("log1p", sweep(from: -0.99, to: 3e38), within: 2, { .log1p($0) }, { Foundation.log1p($0) })
        #expect(values({ .log($0) }, at: [0, -0.0, .infinity, 1]) == [-.infinity, -.infinity, .infinity, 0])
        #expect(values({ .log1p($0) }, at: [-1, .infinity, 0]) == [-.infinity, .infinity, 0])
        for x in [-1, -.infinity, -.leastNonzeroMagnitude, .nan] as [Float] {
            #expect(values({ .log($0) }, at: [x])[0].isNaN)
        }
        for x in [-1.0001, -.infinity, .nan] as [Float] { #expect(values({ .log1p($0) }, at: [x])[0].isNaN) }
    }

    @Test func sigmoids() {
        check("tanh", sweep(from: -12, to: 12), within: 3, { .tanh($0) }, { Foundation.tanh($0) })
        check("sigmoid", sweep(from: -100, to: 100), within: 3, { .sigmoid($0) }, { 1 / (1 + Foundation.exp(-$0)) })
        check(
            "softplus", sweep(from: -100, to: 100), within: 2.5, { .softplus($0) },
            { Swift.max($0, 0) + Foundation.log1p(Foundation.exp(-Swift.abs($0))) })
        #expect(values({ .tanh($0) }, at: [-.infinity, -50, 0, 50, .infinity]) == [-1, -1, 0, 1, 1])
        #expect(values({ .sigmoid($0) }, at: [-.infinity, 0, 200, .infinity]) == [0, 0.5, 1, 1])
        #expect(values({ .softplus($0) }, at: [-.infinity, 1e6, .infinity]) == [0, 1e6, .infinity])
        #expect(values({ .tanh($0) }, at: [.nan])[0].isNaN)
        #expect(values({ .sigmoid($0) }, at: [.nan])[0].isNaN && values({ .softplus($0) }, at: [.nan])[0].isNaN)
    }

    @Test func trigonometry() {
        let near = sweep(from: -3.2, to: 3.2)
        check("sin", near.filter { Swift.abs($0) < 3.1 }, within: 2, { .sin($0) }, { Foundation.sin($0) })
        #expect(absoluteError(near, { .cos($0) }, { Foundation.cos($0) }) < 1.0e-7)
        let far = sweep(from: -8192, to: 8192)
        #expect(absoluteError(far, { .sin($0) }, { Foundation.sin($0) }) < 1.2e-7)
        #expect(absoluteError(far, { .cos($0) }, { Foundation.cos($0) }) < 1.2e-7)
        let turns = sweep(from: 0, to: 1)
        #expect(absoluteError(turns, { .sineCosine(turns: $0).sine }, { Foundation.sin(2 * .pi * $0) }) < 1.2e-7)
        #expect(absoluteError(turns, { .sineCosine(turns: $0).cosine }, { Foundation.cos(2 * .pi * $0) }) < 1.2e-7)
        #expect(values({ .sin($0) }, at: [.infinity])[0].isNaN && values({ .cos($0) }, at: [.nan])[0].isNaN)
    }

    @Test func errorFunction() {
        check("erf", sweep(from: -6, to: 6), within: 2, { .erf($0) }, { Foundation.erf($0) })
        #expect(values({ .erf($0) }, at: [-.infinity, 0, .infinity]) == [-1, 0, 1])
        #expect(values({ .erf($0) }, at: [.nan])[0].isNaN)
    }

    @Test func power() {
        for y in [0.5, 2, -1, 0.1, 3, -2.5, 1.0001] as [Float] {
            let bases = sweep(from: 0, to: 50)
            check("power \(y)", bases, within: 3, { .power($0, Vector(repeating: y)) }, { pow($0, Double(y)) })
        }
        for x in [0.7, 1.3, 1.001, 10, 1e-3, 3e38, 0x1p-133] as [Float] {
            let exponents = sweep(from: -200, to: 200)
            check("power of \(x)", exponents, within: 8, { .power(Vector(repeating: x), $0) }, { pow(Double(x), $0) })
        }
        let arguments: [Float] = [
            0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 1e9, -1e9, .infinity, -.infinity, .nan, 2.5, -2.5,
        ]
        for x in arguments {
            for y in arguments {
                let value: Float = Vector.power(Vector(repeating: x), Vector(repeating: y))[0]
                let expected: Double = pow(Double(x), Double(y))
                #expect(distance(value, expected) <= 2, "power(\(x), \(y)) = \(value), expected \(expected)")
                if expected == 0 { #expect(value.sign == expected.sign, "sign of power(\(x), \(y))") }
            }
        }
    }
}
