import VAERuntime

/// Pictures of a model's latent space.
struct LatentMap {
    /// The model.
    let model: ModelInstance
    /// Where files go.
    let folder: RunFolder

    /// At most so many examples are shown as points.
    static let largestCount = 5000

    private var latents: [ModelDescription.Variable] { model.description.latents }
    private var dimension: Int { latents.reduce(0) { $0 + $1.count } }

    /// How many codes a grid has across and down where nobody says: 20, or fewer of large pictures.
    var side: Int {
        let extent: Int = ModelPictures(model.description, folder).firstShown?.kind.extent ?? 1
        return max(4, min(20, 2560 / extent))
    }

    /// Draws what a grid of codes decodes to, for two-dimensional codes and data that is pictures: the codes are where the
    /// normal distribution function is (i + ½) / side, so that each picture stands for equally much probability.
    ///
    /// - Throws: `DataError` if the file cannot be written; `ModelError`.
    func grid(side: Int) throws -> [ModelPictures.Drawn] {
        let pictures = ModelPictures(model.description, folder)
        guard dimension == 2, let (variable, kind) = pictures.firstShown else { return [] }
        // Rows from the top, columns from the left.
        var codes: [(Double, Double)] = []
        for row in 0..<side {
            for column in 0..<side {
                let x: Double = normalQuantile((Double(column) + 0.5) / Double(side))
                let y: Double = normalQuantile((Double(side - 1 - row) + 0.5) / Double(side))
                codes.append(placed(x, y))
            }
        }
        guard let inputs = try inputs(codes) else { return [] }
        let decoded: [String: Batch] = try model.decode(inputs)
        guard let mean = decoded["\(variable.name).mean"] else { return [] }
        var grid: TileGrid = kind.grid(variable.shades(mean), count: mean.count)
        grid.columns = side
        grid.gap = kind == .network ? 12 : 0
        // There are many tiles: those that are large enough to be looked at stay as they are.
        grid.scale = kind == .network ? 1 : min(2, grid.scale)
        try grid.draw().write(to: folder.file("map-grid.png"))
        return [("grid", folder.path + "/map-grid.png")]
    }

    /// Draws where the codes of examples lie, coloured by label; above two dimensions, their first two principal
    /// components.
    ///
    /// - Throws: `DataError` if the file cannot be written; `ModelError`.
    func codes(_ examples: Examples, labelNames: [String]?) throws -> [ModelPictures.Drawn] {
        let some: Examples = examples.prefix(LatentMap.largestCount)
        // The components of longer codes would take longer than the training.
        guard dimension > 0, dimension <= CodeDistribution.mostDimensions, some.count > 1 else { return [] }
        let codes: [[Float]] = try model.codes(of: some.batches)
        var points: [(x: Double, y: Double)]
        var labels: (x: String, y: String) = ("first code", "second code")
        switch dimension {
        case 1:
            // One number each: side by side in the order of the examples.
            points = codes.enumerated().map { (Double($1[0]), Double($0)) }
            labels = ("code", "example")
        case 2:
            points = codes.map { (Double($0[0]), Double($0[1])) }
        default:
            let flat: [Float] = Array(codes.joined())
            guard flat.allSatisfy(\.isFinite) else { return [] }
            let components = PrincipalComponents(flat, dimension: dimension, count: 2)
            points = components.project(flat).map { ($0[0], $0[1]) }
            labels = ("first principal component", "second principal component")
        }
        let plot = ScatterPlot(
            title: "\(model.description.name): posterior means of \(some.count) examples", xLabel: labels.x,
            yLabel: labels.y, points: points, labels: some.labels, labelNames: labelNames)
        try plot.draw().write(to: folder.file("map-codes.png"))
        return [("codes", folder.path + "/map-codes.png")]
    }

    /// A point of the standard normal distribution as a code: itself, or for a model without a prior in the Gaussian that
    /// was fitted to the training codes.
    private func placed(_ x: Double, _ y: Double) -> (Double, Double) {
        guard !model.description.hasPrior, let fitted = model.codes, fitted.mean.count == 2 else { return (x, y) }
        let factor: [Double] = fitted.factor
        return (fitted.mean[0] + factor[0] * x, fitted.mean[1] + factor[1] * x + factor[2] * y)
    }

    /// Codes as rows for each latent; conditions are their first kind. Nil for a model with other conditions.
    private func inputs(_ codes: [(Double, Double)]) throws -> [String: Batch]? {
        var inputs: [String: Batch] = [:]
        var start: Int = 0
        for latent in latents {
            let rows: [Float] = codes.flatMap { code in
                let both: [Float] = [Float(code.0), Float(code.1)]
                return both[start..<(start + latent.count)]
            }
            inputs[latent.name] = try Batch(.floats(rows), count: codes.count, shape: latent.shape)
            start += latent.count
        }
        for given in model.description.givens {
            guard case .category = given.support else { return nil }
            let rows = [Float](repeating: 0, count: codes.count * given.count)
            inputs[given.name] = try Batch(.floats(rows), count: codes.count, shape: given.shape)
        }
        return inputs
    }
}
