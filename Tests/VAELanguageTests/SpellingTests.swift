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

    @Test func whatOthersCallItIsKnown() {
        #expect(OtherNames.meant(by: "lr", among: ["rate", "momentum"]) == "rate")
        #expect(OtherNames.meant(by: "learning_rate", among: ["rate"]) == "rate")
        #expect(OtherNames.meant(by: "BatchNorm2d", among: ["batchNorm", "dense"]) == "batchNorm")
        #expect(OtherNames.meant(by: "Linear", among: ["dense", "tanh"]) == "dense")
        #expect(OtherNames.meant(by: "linear", among: ["constant", "ramp"]) == "ramp")
        #expect(OtherNames.meant(by: "std", among: ["mean", "variance"]) == nil)
        #expect(OtherNames.meant(by: "dense", among: ["dense"]) == nil)
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
