import Testing

@testable import VAELanguage

@Suite struct SourceTextTests {
    @Test func linesAndColumnsCountFromOneInCharacters() {
        let source = SourceText(path: "a", text: "ab\né☕️c\r\nd\re")
        #expect(source.lineCount == 4)
        #expect(source.location(of: 0) == SourceLocation(line: 1, column: 1))
        #expect(source.location(of: 2) == SourceLocation(line: 1, column: 3))
        #expect(source.location(of: 3) == SourceLocation(line: 2, column: 1))
        let c: Int = 3 + "é☕️".utf8.count
        #expect(source.location(of: c) == SourceLocation(line: 2, column: 3))
        #expect(source.location(of: source.bytes.count) == SourceLocation(line: 4, column: 2))
        #expect(source.location(of: 1_000_000) == SourceLocation(line: 4, column: 2))
        #expect(source.text(in: source.range(ofLine: 2)) == "é☕️c")
        #expect(source.text(in: source.range(ofLine: 9)) == "")
    }

    @Test func anEmptyTextHasOneLine() {
        let source = SourceText(path: "a", text: "")
        #expect(source.lineCount == 1)
        #expect(source.location(of: 0) == SourceLocation(line: 1, column: 1))
    }

    @Test(
        arguments: [
            ([0xC3, 0x28], false), ([0xC0, 0x80], false), ([0xE0, 0x80, 0x80], false), ([0xED, 0xA0, 0x80], false),
            ([0xF4, 0x90, 0x80, 0x80], false), ([0xF0, 0x9F], false), ([0xC3, 0xA9], true), ([0xE2, 0x88, 0x92], true),
            ([0xF0, 0x9F, 0x98, 0x80], true), ([0xFF], false), ([0x80], false),
        ] as [([UInt8], Bool)])
    func onlyWellFormedUTF8IsDecoded(bytes: [UInt8], isWellFormed: Bool) {
        #expect((UTF8Decoding.scalar(bytes, at: 0) != nil) == isWellFormed)
        #expect((String(validating: bytes, as: UTF8.self) != nil) == isWellFormed)
    }

    @Test func aMissingFileIsAnErrorThatNamesIt() {
        #expect(throws: SourceText.ReadError.self) { try SourceText(contentsOfFile: "no/such/file.vae") }
        do {
            _ = try SourceText(contentsOfFile: "no/such/file.vae")
        } catch {
            #expect(error.description.contains("no/such/file.vae"))
        }
    }

    @Test func filesHaveAbsolutePaths() throws {
        let path: String = Corpus.folder.appendingPathComponent("good/KingmaMNIST.vae").path
        let source = try SourceText(contentsOfFile: path)
        #expect(source.path.hasPrefix("/"))
        #expect(source.path.hasSuffix("good/KingmaMNIST.vae"))
        #expect(try source.bytes == Corpus.source("good/KingmaMNIST.vae").bytes)
    }
}
