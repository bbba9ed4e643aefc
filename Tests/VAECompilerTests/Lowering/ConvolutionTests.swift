import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

/// Layers on images against sums written out.
@Suite("Convolutions, pooling and upsampling")
struct ConvolutionTests {
    /// An image of channels, height and width.
    private struct Image: Equatable {
        var channels: Int
        var height: Int
        var width: Int
        var values: [Double]

        init(_ channels: Int, _ height: Int, _ width: Int, _ value: (Int) -> Double = { _ in 0 }) {
            (self.channels, self.height, self.width) = (channels, height, width)
            values = (0..<channels * height * width).map(value)
        }

        var text: String { "\(channels), \(height), \(width)" }

        /// Nil beyond the border.
        subscript(_ channel: Int, _ row: Int, _ column: Int) -> Double? {
            guard (0..<height).contains(row), (0..<width).contains(column) else { return nil }
            return values[(channel * height + row) * width + column]
        }

        mutating func add(_ value: Double, _ channel: Int, _ row: Int, _ column: Int) {
            guard (0..<height).contains(row), (0..<width).contains(column) else { return }
            values[(channel * height + row) * width + column] += value
        }
    }

    /// What a stage of the decoder makes of an image, with the parameters of its layer.
    private func apply(
        _ stage: String, to z: Image, giving x: Image
    ) throws -> (found: [Double], weight: [Double], bias: [Double]) {
        let model = try Texts.model(
            data: "data x: real[\(x.text)]", latent: "latent z: real[\(z.text)] ~ normal(mean: 0, scale: 1)",
            encoder: "z ~ normal(mean: x |> dense(z.shape), scale: 1)",
            decoder: "x ~ normal(mean: z |> \(stage), scale: 1)")
        var experiment = try Experiment(model, batch: 1)
        experiment.bindings.inputs["z"] = z.values
        let path: String = "decoder.x.mean." + stage.prefix { $0 != "(" }
        let slots: [String: [Double]] = experiment.bindings.slots
        let found: [Double] = try experiment.run(.decode).outputs["x.mean"] ?? []
        return (found, slots[path + ".weight"] ?? [], slots[path + ".bias"] ?? [])
    }

    /// One geometry, as text and as numbers (height, width).
    private struct Geometry: Sendable, CustomTestStringConvertible {
        var input = (channels: 2, height: 7, width: 6)
        var channels = 4
        var kernel = (3, 3)
        var stride = (1, 1)
        var padding = (0, 0)
        var dilation = (1, 1)
        var groups = 1
        var extra = (0, 0)
        var testDescription: String { settings }

        var settings: String {
            func pair(_ both: (Int, Int)) -> String { both.0 == both.1 ? "\(both.0)" : "[\(both.0), \(both.1)]" }
            return "\(channels), kernel: \(pair(kernel)), stride: \(pair(stride)), padding: \(pair(padding)), "
                + "dilation: \(pair(dilation)), groups: \(groups)"
        }

        static let all: [Geometry] = [
            Geometry(), Geometry(kernel: (1, 1)), Geometry(kernel: (4, 3), padding: (1, 1)),
            Geometry(input: (2, 8, 6), kernel: (4, 4), stride: (2, 2), padding: (1, 1)),
            Geometry(input: (4, 9, 8), channels: 6, kernel: (3, 2), stride: (2, 3), padding: (0, 0), groups: 2),
            Geometry(input: (3, 9, 7), channels: 3, kernel: (3, 3), padding: (2, 1), dilation: (2, 1), groups: 3),
            Geometry(input: (2, 7, 9), kernel: (5, 2), stride: (3, 2), padding: (2, 0), dilation: (1, 2)),
        ]
    }

    @Test("conv2d is the sum that its formula says", arguments: Geometry.all)
    private func convolution(_ geometry: Geometry) throws {
        let g: Geometry = geometry
        let z = Image(g.input.channels, g.input.height, g.input.width) { Experiment.normal("z \($0)") }
        func count(_ length: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
            (length + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1
        }
        let height: Int = count(z.height, g.kernel.0, g.stride.0, g.padding.0, g.dilation.0)
        let width: Int = count(z.width, g.kernel.1, g.stride.1, g.padding.1, g.dilation.1)
        var expected = Image(g.channels, height, width)
        let (found, weight, bias) = try apply("conv2d(\(g.settings))", to: z, giving: expected)
        let inputs: Int = z.channels / g.groups
        #expect(weight.count == g.channels * inputs * g.kernel.0 * g.kernel.1 && bias.count == g.channels)
        for out in 0..<g.channels {
            for y in 0..<height {
                for x in 0..<width {
                    var sum: Double = bias[out]
                    for input in 0..<inputs {
                        let channel: Int = out / (g.channels / g.groups) * inputs + input
                        for i in 0..<g.kernel.0 {
                            for j in 0..<g.kernel.1 {
                                let row: Int = y * g.stride.0 + i * g.dilation.0 - g.padding.0
                                let column: Int = x * g.stride.1 + j * g.dilation.1 - g.padding.1
                                let place: Int = ((out * inputs + input) * g.kernel.0 + i) * g.kernel.1 + j
                                sum += weight[place] * (z[channel, row, column] ?? 0)
                            }
                        }
                    }
                    expected.add(sum, out, y, x)
                }
            }
        }
        expectClose(found, expected.values, tolerance: 1e-13, g.settings)
    }

    @Test("convTranspose2d puts its kernel onto the result", arguments: Geometry.all, [(0, 0), (1, 0), (1, 1)])
    private func transposed(_ geometry: Geometry, _ extra: (Int, Int)) throws {
        let g: Geometry = geometry
        guard extra.0 < g.stride.0, extra.1 < g.stride.1 else { return }
        let z = Image(g.input.channels, g.input.height, g.input.width) { Experiment.normal("z \($0)") }
        let height: Int = (z.height - 1) * g.stride.0 - 2 * g.padding.0 + g.dilation.0 * (g.kernel.0 - 1) + 1 + extra.0
        let width: Int = (z.width - 1) * g.stride.1 - 2 * g.padding.1 + g.dilation.1 * (g.kernel.1 - 1) + 1 + extra.1
        var expected = Image(g.channels, height, width)
        let stage = "convTranspose2d(\(g.settings), outputPadding: [\(extra.0), \(extra.1)])"
        let (found, weight, bias) = try apply(stage, to: z, giving: expected)
        let outputs: Int = g.channels / g.groups
        #expect(weight.count == z.channels * outputs * g.kernel.0 * g.kernel.1)
        for place in expected.values.indices { expected.values[place] = bias[place / (height * width)] }
        for channel in 0..<z.channels {
            for y in 0..<z.height {
                for x in 0..<z.width {
                    for output in 0..<outputs {
                        let out: Int = channel / (z.channels / g.groups) * outputs + output
                        for i in 0..<g.kernel.0 {
                            for j in 0..<g.kernel.1 {
                                let place: Int = ((channel * outputs + output) * g.kernel.0 + i) * g.kernel.1 + j
                                let row: Int = y * g.stride.0 + i * g.dilation.0 - g.padding.0
                                let column: Int = x * g.stride.1 + j * g.dilation.1 - g.padding.1
                                expected.add(weight[place] * (z[channel, y, x] ?? 0), out, row, column)
                            }
                        }
                    }
                }
            }
        }
        expectClose(found, expected.values, tolerance: 1e-13, stage)
    }

    @Test("Pooling takes the largest and the mean under the kernel")
    func pooling() throws {
        let z = Image(2, 4, 6) { Experiment.normal("z \($0)") - 3 }
        for (settings, kernel, stride, padding) in [
            ("2", (2, 2), (2, 2), 0), ("[2, 3]", (2, 3), (2, 3), 0), ("2, stride: [1, 2]", (2, 2), (1, 2), 0),
            ("[4, 2], stride: 2, padding: 1", (4, 2), (2, 2), 1),
        ] {
            let height: Int = (4 + 2 * padding - kernel.0) / stride.0 + 1
            let width: Int = (6 + 2 * padding - kernel.1) / stride.1 + 1
            var largest = Image(2, height, width)
            var mean = Image(2, height, width)
            for place in largest.values.indices {
                let (channel, y, x) = (place / (height * width), place / width % height, place % width)
                var under: [Double] = []
                for i in 0..<kernel.0 {
                    for j in 0..<kernel.1 {
                        let (row, column) = (y * stride.0 + i - padding, x * stride.1 + j - padding)
                        if let value = z[channel, row, column] { under.append(value) }
                    }
                }
                largest.values[place] = under.max() ?? .nan
                mean.values[place] = under.reduce(0, +) / Double(kernel.0 * kernel.1)
            }
            let foundLargest: [Double] = try apply("maxPool2d(\(settings))", to: z, giving: largest).found
            #expect(foundLargest == largest.values, "\(settings)")
            let foundMean: [Double] = try apply("averagePool2d(\(settings))", to: z, giving: mean).found
            expectClose(foundMean, mean.values, tolerance: 1e-14, settings)
        }
    }

    @Test("upsample repeats, or draws straight lines between the middles of blocks", arguments: [2, 3, 4])
    func upsample(factor: Int) throws {
        let z = Image(2, 3, 2) { Experiment.normal("z \($0)") }
        var nearest = Image(2, 3 * factor, 4)
        var linear = Image(2, 3 * factor, 4)
        // Where an element of the larger image stands among the smaller one's, and how far it is past the one before.
        func place(_ index: Int, _ factor: Int, _ length: Int) -> (Int, Int, Double) {
            let at: Double = min(max((Double(index) + 0.5) / Double(factor) - 0.5, 0), Double(length - 1))
            let before = Int(at)
            return (before, min(before + 1, length - 1), at - Double(before))
        }
        for channel in 0..<2 {
            for row in 0..<3 * factor {
                for column in 0..<4 {
                    nearest.add(z[channel, row / factor, column / 2] ?? .nan, channel, row, column)
                    let (top, bottom, down) = place(row, factor, 3)
                    let (left, right, across) = place(column, 2, 2)
                    func line(_ y: Int) -> Double {
                        (z[channel, y, left] ?? .nan) * (1 - across) + (z[channel, y, right] ?? .nan) * across
                    }
                    linear.add(line(top) * (1 - down) + line(bottom) * down, channel, row, column)
                }
            }
        }
        let foundNearest: [Double] = try apply("upsample([\(factor), 2])", to: z, giving: nearest).found
        expectClose(foundNearest, nearest.values, tolerance: 1e-14, "nearest")
        let foundLinear: [Double] = try apply("upsample([\(factor), 2], bilinear)", to: z, giving: linear).found
        expectClose(foundLinear, linear.values, tolerance: 1e-13, "bilinear")
    }

    @Test("Weights start by the rule, with the number of elements that feed one")
    func initial() throws {
        let table = try parameterTable(
            Texts.model(
                data: "data x: real[2, 8, 8]",
                encoder: "let h = x |> conv2d(8, kernel: 4, stride: 2, padding: 1) |> batchNorm |> relu |> conv2d(6, "
                    + "kernel: 3, groups: 2, bias: false) |> tanh |> flatten\n"
                    + "z ~ normal(mean: h |> dense(2), logVariance: h |> dense(2))",
                decoder: "let h = z |> dense(4, 4, 4)\n"
                    + "x ~ normal(mean: h |> convTranspose2d(2, kernel: 4, stride: 2, padding: 1), scale: 1)"))
        #expect(table["encoder.h.conv2d.weight"]?.initial == .uniform(bound: (6.0 / 32).squareRoot()))
        #expect(table["encoder.h.conv2d.weight"]?.shape == [8, 2, 4, 4])
        #expect(table["encoder.h.conv2d2.weight"]?.initial == .uniform(bound: (6.0 / (36 + 27)).squareRoot()))
        #expect(table["encoder.h.conv2d2.bias"] == nil)
        let up = table["decoder.x.mean.convTranspose2d.weight"]
        #expect(up?.initial == .uniform(bound: (6.0 / (16 + 32)).squareRoot()))
        #expect(up?.shape == [4, 2, 4, 4])
    }
}
