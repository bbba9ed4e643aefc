import PlanSamples
import TestSupport
import VAEGraph

/// A convolution of random geometry on a small image: stride, padding on each side, dilation, groups, odd sizes.
struct RandomGeometry {
    let window: Window
    let groups: Int
    let image: Shape
    let weights: Shape
    let result: Shape
    let height: Int
    let width: Int

    /// - Parameter channels: A multiple of groups, at most this, on each side.
    init(_ generator: inout SeededGenerator, rows: Extent = 2, channels: Int = 4, largest: Int = 7) {
        func axis() -> (Window.Axis, Int) {
            while true {
                let axis = Window.Axis(
                    size: generator.whole(1...4), stride: generator.whole(1...3), dilation: generator.whole(1...2),
                    before: generator.whole(0...2), after: generator.whole(0...2))
                let length: Int = generator.whole(1...largest)
                if axis.count(over: length) >= 1 { return (axis, length) }
            }
        }
        let (vertical, horizontal) = (axis(), axis())
        window = Window(vertical: vertical.0, horizontal: horizontal.0)
        (height, width) = (vertical.1, horizontal.1)
        groups = generator.chance(0.3) ? generator.whole(1...3) : 1
        let most: Int = max(channels / groups, 1)
        let from: Int = groups * generator.whole(1...most)
        let to: Int = groups * generator.whole(1...most)
        image = [rows, Extent(from), Extent(height), Extent(width)]
        weights = [
            Extent(to), Extent(from / groups), Extent(window.vertical.size), Extent(window.horizontal.size),
        ]
        result = [
            rows, Extent(to), Extent(window.vertical.count(over: height)),
            Extent(window.horizontal.count(over: width)),
        ]
    }

    /// The convolution of an image.
    func output(_ image: Tensor, _ weights: Tensor) -> Tensor {
        image.convolve(weights, window, groups: groups)
    }

    /// Its adjoint with respect to the image.
    func input(_ result: Tensor, _ weights: Tensor) -> Tensor {
        result.convolveTransposed(weights, window, groups: groups, height: height, width: width)
    }

    /// Its adjoint with respect to the weights.
    func weights(_ image: Tensor, _ result: Tensor) -> Tensor {
        image.convolutionWeights(result, window, groups: groups)
    }
}
