import Dispatch
import Foundation

/// Threads that work on the phases of schedules together, for as long as one call of an entry point, one epoch or one
/// query lasts.
///
/// The caller leads: it publishes phase after phase, works on tasks itself, and waits only for tasks that somebody
/// has claimed. So a helper that Dispatch starts late or never delays nothing. Helpers spin for a short while between
/// phases and then sleep. Which thread computes a task changes no bit of the result.
public struct Team: ~Copyable, Sendable {
    /// Members, the leader among them.
    public let threads: Int
    private let state: TeamState?

    /// Where the helpers of a team come from.
    enum Helpers {
        /// From Dispatch, which has threads ready: for a team that is soon gone.
        case borrowed
        /// Threads of the team's own: for one that may wait for long, since a thread of Dispatch that waits is missing
        /// elsewhere.
        case own
    }

    /// A team that lasts as long as this value; whoever has it leads.
    ///
    /// - Parameter threads: members including the leader; 1 or less means no helpers.
    init(threads: Int, helpers: Helpers) {
        self.threads = max(1, threads)
        guard threads > 1 else {
            state = nil
            return
        }
        let state = TeamState(threads: threads)
        self.state = state
        // Each helper holds the state, so that it may come and go whenever it likes.
        switch helpers {
        case .borrowed:
            let queue = DispatchQueue.global(qos: .userInitiated)
            for member in 1..<threads { queue.async { state.serve(member) } }
        case .own:
            for member in 1..<threads {
                let thread = Thread { state.serve(member) }
                thread.qualityOfService = .userInitiated
                thread.start()
            }
        }
    }

    deinit { state?.dissolve() }

    /// Forms a team for the time of `body`.
    ///
    /// - Parameters:
    ///   - threads: members including the calling thread; 1 or less means no helpers.
    ///   - body: leads the team.
    public static func withTeam<Result, Failure: Error>(
        threads: Int, _ body: (borrowing Team) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(Team(threads: threads, helpers: .borrowed))
    }

    /// Runs all phases of a schedule, one after the other.
    ///
    /// - Parameters:
    ///   - schedule: what to run.
    ///   - context: given to every kernel; must not change before this returns.
    public func run(_ schedule: KernelSchedule, context: UnsafePointer<KernelContext>) {
        let rows: Int = context.pointee.rows
        var first = 0
        var phase = 0
        while phase < schedule.phaseCount {
            let end: Int = schedule.ends[phase]
            var total = 0
            var index: Int = first
            while index < end {
                total &+= schedule.kernels[index].taskCount(rows: rows)
                index &+= 1
            }
            if total > 1, let state {
                state.run(schedule.kernels + first, total: total, context: context)
            } else if total > 0 {
                Team.runAlone(schedule.kernels, first..<end, context)
            }
            first = end
            phase &+= 1
        }
    }

    /// All tasks of some kernels in order, on this thread.
    private static func runAlone(
        _ kernels: UnsafeMutablePointer<ScheduledKernel>, _ range: Range<Int>, _ context: UnsafePointer<KernelContext>
    ) {
        let rows: Int = context.pointee.rows
        for index in range {
            let kernel: ScheduledKernel = kernels[index]
            let count: Int = kernel.taskCount(rows: rows)
            var task = 0
            while task < count {
                kernel.function(UnsafeRawPointer(context), kernel.data, kernel.task(task, rows: rows, threads: 1))
                task &+= 1
            }
        }
    }
}
