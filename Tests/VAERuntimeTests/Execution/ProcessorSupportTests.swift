import Testing

@testable import VAEProcessor
@testable import VAERuntime

@Suite struct ProcessorSupportTests {
    @Test func whatRunsTheseTests() {
        // The tests run, so the processor has what they were compiled for.
        #expect(ProcessorSupport.has(ProcessorSupport.built))
        #expect(ProcessorSupport.complaint == nil)
        #expect(ProcessorSupport.has(.baseline))
        #expect(!ProcessorSupport.has(.avx512) || ProcessorSupport.has(.avx2))
        let widths: [ProcessorSupport.InstructionSet: Int] = [.avx512: 16, .avx2: 8, .baseline: 4]
        #expect(widths[ProcessorSupport.built] == vectorWidth)
    }

    @Test func theComplaintSaysWhatToDo() {
        let text = ProcessorSupport.complaint(about: .avx512)
        #expect(text.contains("AVX-512") && text.contains("VAE_CPU=baseline") && text.contains("processor"))
    }
}
