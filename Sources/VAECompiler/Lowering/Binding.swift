import VAEGraph
import VAELanguage

// What the caller binds and gets: two-axis tensors [batch, n] named after the variables.

extension Lowering {
    /// Makes the data variables inputs, and applies their transforms.
    mutating func bindData() throws(LoweringError) {
        for data in model.data {
            variables[data.name] = try at(data.range, data.name) { lowering throws(LoweringError) in
                var field: Field = lowering.input(data.name, shape: data.shape)
                for call in data.transforms {
                    let transform: Transform = try lowering.vocabulary.transform(call)
                    field = transform.lower(field, Settings(call, transform.signature), data.name, lowering.builder)
                }
                return field
            }
        }
    }

    /// Makes the conditions inputs.
    mutating func bindGivens() throws(LoweringError) {
        for given in model.givens {
            variables[given.name] = try at(given.range, given.name) { lowering throws(LoweringError) in
                lowering.input(given.name, shape: given.shape)
            }
        }
    }

    /// Makes the latents inputs.
    mutating func bindLatents() throws(LoweringError) {
        for latent in model.latents {
            variables[latent.name] = try at(latent.range, latent.name) { lowering throws(LoweringError) in
                lowering.input(latent.name, shape: latent.shape)
            }
        }
    }

    /// Names a result, flattened to [batch, n].
    func output(_ name: String, _ field: Field) {
        let full: Field = leadingAxes.spread(field, to: max(field.leading, 1))
        builder.output(name, full.tensor.reshape([.batch, Extent(full.count)]))
    }

    private func input(_ name: String, shape: [Int]) -> Field {
        let flat: Tensor = builder.input(name, shape: [.batch, Extent(shape.reduce(1, *))])
        return Field(flat.reshape(Shape([.batch] + shape.map { Extent($0) })), leading: 1)
    }
}
