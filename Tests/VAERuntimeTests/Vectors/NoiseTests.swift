import Foundation
import Testing

@testable import VAERuntime

private let row = NoiseRow(example: 17, clock: 3, stream: Noise.streamNumber("encoder.z"), seed: 0x0123_4567_89AB_CDEF)

private func filled(_ row: NoiseRow, _ count: Int, _ fill: (NoiseRow, Int, UnsafeMutablePointer<Float>) -> Void)
    -> [Float]
{
    [Float](unsafeUninitializedCapacity: count) { buffer, filledCount in
        if let base = buffer.baseAddress { fill(row, count, base) }
        filledCount = count
    }
}

private func normals(_ row: NoiseRow, _ count: Int) -> [Float] {
    filled(row, count) { Noise.fillNormals($0, count: $1, to: $2) }
}

private func uniforms(_ row: NoiseRow, _ count: Int) -> [Float] {
    filled(row, count) { Noise.fillUniforms($0, count: $1, to: $2) }
}

/// Largest distance between the empirical and the given distribution function (Kolmogorov and Smirnov).
private func largestGap(_ values: [Float], _ distribution: (Double) -> Double) -> Double {
    let sorted = values.sorted()
    var gap = 0.0
    for (index, value) in sorted.enumerated() {
        let expected = distribution(Double(value))
        gap = max(gap, abs(expected - Double(index) / Double(sorted.count)))
        gap = max(gap, abs(Double(index + 1) / Double(sorted.count) - expected))
    }
    return gap
}

@Suite struct NoiseTests {
    /// Known answers of the authors' own distribution (Random123).
    @Test func knownAnswers() {
        let pi = SIMD4<UInt32>(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344)
        #expect(
            Philox.words(counter: .zero, key: .zero) == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
        #expect(
            Philox.words(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
                == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
        #expect(
            Philox.words(counter: pi, key: SIMD2(0xA409_3822, 0x299F_31D0))
                == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    @Test func vectorsReadTheSameWords() {
        for example in [0, 1, .max] as [UInt32] {
            for group in [0, 1, 1000] {
                var names = row
                names.example = example
                for lane in stride(from: 0, to: 16, by: vectorWidth) {
                    let w = Noise.words(names, group: group, lane: lane)
                    for (number, vector) in [w.0, w.1, w.2, w.3].enumerated() {
                        for offset in 0..<vectorWidth {
                            let column = group * 64 + number * 16 + lane + offset
                            #expect(vector[offset] == Noise.word(names, column: column))
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: [1, 15, 16, 17, 63, 64, 65, 200]) func rowsHaveTheBitsOfVectors(count: Int) {
        let n = normals(row, count)
        let u = uniforms(row, count)
        for column in 0..<count {
            let start = column / vectorWidth * vectorWidth
            #expect(n[column].bitPattern == Noise.normals(row, column: start)[column - start].bitPattern)
            #expect(u[column].bitPattern == Noise.uniforms(row, column: start)[column - start].bitPattern)
            #expect(Double(u[column]) == Noise.uniformReference(row, column: column))
            let exact = Noise.normalReference(row, column: column)
            #expect(abs(Double(n[column]) - exact) < 1e-6 * (1 + abs(exact)))
        }
    }

    @Test func fillingStopsAtTheEnd() {
        for count in 1...70 {
            var target = [Float](repeating: -99, count: 80)
            target.withUnsafeMutableBufferPointer { buffer in
                if let base = buffer.baseAddress { Noise.fillNormals(row, count: count, to: base) }
            }
            #expect(target[count...].allSatisfy { $0 == -99 } && !target[..<count].contains(-99))
        }
    }

    @Test func moments() {
        let values = normals(row, 400_000).map(Double.init)
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let variance = values.reduce(0) { $0 + $1 * $1 } / n
        let third = values.reduce(0) { $0 + $1 * $1 * $1 } / n
        let fourth = values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
        // Five standard errors: 1, √2, √15, √96 over √n.
        #expect(abs(mean) < 5 / n.squareRoot())
        #expect(abs(variance - 1) < 5 * (2 / n).squareRoot())
        #expect(abs(third) < 5 * (15 / n).squareRoot())
        #expect(abs(fourth - 3) < 5 * (96 / n).squareRoot())
    }

    @Test func distributions() {
        // 1.95 / √n is exceeded once in a thousand.
        let count = 200_000
        let limit = 1.95 / Double(count).squareRoot()
        #expect(largestGap(uniforms(row, count), { $0 }) < limit)
        #expect(largestGap(normals(row, count), { 0.5 * erfc(-$0 / 2.0.squareRoot()) }) < limit)
        let u = uniforms(row, 1_000_000)
        #expect(u.allSatisfy { $0 > 0 && $0 < 1 })
    }

    @Test func namesAreIndependent() {
        let count = 4096
        let base = normals(row, count)
        var others = [NoiseRow](repeating: row, count: 5)
        others[0].example += 1
        others[1].clock += 1
        others[2].stream = Noise.streamNumber("encoder.z2")
        others[3].seed += 1
        others[4].seed += 1 << 32
        for other in others {
            let values = normals(other, count)
            let product = zip(base, values).reduce(0) { $0 + Double($1.0) * Double($1.1) } / Double(count)
            #expect(abs(product) < 5 / Double(count).squareRoot())
        }
        // Columns that share a counter, and cosine and sine of one pair.
        for distance in [1, 16, 32, 48, 64] {
            let product = (0..<count - distance).reduce(0) { $0 + Double(base[$1]) * Double(base[$1 + distance]) }
            #expect(abs(product / Double(count)) < 5 / Double(count).squareRoot())
        }
    }

    @Test func streamNumbers() {
        #expect(Noise.streamNumber("") == 0x811C_9DC5)
        #expect(Noise.streamNumber("a") == 0xE40C_292C)
        #expect(Noise.streamNumber("foobar") == 0xBF9C_F968)
    }
}
