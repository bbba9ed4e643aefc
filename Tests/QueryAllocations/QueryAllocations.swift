import AllocationCounter
import Foundation
import Models
import VAERuntime

/// Counts what queries of the compiled models allocate, on all threads, and prints a line for each:
///
///     KingmaMNIST encode, rows 1, threads 2: ordinary 46.0, query 0.0
///
/// A process of its own, since whatever else a process does would be counted too. Prints nothing where allocations cannot be
/// counted.
@main
enum QueryAllocations {
    private static let repetitions = 50

    static func main() throws {
        guard canCountAllocations() != 0 else { return }
        let names: [String] = Array(CommandLine.arguments.dropFirst())
        for model in models where names.isEmpty || names.contains(model.program.description.name) {
            for threads in [1, 2] {
                let instance = try ModelInstance(model.program, seed: 1, threads: threads)
                for name in ["encode", "decode", "reconstruct", "bound"] {
                    for rows in [1, 100] {
                        let ordinary: Double = try ordinary(instance, name, rows: rows)
                        let query: Double = try query(instance, name, rows: rows)
                        let call = "\(model.program.description.name) \(name), rows \(rows), threads \(threads)"
                        print("\(call): ordinary \(ordinary), query \(query)")
                    }
                }
            }
        }
    }

    /// Allocations of an ordinary call after the first ones.
    private static func ordinary(_ model: ModelInstance, _ name: String, rows: Int) throws -> Double {
        let variables: [ModelDescription.Variable] =
            model.description.data + model.description.givens + model.description.latents
        var inputs: [String: Batch] = [:]
        for input in try model.query(name).inputNames {
            guard let variable = variables.first(where: { $0.name == input }) else { continue }
            let size: Int = rows * variable.shape.reduce(1, *)
            inputs[input] = try Batch(
                .floats([Float](repeating: 0, count: size)), count: rows, shape: variable.shape)
        }
        return try perCall { _ = try model.run(name, inputs: inputs, noise: .query(seed: 0)) }
    }

    /// Allocations of a run of a query after the first ones, its inputs set and its results read.
    private static func query(_ model: ModelInstance, _ name: String, rows: Int) throws -> Double {
        var query: Query = try model.query(name, rows: rows)
        let inputs: [(name: String, numbers: [Float])] = try query.inputNames.map { name in
            (name, [Float](repeating: 0, count: try query.withInput(name) { $0.count }))
        }
        let results: [String] = query.resultNames
        return try perCall {
            for input in inputs { try query.set(input.name, to: input.numbers.span) }
            query.run()
            for result in results { try query.withResult(result) { precondition($0[0].isFinite) } }
        }
    }

    /// The least of some rounds: a helper's thread may be late, and is welcome to allocate what it needs the first time.
    private static func perCall(_ body: () throws -> Void) rethrows -> Double {
        var least = Int.max
        for _ in 0..<4 {
            let before: Int = allocationCount()
            for _ in 0..<repetitions { try body() }
            least = min(least, allocationCount() - before)
        }
        return Double(least) / Double(repetitions)
    }
}
