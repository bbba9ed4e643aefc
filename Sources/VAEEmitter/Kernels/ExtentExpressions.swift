import VAEGraph

extension Extent {
    /// Its value in a kernel, where `rows` is the number of rows of the call.
    var expression: SwiftExpression {
        if !isBatch { return .integer(count(batch: 0)) }
        let all: SwiftExpression = SwiftExpression.integer(factor).times("rows")
        if block == 1 { return all }
        return .binary(all.plus(.integer(block - 1)), .over, .integer(block))
    }

    /// Its value when it does not depend on the batch.
    var literal: Int? { isBatch ? nil : count(batch: 0) }

    /// Whether it is 0 for every batch.
    var isZero: Bool { factor == 0 }
}
