import VAEGraph
import VAELanguage

extension Layer {
    /// The largest element under the kernel, in each channel.
    static let maxPool2d = pooling(
        "maxPool2d", "The largest element under the kernel, in each channel of an image; padding is never the largest."
    ) { $0.maxPool($1) }

    /// The mean of the elements under the kernel, in each channel; padding counts as zeros.
    static let averagePool2d = pooling(
        "averagePool2d", "The mean of the elements under the kernel, in each channel of an image, padding being zeros."
    ) { $0.averagePool($1) }

    private static func pooling(
        _ name: String, _ summary: String, _ pool: @escaping @Sendable (Tensor, Window) -> Tensor
    ) -> Layer {
        Layer(
            Signature(
                name, .layer, summary: summary,
                parameters: [
                    .kernel(positional: true),
                    .init(
                        "stride", .pair(1...1000), optional: true,
                        summary: "the step from one place of the kernel to the next: its size where left out"),
                    .init(
                        "padding", .pair(0...1000), default: "0",
                        summary: "places on each side of the image, at most half the kernel"),
                ],
                shape: { query throws(Signature.ShapeProblem) in
                    let image = try ImageShape(query)
                    let window = Window(query)
                    for axis in [window.vertical, window.horizontal] where 2 * axis.before > axis.size {
                        throw Signature.ShapeProblem(
                            "has padding \(axis.before) and a kernel of \(axis.size), which would stand on padding alone",
                            advice: "padding up to \(axis.size / 2) would fit")
                    }
                    let (height, width) = try window.counts(over: image)
                    return [image.channels, height, width]
                }),
            role: .transparent,
            lower: { call, _ throws(LoweringError) in
                call.input.replacingImages(with: pool(call.input.images, Window(call.query)))
            })
    }

    /// More rows and columns.
    static let upsample = Layer(
        Signature(
            "upsample", .layer,
            summary: "An image `factor` times as high and wide: every element repeated (`nearest`), or straight lines "
                + "between the elements, which stand in the middle of their blocks (`bilinear`).",
            parameters: [
                .init("factor", .pair(1...100), positional: true, summary: "how many times as high and wide"),
                .init(
                    "mode", .choice(["nearest", "bilinear"]), default: "nearest", positional: true,
                    summary: "what lies between"),
            ],
            shape: { query throws(Signature.ShapeProblem) in
                let image = try ImageShape(query)
                let factor: [Int] = query.pair("factor", default: 1)
                return [image.channels, image.height * factor[0], image.width * factor[1]]
            }),
        role: .transparent,
        lower: { call, _ throws(LoweringError) in
            let (vertical, horizontal) = call.settings.pair("factor")
            let images: Tensor = call.input.images
            let result: Tensor =
                call.settings.choice("mode") == "bilinear"
                ? images.upsampleBilinear(vertical: vertical, horizontal: horizontal)
                : images.upsampleNearest(vertical: vertical, horizontal: horizontal)
            return call.input.replacingImages(with: result)
        })
}
