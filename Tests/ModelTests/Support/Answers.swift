import Foundation
import VAERuntime

/// All the numbers that a model gives, by name, to be compared bit by bit.
struct Answers {
    private var values: [String: [UInt64]] = [:]

    /// What a model answers to every query, its parameters and moments included.
    ///
    /// - Parameter data: what it is asked about.
    init(_ model: ModelInstance, about data: Examples) throws {
        for tensor in model.checkpoint.tensors { add("tensor \(tensor.name)", tensor.elements) }
        try addQueries(model, data, "")
        for alternative in model.description.alternatives {
            try addQueries(try model.answering(as: alternative.name), data, "\(alternative.name): ")
        }
    }

    private mutating func addQueries(_ model: ModelInstance, _ data: Examples, _ prefix: String) throws {
        let bound: Bound = try model.bound(data.batches, seed: 11)
        add(prefix + "bound", .floats(bound.values))
        add(prefix + "reconstruction", .floats(bound.reconstructions))
        add(prefix + "divergence", .floats(bound.divergences))
        add(prefix + "encode", try model.encode(data.batches))
        add(prefix + "reconstruct", try model.reconstruct(data.batches))
        let givens: [String: Batch] = data.batches.filter { name, _ in
            model.description.givens.contains { $0.name == name }
        }
        add(prefix + "sample", try model.sample(data.count, temperature: 0.8, seed: 12, givens: givens))
        var codes: [String: Batch] = givens
        var made = ExampleData(seed: 13)
        for latent in model.description.latents { codes[latent.name] = Batch(made.rows(of: latent, count: data.count)) }
        add(prefix + "decode", try model.decode(codes))
        if model.program.entries["logWeights"] != nil {
            add(prefix + "log-likelihood", .doubles(try model.logLikelihood(data.batches, samples: 2, seed: 14)))
        }
    }

    /// How many numbers there are.
    var count: Int { values.reduce(0) { $0 + $1.value.count } }

    private mutating func add(_ name: String, _ results: [String: Batch]) {
        for (result, batch) in results { add("\(name) \(result)", .floats(batch.values)) }
    }

    private mutating func add(_ name: String, _ elements: Checkpoint.Elements) {
        values[name] =
            switch elements {
            case .floats(let numbers): numbers.map { UInt64($0.bitPattern) }
            case .doubles(let numbers): numbers.map { $0.bitPattern }
            case .integers(let numbers): numbers.map { UInt64(bitPattern: $0) }
            case .bytes(let numbers): numbers.map { UInt64($0) }
            }
    }

    /// What is not the same bits in other answers, in words; nil if everything is.
    func difference(from other: Answers) -> String? {
        let names: [String] = Set(values.keys).union(other.values.keys).sorted()
        for name in names {
            guard let mine = values[name], let others = other.values[name] else { return "only one has '\(name)'" }
            if mine == others { continue }
            let place: Int? = zip(mine, others).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            let different: Int = zip(mine, others).count { $0 != $1 }
            return "'\(name)' differs in \(different) of \(mine.count) elements, first in \(place ?? others.count)"
        }
        return nil
    }
}
