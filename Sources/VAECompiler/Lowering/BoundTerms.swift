import VAEGraph

/// The parts of the bound, elementwise: log p(x | z) over each data variable and the divergence over each latent.
struct BoundTerms {
    /// log p(x | z) of each data variable, over the variable's axes.
    var reconstructions: [Field]
    /// The divergence of each latent with a posterior, over the latent's axes.
    var divergences: [Field]
    /// The axes before the example's.
    var leadingAxes: LeadingAxes
    /// Where nodes are added.
    var builder: GraphBuilder

    /// The mean over samples and examples of the sum over an example, of scalar shape.
    func mean(_ fields: [Field]) -> Tensor {
        var total: Tensor?
        for field in fields {
            let rows: Tensor = rowCount(field)
            let mean: Tensor = field.tensor.sum() / rows
            total = total.map { $0 + mean } ?? mean
        }
        return total ?? builder.constant(0)
    }

    /// E log p(x | z), a mean over examples.
    var meanReconstruction: Tensor { mean(reconstructions) }
    /// The divergence, a mean over examples.
    var meanDivergence: Tensor { mean(divergences) }

    /// For each element of an example, the mean over samples and examples.
    func meanOverExamples(_ field: Field) -> Tensor {
        field.tensor.sum(axes: Array(0..<field.leading)) / rowCount(field)
    }

    /// The mean over samples of the sum over an example: [batch].
    func perExample(_ fields: [Field]) -> Tensor {
        var total: Tensor?
        for field in fields {
            var sum: Tensor = leadingAxes.spread(field, to: max(field.leading, 1)).sum.tensor
            if field.leading == 2 { sum = sum.sum(axes: [0]) / Double(leadingAxes.samples) }
            total = total.map { $0 + sum } ?? sum
        }
        return total ?? builder.constant(0, shape: [.batch])
    }

    /// Over how many rows the leading axes go.
    private func rowCount(_ field: Field) -> Tensor { leadingAxes.rowCount(leading: field.leading, builder) }
}
