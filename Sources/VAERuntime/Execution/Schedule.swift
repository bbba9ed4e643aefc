/// The kernels of an entry point, phase by phase, laid out in memory of their own, so that running them touches no array
/// and counts no reference.
public final class Schedule: @unchecked Sendable {  // Immutable after the initialiser.
    let kernels: UnsafeMutablePointer<ScheduledKernel>
    let kernelCount: Int
    /// `ends[p]` is the index behind the last kernel of phase p.
    let ends: UnsafeMutablePointer<Int>
    let phaseCount: Int

    /// Kernels that may run at the same time, phase by phase; a phase begins when the one before has ended.
    public init(_ phases: [[ScheduledKernel]]) {
        kernelCount = phases.reduce(0) { $0 + $1.count }
        phaseCount = phases.count
        kernels = .allocate(capacity: kernelCount)
        ends = .allocate(capacity: phaseCount)
        var end = 0
        for (index, phase) in phases.enumerated() {
            for kernel in phase {
                (kernels + end).initialize(to: kernel)
                end += 1
            }
            (ends + index).initialize(to: end)
        }
    }

    deinit {
        kernels.deinitialize(count: kernelCount).deallocate()
        ends.deinitialize(count: phaseCount).deallocate()
    }
}

extension ScheduledKernel {
    /// How many tasks there are in a call of so many rows.
    @inline(__always)
    func taskCount(rows: Int) -> Int { rowTasks.value(rows: rows) &* columnTasks.value(rows: rows) }
}
