// Convolutions and pooling.
extension Verifier {
    func checkImages(_ node: Node, _ value: Value) throws(GraphProblem) {
        let shapes: [Shape] = node.operands.map { graph[$0].shape }
        switch node.operation {
        case .convolve(let convolution):
            // The three tensors of the form, whichever is computed.
            switch convolution.result {
            case .output: try check(convolution, image: shapes[0], weights: shapes[1], result: node.shape, value)
            case .input: try check(convolution, image: node.shape, weights: shapes[1], result: shapes[0], value)
            case .weights: try check(convolution, image: shapes[0], weights: node.shape, result: shapes[1], value)
            }
        case .pool(let window, .sum): try check(window, image: shapes[0], result: node.shape, value)
        case .pool(let window, .spread): try check(window, image: node.shape, result: shapes[0], value)
        case .pool(let window, .atMaximum):
            try require(shapes[1], is: shapes[0], value)
            try check(window, image: shapes[0], result: node.shape, value)
        case .pool(let window, .fromMaximum):
            try require(node.shape, is: shapes[0], value)
            try check(window, image: shapes[0], result: shapes[1], value)
        default: throw problem(value, "is no operation on images")
        }
    }

    private func check(
        _ convolution: Convolution, image: Shape, weights: Shape, result: Shape, _ value: Value
    ) throws(GraphProblem) {
        let (image, result) = try checkWindow(convolution.window, image: image, result: result, value)
        let groups: Int = convolution.groups
        guard groups >= 1, image.channels % groups == 0, result.channels % groups == 0 else {
            throw problem(
                value, "divides \(image.channels) and \(result.channels) channels into \(groups) groups")
        }
        let canHaveParts: Bool = convolution.result == .weights && convolution.window.layout == .channelsLast
        guard convolution.parts == 1 || convolution.parts > 1 && canHaveParts else {
            throw problem(value, "divides images into \(convolution.parts) parts")
        }
        try require(weights, is: convolution.weightsShape(from: image.channels, to: result.channels), value)
        let isRight: Bool = convolution.result == .weights || convolution.isTurned == (convolution.result == .input)
        if convolution.window.layout == .channelsLast && !isRight {
            throw problem(value, "has weights that are turned the other way")
        }
    }

    private func check(_ window: Window, image: Shape, result: Shape, _ value: Value) throws(GraphProblem) {
        let (image, result) = try checkWindow(window, image: image, result: result, value)
        if image.channels != result.channels {
            throw problem(value, "makes \(result.channels) channels of \(image.channels)")
        }
    }

    private func checkWindow(
        _ window: Window, image: Shape, result: Shape, _ value: Value
    ) throws(GraphProblem) -> (ImageSize, ImageSize) {
        guard let from = ImageSize(image, window.layout), let to = ImageSize(result, window.layout),
            from.rows == to.rows
        else { throw problem(value, "is between \(image) and \(result), which are no images of the same rows") }
        try checkAxis(window.vertical, from.height, to.height, value)
        try checkAxis(window.horizontal, from.width, to.width, value)
        return (from, to)
    }

    private func checkAxis(_ axis: Window.Axis, _ from: Int, _ to: Int, _ value: Value) throws(GraphProblem) {
        let isSound: Bool = [axis.size, axis.stride, axis.dilation].allSatisfy { (1...1 << 24).contains($0) }
        guard isSound, [axis.before, axis.after].allSatisfy({ (0...1 << 24).contains($0) }) else {
            throw problem(value, "has the window axis \(axis)")
        }
        if axis.count(over: from) != to {
            throw problem(value, "\(from) places have \(axis.count(over: from)) windows, not \(to)")
        }
    }
}
