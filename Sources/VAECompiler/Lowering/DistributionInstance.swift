import VAEGraph

/// A distribution with its parameters in a graph, over a variable of a given shape.
struct DistributionInstance {
    /// The family.
    let distribution: Distribution
    /// What was given, limits applied, each of the variable's shape or a scalar.
    let arguments: [String: Field]
    /// The variable's shape.
    let shape: [Int]
    /// The graph they are in.
    let builder: GraphBuilder

    /// The most leading axes among the parameters.
    var leading: Int { arguments.values.map(\.leading).max() ?? 0 }

    /// The parameters repeated over so many leading axes and the variable's shape; what is one number for all stays so.
    func parameters(leading: Int, _ axes: LeadingAxes) -> DistributionParameters {
        DistributionParameters(given: arguments, family: distribution.parameters, builder: builder) { field in
            if field.tensor.rank == 0 { return field.tensor }
            if field.leading == leading && field.shape == shape { return field.tensor }
            return axes.spread(field, to: leading, shape: shape).tensor
        }
    }

    /// A formula's result over the full shape, also if no parameter had any axis.
    func complete(_ tensor: Tensor, leading: Int, _ axes: LeadingAxes) -> Field {
        if tensor.rank > 0 || (leading == 0 && shape.isEmpty) { return Field(tensor, leading: leading) }
        return axes.spread(Field(tensor, leading: 0), to: leading, shape: shape)
    }

    /// log p(x), elementwise.
    func logDensity(of x: Field, _ axes: LeadingAxes) -> Field {
        let leading: Int = max(x.leading, self.leading)
        let value: Tensor = axes.raise(x, to: leading).tensor
        return Field(distribution.logDensity(value, parameters(leading: leading, axes)), leading: leading)
    }

    /// The expectation, for each example.
    func mean(_ axes: LeadingAxes) -> Field {
        let leading: Int = max(self.leading, 1)
        return complete(distribution.mean(parameters(leading: leading, axes)), leading: leading, axes)
    }

    /// A parameter under one of its labels, for each example.
    func parameter(_ label: String, _ axes: LeadingAxes) -> Field {
        let leading: Int = max(self.leading, 1)
        return complete(parameters(leading: leading, axes)[label], leading: leading, axes)
    }

    /// Values drawn with noise of a stream, over so many leading axes.
    func sample(stream: String, leading: Int, _ axes: LeadingAxes) -> Field {
        let full = Shape(axes.axes(leading) + shape.map { Extent($0) })
        let noise: Tensor = builder.noise(Noise(distribution.sampler.noise, stream: stream), shape: full)
        let value: Tensor = distribution.sampler.transform(noise, parameters(leading: leading, axes))
        return complete(value, leading: leading, axes)
    }
}
