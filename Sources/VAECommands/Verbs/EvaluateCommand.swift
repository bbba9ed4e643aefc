import VAECommandLine
import VAERuntime

extension ModelCommands {
    /// `evaluate`: the bound on data.
    static func evaluate(_ source: ModelSource) -> Command {
        let options: [OptionSpecification] =
            TrainedModel.specifications + DataOptions.specifications + [
                OptionSpecification(
                    "importance-samples", "N",
                    "also estimate the marginal log-likelihood with N draws for each example")
            ]
        let call: String = source.positional.name
        return command(
            "evaluate", source, summary: "Compute the bound of a trained model on data, in nats per example",
            options: options,
            examples: [
                "evaluate \(call) --checkpoint runs/mnist/checkpoint.safetensors --data mnist --importance-samples 100"
            ],
            run: evaluate)
    }

    private static func evaluate(_ call: ModelCall) throws {
        let data = try DataOptions(call.arguments)
        let draws: Int? = try call.arguments.integer("importance-samples", in: 1...1_000_000_000)
        if draws != nil, !call.program.hasLikelihoodEstimate {
            throw CommandError(
                "\(call.description.name) has point codes, so there is no marginal likelihood to estimate; "
                    + "leave --importance-samples away")
        }
        let trained = try TrainedModel(call)
        let seed: UInt64 = trained.seed(call)
        let (examples, _): (Examples, Dataset) = try data.evaluated(call, seed: seed)
        call.console.say("computing the bound on \(examples.count) examples")
        let bound: Bound = try trained.model.bound(examples.batches, seed: seed)
        var likelihood: Double?
        if let draws {
            call.console.say("drawing \(draws) times for each of \(examples.count) examples")
            let progress = ProgressLine(call.console)
            let estimates: [Double] = try trained.model.logLikelihood(examples.batches, samples: draws, seed: seed) {
                progress.show("\($0) of \(examples.count) examples")
            }
            progress.clear()
            likelihood = estimates.reduce(0, +) / Double(estimates.count)
        }
        let others: [(name: String, bound: Bound)] = try alternatives(call, trained.model).map { name in
            (name, try trained.model.answering(as: name).bound(examples.batches, seed: seed))
        }
        if call.isJSON {
            call.console.print(json(bound, likelihood, draws: draws, others).text)
        } else {
            text(bound, likelihood, draws: draws, call.console)
            for (name, bound) in others {
                var line: String = "alternative \(name) bound \(Numbers.fixed(bound.value)) reconstruction "
                line += "\(Numbers.fixed(bound.reconstruction)) divergence \(Numbers.fixed(bound.divergence)) nats"
                call.console.print(line)
            }
        }
    }

    /// The alternatives that are shown side by side: all, unless one was asked for.
    private static func alternatives(_ call: ModelCall, _ model: ModelInstance) -> [String] {
        let all: [String] = call.description.alternatives.map(\.name)
        guard call.arguments.value("alternative") == nil, all.indices.contains(model.alternative) else { return [] }
        call.console.say("alternatives: \(all.joined(separator: ", ")); \(all[model.alternative]) answers")
        return all
    }

    private static func text(_ bound: Bound, _ likelihood: Double?, draws: Int?, _ console: Console) {
        let parts: [(String, Double)] = [
            ("bound", bound.value), ("reconstruction", bound.reconstruction), ("divergence", bound.divergence),
        ]
        for (name, mean) in parts { console.print("\(name) \(Numbers.fixed(mean)) nats") }
        for (name, mean) in parts {
            console.print("total-\(name) \(Numbers.fixed(mean * Double(bound.count))) nats")
        }
        console.print("examples \(bound.count)")
        if let likelihood, let draws {
            console.print("log-likelihood \(Numbers.fixed(likelihood)) nats")
            console.print("importance-samples \(draws)")
        }
    }

    private static func json(
        _ bound: Bound, _ likelihood: Double?, draws: Int?, _ others: [(name: String, bound: Bound)]
    ) -> JSON {
        let count = Double(bound.count)
        var members: [JSON.Member] = [
            JSON.Member("bound", .number(bound.value)), JSON.Member("reconstruction", .number(bound.reconstruction)),
            JSON.Member("divergence", .number(bound.divergence)),
            JSON.Member(
                "total",
                [
                    "bound": .number(bound.value * count), "reconstruction": .number(bound.reconstruction * count),
                    "divergence": .number(bound.divergence * count),
                ]),
            JSON.Member("examples", .integer(bound.count)),
        ]
        if let likelihood, let draws {
            members.append(JSON.Member("logLikelihood", .number(likelihood)))
            members.append(JSON.Member("importanceSamples", .integer(draws)))
        }
        if !others.isEmpty {
            let list: [JSON] = others.map { name, bound in
                [
                    "name": .string(name), "bound": .number(bound.value),
                    "reconstruction": .number(bound.reconstruction), "divergence": .number(bound.divergence),
                ]
            }
            members.append(JSON.Member("alternatives", .array(list)))
        }
        return .object(members)
    }
}

extension Program {
    /// Whether the marginal likelihood can be estimated: a model with point codes gives no density of its codes.
    var hasLikelihoodEstimate: Bool { entries["logWeights"] != nil }
}
