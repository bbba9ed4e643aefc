import Foundation
import VAERuntime

/// Points spread evenly over the unit circle.
public func ringData(count: Int) throws -> Dataset {
    var numbers: [Float] = []
    for index in 0..<count {
        let angle: Double = 2 * Double.pi * Double(index) / Double(count)
        numbers += [Float(cos(angle)), Float(sin(angle))]
    }
    let rows = VariableRows(name: "x", shape: [2], count: count, elements: .floats(numbers))
    return Dataset(training: Examples(variables: [rows]), source: "ring")
}
