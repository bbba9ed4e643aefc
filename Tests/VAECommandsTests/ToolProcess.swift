import Foundation
import Synchronization

/// A run of the compiler's tool.
final class ToolProcess {
    /// What a run came to.
    struct Result {
        /// The exit code; nonsense if a signal ended it.
        let status: Int32
        /// The signal that ended it, if one did.
        let signal: Int32?
        /// Standard output.
        let output: String
        /// Standard error.
        let error: String
    }

    /// The tool beside the test's own bundle; nil if it is not built.
    static let path: String? = {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        for _ in 0..<4 {
            let path: String = folder.appendingPathComponent("vaec").path
            if FileManager.default.isExecutableFile(atPath: path) { return path }
            folder.deleteLastPathComponent()
        }
        return nil
    }()

    private let process = Process()
    private let output = Collector()
    private let error = Collector()

    /// Starts the tool.
    ///
    /// - Parameters:
    ///   - fileBlocks: the most blocks of 512 bytes that a file may have.
    ///   - outputPath: where standard output goes instead of to the test.
    ///   - ignored: the name of a signal that it is started not to hear.
    ///   - folder: where it works.
    init(
        _ arguments: [String], fileBlocks: Int? = nil, outputPath: String? = nil, ignoring ignored: String? = nil,
        folder: String? = nil
    ) throws {
        let tool: String = ToolProcess.path ?? "vaec"
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let preparation: String? =
            ignored.map { "trap '' \($0)" } ?? fileBlocks.map { "trap '' XFSZ; ulimit -f \($0)" }
        if let preparation {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            let script = "\(preparation); exec \"$@\""
            process.arguments = ["-c", script, "sh", tool] + arguments
        } else {
            process.executableURL = URL(fileURLWithPath: tool)
            process.arguments = arguments
        }
        process.standardOutput = outputPath.map { FileHandle(forWritingAtPath: $0) as Any } ?? output.pipe
        process.standardError = error.pipe
        try process.run()
    }

    /// Runs the tool to its end.
    static func run(
        _ arguments: [String], fileBlocks: Int? = nil, outputPath: String? = nil, folder: String? = nil
    ) throws -> Result {
        try ToolProcess(arguments, fileBlocks: fileBlocks, outputPath: outputPath, folder: folder).wait()
    }

    /// The process's number.
    var identifier: Int32 { process.processIdentifier }

    /// Waits for the end.
    func wait() -> Result {
        process.waitUntilExit()
        let isSignal: Bool = process.terminationReason == .uncaughtSignal
        return Result(
            status: process.terminationStatus, signal: isSignal ? process.terminationStatus : nil,
            output: output.finish(), error: error.finish())
    }

    /// Ends it without a chance to clean up.
    func kill(after seconds: Double) {
        Thread.sleep(forTimeInterval: seconds)
        Foundation.kill(process.processIdentifier, SIGKILL)
        _ = wait()
    }

    /// Waits until it has said something.
    func wait(for text: String) {
        while process.isRunning, !error.text.contains(text) { Thread.sleep(forTimeInterval: 0.02) }
    }

    /// Asks it to end as soon as it has said something. Not by Ctrl-C's signal, which processes that are started in the
    /// background do not hear.
    func interrupt(when text: String) -> Result {
        wait(for: text)
        Foundation.kill(process.processIdentifier, SIGTERM)
        return wait()
    }

    /// Takes what comes through a pipe.
    private final class Collector: Sendable {
        let pipe = Pipe()
        private let bytes = Mutex(Data())

        init() {
            pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
                // Read under the lock: what was read and not yet kept would be missing from `finish`.
                self?.bytes.withLock { bytes in
                    let data: Data = handle.availableData
                    if data.isEmpty { handle.readabilityHandler = nil }
                    bytes.append(data)
                }
            }
        }

        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

        func finish() -> String {
            pipe.fileHandleForReading.readabilityHandler = nil
            // Still open if the process was given another output; nothing would end the reading then.
            try? pipe.fileHandleForWriting.close()
            bytes.withLock { $0.append((try? pipe.fileHandleForReading.readToEnd()) ?? Data()) }
            return text
        }
    }
}
