import VAEGraph

@testable import VAECompiler

/// A distribution over one scalar variable with constant parameters, evaluated by the reference.
struct DistributionProbe {
    let distribution: Distribution
    let parameters: [String: Double]

    init(_ distribution: Distribution, _ parameters: [String: Double]) {
        self.distribution = distribution
        self.parameters = parameters
    }

    func logDensity(_ x: [Double]) throws -> [Double] {
        try run(rows: x.count) { builder, instance in
            let value = Field(builder.input("x", shape: [.batch]), leading: 1)
            return instance.logDensity(of: value, axes)
        } bind: {
            $0.inputs["x"] = x
        }
    }

    /// Values for given noise.
    func sample(noise: [Double]) throws -> [Double] {
        try run(rows: noise.count) { builder, instance in
            instance.sample(stream: "noise", leading: 1, axes)
        } bind: {
            $0.boundNoise["noise"] = noise
        }
    }

    func mean() throws -> Double { try run(rows: 1) { _, instance in instance.mean(axes) }[0] }

    func entropy() throws -> Double {
        try run(rows: 1) { _, instance in
            instance.complete(instance.distribution.entropy(instance.parameters(leading: 1, axes)), leading: 1, axes)
        }[0]
    }

    func divergence(to other: DistributionProbe) throws -> Double? {
        let name: String = other.distribution.signature.name
        guard let formula = distribution.divergences[name] else { return nil }
        return try run(rows: 1) { builder, instance in
            let prior: DistributionInstance = other.instance(builder)
            let terms = formula(instance.parameters(leading: 1, axes), prior.parameters(leading: 1, axes))
            return instance.complete(terms, leading: 1, axes)
        }[0]
    }

    /// The derivative of the log-density with respect to each given parameter, at a point.
    func slopes(_ x: Double) throws -> [String: Double] {
        let builder = GraphBuilder(name: "slopes")
        var fields: [String: Field] = [:]
        for label in parameters.keys.sorted() {
            fields[label] = Field(builder.input(label, shape: [.batch]), leading: 1)
        }
        let instance = DistributionInstance(
            distribution: distribution, arguments: limited(fields), shape: [], builder: builder)
        let value = Field(builder.input("x", shape: [.batch]), leading: 1)
        let sum: Tensor = instance.logDensity(of: value, axes).tensor.sum()
        for (label, field) in fields { builder.output(label, sum.gradient(withRespectTo: field.tensor)) }
        var bindings = Reference.Bindings(batch: 1)
        bindings.inputs = parameters.mapValues { [$0] }
        bindings.inputs["x"] = [x]
        return try Reference.run(differentiate(builder.graph), bindings).outputs.mapValues { $0[0] }
    }

    private let axes = LeadingAxes(samples: 1)

    private func instance(_ builder: GraphBuilder) -> DistributionInstance {
        let fields: [String: Field] = parameters.mapValues { Field(builder.constant($0), leading: 0) }
        return DistributionInstance(
            distribution: distribution, arguments: limited(fields), shape: [], builder: builder)
    }

    /// The limits that lowering puts on parameters.
    private func limited(_ fields: [String: Field]) -> [String: Field] {
        var result: [String: Field] = fields
        for forms in distribution.parameters {
            for form in forms.forms {
                guard let bounds = form.parameter.clamp else { continue }
                result[form.parameter.label] = fields[form.parameter.label]?.map {
                    $0.clamped(bounds.lowerBound, bounds.upperBound)
                }
            }
        }
        return result
    }

    private func run(
        rows: Int, _ body: (GraphBuilder, DistributionInstance) -> Field,
        bind: (inout Reference.Bindings) -> Void = { _ in }
    ) throws -> [Double] {
        let builder = GraphBuilder(name: "probe")
        let field: Field = body(builder, instance(builder))
        builder.output("result", field.tensor)
        var bindings = Reference.Bindings(batch: rows)
        bind(&bindings)
        return try Reference.run(builder.graph, bindings).outputs["result"] ?? []
    }
}

/// ∫ f over [from, to] by Simpson's rule.
func integral(from: Double, to: Double, steps: Int = 20_000, _ f: ([Double]) throws -> [Double]) rethrows -> Double {
    let width: Double = (to - from) / Double(steps)
    let x: [Double] = (0...steps).map { from + Double($0) * width }
    let y: [Double] = try f(x)
    var sum: Double = y[0] + y[steps]
    for place in 1..<steps { sum += y[place] * (place % 2 == 1 ? 4 : 2) }
    return sum * width / 3
}
