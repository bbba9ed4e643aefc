import VAEGraph
import VAELanguage

// The axes channels, height and width: how kernels stand on them, and what to say when they do not.

/// An image in a shape rule.
struct ImageShape {
    let channels: Int
    let height: Int
    let width: Int

    /// The input of a layer that takes images.
    init(_ query: Signature.ShapeQuery) throws(Signature.ShapeProblem) {
        let shape: [Int] = query.inputs.first ?? []
        guard shape.count == 3 else {
            throw Signature.ShapeProblem(
                "takes an image of channels, height and width, and its input is \(shape)",
                advice: "`reshape(1, 28, 28)` makes an image of 784 numbers, and so does `dense(1, 28, 28)` of any")
        }
        (channels, height, width) = (shape[0], shape[1], shape[2])
    }
}

extension Window {
    /// The window of a layer with the arguments `kernel`, `stride`, `padding` and `dilation`, as far as it has them.
    /// Without a stride windows stand side by side.
    init(_ query: Signature.ShapeQuery) {
        let kernel: [Int] = query.pair("kernel", default: 1)
        let stride: [Int] = query.arguments["stride"] == nil ? kernel : query.pair("stride", default: 1)
        let padding: [Int] = query.pair("padding", default: 0)
        let dilation: [Int] = query.pair("dilation", default: 1)
        let axes: [Window.Axis] = (0..<2).map { axis in
            Window.Axis(size: kernel[axis], stride: stride[axis], dilation: dilation[axis], padding: padding[axis])
        }
        self.init(vertical: axes[0], horizontal: axes[1])
    }

    /// How many windows stand on an image, along both axes.
    ///
    /// - Throws: where none does, or where they leave places over: the message says how many, and which sizes would fit.
    func counts(over image: ImageShape) throws(Signature.ShapeProblem) -> (height: Int, width: Int) {
        let height: AxisProblem? = AxisProblem(vertical, on: image.height)
        let width: AxisProblem? = AxisProblem(horizontal, on: image.width)
        if let height { throw height.problem(height == width ? "height and width" : "height") }
        if let width { throw width.problem("width") }
        return (vertical.count(over: image.height), horizontal.count(over: image.width))
    }
}

/// Windows that do not fit along an axis of some length.
private struct AxisProblem: Equatable {
    let axis: Window.Axis
    let length: Int

    /// Nil where they fit.
    init?(_ axis: Window.Axis, on length: Int) {
        guard !AxisProblem.fits(axis, length) else { return nil }
        self.axis = axis
        self.length = length
    }

    func problem(_ name: String) -> Signature.ShapeProblem {
        let room: Int = length + axis.before + axis.after - axis.span
        let padded: String = axis.before == 0 ? "" : " with padding \(axis.before)"
        let gaps: String = axis.dilation == 1 ? "" : ", with dilation \(axis.dilation) as wide as \(axis.span),"
        guard room >= 0 else {
            return Signature.ShapeProblem(
                "does not fit: its kernel of \(axis.size)\(gaps) is larger than the \(name) \(length)\(padded)",
                advice: advice(name))
        }
        let count: Int = room / axis.stride + 1
        let times: String = count == 1 ? "once" : "\(count) times"
        return Signature.ShapeProblem(
            "does not divide: along the \(name) \(length)\(padded) its kernel of \(axis.size)\(gaps) stands \(times), "
                + "\(axis.stride) apart, and leaves \(room % axis.stride) over",
            advice: advice(name))
    }

    /// Which sizes of the image, the kernel and the padding would fit, each alone and the nearest ones.
    private func advice(_ name: String) -> String {
        let lengths: [Int] = nearest(to: length, from: 1) { AxisProblem.fits(axis, $0) }
        let kernels: [Int] = nearest(to: axis.size, from: 1) { size in
            var other: Window.Axis = axis
            other.size = size
            return AxisProblem.fits(other, length)
        }
        let paddings: [Int] = nearest(to: axis.before, from: 0) { padding in
            var other: Window.Axis = axis
            (other.before, other.after) = (padding, padding)
            return 2 * padding <= axis.span && AxisProblem.fits(other, length)
        }
        var parts: [String] = ["a \(name) of \(AxisProblem.listed(lengths)) would fit"]
        if !kernels.isEmpty { parts.append("kernel \(AxisProblem.listed(kernels))") }
        if !paddings.isEmpty { parts.append("padding \(AxisProblem.listed(paddings))") }
        return parts.count == 1
            ? parts[0] : parts[0] + "; on \(length) so would " + parts.dropFirst().joined(separator: ", or ")
    }

    /// The nearest number below and the nearest above that will do.
    private func nearest(to number: Int, from smallest: Int, where isGood: (Int) -> Bool) -> [Int] {
        let reach: Int = axis.stride + axis.span
        let below: Int? = stride(from: number - 1, through: max(number - reach, smallest), by: -1).first(where: isGood)
        let above: Int? = (number + 1...number + reach).first(where: isGood)
        return [below, above].compactMap { $0 }
    }

    private static func fits(_ axis: Window.Axis, _ length: Int) -> Bool {
        let room: Int = length + axis.before + axis.after - axis.span
        return length > 0 && room >= 0 && room % axis.stride == 0
    }

    private static func listed(_ numbers: [Int]) -> String {
        numbers.map(String.init).joined(separator: " or ")
    }
}

/// The numbers that divide all of these, in a list for a person: the first ten of them.
func commonDivisors(_ numbers: Int...) -> String {
    var common: Int = 0
    for number in numbers {
        // Euclid's algorithm.
        var (a, b) = (common, number)
        while b != 0 { (a, b) = (b, a % b) }
        common = a
    }
    var small: [Int] = []
    var number = 1
    while number <= common / number {
        if common % number == 0 { small.append(number) }
        number += 1
    }
    let large: [Int] = small.reversed().map { common / $0 }.filter { !small.contains($0) }
    let all: [Int] = small + large
    return all.prefix(10).map(String.init).joined(separator: ", ") + (all.count > 10 ? ", …" : "")
}

extension Signature.ShapeQuery {
    /// Height and width among the arguments.
    func pair(_ label: String, default number: Int) -> [Int] {
        let both: [Int] = extents(label)
        return both.count == 2 ? both : Array(repeating: both.first ?? number, count: 2)
    }
}

extension Signature.Parameter {
    /// The size of a kernel.
    static func kernel(positional: Bool = false) -> Signature.Parameter {
        Signature.Parameter("kernel", .pair(1...1000), positional: positional, summary: "the size of the kernel")
    }

    /// The step of a kernel.
    static let stride = Signature.Parameter(
        "stride", .pair(1...1000), default: "1", summary: "the step from one place of the kernel to the next")

    /// Zeros around the image.
    static let padding = Signature.Parameter(
        "padding", .pair(0...1000), default: "0", summary: "zeros on each side of the image")

    /// Gaps in a kernel.
    static let dilation = Signature.Parameter(
        "dilation", .pair(1...1000), default: "1", summary: "the distance of neighbouring elements of the kernel")
}

extension Field {
    /// The images of a field over [channels, height, width], as [rows, channels, height, width].
    var images: Tensor {
        let rows: Extent = leadingAxes.reduce(.one) { Extent.product($0, $1) ?? $0 }
        return tensor.reshape(Shape([rows] + tensor.shape.axes.suffix(3)))
    }

    /// A field over the same leading axes of images [rows, channels, height, width].
    func replacingImages(with images: Tensor) -> Field {
        Field(images.reshape(Shape(leadingAxes + images.shape.axes.dropFirst())), leading: leading)
    }
}
