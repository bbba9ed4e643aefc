import VAEGraph

// Convolutions and pooling: the runtime's tiles, with the same epilogues as matrix products.
extension KernelWriter {
    /// The declarations of a convolution, one of its adjoints, or pooling.
    func writeImage(_ image: ImageWork) throws -> KernelCode {
        guard !image.first.strides.isEmpty, !image.second.strides.isEmpty else {
            throw EmissionError(name.text, "an operation on images without operands")
        }
        return try writeProduct { body in
            let (call, scratch) = invocation(of: image, &body)
            let make: SwiftStatement = .constant("geometry", "ImageGeometry", geometry(image))
            guard let scratch else { return [make, .expression(call)] }
            let memory: SwiftExpression = .call("withScratch", [.labelled("floats", .integer(scratch))])
            return [make, .scoped(memory, "sums", [.expression(call)])]
        }
    }

    /// The call of the runtime, and how much scratch memory it wants.
    private func invocation(of image: ImageWork, _ body: inout BodyEmitter) -> (SwiftExpression, scratch: Int?) {
        let first: SwiftExpression = body.rowPointer(Location(buffer: image.first.buffer, strides: noRowStrides))
        let second: SwiftExpression = body.rowPointer(Location(buffer: image.second.buffer, strides: noRowStrides))
        let firstStride: SwiftExpression = image.first.strides[0].expression
        let secondStride: SwiftExpression = image.second.strides[0].expression
        let images: SwiftExpression = image.images.expression
        let part: [SwiftExpression.Argument] = [
            .labelled("rows", .binary(grid.firstRow, .upTo, grid.rowEnd)),
            .labelled("columns", .binary(grid.firstColumn, .upTo, grid.columnEnd)),
        ]
        let epilogue: SwiftExpression.Argument = .labelled("epilogue", .address("epilogue"))
        switch image.function {
        case .convolve(let convolution) where convolution.result == .weights:
            let (left, right) = convolution.isTurned ? (second, first) : (first, second)
            let strides = convolution.isTurned ? (secondStride, firstStride) : (firstStride, secondStride)
            let kind: [SwiftExpression.Argument] = [
                .plain("geometry"), .labelled("isTurned", .boolean(convolution.isTurned)), .labelled("images", images),
                .labelled("parts", .integer(convolution.parts)),
            ]
            let operands: [SwiftExpression.Argument] = [
                .labelled("left", left), .labelled("leftStride", strides.0), .labelled("right", right),
                .labelled("rightStride", strides.1), .labelled("sums", "sums"),
            ]
            return (.call("convolveWeights", kind + part + operands + [epilogue]), weightSums)
        case .convolve(let convolution):
            let isTransposed: Bool = convolution.result == .input
            let kind: [SwiftExpression.Argument] = [
                .plain("geometry"), .labelled("isTransposed", .boolean(isTransposed)), .labelled("images", images),
            ]
            let operands: [SwiftExpression.Argument] = [
                .labelled("source", first), .labelled("sourceStride", firstStride), .labelled("weights", second),
                .labelled("weightStride", secondStride),
            ]
            return (.call("convolve", kind + part + operands + [epilogue]), nil)
        case .spread:
            let operands: [SwiftExpression.Argument] = [
                .labelled("source", first), .labelled("sourceStride", firstStride), .labelled("weights", second),
                .labelled("weightStride", secondStride),
            ]
            return (.call("spreadToFew", [.plain("geometry"), part[0]] + operands + [epilogue]), nil)
        case .pool(_, let pooling):
            let kind: [SwiftExpression.Argument] = [
                .plain(.implicitMember(Identifier(pooling.rawValue))), .plain("geometry"),
            ]
            let operands: [SwiftExpression.Argument] = [
                .labelled("first", first), .labelled("firstStride", firstStride), .labelled("second", second),
                .labelled("secondStride", secondStride),
            ]
            return (.call("pool", kind + part + operands + [epilogue]), nil)
        }
    }

    /// The sums of a task of a weight gradient.
    private var weightSums: Int {
        let all: Int = kernel.columns.literal ?? kernel.columnBlock ?? 0
        let columns: Int = min(kernel.columnBlock ?? all, all)
        let rows: Int = min(kernel.rowBlock, kernel.rowCountLiteral ?? kernel.rowBlock)
        return rows * ((columns + lanes - 1) / lanes * lanes)
    }

    private func geometry(_ image: ImageWork) -> SwiftExpression {
        let groups: Int = if case .convolve(let convolution) = image.operation { convolution.groups } else { 1 }
        return .call(
            "ImageGeometry",
            [
                .labelled(
                    "vertical",
                    axis(image.window.vertical, image: image.image.height, result: image.result.height)),
                .labelled(
                    "horizontal",
                    axis(image.window.horizontal, image: image.image.width, result: image.result.width)),
                .labelled("imageChannels", .integer(image.image.channels)),
                .labelled("resultChannels", .integer(image.result.channels)),
                .labelled("groups", .integer(groups)),
            ])
    }

    private func axis(_ axis: Window.Axis, image: Int, result: Int) -> SwiftExpression {
        .call(
            "WindowAxis",
            [
                .labelled("size", .integer(axis.size)), .labelled("stride", .integer(axis.stride)),
                .labelled("dilation", .integer(axis.dilation)), .labelled("before", .integer(axis.before)),
                .labelled("image", .integer(image)), .labelled("result", .integer(result)),
            ])
    }
}
