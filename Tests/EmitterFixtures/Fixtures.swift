import Foundation
import PlanSamples
import VAEEmitter
import VAEGraph

/// Writes Swift for the emitter's tests to compile: the kernels of random plans, and a model in which every name is bad.
@main
enum Fixtures {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else { throw FixtureError.usage }
        let folder: String = CommandLine.arguments[1]
        let plans: [Plan] = RandomPlan.fixtures.map(\.plan)
        try GeneratedFile(
            path: folder + "/RandomKernels.swift", text: try emitPlans(plans, as: "RandomKernels")
        ).write()
        let bad = NamedModel.bad
        try GeneratedFile(path: folder + "/BadNames.swift", text: try bad.swift()).write()
    }

    enum FixtureError: Error {
        case usage
    }
}
