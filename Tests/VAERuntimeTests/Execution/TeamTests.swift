import Dispatch
import Synchronization
import Testing

@testable import VAERuntime

/// Task t of a phase writes the sum of what three tasks of the phase before left: any task that runs twice, too early or
/// not at all changes the outcome, and the thread sanitizer sees a missing barrier.
private struct StepData {
    var source: Int
    var target: Int
    var count: Int
}

private let step: KernelFunction = { context, data, task in
    guard let data else { return }
    let call = context.assumingMemoryBound(to: KernelContext.self).pointee
    let own = data.assumingMemoryBound(to: StepData.self).pointee
    let words = UnsafeMutableRawPointer(call.arena).assumingMemoryBound(to: UInt64.self)
    let source = words + own.source
    let sum = source[task] &* 3 &+ source[(task + 1) % own.count] &+ source[(task + 7) % own.count]
    words[own.target + task] &+= sum &+ 1
}

/// Memory of a call and what it points to.
private final class Call {
    let arena: UnsafeMutableRawPointer
    let examples: UnsafeMutablePointer<UInt32>
    let inputs: UnsafeMutablePointer<InputBinding>
    let words: Int

    init(words: Int) {
        self.words = words
        arena = .allocate(byteCount: words * 8, alignment: 64)
        arena.initializeMemory(as: UInt64.self, repeating: 1, count: words)
        examples = .allocate(capacity: 1)
        inputs = .allocate(capacity: 1)
    }

    deinit {
        arena.deallocate()
        examples.deallocate()
        inputs.deallocate()
    }

    func context(rows: Int) -> KernelContext {
        let floats = arena.assumingMemoryBound(to: Float.self)
        return KernelContext(
            arena: floats, table: floats, rows: rows, seed: 0, step: 0, epoch: 0, examples: examples, inputs: inputs)
    }

    var contents: [UInt64] {
        [UInt64](UnsafeBufferPointer(start: arena.assumingMemoryBound(to: UInt64.self), count: words))
    }
}

/// Schedules that step back and forth between two halves of the arena, each phase of two kernels.
private final class Steps {
    let data: UnsafeMutablePointer<StepData>
    let schedule: KernelSchedule

    init(tasks: Int) {
        data = .allocate(capacity: 4)
        for index in 0..<2 {
            let own = StepData(source: index * tasks, target: (1 - index) * tasks, count: tasks)
            (data + index).initialize(to: own)
        }
        let there = ScheduledKernel(step, data: data, rowTasks: Count(tasks), columnTasks: Count(1))
        let back = ScheduledKernel(step, data: data + 1, rowTasks: Count(1, isBatch: true), columnTasks: Count(1))
        let none = ScheduledKernel(step, data: data, rowTasks: Count(0, block: 4), columnTasks: Count(1))
        schedule = KernelSchedule([[none, there], [], [back, none]])
    }

    deinit { data.deallocate() }
}

private func outcome(threads: Int, tasks: Int, repetitions: Int) -> [UInt64] {
    let call = Call(words: 2 * tasks)
    let steps = Steps(tasks: tasks)
    var context = call.context(rows: tasks)
    Team.withTeam(threads: threads) { team in
        for number in 0..<repetitions {
            context.step = UInt32(number)
            withUnsafePointer(to: &context) { team.run(steps.schedule, context: $0) }
        }
    }
    return call.contents
}

@Suite struct TeamTests {
    @Test(arguments: [1, 2, 3, 7, 16]) func anyNumberOfThreads(threads: Int) {
        for tasks in [1, 2, 3, 10, 100] {
            #expect(
                outcome(threads: threads, tasks: tasks, repetitions: 20)
                    == outcome(threads: 1, tasks: tasks, repetitions: 20))
        }
    }

    @Test func thousandsOfTinyPhases() {
        let expected = outcome(threads: 1, tasks: 5, repetitions: 5000)
        for threads in [2, 3] { #expect(outcome(threads: threads, tasks: 5, repetitions: 5000) == expected) }
    }

    /// Helpers fall asleep between the phases and must wake up.
    @Test func phasesFarApart() {
        let call = Call(words: 40)
        let steps = Steps(tasks: 20)
        var context = call.context(rows: 20)
        Team.withTeam(threads: 3) { team in
            for number in 0..<20 {
                let until = DispatchTime.now().uptimeNanoseconds + 300_000
                while DispatchTime.now().uptimeNanoseconds < until {}
                context.step = UInt32(number)
                withUnsafePointer(to: &context) { team.run(steps.schedule, context: $0) }
            }
        }
        #expect(call.contents == outcome(threads: 1, tasks: 20, repetitions: 20))
    }

    /// More teams at once than processors, and teams within tasks of Dispatch.
    @Test func manyTeamsAtOnce() {
        let expected = outcome(threads: 1, tasks: 12, repetitions: 100)
        let wrong = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 24) { _ in
            if outcome(threads: 4, tasks: 12, repetitions: 100) != expected { wrong.wrappingAdd(1, ordering: .relaxed) }
        }
        #expect(wrong.load(ordering: .relaxed) == 0)
    }

    @Test func manyTeamsInARow() {
        let expected = outcome(threads: 1, tasks: 3, repetitions: 1)
        for _ in 0..<500 { #expect(outcome(threads: 2, tasks: 3, repetitions: 1) == expected) }
    }

    @Test func resultsAndErrorsPassThrough() {
        struct Failure: Error, Equatable {}
        #expect(Team.withTeam(threads: 2) { $0.threads } == 2)
        #expect(Team.withTeam(threads: -1) { $0.threads } == 1)
        #expect(throws: Failure()) { try Team.withTeam(threads: 2) { _ in throw Failure() } }
    }
}
