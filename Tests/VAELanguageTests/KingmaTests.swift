import Testing

@testable import VAELanguage

/// The model of the reference page, from text to a checked model.
@Suite struct KingmaTests {
    @Test func kingmaMNISTBecomesAModel() throws {
        let source: SourceText = try Corpus.source("good/KingmaMNIST.vae")
        let result: CheckResult = check(source, vocabulary: TestVocabulary.all)
        let text: String = DiagnosticRenderer(source).render(result.diagnostics.filter { $0.severity != .note })
        #expect(text == "")
        let model: Model = try #require(result.model)
        #expect(model.name == "KingmaMNIST")
        #expect(
            model.documentation
                == "Auto-Encoding Variational Bayes on MNIST (Kingma and Welling 2014, section 5).")
        #expect(model.data.map(\.shape) == [[1, 28, 28]])
        #expect(model.latents.map(\.shape) == [[20]])
        #expect(model.latents[0].prior?.name == "normal")
        #expect(model.encoders.count == 1)
        #expect(model.decoders.count == 1)
        #expect(model.objective.name == "elbo")
        #expect(model.training.batch == 100)
        #expect(model.encoders[0].statements.count == 2)
    }
}
