import Dispatch
import Synchronization

/// What the members of a team share. Every task is claimed by changing one word, which holds the number of the phase
/// and how many of its tasks are unclaimed; a claim for a phase that has passed fails, because the word has changed.
/// Between a successful claim and the report that the task is done the leader does not touch the phase, so its
/// description needs no atomics.
final class TeamState: @unchecked Sendable {
    /// Number of the phase in the upper half, unclaimed tasks in the lower. All tasks unclaimed at first.
    private let word = Atomic<UInt64>(0)
    private let wordLine = InlineArray<15, UInt64>(repeating: 0)
    /// Tasks of the current phase that are done.
    private let done = Atomic<Int>(0)
    private let doneLine = InlineArray<15, UInt64>(repeating: 0)
    /// Members that sleep or are about to.
    private let sleepers = Atomic<Int>(0)
    /// Whether the leader sleeps or is about to.
    private let leaderSleeps = Atomic<Bool>(false)
    private let isOver = Atomic<Bool>(false)
    private let memberSignal = DispatchSemaphore(value: 0)
    private let leaderSignal = DispatchSemaphore(value: 0)
    /// The current phase: written by the leader while nothing is claimed.
    private let phase: UnsafeMutablePointer<PublishedPhase>

    init() {
        phase = .allocate(capacity: 1)
        phase.initialize(to: PublishedPhase())
    }

    deinit { phase.deinitialize(count: 1).deallocate() }

    /// Runs the tasks of one phase together with whoever is awake, and returns when all are done.
    func run(_ kernels: UnsafePointer<ScheduledKernel>, total: Int, context: UnsafePointer<KernelContext>) {
        phase.pointee = PublishedPhase(kernels: kernels, total: total, context: context, rows: context.pointee.rows)
        done.store(0, ordering: .relaxed)
        let number: UInt64 = word.load(ordering: .relaxed) >> 32 &+ 1
        word.store(number << 32 | UInt64(truncatingIfNeeded: total), ordering: .sequentiallyConsistent)
        wake()
        while claimAndRun() {}
        var wait = SpinWait()
        while done.load(ordering: .acquiring) < total {
            if !wait.pause() { sleepAsLeader(total) }
        }
    }

    /// Works on phases until the team is dissolved.
    func serve() {
        var seen: UInt64 = 0
        var wait = SpinWait()
        while !isOver.load(ordering: .acquiring) {
            if claimAndRun() {
                wait = SpinWait()
                continue
            }
            let now: UInt64 = word.load(ordering: .relaxed)
            if now != seen {
                seen = now
                wait = SpinWait()
            } else if !wait.pause() {
                sleepAsMember(whileWordIs: now)
                wait = SpinWait()
            }
        }
    }

    /// Lets the members go; those that are asleep wake up for it.
    func dissolve() {
        isOver.store(true, ordering: .sequentiallyConsistent)
        wake()
    }

    /// Claims one task and runs it; false if none is left.
    @inline(__always)
    private func claimAndRun() -> Bool {
        var now: UInt64 = word.load(ordering: .relaxed)
        while true {
            let left = UInt32(truncatingIfNeeded: now)
            if left == 0 { return false }
            let (won, latest) = word.weakCompareExchange(
                expected: now, desired: now &- 1, successOrdering: .acquiring, failureOrdering: .relaxed)
            if won {
                let total: Int = phase.pointee.total
                phase.pointee.runTask(total &- Int(left))
                // After the last of these reports the leader may go on and change everything.
                if done.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue == total { wakeLeader() }
                return true
            }
            now = latest
        }
    }

    // MARK: Sleeping. Who wants to sleep says so first and then looks once more; who brings news does so first and
    // then asks who sleeps. In sequentially consistent order one of the two sees the other.

    private func sleepAsMember(whileWordIs old: UInt64) {
        sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
        let isNews: Bool = word.load(ordering: .sequentiallyConsistent) != old
        if isNews || isOver.load(ordering: .sequentiallyConsistent) {
            var count: Int = sleepers.load(ordering: .relaxed)
            while count > 0 {
                let (won, latest) = sleepers.weakCompareExchange(
                    expected: count, desired: count &- 1, ordering: .acquiringAndReleasing)
                if won { return }
                count = latest
            }
            // A wake-up for this member is under way already: take it.
        }
        memberSignal.wait()
    }

    private func wake() {
        if sleepers.load(ordering: .sequentiallyConsistent) == 0 { return }
        var count: Int = sleepers.exchange(0, ordering: .acquiringAndReleasing)
        while count > 0 {
            memberSignal.signal()
            count &-= 1
        }
    }

    private func sleepAsLeader(_ total: Int) {
        leaderSleeps.store(true, ordering: .sequentiallyConsistent)
        let isDone: Bool = done.load(ordering: .sequentiallyConsistent) >= total
        if isDone && leaderSleeps.exchange(false, ordering: .acquiringAndReleasing) { return }
        leaderSignal.wait()
    }

    private func wakeLeader() {
        if !leaderSleeps.load(ordering: .sequentiallyConsistent) { return }
        if leaderSleeps.exchange(false, ordering: .acquiringAndReleasing) { leaderSignal.signal() }
    }
}

/// What the members need to know of a phase.
private struct PublishedPhase {
    var kernels: UnsafePointer<ScheduledKernel>?
    var total = 0
    var context: UnsafePointer<KernelContext>?
    var rows = 0

    /// Finds the kernel of a task and runs it.
    @inline(__always)
    func runTask(_ number: Int) {
        guard var kernel = kernels, let context else { return }
        var task: Int = number
        while true {
            let count: Int = kernel.pointee.taskCount(rows: rows)
            if task < count { return kernel.pointee.function(UnsafeRawPointer(context), kernel.pointee.data, task) }
            task &-= count
            kernel += 1
        }
    }
}

/// Patience of a thread that waits for news: some 30 µs of it.
private struct SpinWait {
    private var looks = 1500
    private var number: UInt64 = 3

    /// Lets a few dozen cycles pass, by divisions that wait for each other and occupy little else of the processor (the
    /// instruction made for this is out of Swift's reach); false when patience is at an end.
    @inline(__always)
    mutating func pause() -> Bool {
        number = 0x9E37_79B9_7F4A_7C15 / (number | 1)
        number = 0x9E37_79B9_7F4A_7C15 / (number | 1)
        number = 0x9E37_79B9_7F4A_7C15 / (number | 1)
        // The number takes part, or the optimiser would see that nobody needs it.
        looks &-= number == 0 ? 2 : 1
        return looks > 0
    }
}
