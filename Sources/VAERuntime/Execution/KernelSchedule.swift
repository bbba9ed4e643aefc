/// Phases of kernels laid out in memory of their own, so that running them touches no array and counts no reference. A
/// phase begins when the one before has ended; its kernels may run at the same time, and their tasks form one list.
public final class KernelSchedule: @unchecked Sendable {  // Immutable after the initialiser.
    let kernels: UnsafeMutablePointer<ScheduledKernel>
    let kernelCount: Int
    /// `ends[p]` is the index behind the last kernel of phase p.
    let ends: UnsafeMutablePointer<Int>
    let phaseCount: Int

    /// A schedule of these phases.
    public init(_ phases: [[ScheduledKernel]]) {
        let all: [ScheduledKernel] = phases.flatMap(\.self)
        kernelCount = all.count
        phaseCount = phases.count
        kernels = .allocate(capacity: all.count)
        ends = .allocate(capacity: phases.count)
        for (index, kernel) in all.enumerated() { (kernels + index).initialize(to: kernel) }
        var end = 0
        for (index, phase) in phases.enumerated() {
            end += phase.count
            (ends + index).initialize(to: end)
        }
    }

    deinit {
        kernels.deinitialize(count: kernelCount).deallocate()
        ends.deinitialize(count: phaseCount).deallocate()
    }
}
