import Testing

@testable import VAEEmitter

@Suite struct IdentifierTests {
    @Test(arguments: [
        ("encoder.z.mean.dense", "encoderZMeanDense"), ("x", "x"), ("encoder.z#0", "encoderZ0"), ("784", "_784"),
        ("", "_name"), ("__", "__name"), ("a; evil()", "aEvil"), ("naïve", "nauEFve"), ("\u{202E}", "u202E"),
        ("`x`", "x"), ("a\nb", "aB"), ("模型", "u6A21u578B"), ("_private", "_private"),
    ])
    func anyTextBecomesAName(_ text: String, _ name: String) {
        #expect(Identifier(text).text == name)
    }

    @Test func keywordsStandInBackticks() {
        #expect(Identifier("class").rendered == "`class`")
        #expect(Identifier("classes").rendered == "classes")
    }

    @Test func capitals() {
        #expect(Identifier("MLPModel").uncapitalised.text == "mlpModel")
        #expect(Identifier("KingmaMNIST").uncapitalised.text == "kingmaMNIST")
        #expect(Identifier("VAE").uncapitalised.text == "vae")
        #expect(Identifier("hidden").capitalised.text == "Hidden")
    }

    @Test func aScopeGivesNoNameTwice() {
        var scope = Scope(taken: ["task"])
        #expect(scope.name("task").text == "task2")
        #expect(scope.name("x").text == "x")
        #expect(scope.name("x").text == "x2")
        #expect(scope.name("x").text == "x3")
        #expect(scope.name("x2").text == "x22")
    }
}
