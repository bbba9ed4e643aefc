import Foundation
import VAEGraph
import VAELanguage

@testable import VAECompiler

/// A model with made-up parameters, data and noise, evaluated by the reference: the same numbers for the same names, in
/// every entry point.
struct Experiment {
    let model: Model
    var batch = 4
    var table: ParameterTable
    var bindings: Reference.Bindings

    init(_ model: Model, batch: Int = 4) throws {
        self.model = model
        self.batch = batch
        table = try parameterTable(model)
        bindings = Reference.Bindings(batch: batch)
        bindings.scalars = ["rate": 0.01, "weight": 0.7, "exampleCount": 50, "temperature": 1, "clipNorm": 1]
        bindings.noise = { noise, row, element in
            let u: Double = Experiment.uniform("\(noise.stream) \(row) \(element)")
            return noise.kind == .uniform ? u : Experiment.normal("\(noise.stream) \(row) \(element)")
        }
        for slot in table.slots {
            let count: Int = slot.shape.reduce(1, *)
            var start: Double = 0
            if slot.kind == .statistic, case .constant(let value) = slot.initial { start = value }
            bindings.slots[slot.name] = (0..<count).map { place in
                slot.kind == .parameter ? 0.5 * Experiment.normal("\(slot.name) \(place)") : start
            }
        }
        for data in model.data { bind(data.name, data.transforms.isEmpty ? data.support : .unit, data.shape) }
        for given in model.givens { bind(given.name, given.support, given.shape) }
        for latent in model.latents { bind(latent.name, latent.support, latent.shape) }
    }

    func run(_ entry: Entry, simplified: Bool = false) throws -> Reference.Results {
        var graph: Graph = differentiate(try lower(model, entry: entry).graph)
        if simplified { graph = simplify(graph) }
        return try Reference.run(graph, bindings)
    }

    private mutating func bind(_ name: String, _ support: Support, _ shape: [Int]) {
        bindings.inputs[name] = (0..<batch * shape.reduce(1, *)).map { place in
            let u: Double = Experiment.uniform("\(name) \(place)")
            switch support {
            case .real: return Experiment.normal("\(name) \(place)")
            case .positive: return u + 0.1
            case .unit: return u
            case .binary: return u < 0.5 ? 0 : 1
            case .byte: return (u * 255).rounded()
            case .count: return (u * 9).rounded(.down)
            case .category(let k): return (u * Double(k)).rounded(.down)
            }
        }
    }

    /// A number in (0, 1) made of a name.
    static func uniform(_ name: String) -> Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash ^= hash >> 33
        hash = hash &* 0xff51_afd7_ed55_8ccd
        hash ^= hash >> 33
        return (Double(hash >> 12) + 0.5) / 4_503_599_627_370_496
    }

    /// A number of mean 0 and variance 1 made of a name.
    static func normal(_ name: String) -> Double {
        let radius: Double = (-2 * log(uniform(name + " radius"))).squareRoot()
        return radius * cos(2 * Double.pi * uniform(name + " angle"))
    }
}
