import Foundation
import Synchronization

/// Where a command writes: results to standard output, everything else to standard error.
public struct Console: Sendable {
    /// Takes results.
    public let output: @Sendable (String) -> Void
    /// Takes messages and progress.
    package let error: @Sendable (String) -> Void
    /// Whether messages go to a terminal, where a line can be overwritten.
    package let isTerminal: Bool
    /// The columns of that terminal.
    package let columns: Int
    /// Why results could not be written, in the system's word for it; nil if they were.
    package let problem: @Sendable () -> String?

    /// A console.
    public init(
        output: @escaping @Sendable (String) -> Void, error: @escaping @Sendable (String) -> Void,
        isTerminal: Bool = false, columns: Int = 80, problem: @escaping @Sendable () -> String? = { nil }
    ) {
        self.output = output
        self.error = error
        self.isTerminal = isTerminal
        self.columns = columns
        self.problem = problem
    }

    /// The process's own.
    public static let standard: Console = {
        var size = winsize()
        let isTerminal: Bool = isatty(STDERR_FILENO) == 1
        let hasSize: Bool = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let results = Descriptor(STDOUT_FILENO)
        let messages = Descriptor(STDERR_FILENO)
        return Console(
            output: { results.write($0) }, error: { messages.write($0) }, isTerminal: isTerminal,
            columns: hasSize ? Int(size.ws_col) : 80, problem: { results.problem })
    }()

    /// Writes messages as they are.
    public func message(_ text: String) { error(text) }

    /// Writes a line of results.
    public func print(_ line: String) { output(line + "\n") }

    /// Writes a line of messages.
    public func say(_ line: String) { error(line + "\n") }
}

/// An open file that takes text as far as it can.
private final class Descriptor: Sendable {
    private let number: Int32
    private let code = Atomic<Int32>(0)

    init(_ number: Int32) { self.number = number }

    /// The system's word for what went wrong; nil if all was written, or nobody listens any more.
    var problem: String? {
        let code: Int32 = code.load(ordering: .relaxed)
        return code == 0 || code == EPIPE ? nil : String(cString: strerror(code)).lowercased()
    }

    func write(_ text: String) {
        var bytes: ArraySlice<UInt8> = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count: Int = bytes.withUnsafeBytes { systemWrite(number, $0) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 {
                code.store(count < 0 ? errno : ENOSPC, ordering: .relaxed)
                return
            }
            bytes = bytes.dropFirst(count)
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
