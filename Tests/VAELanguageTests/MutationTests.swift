import Testing

@testable import VAELanguage

/// Thousands of damaged corpus files: nothing crashes, formatting stays a fixed point, every range lies in the text.
@Suite struct MutationTests {
    /// SplitMix64 (Steele, Lea and Flood 2014): the same sequence on every machine.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z: UInt64 = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let pieces: [String] = [
        "(", ")", "[", "]", "{", "}", "|>", "~", "=", ":", ",", "\n", " ", "-", "^", ".", "...", "// c\n", "/// d\n",
        "é", "1e9",
        "0", "3", "x", "z", "h", "let ", "model ", "encoder ", "decoder ", "data ", "latent ", "layer ", "shared ",
        "given ",
        "training ", "objective ", "dense(", "normal(", "mean: ", "tune ", "select ", "distribution ", "x.shape",
        "tanh",
    ]

    private func mutate(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var result: [UInt8] = bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let place: Int = Int.random(in: 0...result.count, using: &generator)
            let end: Int = min(result.count, place + Int.random(in: 0...30, using: &generator))
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: result.removeSubrange(place..<end)
            case 1: result.insert(contentsOf: Self.pieces.randomElement(using: &generator)?.utf8 ?? "".utf8, at: place)
            case 2:
                result.insert(
                    contentsOf: Array(result[place..<end]), at: Int.random(in: 0...result.count, using: &generator))
            case 3: if place < result.count { result[place] = UInt8.random(in: 0...255, using: &generator) }
            case 4: result = result.prefix(place) + bytes.suffix(Int.random(in: 0...bytes.count, using: &generator))
            default:
                let piece: String = Self.pieces.randomElement(using: &generator) ?? ""
                result.replaceSubrange(place..<end, with: piece.utf8)
            }
        }
        return result
    }

    @Test(arguments: 0..<4)
    func damagedFilesAreSurvived(part: Int) throws {
        let files: [String] = Corpus.files("good") + Corpus.files("bad") + Corpus.files("format")
        var generator = Generator(state: UInt64(part) &+ 20)
        for round in 0..<15 {
            for path in files {
                let bytes: [UInt8] = mutate(try Corpus.source(path).bytes, &generator)
                let source = SourceText(path: path, bytes: bytes)
                if let violation = Properties.violation(of: source) {
                    Issue.record("part \(part), round \(round), \(path): \(violation)\n\(source.text)")
                    return
                }
            }
        }
    }
}

/// What must hold of lexer, parser, checker and formatter on any text.
enum Properties {
    /// What does not hold; nil when everything does.
    static func violation(of source: SourceText) -> String? {
        let result: CheckResult = check(source, vocabulary: TestVocabulary.all)
        if (result.model == nil) != result.hasErrors { return "there is a model if and only if there are no errors" }
        for diagnostic in result.diagnostics {
            let ranges: [SourceRange] =
                [diagnostic.range] + diagnostic.notes.compactMap(\.range) + diagnostic.fixes.map(\.range)
            for range in ranges where range.lower < 0 || range.upper < range.lower || range.upper > source.bytes.count {
                return "\(diagnostic.code) has the range \(range) in \(source.bytes.count) bytes"
            }
            if diagnostic.message.contains("\n") { return "\(diagnostic.code) has a message of several lines" }
        }
        if let model = result.model {
            var seen: Set<String> = []
            for row in ModelSummary(model, vocabulary: TestVocabulary.all).rows where !row.isRepeated {
                for tensor in row.learned where !seen.insert(tensor.name).inserted {
                    return "two tensors \(tensor.name)"
                }
            }
        }
        _ = DiagnosticRenderer(source).render(result.diagnostics)
        return FormatterProperties.violation(of: source)
    }
}
