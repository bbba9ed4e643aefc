import Testing

@testable import VAERuntime

/// Runs one kernel on an arena of Floats and returns it.
private func run(
    _ function: KernelFunction, data: UnsafeRawPointer, grid: TaskGrid, rows: Int, floats: Int, examples: [UInt32],
    inputs: [InputBinding]
) -> [Float] {
    let arena = UnsafeMutableRawPointer.allocate(byteCount: floats * 4, alignment: 64)
    defer { arena.deallocate() }
    let memory = arena.initializeMemory(as: Float.self, repeating: -7, count: floats)
    let schedule = Schedule([Phase([Kernel(function: function, data: data, grid: grid)])])
    examples.withUnsafeBufferPointer { examples in
        inputs.withUnsafeBufferPointer { inputs in
            guard let e = examples.baseAddress, let i = inputs.baseAddress else { return }
            var context = KernelContext(
                arena: arena, table: arena, rows: rows, seed: 77, step: 1, epoch: 2, draw: 3, examples: e, inputs: i)
            withUnsafePointer(to: &context) { context in
                Team.withTeam(threads: 2) { $0.run(schedule, context: context) }
            }
        }
    }
    return [Float](UnsafeBufferPointer(start: memory, count: floats))
}

@Suite struct InputKernelTests {
    @Test(arguments: [1, 3, 15, 16, 17, 40, 100]) func fetchingRows(columns: Int) {
        let stride = (columns + 15) / 16 * 16
        let rows = 5
        let examples: [UInt32] = [3, 0, 6, 6, 1]
        let bytes: [UInt8] = (0..<7 * columns).map { UInt8(truncatingIfNeeded: $0 * 37) }
        let floats: [Float] = (0..<7 * columns).map { Float($0) * 0.25 - 3 }
        for isIndexed in [true, false] {
            for element in [InputBinding.Element.byte, .float] {
                bytes.withUnsafeBytes { bytes in
                    floats.withUnsafeBytes { floats in
                        guard let b = bytes.baseAddress, let f = floats.baseAddress else { return }
                        let binding = InputBinding(
                            base: element == .byte ? b : f, element: element, isIndexed: isIndexed, rowStride: columns,
                            scale: 1.0 / 255)
                        var data = FetchRowsData(
                            input: 1, target: 64, rowStride: stride, columns: columns, rowBlock: 2)
                        let result = run(
                            fetchRows, data: &data, grid: data.grid, rows: rows, floats: 16 + rows * stride + 16,
                            examples: examples, inputs: [binding, binding])
                        for row in 0..<rows {
                            let from = isIndexed ? Int(examples[row]) : row
                            for column in 0..<stride {
                                let value = result[16 + row * stride + column]
                                let at = from * columns + column
                                let isPadding = column >= columns
                                let isWritten = column < (columns + vectorWidth - 1) / vectorWidth * vectorWidth
                                let byte = isPadding || element == .float ? 0 : Float(bytes[at]) * (1.0 / 255)
                                let float = isPadding || element == .byte ? 0 : Float(at) * 0.25 - 3
                                #expect(value == (!isWritten ? -7 : element == .byte ? byte : float))
                            }
                        }
                        #expect(result[..<16].allSatisfy { $0 == -7 })
                        #expect(result[(16 + rows * stride)...].allSatisfy { $0 == -7 })
                    }
                }
            }
        }
    }

    @Test func fillingNoise() {
        let bytes: [UInt8] = [0]
        let base = bytes.withUnsafeBytes { $0.baseAddress }
        guard let base else { return }
        let binding = InputBinding(base: base, element: .byte, isIndexed: true, rowStride: 0)
        let examples: [UInt32] = [9, 2, 5]
        for distribution in [FillNoiseData.Distribution.uniform, .normal] {
            for (clock, value) in [(NoiseClock.step, 1), (.epoch, 2), (.draw, 3)] as [(NoiseClock, UInt32)] {
                var data = FillNoiseData(
                    distribution: distribution, stream: 12, clock: clock, target: 0, rowStride: 32, columns: 20,
                    rowBlock: 2)
                let result = run(
                    fillNoise, data: &data, grid: data.grid, rows: 3, floats: 96, examples: examples,
                    inputs: [binding])
                for row in 0..<3 {
                    let names = NoiseRow(example: examples[row], clock: value, stream: 12, seed: 77)
                    for column in 0..<20 {
                        let expected =
                            distribution == .uniform
                            ? Noise.uniformReference(names, column: column)
                            : Noise.normalReference(names, column: column)
                        #expect(abs(Double(result[row * 32 + column]) - expected) < 1e-5)
                    }
                    #expect(result[row * 32 + 20] == -7)
                }
            }
        }
    }
}
