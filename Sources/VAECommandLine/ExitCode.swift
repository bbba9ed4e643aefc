/// What a command tells the shell.
public enum ExitCode: Int32, Sendable {
    /// All is fine.
    case success = 0
    /// The model or the data has errors.
    case failure = 1
    /// The command was used wrongly.
    case usage = 2
    /// Training diverged.
    case diverged = 3
    /// A fault of ours.
    case fault = 70
}

/// A wrong use of a command.
public struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let description: String
    /// A wrong use.
    public init(_ description: String) { self.description = description }
}

/// What stops a command although it was used rightly: a model or data with errors.
public struct CommandError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was expected, what was found, and what to do.
    public let description: String
    /// An error.
    public init(_ description: String) { self.description = description }
}

/// A command that has said all there is to say and ends with this code.
public struct Exit: Error, Equatable, Sendable {
    /// The code.
    public let code: ExitCode
    /// An end.
    public init(_ code: ExitCode) { self.code = code }
}

/// An error that knows what the shell is to be told; others are faults of ours.
package protocol ExitCoded: Error {
    /// What a command that ends with it tells the shell.
    var exitCode: ExitCode { get }
}

extension Exit: ExitCoded { package var exitCode: ExitCode { code } }
extension UsageError: ExitCoded { package var exitCode: ExitCode { .usage } }
extension CommandError: ExitCoded { package var exitCode: ExitCode { .failure } }

extension ExitCode {
    /// The code for an error.
    package init(_ error: any Error) { self = (error as? any ExitCoded)?.exitCode ?? .fault }
}
