import Testing
import VAERuntime

/// Convolutions between pictures of a few channels and images of many, against plain sums in Double.
@Suite struct FewChannelTests {
    struct Geometry: CustomStringConvertible, Sendable {
        var height, width, few, many, images: Int
        var size, stride, dilation, before: Int

        var description: String {
            "\(images) × \(few) × \(height) × \(width), \(many) channels, window \(size), \(stride), \(dilation), \(before)"
        }

        func result(_ length: Int) -> Int { (length + 2 * before - (size - 1) * dilation - 1) / stride + 1 }
        var places: Int { result(height) * result(width) }

        func window(imageChannels: Int, resultChannels: Int) -> ImageGeometry {
            func axis(_ length: Int) -> WindowAxis {
                WindowAxis(
                    size: size, stride: stride, dilation: dilation, before: before, image: length,
                    result: result(length))
            }
            return ImageGeometry(
                vertical: axis(height), horizontal: axis(width), imageChannels: imageChannels,
                resultChannels: resultChannels, groups: 1)
        }

        /// All pairs of a window's element and the place of the image under it.
        func forEachTap(_ body: (_ window: Int, _ tap: Int, _ place: Int) -> Void) {
            for y in 0..<result(height) {
                for x in 0..<result(width) {
                    for v in 0..<size {
                        for h in 0..<size {
                            let (row, column) = (y * stride + v * dilation - before, x * stride + h * dilation - before)
                            if row < 0 || row >= height || column < 0 || column >= width { continue }
                            body(y * result(width) + x, v * size + h, row * width + column)
                        }
                    }
                }
            }
        }
    }

    static let geometries: [Geometry] = [
        Geometry(height: 32, width: 32, few: 3, many: 32, images: 11, size: 4, stride: 2, dilation: 1, before: 1),
        Geometry(height: 17, width: 23, few: 1, many: 16, images: 3, size: 3, stride: 1, dilation: 1, before: 1),
        Geometry(height: 20, width: 19, few: 2, many: 48, images: 9, size: 5, stride: 3, dilation: 1, before: 2),
        Geometry(height: 130, width: 140, few: 3, many: 32, images: 2, size: 4, stride: 2, dilation: 1, before: 1),
        Geometry(height: 12, width: 14, few: 3, many: 32, images: 5, size: 4, stride: 2, dilation: 2, before: 3),
        Geometry(height: 12, width: 14, few: 4, many: 20, images: 5, size: 4, stride: 2, dilation: 1, before: 1),
        Geometry(height: 13, width: 16, few: 3, many: 8, images: 3, size: 3, stride: 2, dilation: 1, before: 1),
        Geometry(height: 14, width: 11, few: 1, many: 5, images: 4, size: 2, stride: 3, dilation: 1, before: 0),
        Geometry(height: 23, width: 27, few: 4, many: 16, images: 2, size: 7, stride: 5, dilation: 1, before: 2),
        Geometry(height: 9, width: 9, few: 7, many: 16, images: 2, size: 3, stride: 2, dilation: 1, before: 0),
    ]

    /// Takes the vectors of a convolution to where channels are last.
    private struct Collector: ImageEpilogue {
        var values: [Float]
        var places: Int
        var channels: Int
        mutating func put(_ place: Int, _ image: Int, _ row: Int, _ column: Int, _ value: Vector) {
            for lane in 0..<min(vectorWidth, channels - column) {
                values[(image * places + place) * channels + column + lane] = value[lane]
            }
        }
    }

    enum Way: CaseIterable { case convolved, transposed, spread }

    private func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var generator = SplitMix64(seed)
        return (0..<count + 64).map { _ in Float.random(in: -1...1, using: &generator) }
    }

    @Test(arguments: geometries) func toFewChannels(_ geometry: Geometry) {
        for way in Way.allCases where way != .spread || geometry.dilation == 1 && geometry.few <= 4 {
            let isTransposed: Bool = way != .convolved
            let (from, to) = (geometry.many, geometry.few)
            let window =
                isTransposed
                ? geometry.window(imageChannels: to, resultChannels: from)
                : geometry.window(imageChannels: from, resultChannels: to)
            let (sourcePlaces, places) =
                isTransposed
                ? (geometry.places, geometry.height * geometry.width)
                : (geometry.height * geometry.width, geometry.places)
            let source = numbers(geometry.images * sourcePlaces * from, seed: 1)
            let weights = numbers(geometry.size * geometry.size * from * 16, seed: 2)
            let count = geometry.images * places
            var collector = Collector(
                values: Array(repeating: .nan, count: count * to), places: places, channels: to)
            source.withUnsafeBufferPointer { a in
                weights.withUnsafeBufferPointer { b in
                    guard let a = a.baseAddress, let b = b.baseAddress else { return }
                    // In parts, which end between and within places.
                    for start in stride(from: 0, to: count, by: 77) {
                        if way == .spread {
                            spreadToFew(
                                window, rows: start..<min(start + 77, count), source: a,
                                sourceStride: sourcePlaces * from, weights: b, weightStride: 16, epilogue: &collector)
                            continue
                        }
                        convolve(
                            window, isTransposed: isTransposed, images: geometry.images,
                            rows: start..<min(start + 77, count), columns: 0..<to, source: a,
                            sourceStride: sourcePlaces * from, weights: b, weightStride: 16, epilogue: &collector)
                    }
                }
            }
            var exact: [Double] = Array(repeating: 0, count: count * to)
            geometry.forEachTap { window, tap, place in
                let (read, written) = isTransposed ? (window, place) : (place, window)
                for image in 0..<geometry.images {
                    for k in 0..<from {
                        let number = Double(source[(image * sourcePlaces + read) * from + k])
                        for channel in 0..<to {
                            exact[(image * places + written) * to + channel] +=
                                number * Double(weights[(tap * from + k) * 16 + channel])
                        }
                    }
                }
            }
            let worst = zip(exact, collector.values).map { abs($0 - Double($1)) }.max() ?? .infinity
            #expect(worst < 1e-4 && !collector.values.contains(where: \.isNaN), "\(way) off by \(worst)")
        }
    }

    @Test(arguments: geometries) func gradientOfWeights(_ geometry: Geometry) {
        let window = geometry.window(imageChannels: geometry.few, resultChannels: geometry.many)
        let imageSize = geometry.height * geometry.width * geometry.few
        let resultSize = geometry.places * geometry.many
        let image = numbers(geometry.images * imageSize, seed: 3)
        let result = numbers(geometry.images * resultSize, seed: 4)
        let taps = geometry.size * geometry.size
        var exact: [Double] = Array(repeating: 0, count: taps * geometry.few * geometry.many)
        geometry.forEachTap { window, tap, place in
            for row in 0..<geometry.images {
                for i in 0..<geometry.few {
                    let number = Double(image[row * imageSize + place * geometry.few + i])
                    for o in 0..<geometry.many {
                        exact[(tap * geometry.few + i) * geometry.many + o] +=
                            number * Double(result[row * resultSize + window * geometry.many + o])
                    }
                }
            }
        }
        for (isTurned, parts) in [(false, 1), (true, 1), (false, 2), (true, 3)] {
            let (depth, columns) = isTurned ? (geometry.many, geometry.few) : (geometry.few, geometry.many)
            let width = (columns + 15) / 16 * 16
            var sums: [Float] = Array(repeating: .nan, count: taps * depth * width)
            var found: [Float] = Array(repeating: .nan, count: parts * taps * depth * width)
            let (left, right) = isTurned ? (result, image) : (image, result)
            let (leftStride, rightStride) = isTurned ? (resultSize, imageSize) : (imageSize, resultSize)
            left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { right in
                    sums.withUnsafeMutableBufferPointer { sums in
                        found.withUnsafeMutableBufferPointer { found in
                            guard let left = left.baseAddress, let right = right.baseAddress,
                                let sums = sums.baseAddress, let found = found.baseAddress
                            else { return }
                            // A row of the window at a time, as plans cut it.
                            for row in 0..<parts * geometry.size {
                                let each = geometry.size * depth
                                var epilogue = StoreEpilogue(target: found, rowStride: width)
                                convolveWeights(
                                    window, isTurned: isTurned, images: geometry.images, parts: parts,
                                    rows: row * each..<(row + 1) * each, columns: 0..<columns, left: left,
                                    leftStride: leftStride, right: right, rightStride: rightStride, sums: sums,
                                    epilogue: &epilogue)
                            }
                        }
                    }
                }
            }
            var worst = 0.0
            for tap in 0..<taps {
                for i in 0..<geometry.few {
                    for o in 0..<geometry.many {
                        let (row, column) = isTurned ? (tap * depth + o, i) : (tap * depth + i, o)
                        let sum: Double = (0..<parts).reduce(0) { sum, part in
                            sum + Double(found[(part * taps * depth + row) * width + column])
                        }
                        let error = abs(sum - exact[(tap * geometry.few + i) * geometry.many + o])
                        worst = error.isNaN ? .infinity : max(worst, error)
                    }
                }
            }
            #expect(worst < 1e-3, "turned \(isTurned), \(parts) parts: off by \(worst)")
        }
    }
}
