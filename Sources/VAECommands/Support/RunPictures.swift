import VAERuntime

/// The pictures at the end of a training.
struct RunPictures {
    /// The trained model.
    let model: ModelInstance
    /// What it was trained on.
    let data: Dataset
    /// The epochs.
    let history: History
    /// The pulls of the bandit, if there is one.
    let pulls: [Pull]
    /// Where files go.
    let folder: RunFolder
    /// Where samples start.
    let seed: UInt64

    /// Draws all that can be drawn.
    ///
    /// - Parameter givens: rows of the conditions for so many samples.
    /// - Returns: the files' names.
    /// - Throws: `DataError` if a file cannot be written; `ModelError`.
    func draw(givens: (Int) throws -> [String: Batch]) throws -> [String] {
        let pictures = ModelPictures(model.description, folder)
        var files: [ModelPictures.Drawn] = try curve() + selection()
        let examples: Examples = data.test ?? data.training
        if let (_, kind) = pictures.firstShown {
            if model.canBeSampled {
                let count: Int = kind == .network ? 9 : 100
                let samples: [String: Batch] = try model.sample(count, seed: seed, givens: givens(count))
                files += try pictures.grid(samples, "samples")
            }
            let some: Examples = examples.prefix(kind == .network ? 6 : 50)
            files += try pictures.pairs(some.batches, try model.reconstruct(some.batches), "reconstructions")
        }
        let map = LatentMap(model: model, folder: folder)
        files += try map.grid(side: map.side)
        files += try map.codes(examples, labelNames: data.labelNames)
        return files.map(\.path)
    }

    /// The bound over the epochs.
    private func curve() throws -> [ModelPictures.Drawn] {
        guard !history.epochs.isEmpty else { return [] }
        var series = [
            LinePlot.Series("training", points: history.epochs.map { (Double($0.epoch), $0.bound) })
        ]
        let tests: [(x: Double, y: Double)] = history.epochs.compactMap { epoch in
            epoch.test.map { (Double(epoch.epoch), $0.bound) }
        }
        if !tests.isEmpty { series.append(LinePlot.Series("test", points: tests)) }
        let plot = LinePlot(
            title: "\(model.description.name): bound", xLabel: "epoch", yLabel: "nats per example", series: series)
        try plot.draw().write(to: folder.file("curve.png"))
        return [("curve", folder.path + "/curve.png")]
    }

    /// What the bandit did: how often it pulled each arm, and what each came to when it was pulled, stretch by stretch.
    private func selection() throws -> [ModelPictures.Drawn] {
        guard !pulls.isEmpty else { return [] }
        let length: Int = max(1, pulls.count / 60)
        let starts: [Int] = Array(stride(from: 0, to: pulls.count, by: length))
        var (shares, curves): ([LinePlot.Series], [LinePlot.Series]) = ([], [])
        for (arm, alternative) in model.description.alternatives.enumerated() {
            var (share, curve): ([(x: Double, y: Double)], [(x: Double, y: Double)]) = ([], [])
            for start in starts {
                let stretch: ArraySlice<Pull> = pulls[start..<min(start + length, pulls.count)]
                let own: [Double] = stretch.filter { $0.arm == arm }.map { Double($0.reconstruction) }
                let middle: Double = Double(start) + Double(stretch.count) / 2
                share.append((middle, 100 * Double(own.count) / Double(stretch.count)))
                if !own.isEmpty { curve.append((middle, own.reduce(0, +) / Double(own.count))) }
            }
            shares.append(LinePlot.Series(alternative.name, points: share))
            curves.append(LinePlot.Series(alternative.name, points: curve))
        }
        let name: String = model.description.name
        let plots = [
            ("pulls", LinePlot(title: "\(name): pulls", xLabel: "step", yLabel: "percent", series: shares)),
            (
                "arms",
                LinePlot(
                    title: "\(name): reconstruction", xLabel: "step", yLabel: "nats per example", series: curves)
            ),
        ]
        return try plots.map { file, plot in
            try plot.draw().write(to: folder.file("\(file).png"))
            return (file, "\(folder.path)/\(file).png")
        }
    }
}
