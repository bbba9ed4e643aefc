import Foundation

/// The inverse of the standard normal distribution function: the x with Φ(x) = p. Relative error below 1e-15 times a few.
///
/// Acklam's rational approximation (2003) gives nine digits; one step of Halley's method on Φ(x) − p gives the rest.
/// 0 and 1 give −∞ and ∞, anything outside gives NaN.
public func normalQuantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    // The lower half has full relative precision; the upper follows by symmetry.
    if p > 0.5 { return -normalQuantile(1 - p) }
    let estimate: Double
    if p < 0.02425 {
        let q: Double = (-2 * log(p)).squareRoot()
        estimate = polynomial(tailNumerator, q) / (polynomial(tailDenominator, q) * q + 1)
    } else {
        let q: Double = p - 0.5
        let r: Double = q * q
        estimate = q * polynomial(centreNumerator, r) / (polynomial(centreDenominator, r) * r + 1)
    }
    let excess: Double = 0.5 * erfc(-estimate / 2.0.squareRoot()) - p
    let u: Double = excess * (2 * Double.pi).squareRoot() * exp(estimate * estimate / 2)
    return estimate - u / (1 + estimate * u / 2)
}

/// Highest power first.
private func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
}

private let centreNumerator: [Double] = [
    -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02,
    -3.066479806614716e+01, 2.506628277459239e+00,
]
private let centreDenominator: [Double] = [
    -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
    -1.328068155288572e+01,
]
private let tailNumerator: [Double] = [
    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00,
    4.374664141464968e+00, 2.938163982698783e+00,
]
private let tailDenominator: [Double] = [
    7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00,
]
