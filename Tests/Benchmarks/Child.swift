import Foundation

/// A process that measures something and says it in a line of JSON. Measurements are made in processes of their own, so
/// that none finds memory or caches as another left them.
struct Child: Sendable {
    /// The program and its arguments.
    var command: [String]
    /// What is added to its environment.
    var environment: [String: String] = [:]

    /// Runs it to its end.
    ///
    /// - Returns: the last line of its output that is JSON of that type.
    /// - Throws: `BenchmarkError` with the end of what it said if there is no such line.
    func run<Result: Decodable>(_ type: Result.Type) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        var all: [String: String] = ProcessInfo.processInfo.environment
        for (name, value) in environment { all[name] = value }
        all[Child.startVariable] = String(nanoseconds())
        process.environment = all
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // Both pipes are emptied at the same time: a process that fills one stands still.
        let collected = DispatchQueue(label: "errors")
        nonisolated(unsafe) var said = Data()
        collected.async { said = errors.fileHandleForReading.readDataToEndOfFile() }
        let printed: Data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let lines: [Data.SubSequence] = printed.split(separator: UInt8(ascii: "\n"))
        for line in lines.reversed() {
            if let result = try? JSONDecoder().decode(type, from: Data(line)) { return result }
        }
        let complaint = String(decoding: collected.sync { said }, as: UTF8.self).split(separator: "\n").last ?? ""
        throw BenchmarkError("\(command.joined(separator: " ")): \(complaint)")
    }

    /// The environment variable that tells a child when it was started.
    static let startVariable = "VAE_BENCHMARK_START"
}
