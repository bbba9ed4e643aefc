import Testing
import VAEGraph

/// The largest amount by which two lists differ beyond an absolute and a relative tolerance; 0 or less if they agree.
/// What is not a number agrees with nothing but what is not a number.
func excess(_ a: [Double], _ b: [Double], absolute: Double, relative: Double) -> Double {
    if a.count != b.count { return .infinity }
    var worst: Double = -.infinity
    for (x, y) in zip(a, b) {
        if x == y || (x.isNaN && y.isNaN) { continue }
        let distance: Double = Swift.abs(x - y)
        let allowed: Double = absolute + relative * Swift.max(Swift.abs(x), Swift.abs(y))
        worst = distance.isFinite ? Swift.max(worst, distance - allowed) : .infinity
    }
    return worst
}

/// Demands that two graphs have the same outputs and assignments on these numbers.
func expectEqual(
    _ a: Graph, _ b: Graph, on bindings: Reference.Bindings, relative: Double = 1e-9, absolute: Double = 1e-11,
    _ comment: String, location: SourceLocation = #_sourceLocation
) throws {
    let first: Reference.Results = try Reference.run(a, bindings)
    let second: Reference.Results = try Reference.run(b, bindings)
    #expect(Set(first.outputs.keys) == Set(second.outputs.keys), "\(comment)", sourceLocation: location)
    #expect(Set(first.assignments.keys) == Set(second.assignments.keys), "\(comment)", sourceLocation: location)
    for (name, numbers) in first.outputs {
        let difference = excess(numbers, second.outputs[name] ?? [], absolute: absolute, relative: relative)
        #expect(difference <= 0, "\(comment): output \(name)", sourceLocation: location)
    }
    for (name, numbers) in first.assignments {
        let difference = excess(numbers, second.assignments[name] ?? [], absolute: absolute, relative: relative)
        #expect(difference <= 0, "\(comment): assignment \(name)", sourceLocation: location)
    }
}
