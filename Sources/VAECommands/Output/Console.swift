import Foundation

/// Where a command writes: results to standard output, everything else to standard error.
public struct Console: Sendable {
    /// Takes results.
    public let output: @Sendable (String) -> Void
    /// Takes messages and progress.
    let error: @Sendable (String) -> Void
    /// Whether messages go to a terminal, where a line can be overwritten.
    let isTerminal: Bool
    /// The columns of that terminal.
    let columns: Int

    /// A console.
    public init(
        output: @escaping @Sendable (String) -> Void, error: @escaping @Sendable (String) -> Void,
        isTerminal: Bool = false, columns: Int = 80
    ) {
        self.output = output
        self.error = error
        self.isTerminal = isTerminal
        self.columns = columns
    }

    /// The process's own.
    public static let standard: Console = {
        var size = winsize()
        let isTerminal: Bool = isatty(STDERR_FILENO) == 1
        let hasSize: Bool = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Console(
            output: { Console.write($0, to: STDOUT_FILENO) }, error: { Console.write($0, to: STDERR_FILENO) },
            isTerminal: isTerminal, columns: hasSize ? Int(size.ws_col) : 80)
    }()

    /// Writes messages as they are.
    public func message(_ text: String) { error(text) }

    /// Writes a line of results.
    public func print(_ line: String) { output(line + "\n") }

    /// Writes a line of messages.
    public func say(_ line: String) { error(line + "\n") }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes: ArraySlice<UInt8> = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count: Int = bytes.withUnsafeBytes { systemWrite(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            // Nobody listens any more; there is nobody to tell.
            if count <= 0 { return }
            bytes = bytes.dropFirst(count)
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
