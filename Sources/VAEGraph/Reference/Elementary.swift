import Foundation

/// The functions of one and two elements in double precision. What they do at ties and with what is not a number is the
/// meaning that all engines share.
enum Elementary {
    static func function(_ function: UnaryFunction) -> (Double) -> Double {
        switch function {
        case .negate: { -$0 }
        case .reciprocal: { 1 / $0 }
        case .square: { $0 * $0 }
        case .squareRoot: { $0.squareRoot() }
        case .absolute: { abs($0) }
        case .sign: { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
        case .exponential: { exp($0) }
        case .logarithm: { log($0) }
        case .logarithmOfOnePlus: { log1p($0) }
        case .exponentialMinusOne: { expm1($0) }
        case .tanh: { tanh($0) }
        case .sigmoid: sigmoid
        case .softplus: { ($0 < 0 ? 0 : $0) + log1p(exp(-abs($0))) }
        case .sine: { sin($0) }
        case .cosine: { cos($0) }
        case .floor: { $0.rounded(.down) }
        }
    }

    static func function(_ function: BinaryFunction) -> (Double, Double) -> Double {
        switch function {
        case .add: { $0 + $1 }
        case .subtract: { $0 - $1 }
        case .multiply: { $0 * $1 }
        case .divide: { $0 / $1 }
        case .maximum: { $0 < $1 ? $1 : $0 }
        case .minimum: { $1 < $0 ? $1 : $0 }
        case .power: { pow($0, $1) }
        }
    }

    static func holds(_ comparison: Comparison, _ a: Double, _ b: Double) -> Bool {
        switch comparison {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .equal: a == b
        case .notEqual: a != b
        }
    }

    private static func sigmoid(_ x: Double) -> Double {
        if x < 0 {
            let small: Double = exp(x)
            return small / (1 + small)
        }
        return 1 / (1 + exp(-x))
    }
}
