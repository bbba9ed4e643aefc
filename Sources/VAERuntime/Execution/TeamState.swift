import Dispatch
import Synchronization

/// What the members of a team share.
///
/// The tasks of a phase are dealt out in equal runs, one for each member, so that a member meets the same part of each
/// kernel's domain and finds in its caches what it left there; who is done helps the others with theirs. A run is one
/// word, which holds the number of the phase and how many of its tasks are unclaimed, and a task is claimed by changing
/// it; a claim for a phase that has passed fails, because the word has changed. Between a successful claim and the report
/// of the member's tasks the leader does not touch the phase, so its description needs no atomics.
final class TeamState: @unchecked Sendable {
    private let threads: Int
    /// A run of tasks for each member.
    private let runs: UnsafeMutablePointer<TaskRun>
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

    /// - Parameter threads: members, the leader among them.
    init(threads: Int) {
        self.threads = threads
        runs = .allocate(capacity: threads)
        for member in 0..<threads { (runs + member).initialize(to: TaskRun()) }
        phase = .allocate(capacity: 1)
        phase.initialize(to: PublishedPhase())
    }

    deinit {
        runs.deinitialize(count: threads).deallocate()
        phase.deinitialize(count: 1).deallocate()
    }

    /// Runs the tasks of one phase together with whoever is awake, and returns when all are done.
    func run(_ kernels: UnsafePointer<ScheduledKernel>, total: Int, context: UnsafePointer<KernelContext>) {
        phase.pointee = PublishedPhase(
            kernels: kernels, total: total, context: context, rows: context.pointee.rows)
        done.store(0, ordering: .relaxed)
        let number: UInt64 = runs.pointee.word.load(ordering: .relaxed) >> 32 &+ 1
        // The leader's run last: who has seen its number change has seen all.
        var member: Int = threads &- 1
        while member >= 0 {
            let count: Int =
                PublishedPhase.end(of: member, total, threads) &- PublishedPhase.start(of: member, total, threads)
            runs[member].word.store(
                number << 32 | UInt64(truncatingIfNeeded: count), ordering: .sequentiallyConsistent)
            member &-= 1
        }
        wake()
        _ = work(0)
        var wait = SpinWait()
        while done.load(ordering: .acquiring) < total {
            if !wait.pause() { sleepAsLeader(total) }
        }
    }

    /// Works on phases until the team is dissolved.
    ///
    /// - Parameter member: from 1 on.
    func serve(_ member: Int) {
        var seen: UInt64 = 0
        var wait = SpinWait()
        while !isOver.load(ordering: .acquiring) {
            if work(member) {
                wait = SpinWait()
                continue
            }
            let now: UInt64 = runs.pointee.word.load(ordering: .relaxed)
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

    /// Claims and runs tasks, first those of the member's own run and then what others have left, and reports them; false if
    /// there were none.
    @inline(__always)
    private func work(_ member: Int) -> Bool {
        var count = 0
        var total = 0
        var other: Int = member
        repeat {
            while let task = claim(of: other) {
                total = phase.pointee.total
                phase.pointee.runTask(task, threads: threads)
                count &+= 1
            }
            other = other &+ 1 == threads ? 0 : other &+ 1
        } while other != member
        if count == 0 { return false }
        // After the last of these reports the leader may go on and change everything. (One report for all tasks: the word
        // it changes goes from processor to processor.)
        if done.wrappingAdd(count, ordering: .sequentiallyConsistent).newValue == total { wakeLeader() }
        return true
    }

    /// Claims one task of a run; nil if none is left.
    @inline(__always)
    private func claim(of member: Int) -> Int? {
        var now: UInt64 = runs[member].word.load(ordering: .relaxed)
        while true {
            let left = UInt32(truncatingIfNeeded: now)
            if left == 0 { return nil }
            let (won, latest) = runs[member].word.weakCompareExchange(
                expected: now, desired: now &- 1, successOrdering: .acquiring, failureOrdering: .relaxed)
            if won { return PublishedPhase.end(of: member, phase.pointee.total, threads) &- Int(left) }
            now = latest
        }
    }

    // MARK: Sleeping. Who wants to sleep says so first and then looks once more; who brings news does so first and
    // then asks who sleeps. In sequentially consistent order one of the two sees the other.

    private func sleepAsMember(whileWordIs old: UInt64) {
        sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
        let isNews: Bool = runs.pointee.word.load(ordering: .sequentiallyConsistent) != old
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

/// A member's run of tasks, on cache lines of its own.
private struct TaskRun: ~Copyable {
    /// Number of the phase in the upper half, unclaimed tasks in the lower.
    let word = Atomic<UInt64>(0)
    private let line = InlineArray<15, UInt64>(repeating: 0)
}

/// What the members need to know of a phase.
private struct PublishedPhase {
    var kernels: UnsafePointer<ScheduledKernel>?
    var total = 0
    var context: UnsafePointer<KernelContext>?
    var rows = 0

    /// Where a member's run of so many tasks begins and ends.
    @inline(__always)
    static func start(of member: Int, _ total: Int, _ threads: Int) -> Int { member &* total / threads }
    @inline(__always)
    static func end(of member: Int, _ total: Int, _ threads: Int) -> Int { (member &+ 1) &* total / threads }

    /// Finds the kernel of a task and runs it.
    @inline(__always)
    func runTask(_ number: Int, threads: Int) {
        guard var kernel = kernels, let context else { return }
        var task: Int = number
        while true {
            let count: Int = kernel.pointee.taskCount(rows: rows)
            if task < count {
                task = kernel.pointee.task(task, rows: rows, threads: threads)
                return kernel.pointee.function(UnsafeRawPointer(context), kernel.pointee.data, task)
            }
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
