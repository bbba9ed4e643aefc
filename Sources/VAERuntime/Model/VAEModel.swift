import Foundation

/// A model that was compiled to a Swift type. The compiler writes the type with its typed queries (`bound(x:)`,
/// `encode(x:)`, …); everything that needs no types stands here.
///
/// Models are values: copies share parameters until one of them trains. Queries may run at the same time.
public protocol VAEModel: Sendable {
    /// The compiled program.
    static var program: Program { get }
    /// The program with its parameters.
    var instance: ModelInstance { get set }
    /// The model with these parameters.
    init(instance: ModelInstance)
}

extension VAEModel {
    /// An untrained model, its parameters drawn from the seed.
    ///
    /// - Throws: `ModelError.outOfMemory`.
    public init(seed: UInt64) throws {
        self.init(instance: try ModelInstance(Self.program, seed: seed))
    }

    /// How many threads a call uses; all cores at first. Results do not depend on it.
    public var threads: Int {
        get { instance.threads }
        set { instance.threads = max(1, newValue) }
    }
}
