import Foundation
import TestSupport
import Testing
import VAEInterpreter
import VAERuntime

@testable import VAEGraph

/// How long the training step of the example model takes; runs only with VAE_TIMES set, since it takes a while and says
/// little on a busy machine.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["VAE_TIMES"] != nil)) struct StepTimeTests {
    private static let batch = 100

    private static func makeRun() throws -> GraphRun {
        let model = ExampleModel()
        return try GraphRun(
            model.trainStep, slots: model.table, model.bindings(batch: batch), GraphRun.Pipeline(), maxBatch: batch)
    }

    /// The thread's processor time in nanoseconds: other processes do not count.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    @Test func `time of each kernel on one thread`() throws {
        let run = try StepTimeTests.makeRun()
        let repetitions = 40
        try run.runner.withContext { entry, context in
            var times: [Double] = []
            for phase in entry.phases { for _ in phase { times.append(0) } }
            for repetition in 0...repetitions {
                var place = 0
                for kernel in entry.phases.joined() {
                    let start: Double = StepTimeTests.processorTime()
                    for task in 0..<kernel.taskCount(rows: StepTimeTests.batch) {
                        kernel.function(UnsafeRawPointer(context), kernel.data, task)
                    }
                    if repetition > 0 { times[place] += StepTimeTests.processorTime() - start }
                    place += 1
                }
            }
            for (kernel, time) in zip(run.plan.kernels, times) {
                let tasks: Int = kernel.taskCount(batch: StepTimeTests.batch)
                let microseconds: Double = time / Double(repetitions) / 1000
                let flops: Double = StepTimeTests.flops(kernel) / 1000
                let rate: String = flops > 0 ? String(format: "%.0f GFLOP/s", flops / microseconds) : ""
                print(String(format: "%8.1f µs %4d tasks ", microseconds, tasks), kernel.name, rate)
            }
            if ProcessInfo.processInfo.environment["VAE_TIMES"] == "plan" { print(run.plan) }
            let total: Double = times.reduce(0, +) / Double(repetitions) / 1e6
            print(String(format: "%8.3f ms in all", total))
        }
    }

    /// The update of a weight as it would be compiled, for comparison.
    private struct AdamEpilogue: Epilogue {
        let weight: UnsafeMutablePointer<Float>
        let first: UnsafeMutablePointer<Float>
        let second: UnsafeMutablePointer<Float>
        let stride: Int

        @inline(__always)
        mutating func put(_ row: Int, _ column: Int, _ g: Vector) {
            let place: Int = row &* stride &+ column
            let m: Vector = Vector.multiplyAdd(
                Vector.load(first + place), Vector(repeating: 0.9), g * Vector(repeating: 0.1))
            let v: Vector = Vector.multiplyAdd(
                Vector.load(second + place), Vector(repeating: 0.999), g * g * Vector(repeating: 0.001))
            let step: Vector = Vector.divide(
                m * Vector(repeating: 0.001), Vector.squareRoot(v) + Vector(repeating: 1e-8))
            m.store(to: first + place)
            v.store(to: second + place)
            (Vector.load(weight + place) - step).store(to: weight + place)
        }
    }

    @Test func `time of updates as they would be compiled`() throws {
        let run = try StepTimeTests.makeRun()
        let kernels: [Kernel] = run.plan.kernels.filter { $0.name == "optimizer" && StepTimeTests.flops($0) > 1e7 }
        try run.runner.withContext { _, context in
            for kernel in kernels {
                guard case .contraction(let contraction) = kernel.work else { continue }
                let places: [UnsafeMutablePointer<Float>] = kernel.body.stores.map { store in
                    guard case .elements(let location, _) = store.target else { return context.pointee.table }
                    return context.pointee.table + run.plan.buffers[location.buffer].offset + location.offset
                }
                let a = context.pointee.arena + run.plan.buffers[contraction.left.buffer].offset
                let b = context.pointee.arena + run.plan.buffers[contraction.right.buffer].offset
                let stride: Int = run.plan.buffers[kernel.reads.last ?? 0].size / kernel.rowCount(batch: 100)
                let columns: Int = kernel.columns.factor
                let block: Int = kernel.columnBlock ?? columns
                var total: Double = 0
                for repetition in 0...40 {
                    let start: Double = StepTimeTests.processorTime()
                    for row in Swift.stride(from: 0, to: kernel.rowCount(batch: 100), by: kernel.rowBlock) {
                        for column in Swift.stride(from: 0, to: columns, by: block) {
                            var epilogue = AdamEpilogue(
                                weight: places[2], first: places[0], second: places[1],
                                stride: (columns + 15) / 16 * 16)
                            multiply(
                                rows: row..<min(row + kernel.rowBlock, kernel.rowCount(batch: 100)),
                                columns: column..<min(column + block, columns), depth: 100, a: a,
                                aRowStride: 1, aDepthStride: contraction.left.strides[1].factor, b: b,
                                bRowStride: contraction.right.strides[0].factor, epilogue: &epilogue)
                        }
                    }
                    if repetition > 0 { total += StepTimeTests.processorTime() - start }
                }
                print(String(format: "%8.1f µs compiled ", total / 40_000), kernel.name, stride)
            }
        }
    }

    @Test func `time of each kernel by itself`() throws {
        let run = try StepTimeTests.makeRun()
        let only: Int? = ProcessInfo.processInfo.environment["VAE_KERNEL"].flatMap { Int($0) }
        try run.runner.withContext { entry, context in
            for (place, kernel) in entry.phases.joined().enumerated() where only == nil || only == place {
                let tasks: Int = kernel.taskCount(rows: StepTimeTests.batch)
                let repetitions: Int = only == nil ? 20 : 4000
                var best: Double = .infinity
                for _ in 0...repetitions {
                    let start: Double = StepTimeTests.processorTime()
                    for task in 0..<tasks { kernel.function(UnsafeRawPointer(context), kernel.data, task) }
                    best = min(best, StepTimeTests.processorTime() - start)
                }
                let text: String = String(
                    format: "%3d %8.2f µs, %4d tasks of %8.3f µs ", place, best / 1000, tasks,
                    best / 1000 / Double(tasks))
                print(text, run.plan.kernels[place].name)
            }
        }
    }

    private static func flops(_ kernel: Kernel) -> Double {
        guard case .contraction(let contraction) = kernel.work else { return 0 }
        let size: Int = kernel.rowCount(batch: batch) * kernel.columns.count(batch: batch)
        return 2 * Double(size * contraction.depth.count(batch: batch))
    }

    @Test(arguments: [1, 2]) func `time of a step`(threads: Int) throws {
        let run = try StepTimeTests.makeRun()
        try run.runner.withContext { entry, context in
            var times: [Double] = []
            Team.withTeam(threads: threads) { team in
                for _ in 0..<300 {
                    let start: UInt64 = DispatchTime.now().uptimeNanoseconds
                    team.run(entry.schedule, context: context)
                    times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
                }
            }
            times.sort()
            print(threads, "threads:", times[0], "ms at best,", times[times.count / 2], "ms median")
        }
    }
}
