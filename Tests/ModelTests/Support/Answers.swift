import Foundation
import VAERuntime

/// All the numbers that a model gives, by name, to be compared bit by bit.
struct Answers {
    private var values: [String: Bits] = [:]

    /// The bits of many numbers: the first ones as they are, and a hash of all. Large models have tens of millions.
    private struct Bits: Equatable {
        var count = 0
        var first: [UInt64] = []
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325

        init(_ numbers: some Sequence<UInt64>) {
            for number in numbers {
                if count < 4096 { first.append(number) }
                count += 1
                hash = (hash ^ number) &* 0x100_0000_01b3
                hash ^= hash >> 29
            }
        }
    }

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
            case .floats(let numbers): Bits(numbers.lazy.map { UInt64($0.bitPattern) })
            case .doubles(let numbers): Bits(numbers.lazy.map { $0.bitPattern })
            case .integers(let numbers): Bits(numbers.lazy.map { UInt64(bitPattern: $0) })
            case .bytes(let numbers): Bits(numbers.lazy.map { UInt64($0) })
            }
    }

    /// What is not the same bits in other answers, in words; nil if everything is.
    func difference(from other: Answers) -> String? {
        let names: [String] = Set(values.keys).union(other.values.keys).sorted()
        for name in names {
            guard let mine = values[name], let others = other.values[name] else { return "only one has '\(name)'" }
            if mine == others { continue }
            let place: Int? = zip(mine.first, others.first).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            let words: String = place.map { "first in element \($0)" } ?? "after the first \(mine.first.count)"
            return "'\(name)' of \(mine.count) elements differs, \(words)"
        }
        return nil
    }
}
