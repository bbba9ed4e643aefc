/// Kernels that may run at the same time: their tasks form one list. A phase begins when the one before has ended.
public struct Phase {
    /// The kernels, whose tasks are handed out in this order.
    public var kernels: [Kernel]

    /// Kernels that may run at the same time.
    public init(_ kernels: [Kernel]) { self.kernels = kernels }
}

/// Phases laid out in memory of their own, so that running them touches no array and counts no reference.
public final class Schedule: @unchecked Sendable {  // Immutable after the initialiser.
    let kernels: UnsafeMutablePointer<Kernel>
    let kernelCount: Int
    /// `ends[p]` is the index behind the last kernel of phase p.
    let ends: UnsafeMutablePointer<Int>
    let phaseCount: Int

    /// Copies the phases; what the kernels' data point to stays the caller's and must outlive the schedule.
    public init(_ phases: [Phase]) {
        let all: [Kernel] = phases.flatMap(\.kernels)
        kernelCount = all.count
        phaseCount = phases.count
        kernels = .allocate(capacity: all.count)
        ends = .allocate(capacity: phases.count)
        for (index, kernel) in all.enumerated() { (kernels + index).initialize(to: kernel) }
        var end = 0
        for (index, phase) in phases.enumerated() {
            end += phase.kernels.count
            (ends + index).initialize(to: end)
        }
    }

    deinit {
        kernels.deinitialize(count: kernelCount).deallocate()
        ends.deinitialize(count: phaseCount).deallocate()
    }
}
