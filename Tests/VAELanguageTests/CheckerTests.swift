import Testing

@testable import VAELanguage

/// What the corpus cannot show: overrides, what the model holds, bounds on what a text can cost.
@Suite struct CheckerTests {
    private func kingma(set: [String: Double]) throws -> CheckResult {
        check(try Corpus.source("good/KingmaMNIST.vae"), vocabulary: TestVocabulary.all, set: set)
    }

    // MARK: Overrides

    @Test func aLetCanBeSet() throws {
        let model: Model = try #require(try kingma(set: ["size": 2]).model)
        #expect(model.latents[0].shape == [2])
    }

    @Test func onlyLetsCanBeSet() throws {
        let result: CheckResult = try kingma(set: ["sise": 2, "x": 3])
        #expect(result.model == nil)
        let diagnostic: Diagnostic = try #require(result.diagnostics.first { $0.severity == .error })
        #expect(diagnostic.code == .unknownOverride)
        #expect(diagnostic.message.contains("'sise' and 'x'"))
        #expect(diagnostic.notes.contains { $0.message.contains("'size'") })
    }

    @Test(arguments: [2.5, -1, 1e300, .nan, .infinity])
    func aBadValueIsAnError(value: Double) throws {
        #expect(try kingma(set: ["size": value]).model == nil)
    }

    // MARK: The model

    private func model(_ text: String) throws -> Model {
        let source = SourceText(path: "a", text: text)
        let result: CheckResult = check(source, vocabulary: TestVocabulary.all)
        #expect(DiagnosticRenderer(source).render(result.diagnostics.filter { $0.severity == .error }) == "")
        return try #require(result.model)
    }

    @Test func defaultsAreFilledIn() throws {
        let model: Model = try model(
            """
            model A
            data   x: binary[8]
            latent z: real[4] ~ normal(scale: 1)
            encoder { z ~ normal(mean: x |> dense(4), scale: 1) }
            decoder { x ~ bernoulli(logits: z |> dense(x.shape)) }
            training { optimizer adam(rate: 0.1) }
            """)
        guard case .tensor(let mean)? = model.latents[0].prior?.arguments["mean"], case .number(0) = mean.kind else {
            Issue.record("the mean has a default")
            return
        }
        guard case .integer(1)? = model.objective.arguments["samples"],
            case .call(let divergence)? = model.objective.arguments["divergence"],
            case .number(1)? = model.objective.arguments["weight"]
        else {
            Issue.record("the objective has defaults")
            return
        }
        #expect(divergence.name == "analytic")
        guard case .number(0.1)? = model.training.optimizer.arguments["rate"],
            case .number(0.9)? = model.training.optimizer.arguments["beta1"]
        else {
            Issue.record("the optimizer has defaults")
            return
        }
        #expect(model.training.batch == 100)
        #expect(model.training.epochs == 100)
        #expect(model.training.seed == 0)
    }

    @Test func oneExtentAndAShapeDiffer() throws {
        let model: Model = try model(
            """
            model A
            data   x: binary[2, 8]
            latent z: real[4] ~ normal(scale: 1)
            encoder {
                let h = x |> dense(4)
                z ~ normal(mean: h |> dense(z.shape), scale: 1)
            }
            decoder { x ~ bernoulli(logits: z |> dense([2, 8])) }
            """)
        guard case .local(_, _, let h) = model.encoders[0].statements[0].kind,
            case .distributed(_, let z) = model.encoders[0].statements[1].kind,
            case .tensor(let mean)? = z.arguments["mean"]
        else {
            Issue.record("a let and a posterior")
            return
        }
        #expect(h.shape == [2, 4])
        #expect(mean.shape == [4])
        guard case .application(let first) = h.kind, case .integer(4)? = first.arguments["extents"],
            case .application(let second) = mean.kind, case .extents([4])? = second.arguments["extents"],
            case .local(0) = second.inputs[0].kind
        else {
            Issue.record("extents arrive as they were written")
            return
        }
        #expect(first.path == "encoder.h.dense")
    }

    @Test func supportsAreInferred() throws {
        let model: Model = try model(
            """
            model A
            data   x: unit[4]
            latent z: real[4] ~ normal(scale: 1)
            encoder {
                let a = x |> sigmoid
                let b = 1 - a
                let c = a * b
                let d = exp(x) + c
                let e = d / (d + 1) * 0.5
                let f = a - b
                let g = x |> flatten
                let h = f ^ 2
                let i = d ^ f
                z ~ normal(mean: a + b + c + d + e + f + g + h + i, scale: 1)
            }
            decoder { x ~ normal(mean: z, scale: 1) }
            """)
        let supports: [Support] = model.encoders[0].statements.compactMap { statement in
            if case .local(_, _, let value) = statement.kind { return value.support }
            return nil
        }
        #expect(supports == [.unit, .unit, .unit, .positive, .positive, .real, .unit, .real, .positive])
    }

    // MARK: Bounds

    @Test func templatesThatGrowExponentiallyAreStopped() {
        var text: String = "model A\nlayer a0 = tanh\n"
        for level in 1...40 { text += "layer a\(level) = a\(level - 1) |> a\(level - 1)\n" }
        text +=
            "data x: unit[4]\nlatent z: real[4] ~ normal(scale: 1)\nencoder { z ~ normal(mean: x |> a40, scale: 1) }\n"
        let codes: [DiagnosticCode] = check(SourceText(path: "a", text: text), vocabulary: TestVocabulary.all)
            .diagnostics.map(\.code)
        #expect(codes.contains(.sizeLimit) || codes.contains(.nestedTooDeep))
    }

    @Test func argumentsThatGrowExponentiallyAreStopped() {
        var text: String = "model A\nlayer a0(p) = residual(p)\n"
        for level in 1...40 { text += "layer a\(level)(p) = a\(level - 1)(p |> residual(p))\n" }
        text += "data x: unit[4]\nlatent z: real[4] ~ normal(scale: 1)\n"
        text += "encoder { z ~ normal(mean: x |> a40(tanh), scale: 1) }\n"
        let result: CheckResult = check(SourceText(path: "a", text: text), vocabulary: TestVocabulary.all)
        #expect(result.hasErrors)
    }

    @Test func longChainsOfTemplatesAreNoStackOverflow() {
        var text: String = "model A\nlayer a0 = tanh\n"
        for level in 1...5000 { text += "layer a\(level) = a\(level - 1)\n" }
        text +=
            "data x: unit[4]\nlatent z: real[4] ~ normal(scale: 1)\nencoder { z ~ normal(mean: x |> a5000, scale: 1) }\n"
        let result: CheckResult = check(SourceText(path: "a", text: text), vocabulary: TestVocabulary.all)
        #expect(result.diagnostics.contains { $0.code == .nestedTooDeep })
    }

    @Test func theSameTextGivesTheSameDiagnostics() throws {
        for path in Corpus.files("bad") {
            let source: SourceText = try Corpus.source(path)
            let first: [Diagnostic] = check(source, vocabulary: TestVocabulary.all).diagnostics
            #expect(first == check(source, vocabulary: TestVocabulary.all).diagnostics)
        }
    }

    @Test func theEmptyTextHasNoModel() {
        let result: CheckResult = check(SourceText(path: "a", text: ""), vocabulary: TestVocabulary.all)
        #expect(result.model == nil)
        #expect(result.diagnostics.map(\.code) == [.missingHeader])
    }
}
