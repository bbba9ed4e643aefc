/// The places of an image that a window looks at, along one axis.
private struct Places {
    let axis: Window.Axis
    let length: Int

    /// The place under element `tap` of the window at `place`; nil on padding.
    subscript(place: Int, tap: Int) -> Int? {
        let under = place * axis.stride + tap * axis.dilation - axis.before
        return under >= 0 && under < length ? under : nil
    }
}

/// Visits every element of every window: the plane's place in the image and in the result, and the window's element.
private func visit(
    _ window: Window, image: [Int], result: [Int], _ body: (_ image: Int, _ result: Int, _ tap: Int) -> Void
) {
    let vertical = Places(axis: window.vertical, length: image[2])
    let horizontal = Places(axis: window.horizontal, length: image[3])
    for y in 0..<result[2] {
        for x in 0..<result[3] {
            for v in 0..<window.vertical.size {
                guard let row = vertical[y, v] else { continue }
                for h in 0..<window.horizontal.size {
                    guard let column = horizontal[x, h] else { continue }
                    body(row * image[3] + column, y * result[3] + x, v * window.horizontal.size + h)
                }
            }
        }
    }
}

extension Step {
    func convolve(_ a: [Double], _ b: [Double], _ convolution: Convolution) -> [Double] {
        let places: [Convolution.Result: [Int]] =
            switch convolution.result {
            case .output: [.input: operandLengths(0), .weights: operandLengths(1), .output: extents]
            case .input: [.output: operandLengths(0), .weights: operandLengths(1), .input: extents]
            case .weights: [.input: operandLengths(0), .output: operandLengths(1), .weights: extents]
            }
        let image: [Int] = places[.input] ?? []
        let weights: [Int] = places[.weights] ?? []
        let result: [Int] = places[.output] ?? []
        let perGroup = (image: image[1] / convolution.groups, result: result[1] / convolution.groups)
        var sum: [Double] = Array(repeating: 0, count: count)
        let (imagePlane, taps, resultPlane) = (image[2] * image[3], weights[2] * weights[3], result[2] * result[3])
        for row in 0..<image[0] {
            for to in 0..<result[1] {
                let group = to / perGroup.result
                for from in 0..<perGroup.image {
                    let x = (row * image[1] + group * perGroup.image + from) * imagePlane
                    let w = (to * perGroup.image + from) * taps
                    let y = (row * result[1] + to) * resultPlane
                    visit(convolution.window, image: image, result: result) { place, window, tap in
                        switch convolution.result {
                        case .output: sum[y + window] += a[x + place] * b[w + tap]
                        case .input: sum[x + place] += a[y + window] * b[w + tap]
                        case .weights: sum[w + tap] += a[x + place] * b[y + window]
                        }
                    }
                }
            }
        }
        return sum
    }

    func pool(_ operands: [[Double]], _ window: Window, _ pooling: Pooling) -> [Double] {
        let isBack: Bool = pooling == .spread || pooling == .fromMaximum
        let image: [Int] = isBack ? extents : operandLengths(0)
        let result: [Int] = !isBack ? extents : operandLengths(operands.count - 1)
        var sum: [Double] = Array(repeating: 0, count: count)
        for plane in 0..<image[0] * image[1] {
            let x = plane * image[2] * image[3]
            let y = plane * result[2] * result[3]
            var largest: [Int?] = Array(repeating: nil, count: result[2] * result[3])
            if pooling == .atMaximum || pooling == .fromMaximum {
                visit(window, image: image, result: result) { place, window, _ in
                    guard let best = largest[window] else { return largest[window] = place }
                    let (old, new) = (operands[0][x + best], operands[0][x + place])
                    if old < new || (new.isNaN && !old.isNaN) { largest[window] = place }
                }
            }
            visit(window, image: image, result: result) { place, window, _ in
                let isLargest: Bool = largest[window] == place
                switch pooling {
                case .sum: sum[y + window] += operands[0][x + place]
                case .spread: sum[x + place] += operands[0][y + window]
                case .atMaximum: if isLargest { sum[y + window] = operands[1][x + place] }
                case .fromMaximum: if isLargest { sum[x + place] += operands[1][y + window] }
                }
            }
        }
        return sum
    }
}
