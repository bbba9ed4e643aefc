import Foundation

/// log Σ exp(xᵢ) of numbers that arrive one by one, without overflow: the largest so far is kept apart.
struct LogSumExp {
    private var largest: Double = -.infinity
    private var sum: Double = 0

    /// Adds a term. Minus infinity adds nothing; NaN makes the result NaN.
    mutating func add(_ x: Double) {
        if x <= largest {
            // Equal infinities would give NaN below.
            if x > -.infinity { sum += x == largest ? 1 : exp(x - largest) }
        } else if x > largest {
            sum = sum * exp(largest - x) + 1
            largest = x
        } else {
            sum = .nan
            largest = .nan
        }
    }

    /// The logarithm of the sum; minus infinity for no terms.
    var value: Double { largest + log(sum) }
}
