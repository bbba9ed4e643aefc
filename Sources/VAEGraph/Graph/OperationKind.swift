extension Operation {
    /// An operation without its settings: what tables of rules are keyed by.
    public enum Kind: Hashable, Sendable, CaseIterable {
        case input, slot, constant, scalar, batch, noise, index
        case unary(UnaryFunction)
        case binary(BinaryFunction)
        case compare, select, stopGradient
        case reshape, permute, broadcast, slice, pad, concat
        case reduce(Reduction)
        case contract
        case convolve(Convolution.Result)
        case pool(Pooling)
        case gradient

        /// Every kind, functions one by one.
        public static var allCases: [Kind] {
            let leaves: [Kind] = [.input, .slot, .constant, .scalar, .batch, .noise, .index]
            let elementwise: [Kind] =
                UnaryFunction.allCases.map(Kind.unary) + BinaryFunction.allCases.map(Kind.binary)
                + [.compare, .select, .stopGradient]
            let movement: [Kind] = [.reshape, .permute, .broadcast, .slice, .pad, .concat]
            let images: [Kind] =
                Convolution.Result.allCases.map(Kind.convolve) + Pooling.allCases.map(Kind.pool)
            let rest: [Kind] = Reduction.allCases.map(Kind.reduce) + [.contract, .gradient]
            return leaves + elementwise + movement + images + rest
        }

        /// How many operands it takes; nil for any number from one.
        public var arity: Int? {
            switch self {
            case .input, .slot, .constant, .scalar, .batch, .noise, .index: 0
            case .unary, .stopGradient, .reshape, .permute, .broadcast, .slice, .pad, .reduce: 1
            case .pool(.sum), .pool(.spread): 1
            case .binary, .compare, .contract, .convolve, .pool(.atMaximum), .pool(.fromMaximum), .gradient: 2
            case .select: 3
            case .concat: nil
            }
        }

        /// Whether each element of the result depends on the elements at the same place alone.
        public var isElementwise: Bool {
            switch self {
            case .unary, .binary, .compare, .select, .stopGradient: true
            default: false
            }
        }
    }

    /// The operation without its settings.
    public var kind: Kind {
        switch self {
        case .input: .input
        case .slot: .slot
        case .constant: .constant
        case .scalar: .scalar
        case .batch: .batch
        case .noise: .noise
        case .index: .index
        case .unary(let function): .unary(function)
        case .binary(let function): .binary(function)
        case .compare: .compare
        case .select: .select
        case .stopGradient: .stopGradient
        case .reshape: .reshape
        case .permute: .permute
        case .broadcast: .broadcast
        case .slice: .slice
        case .pad: .pad
        case .concat: .concat
        case .reduce(let reduction, _): .reduce(reduction)
        case .contract: .contract
        case .convolve(let convolution): .convolve(convolution.result)
        case .pool(_, let pooling): .pool(pooling)
        case .gradient: .gradient
        }
    }
}
