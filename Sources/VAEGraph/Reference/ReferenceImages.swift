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

/// An image in memory: where its elements stand, in either order of the axes.
private struct Plane {
    let rows: Int
    let channels: Int
    let height: Int
    let width: Int
    let layout: Window.Layout

    init(_ lengths: [Int], _ layout: Window.Layout) {
        self.layout = layout
        rows = lengths[0]
        channels = layout == .channelsFirst ? lengths[1] : lengths[3]
        height = layout == .channelsFirst ? lengths[2] : lengths[1]
        width = layout == .channelsFirst ? lengths[3] : lengths[2]
    }

    /// Where an element stands; `place` counts the places of a channel.
    func index(_ row: Int, _ channel: Int, _ place: Int) -> Int {
        let places: Int = height * width
        return layout == .channelsFirst
            ? (row * channels + channel) * places + place : (row * places + place) * channels + channel
    }
}

/// Visits every element of every window: its places in a channel of the image and of the result, and in the window.
private func visit(
    _ window: Window, image: Plane, result: Plane, _ body: (_ image: Int, _ result: Int, _ tap: Int) -> Void
) {
    let vertical = Places(axis: window.vertical, length: image.height)
    let horizontal = Places(axis: window.horizontal, length: image.width)
    for y in 0..<result.height {
        for x in 0..<result.width {
            for v in 0..<window.vertical.size {
                guard let row = vertical[y, v] else { continue }
                for h in 0..<window.horizontal.size {
                    guard let column = horizontal[x, h] else { continue }
                    body(row * image.width + column, y * result.width + x, v * window.horizontal.size + h)
                }
            }
        }
    }
}

extension Step {
    func convolve(_ a: [Double], _ b: [Double], _ convolution: Convolution) -> [Double] {
        let layout = convolution.window.layout
        let image = Plane(convolution.result == .input ? extents : operandLengths(0), layout)
        let result: Plane =
            switch convolution.result {
            case .output: Plane(extents, layout)
            case .input: Plane(operandLengths(0), layout)
            case .weights: Plane(operandLengths(1), layout)
            }
        let perGroup = (image: image.channels / convolution.groups, result: result.channels / convolution.groups)
        let taps: Int = convolution.window.count
        var sum: [Double] = Array(repeating: 0, count: count)
        for row in 0..<image.rows {
            // Each part of the images has sums of its own.
            let part: Int = ((row + 1) * convolution.parts - 1) / image.rows
            let first: Int = part * (count / convolution.parts)
            for to in 0..<result.channels {
                for inner in 0..<perGroup.image {
                    let from: Int = to / perGroup.result * perGroup.image + inner
                    visit(convolution.window, image: image, result: result) { place, window, tap in
                        let x: Int = image.index(row, from, place)
                        let y: Int = result.index(row, to, window)
                        let w: Int =
                            switch (layout, convolution.isTurned) {
                            case (.channelsFirst, _): (to * perGroup.image + inner) * taps + tap
                            case (.channelsLast, false): (tap * perGroup.image + inner) * result.channels + to
                            case (.channelsLast, true):
                                (tap * perGroup.result + to % perGroup.result) * image.channels + from
                            }
                        switch convolution.result {
                        case .output: sum[y] += a[x] * b[w]
                        case .input: sum[x] += a[y] * b[w]
                        case .weights: sum[first + w] += a[x] * b[y]
                        }
                    }
                }
            }
        }
        return sum
    }

    func pool(_ operands: [[Double]], _ window: Window, _ pooling: Pooling) -> [Double] {
        let isBack: Bool = pooling == .spread || pooling == .fromMaximum
        let image = Plane(isBack ? extents : operandLengths(0), window.layout)
        let result = Plane(isBack ? operandLengths(operands.count - 1) : extents, window.layout)
        var sum: [Double] = Array(repeating: 0, count: count)
        for row in 0..<image.rows {
            for channel in 0..<image.channels {
                func x(_ place: Int) -> Int { image.index(row, channel, place) }
                func y(_ place: Int) -> Int { result.index(row, channel, place) }
                var largest: [Int?] = Array(repeating: nil, count: result.height * result.width)
                if pooling == .atMaximum || pooling == .fromMaximum {
                    visit(window, image: image, result: result) { place, window, _ in
                        guard let best = largest[window] else { return largest[window] = place }
                        let (old, new) = (operands[0][x(best)], operands[0][x(place)])
                        if old < new || (new.isNaN && !old.isNaN) { largest[window] = place }
                    }
                }
                visit(window, image: image, result: result) { place, window, _ in
                    let isLargest: Bool = largest[window] == place
                    switch pooling {
                    case .sum: sum[y(window)] += operands[0][x(place)]
                    case .spread: sum[x(place)] += operands[0][y(window)]
                    case .atMaximum: if isLargest { sum[y(window)] = operands[1][x(place)] }
                    case .fromMaximum: if isLargest { sum[x(place)] += operands[1][y(window)] }
                    }
                }
            }
        }
        return sum
    }
}
