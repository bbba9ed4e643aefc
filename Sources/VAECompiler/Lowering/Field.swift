import VAEGraph

/// A tensor with the axes that the model's text never writes: the batch, and before it the samples when there are
/// several per example.
struct Field {
    /// The value in the graph.
    var tensor: Tensor
    /// How many of its first axes are not of the example: 0 for what is the same for all examples, 1 for
    /// [batch, …], 2 for [samples, batch, …].
    var leading: Int

    /// A tensor and how many of its first axes are not of the example.
    init(_ tensor: Tensor, leading: Int) {
        self.tensor = tensor
        self.leading = leading
    }

    /// The per-example extents.
    var shape: [Int] { tensor.shape.axes.dropFirst(leading).map(\.factor) }

    /// The axes before the example's.
    var leadingAxes: [Extent] { Array(tensor.shape.axes.prefix(leading)) }

    /// How many elements an example has.
    var count: Int { shape.reduce(1, *) }

    /// The axes of the example, as places in the tensor's shape.
    var exampleAxes: [Int] { Array(leading..<tensor.rank) }

    /// The same elements per example in another shape.
    func reshaped(_ shape: [Int]) -> Field {
        Field(tensor.reshape(Shape(leadingAxes + shape.map { Extent($0) })), leading: leading)
    }

    /// The elements of each example in a row: [batch, n], or with `rows` merged [samples·batch, n].
    func matrix(columns: Int) -> Tensor {
        let rows: [Extent] = Array(tensor.shape.axes.dropLast(columnAxes(columns)))
        let merged: Extent = rows.reduce(.one) { Extent.product($0, $1) ?? $0 }
        return tensor.reshape([merged, Extent(columns)])
    }

    /// The sum over the example's axes.
    var sum: Field { Field(tensor.sum(axes: exampleAxes), leading: leading) }

    /// The result of a function of the tensor that keeps its shape.
    func map(_ function: (Tensor) -> Tensor) -> Field { Field(function(tensor), leading: leading) }

    /// How many of the last axes together have so many elements.
    private func columnAxes(_ columns: Int) -> Int {
        var count = 1
        var axes = 0
        while axes < tensor.rank - leading, axes == 0 || count < columns {
            axes += 1
            count *= tensor.shape.axes[tensor.rank - axes].factor
        }
        if count != columns { tensor.builder.note("\(columns) columns of \(tensor.shape)") }
        return axes
    }
}

/// The axes that lowering puts before the example's: the batch, and the samples when there are several.
struct LeadingAxes: Hashable {
    /// Samples per example.
    var samples: Int

    /// The first `count` of them from the inside: nothing, [batch], [samples, batch].
    func axes(_ count: Int) -> [Extent] {
        switch count {
        case 0: []
        case 1: [.batch]
        default: [Extent(samples), .batch]
        }
    }

    /// How many leading axes a sample of a latent has.
    var ofSamples: Int { samples > 1 ? 2 : 1 }

    /// Over how many rows so many leading axes go.
    func rowCount(leading: Int, _ builder: GraphBuilder) -> Tensor {
        switch leading {
        case 0: builder.constant(1)
        case 1: builder.batch
        default: builder.batch * Double(samples)
        }
    }

    /// The field repeated over the leading axes it does not have yet; a rank-0 tensor of no axis stays as it is, since
    /// arithmetic broadcasts it.
    func raise(_ field: Field, to leading: Int) -> Field {
        guard field.leading < leading, field.tensor.rank > 0 else { return field }
        return spread(field, to: leading)
    }

    /// The field repeated over all leading axes and, if it is one number per example, over an example's shape.
    func spread(_ field: Field, to leading: Int, shape: [Int]? = nil) -> Field {
        let target: [Int] = shape ?? field.shape
        let axes = Shape(self.axes(max(leading, field.leading)) + target.map { Extent($0) })
        let added = max(leading - field.leading, 0)
        var kept: [Int] = Array(added..<(added + field.leading))
        if field.shape == target { kept += Array((added + field.leading)..<axes.rank) }
        return Field(field.tensor.broadcast(to: axes, axes: kept), leading: max(leading, field.leading))
    }
}
