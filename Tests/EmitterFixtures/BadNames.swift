import VAEEmitter
import VAELanguage

@testable import VAECompiler
@testable import VAEGraph

/// A model in which every name is one that could break generated code: keywords, names that the code itself uses, and text
/// that tries to end a comment or a string. The language allows none of the latter, and the emitter relies on nobody.
struct BadNames {
    static let data = ["self", "seed", "init", "naïve", "results"]
    static let latents = ["class", "Batch", "Type", "samples", "count", "a\nb", "\u{202E}hidden"]
    static let givens = ["in", "instance", "1st", "x\"; fatalError() //"]
    static let documentation = """
        First line. */ fatalError() /* \\(fatalError())
        \"\"\" fatalError() \u{2028}fatalError() \u{85}fatalError()
        A line that is much longer than the hundred and twenty columns of a line, so that it has to be wrapped at some word.
        """

    var description: Description {
        func variable(_ name: String, _ support: Support) -> Description.Variable {
            Description.Variable(name: name, support: support, shape: [3])
        }
        return Description(
            name: "protocol \\(fatalError()) \"", documentation: BadNames.documentation,
            data: BadNames.data.map { variable($0, .unit) }, givens: BadNames.givens.map { variable($0, .category(4)) },
            latents: BadNames.latents.map { variable($0, .real) }, posteriors: [], likelihoods: [], hasPrior: true,
            hasPointCodes: false, objective: "elbo", samples: 1,
            training: Description.Training(
                optimizer: "\"", rate: .ramp(from: 0, to: 1e-3, epochs: 3), divergenceWeight: nil, batch: 4, epochs: 1,
                seed: .max, clipNorm: 5, hasWeightPrior: false, source: "\\"),
            sourceHash: .max)
    }

    func swift() throws -> String {
        let given: [String] = BadNames.givens
        let plans: [Plan] = [
            plan("bound", inputs: BadNames.data + given, outputs: ["bound", "reconstruction", "divergence"]),
            plan("logWeights", inputs: BadNames.data + given, outputs: ["logWeight"]),
            plan("encode", inputs: BadNames.data + given, outputs: BadNames.latents.flatMap { [$0 + ".mean", $0] }),
            plan("decode", inputs: BadNames.latents + given, outputs: BadNames.data.map { $0 + ".init" }),
            plan("reconstruct", inputs: BadNames.data + given, outputs: BadNames.data.map { $0 + ".mean" }),
            plan("sample", inputs: given, outputs: BadNames.data.map { $0 + ".value" } + BadNames.data),
        ]
        let slots: [ParameterTable.Slot] = (BadNames.data + given).enumerated().map { index, name in
            ParameterTable.Slot(
                name, kind: .parameter, shape: [3], initial: index == 0 ? .normal(scale: 0.1) : .constant(.infinity),
                origin: Origin(line: 1, name: name))
        }
        var table = ParameterTable()
        table.slots = slots
        return try emit(description, plans: plans, table: planTable(table), fileName: "bad\n\"name\".vae")
    }

    /// An entry point that copies its first input to every output.
    private func plan(_ name: String, inputs: [String], outputs: [String]) -> Plan {
        var plan = Plan(
            name: name, target: Target.all[0], batch: 4, buffers: [], kernels: [], phases: [], inputs: [], scalars: [],
            outputs: [], arenaSize: 0, sizeWithoutReuse: 0, largestLiveSet: 0)
        func buffer(_ name: String) -> Location {
            plan.buffers.append(Buffer(name: name, storage: .arena, offset: plan.arenaSize, size: 64))
            plan.arenaSize += 64
            return Location(buffer: plan.buffers.count - 1, strides: [16, 1])
        }
        func kernel(_ name: String, _ work: Kernel.Work, _ body: Body) -> Kernel {
            Kernel(
                name: name, origins: [Origin(line: 0, name: name), Origin(line: 7, name: name)], work: work,
                rows: [.batch], columns: 3, rowBlock: 4, columnBlock: nil, body: body)
        }
        var places: [Location] = []
        for (index, input) in inputs.enumerated() {
            plan.inputs.append(Plan.Input(name: input, columns: 3))
            places.append(buffer(input))
            plan.kernels.append(
                kernel(input, .fetch(Fetch(input: index, destination: places[index])), Body()))
        }
        plan.phases = [0..<plan.kernels.count]
        for output in outputs {
            let place: Location = buffer(output)
            var body = Body()
            body.instructions = [
                .load(places[0]), .noise(Noise(.normal, stream: output), batchAxis: 0, coefficients: [0]),
                .binary(.multiply, 0, 1),
            ]
            body.stores = [Store(register: 0, target: .elements(place, mayOverrun: true))]
            plan.kernels.append(kernel(output, .elementwise, body))
            plan.outputs.append(Plan.Output(name: output, shape: [.batch, 3], location: place))
        }
        plan.phases.append(inputs.count..<plan.kernels.count)
        plan.arenaSize += 16
        return plan
    }
}
