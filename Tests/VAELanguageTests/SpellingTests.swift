import Testing

@testable import VAELanguage

@Suite struct SpellingTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("dense", "dense", 0), ("dnese", "dense", 1), ("dens", "dense", 1),
        ("sense", "dense", 1), ("kitten", "sitting", 3),
    ])
    func distanceCountsEdits(a: String, b: String, expected: Int) {
        #expect(Spelling.distance(Array(a), Array(b)) == expected)
        #expect(Spelling.distance(Array(b), Array(a)) == expected)
    }

    @Test func theNearestIsFoundAndTheFarIsNot() {
        let words: [String] = ["dense", "flatten", "tanh", "relu", "x"]
        #expect(Spelling.nearest(to: "dence", among: words) == "dense")
        #expect(Spelling.nearest(to: "TANH", among: words) == "tanh")
        #expect(Spelling.nearest(to: "reul", among: words) == "relu")
        #expect(Spelling.nearest(to: "y", among: words) == nil)
        #expect(Spelling.nearest(to: "convolution", among: words) == nil)
        #expect(Spelling.nearest(to: String(repeating: "x", count: 1000), among: words) == nil)
        #expect(Spelling.nearest(to: "dense", among: ["dense"]) == nil)
    }
}
