import VAERuntime

/// A model small enough to be written by hand, in the shape that the compiler generates: four real numbers, two latents.
/// The likelihood is normal around a learned mean plus the latents; its kernels are plain loops.
public struct TinyModel: VAEModel {
    /// The program.
    public static let program: Program = TinyProgram.make()
    /// The program with its parameters.
    public var instance: ModelInstance

    /// The model with these parameters.
    public init(instance: ModelInstance) { self.instance = instance }

    /// The bound of each example.
    public func bound(x: Batch) throws -> Bound { try instance.bound(["x": x]) }
}
