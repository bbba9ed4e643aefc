import Dispatch
import Synchronization
import Testing

@testable import VAERuntime

/// Memory for intermediate results.
struct ScratchTests {
    /// Writes to memory within memory, down to a depth, and reads all of it again.
    private func nest(_ depth: Int, floats: Int) -> Bool {
        var isRight = true
        withScratch(floats: floats) { memory in
            if UInt(bitPattern: memory) % 64 != 0 { isRight = false }
            for index in 0..<floats { memory[index] = Float(depth * 10 + index % 7) }
            if depth > 0, !nest(depth - 1, floats: floats) { isRight = false }
            for index in 0..<floats where memory[index] != Float(depth * 10 + index % 7) { isRight = false }
        }
        return isRight
    }

    @Test(arguments: [0, 1, 256, 257, 5000, 300_000]) func memoryWithinMemory(floats: Int) {
        for _ in 0..<3 { #expect(nest(4, floats: floats)) }
        #expect(nest(0, floats: 3 * floats))
    }

    @Test func everyThreadHasItsOwn() {
        let wrong = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 64) { number in
            if !nest(3, floats: 400 + 50 * number) { wrong.wrappingAdd(1, ordering: .relaxed) }
        }
        #expect(wrong.load(ordering: .relaxed) == 0)
    }
}
