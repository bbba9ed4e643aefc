import PlanSamples
import TestSupport
import VAEGraph

extension RuleCase {
    /// Convolutions and pooling over random geometries.
    static let images: [RuleCase] =
        (0..<30).flatMap { seed -> [RuleCase] in
            var generator = SeededGenerator(seed: UInt64(1000 + seed))
            let geometry = RandomGeometry(&generator)
            let window = geometry.window
            let image = geometry.image
            let pooled: Shape = [image.axes[0], image.axes[1], geometry.result.axes[2], geometry.result.axes[3]]
            return [
                RuleCase(
                    name: "convolve \(seed)", shapes: { _ in [geometry.image, geometry.weights] },
                    make: { geometry.output($0[0], $0[1]) }, repetitions: 1),
                RuleCase(
                    name: "transposed convolution \(seed)", shapes: { _ in [geometry.result, geometry.weights] },
                    make: { geometry.input($0[0], $0[1]) }, repetitions: 1),
                RuleCase(
                    name: "weights of a convolution \(seed)", shapes: { _ in [geometry.image, geometry.result] },
                    make: { geometry.weights($0[0], $0[1]) }, repetitions: 1),
                RuleCase(
                    name: "sum pooling \(seed)", shapes: { _ in [image] }, make: { $0[0].sumPool(window) },
                    repetitions: 1),
                RuleCase(
                    name: "spreading \(seed)", shapes: { _ in [pooled] },
                    make: { $0[0].builder.add(.pool(window, .spread), $0, shape: image) }, repetitions: 1),
                RuleCase(
                    name: "maximum pooling \(seed)", shapes: { _ in [image] }, make: { $0[0].maxPool(window) },
                    repetitions: 1),
                RuleCase(
                    name: "from maxima \(seed)", shapes: { _ in [image, pooled] },
                    make: { $0[0].builder.add(.pool(window, .fromMaximum), $0, shape: image) }, repetitions: 1),
            ]
        } + [
            RuleCase(
                name: "nearest upsampling", shapes: { _ in [[2, 2, 3, 2]] },
                make: { $0[0].upsampleNearest(vertical: 2, horizontal: 3) }, repetitions: 1),
            RuleCase(
                name: "bilinear upsampling", shapes: { _ in [[1, 2, 3, 2]] },
                make: { $0[0].upsampleBilinear(vertical: 3, horizontal: 2) }, repetitions: 1),
        ]
}
