import Foundation
import Testing

/// What queries of compiled models allocate, counted by a tool beside the tests.
struct AllocationTests {
    /// The tool beside the test's own bundle; nil if it is not built.
    private static let tool: URL? = {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        for _ in 0..<4 {
            let file: URL = folder.appendingPathComponent("QueryAllocations")
            if FileManager.default.isExecutableFile(atPath: file.path) { return file }
            folder.deleteLastPathComponent()
        }
        return nil
    }()

    #if DEBUG
        private static let isOptimised = false
    #else
        private static let isOptimised = true
    #endif

    #if os(Linux)
        private static let canCount = true
    #else
        private static let canCount = false
    #endif

    /// Some models of every kind.
    @Test(
        .enabled(if: canCount, "allocations are counted by standing in for the GNU C library's functions, on Linux"),
        .enabled(if: isOptimised, "what unoptimised code allocates is no matter"),
        arguments: ["KingmaMNIST", "KingmaMNISTBinary", "FreyFace", "ConditionalDigits", "BanditFashion", "Conv32"])
    func `a query allocates nothing after the first run`(model: String) throws {
        let tool: URL = try #require(AllocationTests.tool)
        let process = Process()
        process.executableURL = tool
        process.arguments = [model]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let lines: [Substring] = output.split(separator: "\n")
        // Four queries of one and of a hundred rows, on one thread and on two.
        #expect(lines.count == 16)
        for line in lines {
            #expect(line.hasSuffix("query 0.0"), "\(line)")
            // The counter counts: ordinary calls allocate their results.
            #expect(!line.contains("ordinary 0.0"), "\(line)")
        }
    }
}
