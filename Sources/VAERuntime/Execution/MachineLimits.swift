import Dispatch
import Foundation

/// What the machine can do at most, measured now: the roof over every kernel.
public enum MachineLimits {
    /// Multiply-adds in registers on so many threads at once: GFLOP/s, the best of some rounds.
    public static func peakGigaflops(threads: Int) -> Double {
        let rounds = 200_000
        // Each round is 12 independent multiply-adds, as many as hide the latency of two units.
        let flops: Double = Double(rounds * 12 * 2 * vectorWidth * threads)
        return best(of: 20, threads: threads) { _ in multiplyAdds(rounds) }.map { flops / $0 } ?? 0
    }

    /// A pass that reads and writes every float of a buffer, on so many threads: gigabytes moved each second.
    ///
    /// - Parameter bytes: the buffer's size.
    public static func passGigabytes(bytes: Int, threads: Int) -> Double {
        let count: Int = max(vectorWidth, bytes / 4 / threads / vectorWidth * vectorWidth)
        let buffers: [UnsafeMutablePointer<Float>] = (0..<threads).map { _ in
            let buffer = UnsafeMutablePointer<Float>.allocate(capacity: count)
            buffer.initialize(repeating: 1, count: count)
            return buffer
        }
        defer { for buffer in buffers { buffer.deallocate() } }
        let addresses: [UInt] = buffers.map { UInt(bitPattern: $0) }
        let passes: Int = max(1, 20_000_000 / count)
        let moved: Double = Double(8 * count * passes * threads)
        return best(of: 10, threads: threads) { thread in
            guard let buffer = UnsafeMutablePointer<Float>(bitPattern: addresses[thread]) else { return }
            for _ in 0..<passes { readAndWrite(buffer, count) }
        }.map { moved / $0 } ?? 0
    }

    /// The processor's name, as the system gives it.
    public static var processor: String {
        let text: String = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line: Substring? = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name: Substring? = line?.split(separator: ":").last
        return name.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
    }

    /// The shortest time of some rounds in nanoseconds; each ends when all threads are done.
    private static func best(of rounds: Int, threads: Int, _ work: @Sendable (Int) -> Void) -> Double? {
        (0..<rounds).map { _ in
            let start: UInt64 = DispatchTime.now().uptimeNanoseconds
            DispatchQueue.concurrentPerform(iterations: threads, execute: work)
            return Double(DispatchTime.now().uptimeNanoseconds - start)
        }.min()
    }

    @inline(never)
    private static func multiplyAdds(_ rounds: Int) {
        let a = Vector(repeating: 0.999)
        let b = Vector(repeating: 0.001)
        var x0 = a, x1 = b, x2 = a, x3 = b, x4 = a, x5 = b, x6 = a, x7 = b, x8 = a, x9 = b, x10 = a, x11 = b
        for _ in 0..<rounds {
            x0 = Vector.multiplyAdd(x0, a, b)
            x1 = Vector.multiplyAdd(x1, a, b)
            x2 = Vector.multiplyAdd(x2, a, b)
            x3 = Vector.multiplyAdd(x3, a, b)
            x4 = Vector.multiplyAdd(x4, a, b)
            x5 = Vector.multiplyAdd(x5, a, b)
            x6 = Vector.multiplyAdd(x6, a, b)
            x7 = Vector.multiplyAdd(x7, a, b)
            x8 = Vector.multiplyAdd(x8, a, b)
            x9 = Vector.multiplyAdd(x9, a, b)
            x10 = Vector.multiplyAdd(x10, a, b)
            x11 = Vector.multiplyAdd(x11, a, b)
        }
        let low: Vector = x0 + x1 + x2 + x3 + x4 + x5
        let high: Vector = x6 + x7 + x8 + x9 + x10 + x11
        keep(low + high)
    }

    @inline(never)
    private static func readAndWrite(_ buffer: UnsafeMutablePointer<Float>, _ count: Int) {
        let factor = Vector(repeating: 0.9999)
        var index = 0
        while index < count {
            (Vector.load(buffer + index) * factor).store(to: buffer + index)
            index &+= vectorWidth
        }
    }

    /// Keeps a value from being optimised away.
    @inline(never)
    private static func keep(_ vector: Vector) {
        withExtendedLifetime(vector) {}
        if vector[0].isNaN { print("not a number") }
    }
}
