import Testing

@testable import VAECommandLine
@testable import VAECommands

/// Taking command lines apart.
struct ArgumentTests {
    private static let command = CommandSpecification(
        "train", summary: "Train a model", positionals: [PositionalSpecification("MODEL", "the model")],
        options: [
            OptionSpecification("epochs", "N", "passes"),
            OptionSpecification("data", "FILE", "data", isRepeatable: true),
            OptionSpecification("json", nil, "print results as JSON"),
        ])

    private func parse(_ arguments: [String]) throws -> Arguments { try Arguments(arguments, for: Self.command) }

    @Test func valuesFlagsAndPositionals() throws {
        let arguments = try parse(["--epochs", "20", "Digits", "--json", "--data=a=b", "--data", "c"])
        #expect(arguments.positionals == ["Digits"])
        #expect(try arguments.integer("epochs") == 20)
        #expect(arguments.has("json"))
        #expect(arguments.all("data") == ["a=b", "c"])
        #expect(try arguments.integer("batch") == nil)
    }

    @Test func afterTwoDashesEverythingIsPositional() throws {
        #expect(try parse(["--", "--json"]).positionals == ["--json"])
    }

    @Test(
        arguments: [
            (["Digits", "--epoch", "3"], "there is no option '--epoch'; did you mean '--epochs'?"),
            (["Digits", "-e"], "there is no option '-e'"),
            (["Digits", "--epochs"], "'--epochs' needs a value: --epochs N"),
            (["Digits", "--epochs", "--json"], "'--epochs' needs a value: --epochs N"),
            (["Digits", "--epochs", "1", "--epochs", "2"], "'--epochs' is given twice"),
            (["Digits", "--json=yes"], "'--json' takes no value, found 'yes'"),
            ([], "MODEL is missing: the model"),
            (["a", "b"], "'b' is one argument too many"),
        ])
    func wrongLinesSayWhatIsWrong(_ arguments: [String], _ message: String) {
        #expect(throws: UsageError(message)) { try Arguments(arguments, for: Self.command) }
    }

    @Test func numbersOutsideTheirRange() throws {
        let arguments = try parse(["Digits", "--epochs", "0"])
        #expect(throws: UsageError("'--epochs' takes a whole number from 1 on, found '0'")) {
            try arguments.integer("epochs")
        }
        let huge = try parse(["Digits", "--epochs", "99999999999999999999"])
        #expect(throws: UsageError.self) { try huge.integer("epochs") }
        let nan = try parse(["Digits", "--epochs", "nan"])
        #expect(throws: UsageError.self) { try nan.number("epochs", in: 0...1) }
    }

    @Test func spelling() {
        #expect(editDistance("epohcs", "epochs") == 1)
        #expect(editDistance("", "abc") == 3)
        #expect(suggestion(for: "evalute", among: ["train", "evaluate"]) == "; did you mean 'evaluate'?")
        #expect(suggestion(for: "fly", among: ["train", "evaluate"]).isEmpty)
    }

    @Test func helpShowsEveryOption() {
        let text: String = Help.text(of: Self.command, tool: "vae")
        #expect(text.contains("usage: vae train MODEL [options]"))
        for option in Self.command.options { #expect(text.contains("--" + option.name)) }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func jsonIsASCII() {
        let value: JSON = ["a": "é\"\n", "b": .array([1, .number(0.5), .number(.nan), .boolean(true)])]
        #expect(value.text == #"{"a":"\u00e9\"\n","b":[1,0.5,null,true]}"#)
    }

    @Test func toolNames() {
        #expect(toolName("/home/a/p/.build/x86_64/release/vae") == "swift run -c release vae")
        #expect(toolName(".build/debug/vaec") == "swift run vaec")
        #expect(toolName("/usr/bin/vae") == "vae")
        #expect(shellQuoted("a b") == "'a b'")
        #expect(shellQuoted("x=it's") == "'x=it'\\''s'")
    }
}
