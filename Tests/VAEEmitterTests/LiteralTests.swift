import Testing

@testable import VAEEmitter

@Suite struct LiteralTests {
    @Test func stringsEscapeEverythingThatIsNotPlain() {
        #expect(Literal.string("plain text") == "\"plain text\"")
        #expect(Literal.string("\"; evil() //") == "\"\\\"; evil() //\"")
        #expect(Literal.string("\\(evil())") == "\"\\\\(evil())\"")
        #expect(Literal.string("a\nb\r\u{2028}") == "\"a\\nb\\u{D}\\u{2028}\"")
        #expect(Literal.string("\u{202E}é\0") == "\"\\u{202E}\\u{E9}\\u{0}\"")
    }

    @Test func commentsBreakAtEveryLineEnd() {
        for end: String in ["\n", "\r", "\r\n", "\u{2028}", "\u{2029}", "\u{85}", "\u{B}", "\u{C}"] {
            #expect(Literal.commentLines("a\(end)evil()", width: 80) == ["a", "evil()"], "\(end.unicodeScalars)")
        }
    }

    @Test func commentsSpellOutWhatCannotBeSeen() {
        #expect(Literal.commentLines("a\u{202E}b\u{200B}c\0", width: 80) == ["a\\u{202E}b\\u{200B}c\\u{0}"])
        #expect(Literal.commentLines("naïve · 模型", width: 80) == ["naïve · 模型"])
    }

    @Test func commentsWrapAtWords() {
        #expect(Literal.commentLines("one two three four", width: 9) == ["one two", "three", "four"])
        #expect(Literal.commentLines("", width: 9) == [])
    }

    @Test func floatsReadBackAsTheSameBits() {
        var state: UInt64 = 1
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: state >> 32))
            if !value.isFinite { continue }
            #expect(Float(Literal.float(value))?.bitPattern == value.bitPattern)
        }
        #expect(Literal.float(.infinity) == ".infinity")
        #expect(Literal.float(-.infinity) == "-.infinity")
        #expect(Literal.float(.nan) == ".nan")
        #expect(Literal.float(-0.0) == "-0.0")
        #expect(Literal.float(0.1) == "0.1")
    }
}
