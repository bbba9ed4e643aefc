import VAEGraph
import VAERuntime

/// The meaning of convolutions and pooling, one element at a time.
extension ScalarEvaluator {
    func element(_ image: ImageWork, _ point: [Int]) -> Float {
        let column: Int = point[point.count - 1]
        switch image.function {
        case .convolve(let convolution) where convolution.result == .weights:
            let rows: Int = image.window.count * image.depth
            let row: Int = point.count == 3 ? point[0] * rows + point[1] : point[0]
            return weight(image, convolution, part: row / rows, row: row % rows, column)
        case .convolve(let convolution):
            let isTransposed: Bool = convolution.result == .input
            let width: Int = isTransposed ? image.image.width : image.result.width
            let place: Int = point.count == 4 ? point[0] * width + point[1] : point[0]
            return sum(
                image, convolution, row: point[point.count - 2], y: place / width, x: place % width, column,
                isTransposed: isTransposed)
        case .spread:
            let width: Int = image.image.width
            let place: Int = point.count == 4 ? point[1] * width + point[2] : point[1]
            return spread(image, row: point[0], y: place / width, x: place % width, column)
        case .pool(_, let pooling):
            return pooled(image, pooling, row: point[0], y: point[1], x: point[2], column)
        }
    }

    /// The rows of a task in the order in which they are visited; only sums over rows can tell.
    func order(of rows: Range<Int>, _ kernel: Kernel) -> [Int] {
        guard case .image(let image) = kernel.work, case .convolve(let convolution) = image.function,
            convolution.result != .weights
        else { return Array(rows) }
        let images: Int = image.images.count(batch: batch)
        let begun: Int = min((rows.lowerBound + images - 1) / images * images, rows.upperBound)
        let whole: Int = max(begun, rows.upperBound / images * images)
        let source: ImageWork.Size = image.operandSizes.first
        let lines: Int = min(image.window.vertical.size, source.height)
        let together: Int = max(16, min(128, 65536 / (source.width * source.channels * lines) / 16 * 16))
        let blocks: [Int] = (begun..<whole).sorted { a, b in
            (a % images / together, a / images, a) < (b % images / together, b / images, b)
        }
        return Array(rows.lowerBound..<begun) + blocks + Array(whole..<rows.upperBound)
    }

    private func multiplyAdd(_ a: Float, _ b: Float, _ c: Float) -> Float {
        first(Vector.multiplyAdd(all(a), all(b), all(c)))
    }

    /// The places along an axis that lie under a window, or windows that lie over a place, with the window's element.
    private func places(_ axis: Window.Axis, _ place: Int, of length: Int, isBack: Bool) -> [(place: Int, tap: Int)] {
        (0..<axis.size).compactMap { tap in
            if !isBack {
                let under: Int = place * axis.stride + tap * axis.dilation - axis.before
                return (0..<length).contains(under) ? (under, tap) : nil
            }
            let distance: Int = place + axis.before - tap * axis.dilation
            guard distance >= 0, distance % axis.stride == 0, distance / axis.stride < length else { return nil }
            return (distance / axis.stride, tap)
        }
    }

    /// All elements of a window, or all windows over a place.
    private func elements(_ image: ImageWork, y: Int, x: Int, isBack: Bool) -> [(y: Int, x: Int, tap: Int)] {
        let size: ImageWork.Size = isBack ? image.result : image.image
        return places(image.window.vertical, y, of: size.height, isBack: isBack).flatMap { line in
            places(image.window.horizontal, x, of: size.width, isBack: isBack).map { place in
                (line.place, place.place, line.tap * image.window.horizontal.size + place.tap)
            }
        }
    }

    private func sum(
        _ image: ImageWork, _ convolution: Convolution, row: Int, y: Int, x: Int, _ column: Int, isTransposed: Bool
    ) -> Float {
        let own: Int = (isTransposed ? image.image : image.result).channels
        let group: Int = column / (own / convolution.groups)
        var numbers: [Float] = []
        var weights: [Float] = []
        for element in elements(image, y: y, x: x, isBack: isTransposed) {
            for k in 0..<image.depth {
                numbers.append(load(image.first, [row, element.y, element.x, group * image.depth + k]))
                weights.append(load(image.second, [element.tap * image.depth + k, column]))
            }
        }
        // To a few channels lanes run along what is summed.
        if convolution.groups == 1, own <= 4, image.depth % vectorWidth == 0 { return sumInLanes(numbers, weights) }
        return zip(numbers, weights).reduce(0) { multiplyAdd($1.0, $1.1, $0) }
    }

    /// The runtime's own sum of so many products: a convolution of one place to one channel.
    private func sumInLanes(_ numbers: [Float], _ weights: [Float]) -> Float {
        if numbers.isEmpty { return 0 }
        let axis = WindowAxis(size: 1, stride: 1, dilation: 1, before: 0, image: 1, result: 1)
        let geometry = ImageGeometry(
            vertical: axis, horizontal: axis, imageChannels: numbers.count, resultChannels: 1, groups: 1)
        let rows: [Float] = weights.flatMap { Array(repeating: $0, count: 16) } + Array(repeating: 0, count: 16)
        var result: [Float] = Array(repeating: 0, count: 64)
        numbers.withUnsafeBufferPointer { a in
            rows.withUnsafeBufferPointer { b in
                result.withUnsafeMutableBufferPointer { target in
                    guard let a = a.baseAddress, let b = b.baseAddress, let target = target.baseAddress else { return }
                    var epilogue = StoreEpilogue(target: target, rowStride: 16)
                    convolve(
                        geometry, isTransposed: false, images: 1, rows: 0..<1, columns: 0..<1, source: a,
                        sourceStride: numbers.count, weights: b, weightStride: 16, epilogue: &epilogue)
                }
            }
        }
        return result[0]
    }

    /// Lines of the source one after the other; within them pairs of places, from the right.
    private func spread(_ image: ImageWork, row: Int, y: Int, x: Int, _ column: Int) -> Float {
        func product(_ element: (y: Int, x: Int, tap: Int)) -> Float {
            (0..<image.depth).reduce(0) { sum, k in
                let number: Float = load(image.first, [row, element.y, element.x, k])
                return multiplyAdd(number, load(image.second, [element.tap * image.depth + k, column]), sum)
            }
        }
        let axis: Window.Axis = image.window.horizontal
        let meeting = elements(image, y: y, x: x, isBack: true)
        return Set(meeting.map(\.y)).sorted().reduce(0) { total, line in
            let found = meeting.filter { $0.y == line }
            // The place farthest to the right that could reach as far, on the image or not.
            let last: Int = (x + axis.before) / axis.stride
            let neighbours: Int = (axis.size + axis.stride - 1) / axis.stride
            return stride(from: 0, to: neighbours, by: 2).reduce(total) { total, pair in
                let terms: [Float] = (pair..<pair + 2).map { step in
                    found.first { $0.x == last - step }.map(product) ?? 0
                }
                return total + terms[0] + terms[1]
            }
        }
    }

    private func weight(
        _ image: ImageWork, _ convolution: Convolution, part: Int, row: Int, _ column: Int
    ) -> Float {
        let (tap, inner) = (row / image.depth, row % image.depth)
        let other: Int = (convolution.isTurned ? image.image : image.result).channels
        let channel: Int = column / (other / convolution.groups) * image.depth + inner
        let (from, to) = convolution.isTurned ? (column, channel) : (channel, column)
        let all: Int = image.images.count(batch: batch)
        let images: Range<Int> = part * all / convolution.parts..<(part + 1) * all / convolution.parts
        let count: Int = image.image.count + image.result.count
        let most: Int = convolution.parts > 1 ? 50_000 : 100_000
        let block: Int = max(1, min(8, most / count))
        let height: Int = image.result.height
        let lines: Int = count <= most ? height : max(1, height * most / count)
        var total: Float = 0
        let starts: [(Int, Int)] = stride(from: images.lowerBound, to: images.upperBound, by: block).flatMap { row in
            stride(from: 0, to: height, by: lines).map { (row, $0) }
        }
        for (start, line) in starts {
            var sum: Float = 0
            for row in start..<min(start + block, images.upperBound) {
                for y in line..<min(line + lines, height) {
                    for x in 0..<image.result.width {
                        let all = elements(image, y: y, x: x, isBack: false)
                        guard let place = all.first(where: { $0.tap == tap }) else { continue }
                        let a: Float = load(image.first, [row, place.y, place.x, from])
                        sum = multiplyAdd(a, load(image.second, [row, y, x, to]), sum)
                    }
                }
            }
            total += sum
        }
        return total
    }

    private func pooled(
        _ image: ImageWork, _ pooling: Pooling, row: Int, y: Int, x: Int, _ channel: Int
    ) -> Float {
        /// The number of the window's largest element.
        func largest(_ y: Int, _ x: Int) -> Int? {
            var best: (Float, Int)?
            for element in elements(image, y: y, x: x, isBack: false) {
                let number: Float = load(image.first, [row, element.y, element.x, channel])
                let isLarger: Bool = best.map { $0.0 < number || (number.isNaN && !$0.0.isNaN) } ?? true
                if isLarger { best = (number, element.tap) }
            }
            return best?.1
        }
        let isBack: Bool = pooling == .spread || pooling == .fromMaximum
        let all = elements(image, y: y, x: x, isBack: isBack)
        var terms: [Float] = []
        switch pooling {
        case .sum, .spread:
            terms = all.map { load(image.first, [row, $0.y, $0.x, channel]) }
        case .atMaximum:
            let tap: Int? = largest(y, x)
            terms = all.filter { $0.tap == tap }.map { load(image.second, [row, $0.y, $0.x, channel]) }
        case .fromMaximum:
            terms = all.map { window in
                largest(window.y, window.x) == window.tap ? load(image.second, [row, window.y, window.x, channel]) : 0
            }
        }
        return terms.dropFirst().reduce(terms.first ?? 0, +)
    }
}
