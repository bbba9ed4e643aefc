import Testing
import VAERuntime

/// A matrix in padded memory, as the runtime lays it out, with recognisable rubbish in the padding.
private struct Padded {
    var rows: Int
    var columns: Int
    var stride: Int
    var values: [Float]

    init(rows: Int, columns: Int, seed: UInt32) {
        self.rows = rows
        self.columns = columns
        stride = (columns + 15) / 16 * 16
        values = [Float](repeating: 1e30, count: rows * stride + 16)
        var state: UInt32 = seed &* 747_796_405 &+ 2_891_336_453
        for row in 0..<rows {
            for column in 0..<columns {
                state = state &* 747_796_405 &+ 2_891_336_453
                values[row * stride + column] = Float(Int32(bitPattern: state) >> 16) / 32768
            }
        }
    }

    subscript(_ row: Int, _ column: Int) -> Double { Double(values[row * stride + column]) }
}

/// Collects what an epilogue is given, and counts how often each element and each tile comes.
private struct Collector: Epilogue {
    var rows: Int
    var columns: Int
    var values: [Float]
    var puts: [Int]
    var finished: [Int]

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        values = [Float](repeating: .nan, count: rows * columns)
        puts = [Int](repeating: 0, count: rows * columns)
        finished = puts
    }

    mutating func put(_ row: Int, _ column: Int, _ value: Vector) {
        for lane in 0..<vectorWidth where column + lane < columns {
            values[row * columns + column + lane] = value[lane]
            puts[row * columns + column + lane] += 1
        }
    }

    mutating func finishTile(rows: Range<Int>, columns: Range<Int>) {
        for row in rows {
            for column in columns where column < self.columns {
                finished[row * self.columns + column] += 1
                // All vectors of a tile come before it is finished.
                if puts[row * self.columns + column] != 1 { finished[row * self.columns + column] = 99 }
            }
        }
    }
}

enum ProductVariant: CaseIterable {
    case plain, transposedA, transposedB, turnedB
}

/// One product in blocks of rows and columns, each by one call.
private func product(
    _ variant: ProductVariant, _ a: Padded, _ b: Padded, depth: Int, rows: Int, columns: Int, rowBlock: Int,
    columnBlock: Int
) -> Collector {
    var collector = Collector(rows: rows, columns: columns)
    a.values.withUnsafeBufferPointer { aBuffer in
        b.values.withUnsafeBufferPointer { bBuffer in
            guard let p = aBuffer.baseAddress, let q = bBuffer.baseAddress else { return }
            for row in stride(from: 0, to: rows, by: rowBlock) {
                for column in stride(from: 0, to: columns, by: columnBlock) {
                    let rowRange = row..<min(row + rowBlock, rows)
                    let columnRange = column..<min(column + columnBlock, columns)
                    switch variant {
                    case .plain:
                        multiply(
                            rows: rowRange, columns: columnRange, depth: depth, a: p, aRowStride: a.stride,
                            aDepthStride: 1, b: q, bRowStride: b.stride, epilogue: &collector)
                    case .transposedA:
                        multiply(
                            rows: rowRange, columns: columnRange, depth: depth, a: p, aRowStride: 1,
                            aDepthStride: a.stride, b: q, bRowStride: b.stride, epilogue: &collector)
                    case .transposedB:
                        multiplyTransposed(
                            rows: rowRange, columns: columnRange, depth: depth, a: p, aRowStride: a.stride, b: q,
                            bRowStride: b.stride, epilogue: &collector)
                    case .turnedB:
                        multiplyTurned(
                            rows: rowRange, columns: columnRange, depth: depth, a: p, aRowStride: a.stride,
                            aDepthStride: 1, b: q, bRowStride: b.stride, epilogue: &collector)
                    }
                }
            }
        }
    }
    return collector
}

private func operands(_ variant: ProductVariant, _ m: Int, _ k: Int, _ n: Int) -> (Padded, Padded) {
    switch variant {
    case .plain: (Padded(rows: m, columns: k, seed: 1), Padded(rows: k, columns: n, seed: 2))
    case .transposedA: (Padded(rows: k, columns: m, seed: 1), Padded(rows: k, columns: n, seed: 2))
    case .transposedB, .turnedB: (Padded(rows: m, columns: k, seed: 1), Padded(rows: n, columns: k, seed: 2))
    }
}

/// Compares with a triple loop in Double; the bound is that of a sum of `depth` rounded products.
private func check(
    _ variant: ProductVariant, _ m: Int, _ k: Int, _ n: Int, rowBlock: Int? = nil, columnBlock: Int? = nil
) {
    let (a, b) = operands(variant, m, k, n)
    let result = product(
        variant, a, b, depth: k, rows: m, columns: n, rowBlock: rowBlock ?? m, columnBlock: columnBlock ?? n)
    var worst = 0.0
    for i in 0..<m {
        for j in 0..<n {
            var exact = 0.0
            var size = 0.0
            for l in 0..<k {
                let term: Double
                switch variant {
                case .plain: term = a[i, l] * b[l, j]
                case .transposedA: term = a[l, i] * b[l, j]
                case .transposedB, .turnedB: term = a[i, l] * b[j, l]
                }
                exact += term
                size += abs(term)
            }
            let error = abs(Double(result.values[i * n + j]) - exact)
            let bound = Double(k + 1) * size / 16_777_216 + 1e-12
            worst = max(worst, error.isNaN ? .infinity : error / bound)
        }
    }
    #expect(worst <= 1, "\(variant) \(m) × \(k) × \(n): error \(worst) times the bound")
    #expect(result.puts.allSatisfy { $0 == 1 }, "\(variant) \(m) × \(k) × \(n): an element came twice or not at all")
    #expect(result.finished.allSatisfy { $0 == 1 }, "\(variant) \(m) × \(k) × \(n): tiles not finished once")
}

@Suite struct MultiplyTests {
    /// All remainders of rows and columns against several depths.
    @Test(arguments: 1...37) func smallShapes(rows: Int) {
        for variant in ProductVariant.allCases {
            for columns in [1, 2, 3, 5, 7, 8, 13, 15, 16, 17, 23, 31, 32, 33, 37, 49, 63, 65] {
                for depth in [1, 2, 3, 15, 16, 17, 37] { check(variant, rows, depth, columns) }
            }
        }
    }

    @Test(arguments: 1...37) func smallDepthsAndColumns(depth: Int) {
        for variant in ProductVariant.allCases {
            for columns in 1...37 { check(variant, depth % 11 + 1, depth, columns) }
        }
    }

    @Test func modelShapes() {
        for (m, k, n) in [
            (100, 784, 500), (100, 500, 40), (100, 20, 500), (96, 560, 200), (7, 2278, 100), (33, 127, 50),
            (34, 128, 97), (35, 129, 49),
        ] {
            check(.plain, m, k, n)
            check(.transposedA, k, m, n)
            check(.transposedB, m, n, k)
            check(.turnedB, m, n, k)
        }
    }

    /// Dot products go over great depths in pieces.
    @Test(arguments: [895, 896, 897, 1120, 1792, 1793, 2700]) func deepProducts(depth: Int) {
        for variant in ProductVariant.allCases { check(variant, 35, depth, 50, rowBlock: 32, columnBlock: 48) }
    }

    @Test func turningChangesNoBit() {
        for (m, k, n) in [(8, 4, 16), (29, 45, 150), (3, 130, 70), (100, 784, 70)] {
            let (a, b) = operands(.turnedB, m, k, n)
            var turned = Padded(rows: k, columns: n, seed: 0)
            for j in 0..<n { for l in 0..<k { turned.values[l * turned.stride + j] = Float(b[j, l]) } }
            let plain = product(.plain, a, turned, depth: k, rows: m, columns: n, rowBlock: m, columnBlock: n)
            let result = product(.turnedB, a, b, depth: k, rows: m, columns: n, rowBlock: 8, columnBlock: 48)
            #expect(result.values.map(\.bitPattern) == plain.values.map(\.bitPattern))
        }
    }

    @Test(arguments: ProductVariant.allCases) func noDepthGivesZeros(variant: ProductVariant) {
        let (a, b) = operands(variant, 11, 3, 50)
        let result = product(variant, a, b, depth: 0, rows: 11, columns: 50, rowBlock: 11, columnBlock: 50)
        #expect(result.values.allSatisfy { $0 == 0 } && result.puts.allSatisfy { $0 == 1 })
    }

    /// The grid of tasks changes no bit.
    @Test(arguments: ProductVariant.allCases) func blocksKeepTheBits(variant: ProductVariant) {
        for (m, k, n) in [(29, 45, 150), (100, 784, 70), (35, 1800, 50)] {
            let (a, b) = operands(variant, m, k, n)
            let whole = product(variant, a, b, depth: k, rows: m, columns: n, rowBlock: m, columnBlock: n)
            for rowBlock in [1, 3, 8, 13, 100] {
                for columnBlock in [16, 32, 48, 160] {
                    let parts = product(
                        variant, a, b, depth: k, rows: m, columns: n, rowBlock: rowBlock, columnBlock: columnBlock)
                    #expect(parts.values.map(\.bitPattern) == whole.values.map(\.bitPattern))
                    #expect(parts.puts.allSatisfy { $0 == 1 })
                }
            }
        }
    }

    /// A row's result does not depend on the rows beside it.
    @Test(arguments: ProductVariant.allCases) func fewerRowsKeepTheBits(variant: ProductVariant) {
        let (a, b) = operands(variant, 40, 100, 60)
        let whole = product(variant, a, b, depth: 100, rows: 40, columns: 60, rowBlock: 40, columnBlock: 60)
        for rows in 1..<40 {
            let part = product(variant, a, b, depth: 100, rows: rows, columns: 60, rowBlock: rows, columnBlock: 60)
            #expect(part.values.map(\.bitPattern) == whole.values.prefix(rows * 60).map(\.bitPattern))
        }
    }

    @Test func storing() {
        let a = Padded(rows: 19, columns: 21, seed: 1)
        let b = Padded(rows: 21, columns: 40, seed: 2)
        var target = [Float](repeating: -1, count: 19 * 48)
        a.values.withUnsafeBufferPointer { aBuffer in
            b.values.withUnsafeBufferPointer { bBuffer in
                target.withUnsafeMutableBufferPointer { buffer in
                    guard let p = aBuffer.baseAddress, let q = bBuffer.baseAddress, let r = buffer.baseAddress else {
                        return
                    }
                    var epilogue = StoreEpilogue(target: r, rowStride: 48)
                    multiply(
                        rows: 0..<19, columns: 0..<40, depth: 21, a: p, aRowStride: a.stride, aDepthStride: 1, b: q,
                        bRowStride: b.stride, epilogue: &epilogue)
                }
            }
        }
        for i in 0..<19 {
            for j in 0..<40 {
                let exact = (0..<21).reduce(0.0) { $0 + a[i, $1] * b[$1, j] }
                #expect(abs(Double(target[i * 48 + j]) - exact) < 1e-5)
            }
        }
    }
}
