import VAEGraph

/// The model of `ConvolutionalGaussian`, written with the graph's own operations: its loss and all gradients.
struct ConvolutionalModel {
    let graph: Graph
    let table: ParameterTable
    let bindings: Reference.Bindings

    /// What a slot's numbers are called elsewhere.
    static let parameters: [(name: String, shape: [Int])] = [
        ("conv1.weight", [3, 2, 4, 4]), ("conv1.bias", [3]), ("bn1.weight", [3]), ("bn1.bias", [3]),
        ("conv2.weight", [4, 3, 4, 4]), ("conv2.bias", [4]), ("bn2.weight", [4]), ("bn2.bias", [4]),
        ("to_z.weight", [6, 16]), ("to_z.bias", [6]), ("from_z.weight", [16, 3]), ("from_z.bias", [16]),
        ("deconv1.weight", [4, 3, 4, 4]), ("deconv1.bias", [3]), ("bn3.weight", [3]), ("bn3.bias", [3]),
        ("deconv2.weight", [3, 2, 4, 4]), ("deconv2.bias", [2]),
    ]

    init(_ golden: [String: [Double]]) {
        let builder = GraphBuilder(name: "golden")
        var table = ParameterTable()
        var bindings = Reference.Bindings(batch: 5)
        bindings.inputs["x"] = golden["x"]
        bindings.inputs["noise"] = golden["eps.0"]
        var slots: [String: Tensor] = [:]
        for (name, shape) in Self.parameters {
            let origin = Origin(line: 0, name: name)
            table.slots.append(.init(name, kind: .parameter, shape: shape, initial: .constant(0), origin: origin))
            builder.origin = origin
            slots[name] = builder.slot(name, shape: Shape(shape.map { Extent($0) }))
            bindings.slots[name] = golden["params.\(name)"]
        }
        func slot(_ name: String) -> Tensor { slots[name] ?? builder.constant(.nan) }
        func biased(_ x: Tensor, _ name: String) -> Tensor {
            x + slot("\(name).bias").broadcast(to: x.shape, axes: [1])
        }
        func leaky(_ x: Tensor) -> Tensor { max(x, x * 0.01) }
        func dense(_ x: Tensor, _ name: String) -> Tensor {
            biased(x.contract(slot("\(name).weight"), otherTransposed: true), name)
        }
        func normalised(_ x: Tensor, _ name: String) -> Tensor {
            let count: Tensor = builder.batch * Double(x.shape.axes[2].factor * x.shape.axes[3].factor)
            func spread(_ tensor: Tensor) -> Tensor { tensor.broadcast(to: x.shape, axes: [1]) }
            let centred: Tensor = x - spread(x.sum(axes: [0, 2, 3]) / count)
            let variance: Tensor = square(centred).sum(axes: [0, 2, 3]) / count
            return biased(centred * spread(slot("\(name).weight") / sqrt(variance + 1e-5)), name)
        }
        let window = Window(size: 4, stride: 2, padding: 1)
        let flat: Tensor = builder.input("x", shape: [.batch, 128])
        let x: Tensor = flat.reshape([.batch, 2, 8, 8])
        var h: Tensor = leaky(normalised(biased(x.convolve(slot("conv1.weight"), window), "conv1"), "bn1"))
        h = leaky(normalised(biased(h.convolve(slot("conv2.weight"), window), "conv2"), "bn2"))
        let code: Tensor = dense(h.reshape([.batch, 16]), "to_z")
        let mean: Tensor = code.slice(axis: 1, start: 0, count: 3)
        let logVariance: Tensor = code.slice(axis: 1, start: 3, count: 3)
        let z: Tensor = mean + exp(logVariance * 0.5) * builder.input("noise", shape: [.batch, 3])
        h = leaky(dense(z, "from_z")).reshape([.batch, 4, 2, 2])
        h = h.convolveTransposed(slot("deconv1.weight"), window)
        h = leaky(normalised(biased(h, "deconv1"), "bn3"))
        let y: Tensor = biased(h.convolveTransposed(slot("deconv2.weight"), window), "deconv2")
        let logTwoPi = 1.8378770664093453
        let reconstruction: Tensor = (square(x - y) + logTwoPi).sum() * -0.5 / builder.batch
        let terms: Tensor = logVariance + 1 - square(mean) - exp(logVariance)
        let divergence: Tensor = terms.sum() * -0.5 / builder.batch
        let loss: Tensor = divergence - reconstruction
        for (name, tensor) in [
            ("mu", mean), ("logvar", logVariance), ("y", y), ("reconstruct", reconstruction), ("kl", divergence),
            ("loss", loss),
        ] { builder.output(name, tensor) }
        for (name, _) in Self.parameters {
            builder.output("grads.\(name)", loss.gradient(withRespectTo: slot(name)))
        }
        graph = builder.graph
        self.table = table
        self.bindings = bindings
    }

    /// A convolution's bias before a batch norm has gradient zero but for rounding.
    static func hasGradient(_ name: String) -> Bool {
        !["grads.conv1.bias", "grads.conv2.bias", "grads.deconv1.bias"].contains(name)
    }
}
