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
        try checkWindow(convolution.window, image: image, result: result, value)
        let groups: Int = convolution.groups
        let kernel: Shape = [Extent(convolution.window.vertical.size), Extent(convolution.window.horizontal.size)]
        guard weights.rank == 4, !weights.axes.contains(where: \.isBatch), Shape(Array(weights.axes[2...])) == kernel
        else { throw problem(value, "has weights of shape \(weights) for a window of \(kernel)") }
        let channels: (Int, Int) = (image.axes[1].factor, result.axes[1].factor)
        guard groups >= 1, channels.0 % groups == 0, channels.1 % groups == 0 else {
            throw problem(value, "divides \(channels.0) and \(channels.1) channels into \(groups) groups")
        }
        if weights.axes[0].factor != channels.1 || weights.axes[1].factor != channels.0 / groups {
            throw problem(value, "has weights of shape \(weights) from \(channels.0) to \(channels.1) channels")
        }
    }

    private func check(_ window: Window, image: Shape, result: Shape, _ value: Value) throws(GraphProblem) {
        try checkWindow(window, image: image, result: result, value)
        try require(Shape([result.axes[1]]), is: Shape([image.axes[1]]), value)
    }

    private func checkWindow(_ window: Window, image: Shape, result: Shape, _ value: Value) throws(GraphProblem) {
        guard image.rank == 4, result.rank == 4, image.axes[0] == result.axes[0],
            !image.axes[1...].contains(where: \.isBatch), !result.axes[1...].contains(where: \.isBatch)
        else { throw problem(value, "is between \(image) and \(result), which are no images of the same rows") }
        for (axis, place) in [(window.vertical, 2), (window.horizontal, 3)] {
            let isSound: Bool = [axis.size, axis.stride, axis.dilation].allSatisfy { (1...1 << 24).contains($0) }
            guard isSound, [axis.before, axis.after].allSatisfy({ (0...1 << 24).contains($0) }) else {
                throw problem(value, "has the window axis \(axis)")
            }
            let (from, to) = (image.axes[place].factor, result.axes[place].factor)
            if axis.count(over: from) != to {
                throw problem(value, "\(from) places have \(axis.count(over: from)) windows along axis \(place), not \(to)")
            }
        }
    }
}
