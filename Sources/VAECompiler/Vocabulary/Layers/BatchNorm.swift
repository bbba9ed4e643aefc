import VAEGraph
import VAELanguage

extension Layer {
    /// Batch normalisation (Ioffe and Szegedy 2015, algorithms 1 and 2): in training with the mean and the biased variance
    /// of each channel over the batch, elsewhere with running ones, which move a tenth of the way to the batch's mean and
    /// unbiased variance in every step.
    static let batchNorm = Layer(
        Signature(
            "batchNorm", .layer,
            summary: "(x − mean) / √(variance + epsilon) · weight + bias for each channel; mean and variance in "
                + "training over the batch and all axes after the channels, elsewhere running ones "
                + "(`runningMean`, `runningVariance` in a checkpoint).",
            parameters: [
                .epsilon, .affine,
                .init(
                    "momentum", .number(0...1), default: "0.1",
                    summary: "how far running statistics move to the batch's in a step"),
            ],
            cancelsBias: true,
            learnedTensors: { scaleAndShift($0, shape: channels($0)) },
            shape: { query throws(Signature.ShapeProblem) in try shapeWithAxes(query) }),
        role: .transparent,
        lower: { call, lowering throws(LoweringError) in
            let field: Field = call.input
            let channelAxis: Int = field.leading
            let axes: [Int] = (0..<field.tensor.rank).filter { $0 != channelAxis }
            let running = RunningMoments(call, &lowering)
            var (mean, variance) = (running.mean, running.variance)
            if lowering.isTraining {
                let rows: Tensor = lowering.leadingAxes.rowCount(leading: field.leading, lowering.builder)
                let count: Tensor = rows * Double(field.shape.dropFirst().reduce(1, *))
                mean = field.tensor.sum(axes: axes) / count
                variance = square(field.tensor - mean.repeated(over: axes, of: field.tensor)).sum(axes: axes) / count
                running.follow(mean, variance, count: count, momentum: call.settings.number("momentum"), &lowering)
            }
            let y: Tensor = normalised(field.tensor, mean, variance, over: axes, call)
            return lowering.scaledAndShifted(
                Field(y, leading: field.leading), call, shape: [field.shape[0]], axes: [channelAxis])
        })
}

/// The running mean and variance of the channels of one `batchNorm`.
private struct RunningMoments {
    let path: String
    /// Their values; where a shared layer is used again in one step, what the use before has made of them.
    let mean: Tensor
    let variance: Tensor

    init(_ call: LayerCall, _ lowering: inout Lowering) {
        path = call.path
        let channels: [Int] = [call.input.shape[0]]
        mean = lowering.statistic(path + ".runningMean", shape: channels, initial: 0)
        variance = lowering.statistic(path + ".runningVariance", shape: channels, initial: 1)
    }

    /// Moves them towards the moments of a batch of so many elements per channel.
    func follow(
        _ batchMean: Tensor, _ batchVariance: Tensor, count: Tensor, momentum: Double, _ lowering: inout Lowering
    ) {
        // One element alone has no unbiased variance: it counts as 0, as the biased one is.
        let others: Tensor = max(count - 1, lowering.builder.constant(1))
        let unbiased: Tensor = batchVariance * (count / others)
        lowering.assign(path + ".runningMean", mean + (batchMean - mean) * momentum)
        lowering.assign(path + ".runningVariance", variance + (unbiased - variance) * momentum)
    }
}
