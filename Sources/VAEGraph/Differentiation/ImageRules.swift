extension Rules {
    /// Convolutions and pooling. The family is closed: the derivative of each member is made of others.
    static let images: [Operation.Kind: GradientRule] = [
        .convolve(.output): { g, y, x in convolution(y, image: x[0], weights: x[1], result: g, of: [.input, .weights])
        },
        .convolve(.input): { g, y, x in convolution(y, image: g, weights: x[1], result: x[0], of: [.output, .weights])
        },
        .convolve(.weights): { g, y, x in convolution(y, image: x[0], weights: g, result: x[1], of: [.input, .output])
        },
        .pool(.sum): { g, y, x in [pool(.spread, [g], like: x[0], of: y)] },
        .pool(.spread): { g, y, x in [pool(.sum, [g], like: x[0], of: y)] },
        // The place of the maximum has no slope.
        .pool(.atMaximum): { g, y, x in [nil, pool(.fromMaximum, [x[0], g], like: x[1], of: y)] },
        .pool(.fromMaximum): { g, y, x in [nil, pool(.atMaximum, [x[0], g], like: x[1], of: y)] },
    ]

    /// The derivatives of the form Σ image · weights · result with respect to those of the three that are operands.
    private static func convolution(
        _ y: Tensor, image: Tensor, weights: Tensor, result: Tensor, of operands: [Convolution.Result]
    ) -> [Tensor?] {
        guard case .convolve(let convolution) = y.node.operation else { return [] }
        return operands.map { operand in
            let operation = Operation.convolve(convolution.solved(for: operand))
            switch operand {
            case .output: return y.builder.add(operation, [image, weights], shape: result.shape)
            case .input: return y.builder.add(operation, [result, weights], shape: image.shape)
            case .weights: return y.builder.add(operation, [image, result], shape: weights.shape)
            }
        }
    }

    private static func pool(_ pooling: Pooling, _ operands: [Tensor], like x: Tensor, of y: Tensor) -> Tensor {
        guard case .pool(let window, _) = y.node.operation else { return x }
        return y.builder.add(.pool(window, pooling), operands, shape: x.shape)
    }
}
