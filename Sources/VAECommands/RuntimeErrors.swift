import VAECommandLine
import VAERuntime

// What the shell is told of the runtime's errors.

extension TrainingDiverged: ExitCoded { package var exitCode: ExitCode { .diverged } }
extension DataError: ExitCoded { package var exitCode: ExitCode { .failure } }
extension ModelError: ExitCoded { package var exitCode: ExitCode { .failure } }
extension CheckpointMismatch: ExitCoded { package var exitCode: ExitCode { .failure } }
extension ResumptionError: ExitCoded { package var exitCode: ExitCode { .failure } }
