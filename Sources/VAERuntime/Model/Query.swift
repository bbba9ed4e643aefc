/// A question that is asked again and again, with other numbers in the same memory: all it needs is allocated when it is
/// made, and asking allocates nothing.
///
/// ```swift
/// var encode = try model.query("encode")
/// try encode.set("x", to: pixels.span)
/// encode.run()
/// try encode.withResult("z.mean") { mean in print(mean[0]) }
/// ```
///
/// It answers with the parameters that the model had when it was made, and gives the same bits as `ModelInstance.run`. It has
/// one owner at a time, who may be on any thread; threads that ask at the same time have a query each. Its helpers are
/// threads of its own, one fewer than the model's `threads`: they sleep between runs, and end with it.
public struct Query: ~Copyable, @unchecked Sendable {  // The memory behind its pointers is nobody else's.
    /// How many examples a run is about.
    public let rows: Int
    private let call: EntryCall
    private let inputs: [QueryInput]
    private let bindings: [InputBinding]
    private let results: [QueryResult]

    init(_ call: consuming EntryCall, rows: Int, inputs: [QueryInput], results: [QueryResult]) {
        self.rows = rows
        self.call = call
        self.inputs = inputs
        self.results = results
        bindings = inputs.map(\.binding)
    }

    /// The names of the inputs.
    public var inputNames: [String] { inputs.map(\.name) }

    /// The names of the results.
    public var resultNames: [String] { results.map(\.name) }

    /// Gives an input its numbers, one row after the other. They stay until they are set again.
    ///
    /// - Throws: `ModelError` if there is no such input, or there are not as many numbers as its rows have.
    public mutating func set(_ name: String, to numbers: Span<Float>) throws(ModelError) {
        let input: QueryInput = try input(name)
        guard numbers.count == input.numbers.count else {
            throw ModelError.wrongCount(name, rows: rows, columns: input.columns, found: numbers.count)
        }
        numbers.withUnsafeBufferPointer { _ = input.numbers.update(fromContentsOf: $0) }
    }

    /// Calls `body` with the memory of an input, to be written in place: its rows, one after the other, as they were left;
    /// zeros at first.
    ///
    /// - Throws: `ModelError.unknownInput` if there is no such input, and what `body` throws.
    public mutating func withInput<Result>(
        _ name: String, _ body: (inout MutableSpan<Float>) throws -> Result
    ) throws -> Result {
        let memory: UnsafeMutableBufferPointer<Float> = try input(name).numbers
        var numbers: MutableSpan<Float> = memory.mutableSpan
        return try body(&numbers)
    }

    /// Computes the results from what the inputs hold.
    ///
    /// - Parameter noise: where random numbers come from.
    public mutating func run(noise: NoiseKey = .query(seed: 0)) {
        call.forEachChunk(of: rows, in: bindings) { chunk in
            call.run(chunk, noise: noise)
            for result in results { result.gather(chunk) }
        }
    }

    /// Calls `body` with a result of the last run where it stands: a row for each example, one after the other; zeros if there
    /// was no run.
    ///
    /// - Throws: `ModelError.unknownResult` if there is no such result, and what `body` throws.
    public func withResult<Result>(_ name: String, _ body: (Span<Float>) throws -> Result) throws -> Result {
        for result in results where result.name == name { return try body(result.numbers.span) }
        throw ModelError.unknownResult(name, expected: resultNames)
    }

    private func input(_ name: String) throws(ModelError) -> QueryInput {
        for input in inputs where input.name == name { return input }
        throw ModelError.unknownInput(name, expected: inputNames)
    }
}

extension ModelInstance {
    /// A query to be asked again and again without allocating anything.
    ///
    /// - Parameters:
    ///   - name: `encode`, `decode`, `reconstruct`, `bound` or another entry point.
    ///   - rows: how many examples each run is about.
    ///   - scalars: the numbers that the entry point wants; `temperature` for `sample`.
    ///   - results: the names of the results that are wanted; nil for all.
    /// - Throws: `ModelError` if anything is missing, or if the entry point is a training step, which is for `Trainer`.
    public func query(
        _ name: String, rows: Int = 1, scalars: [String: Float] = [:], results: [String]? = nil
    ) throws -> Query {
        let entry: EntryPoint = try question(name)
        guard rows > 0 else { throw ModelError.noRows(entry: entry.name) }
        guard rows <= Int(UInt32.max) else { throw ModelError.tooManyRows(rows) }
        let outputs: [EntryPoint.Output] = try entry.outputs(named: results)
        let inputs: [QueryInput] = try entry.inputs.map { try QueryInput($0, rows: rows) }
        let call = try EntryCall(entry, of: self, scalars: scalars, helpers: .own)
        let memory: [QueryResult] = try call.results(outputs, rows: rows)
        return Query(call, rows: rows, inputs: inputs, results: memory)
    }
}

extension VAEModel {
    /// A query to be asked again and again without allocating anything.
    ///
    /// - Parameters:
    ///   - name: `encode`, `decode`, `reconstruct`, `bound` or another entry point.
    ///   - rows: how many examples each run is about.
    ///   - scalars: the numbers that the entry point wants; `temperature` for `sample`.
    ///   - results: the names of the results that are wanted; nil for all.
    /// - Throws: `ModelError` if anything is missing, or if the entry point is a training step, which is for `Trainer`.
    public func query(
        _ name: String, rows: Int = 1, scalars: [String: Float] = [:], results: [String]? = nil
    ) throws -> Query {
        try instance.query(name, rows: rows, scalars: scalars, results: results)
    }
}
