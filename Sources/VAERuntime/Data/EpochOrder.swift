/// The order in which an epoch visits the examples: a permutation known from the seed and the epoch's number alone, so
/// that a run that is resumed in any epoch goes on as if it had never stopped.
public struct EpochOrder: Equatable, Sendable {
    /// Uses that must not share their permutations.
    public enum Stream: UInt64, Sendable {
        /// The minibatches of training.
        case training = 1
        /// The choice of examples to hold out.
        case holdout = 2
    }

    /// How many examples there are.
    public let count: Int
    /// The seed of the run.
    public let seed: UInt64
    /// The use.
    public let stream: Stream

    /// The order of `count` examples.
    public init(count: Int, seed: UInt64, stream: Stream = .training) {
        self.count = count
        self.seed = seed
        self.stream = stream
    }

    /// The indices of all examples in the order of an epoch (Fisher and Yates, as in Knuth 3.4.2 P).
    public func indices(epoch: Int) -> [Int] {
        var generator = SplitMix64(seed, stream.rawValue, UInt64(bitPattern: Int64(epoch)))
        var indices = Array(0..<count)
        indices.withUnsafeMutableBufferPointer { buffer in
            var last: Int = count - 1
            while last > 0 {
                buffer.swapAt(last, generator.index(below: last + 1))
                last -= 1
            }
        }
        return indices
    }

    /// How many minibatches an epoch has; the last may be short.
    public func batches(of size: Int) -> Int {
        precondition(size > 0, "a minibatch has at least one example")
        return (count + size - 1) / size
    }

    /// The minibatches of an epoch, in order; each example is in exactly one.
    public func minibatches(of size: Int, epoch: Int) -> [ArraySlice<Int>] {
        let order: [Int] = indices(epoch: epoch)
        return (0..<batches(of: size)).map { order[($0 * size)..<min(count, ($0 + 1) * size)] }
    }
}
