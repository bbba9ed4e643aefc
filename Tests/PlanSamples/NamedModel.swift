import VAECompiler
import VAEEmitter
import VAEGraph
import VAELanguage

/// A small model of which every name is given, also names that the language would never let through: the emitter relies on
/// nobody.
package struct NamedModel {
    private let name: String
    private let documentation: String
    private let fileName: String
    /// Names of data variables, latents and conditions.
    package let data: [String]
    package let latents: [String]
    package let givens: [String]

    /// A model of these names.
    package init(
        name: String, documentation: String, fileName: String, data: [String], latents: [String], givens: [String]
    ) {
        (self.name, self.documentation, self.fileName) = (name, documentation, fileName)
        (self.data, self.latents, self.givens) = (data, latents, givens)
    }

    /// Names that could break generated code: keywords, names that the code itself uses, and text that tries to end a
    /// comment or a string.
    package static let bad = NamedModel(
        name: "protocol \\(fatalError()) \"",
        documentation: """
            First line. */ fatalError() /* \\(fatalError())
            \"\"\" fatalError() \u{2028}fatalError() \u{85}fatalError()
            A line that is much longer than the hundred and twenty columns of a line, so that it is wrapped at some word.
            """,
        fileName: "bad\n\"name\".vae",
        data: ["self", "seed", "init", "naïve", "results"],
        latents: ["class", "Batch", "Type", "samples", "count", "a\nb", "\u{202E}hidden"],
        givens: ["in", "instance", "1st", "x\"; fatalError() //"])

    /// Its Swift source.
    package func swift() throws -> String {
        let given: [String] = givens
        let plans: [Plan] = [
            plan("bound", inputs: data + given, outputs: ["bound", "reconstruction", "divergence"]),
            plan("logWeights", inputs: data + given, outputs: ["logWeight"]),
            plan("encode", inputs: data + given, outputs: latents.flatMap { [$0 + ".mean", $0] }),
            plan("decode", inputs: latents + given, outputs: data.map { $0 + ".init" }),
            plan("reconstruct", inputs: data + given, outputs: data.map { $0 + ".mean" }),
            plan("sample", inputs: given, outputs: data.map { $0 + ".value" } + data),
        ]
        let slots: [ParameterTable.Slot] = (data + given).enumerated().map { index, name in
            ParameterTable.Slot(
                name, kind: .parameter, shape: [3], initial: index == 0 ? .normal(scale: 0.1) : .constant(.infinity),
                origin: Origin(line: 1, name: name))
        }
        var table = ParameterTable()
        table.slots = slots
        return try emit(description(), plans: plans, table: planTable(table), fileName: fileName)
    }

    // MARK: - The description

    /// An ordinary model, whose description then gets other names.
    private static let text = """
        model Plain
        data x: unit[3]
        given y: category(4)[3]
        latent z: real[3] ~ normal(mean: 0, scale: 1)
        encoder { z ~ normal(mean: x |> dense(3), scale: 1) }
        decoder { x ~ bernoulli(logits: z |> dense(x.shape)) }
        objective elbo(weight: ramp(from: 0, to: 0.001, epochs: 3))
        training { clip norm 5 }
        """

    private static let plain: Description? = {
        let source = SourceText(path: "Plain.vae", text: text)
        return checkModel(source).model.flatMap { try? Description($0, source: source.bytes) }
    }()

    enum Problem: Error {
        case noModel
    }

    private func description() throws -> Description {
        guard var description = NamedModel.plain else { throw Problem.noModel }
        description.name = name
        description.documentation = documentation
        description.data = renamed(description.data, data)
        description.givens = renamed(description.givens, givens)
        description.latents = renamed(description.latents, latents)
        description.training.optimizer = name
        description.training.source = documentation
        description.training.seed = .max
        description.sourceHash = .max
        return description
    }

    /// As many copies of the first variable as there are names.
    private func renamed(_ variables: [Description.Variable], _ names: [String]) -> [Description.Variable] {
        names.flatMap { name in
            variables.prefix(1).map { variable in
                var variable: Description.Variable = variable
                variable.name = name
                return variable
            }
        }
    }

    // MARK: - The plans

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
            plan.kernels.append(kernel(input, .fetch(Fetch(input: index, destination: places[index])), Body()))
        }
        plan.phases = [0..<plan.kernels.count]
        for output in outputs {
            let place: Location = buffer(output)
            var body = Body()
            body.instructions = [
                .load(places[0]), .noise(Noise(.normal, stream: output), batchAxis: 0, coefficients: [0]),
                .binary(.multiply, 0, 1), .binary(.subtract, 0, 2),
            ]
            body.stores = [0, 3].map { Store(register: $0, target: .elements(place, mayOverrun: true)) }.reversed()
            plan.kernels.append(kernel(output, .elementwise, body))
            plan.outputs.append(Plan.Output(name: output, shape: [.batch, 3], location: place))
        }
        plan.phases.append(inputs.count..<plan.kernels.count)
        plan.arenaSize += 16
        return plan
    }
}
