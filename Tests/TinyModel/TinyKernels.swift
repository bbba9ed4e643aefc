import VAERuntime

/// The kernels of `TinyModel`, each one task.
enum TinyKernels {
    private typealias Place = TinyProgram.Place
    private static let columns = TinyProgram.columns
    private static let codes = TinyProgram.codes

    static let trainStep: KernelFunction = { context, _, _ in
        let call = TinyKernels.call(context)
        let momentum = call.table + Place.momentum
        var gradient = SIMD4<Float>.zero
        var reconstruction: Float = 0
        var divergence: Float = 0
        for row in 0..<call.rows {
            let x = TinyKernels.row(call, row)
            let z = TinyKernels.code(x, call, row)
            let error = x - TinyKernels.mean(call) - z.spread
            for column in 0..<4 { call.arena[Place.first + row * 8 + column] = error[column] }
            gradient += error
            reconstruction -= 0.5 * (error * error).sum()
            divergence += TinyKernels.divergence(x)
        }
        let scale = 1 / Float(call.rows)
        for column in 0..<columns {
            momentum[column] = 0.5 * momentum[column] + gradient[column] * scale
            call.table[Place.mean + column] += call.arena[Place.rate] * momentum[column]
        }
        let means = call.arena + Place.means
        means[2] = reconstruction * scale
        means[3] = divergence * scale
        means[1] = means[2] - means[3]
        means[0] = means[2] - call.arena[Place.weight] * means[3]
    }

    static let bound: KernelFunction = { context, _, _ in
        let call = TinyKernels.call(context)
        for row in 0..<call.rows {
            let x = TinyKernels.row(call, row)
            let error = x - TinyKernels.mean(call) - TinyKernels.code(x, call, row).spread
            let reconstruction = -0.5 * (error * error).sum()
            call.arena[Place.first + row * 8] = reconstruction - TinyKernels.divergence(x)
            call.arena[Place.second + row * 8] = reconstruction
            call.arena[Place.third + row * 8] = TinyKernels.divergence(x)
        }
    }

    static let logWeights: KernelFunction = { context, _, _ in
        let call = TinyKernels.call(context)
        for row in 0..<call.rows {
            let x = TinyKernels.row(call, row)
            let error = x - TinyKernels.mean(call) - TinyKernels.code(x, call, row).spread
            call.arena[Place.first + row * 8] = -0.5 * (error * error).sum()
        }
    }

    static let encode: KernelFunction = { context, _, _ in
        let call = TinyKernels.call(context)
        for row in 0..<call.rows {
            let x = TinyKernels.row(call, row)
            for code in 0..<codes {
                call.arena[Place.first + row * 8 + code] = x[code] * 0.5
                call.arena[Place.second + row * 8 + code] = -1
            }
        }
    }

    static let decode: KernelFunction = { context, _, _ in
        let call = TinyKernels.call(context)
        let binding = call.inputs[0]
        for row in 0..<call.rows {
            let z = binding.base.assumingMemoryBound(to: Float.self) + row * binding.rowStride
            TinyKernels.put(SIMD2(z[0], z[1]).spread + TinyKernels.mean(call), call, row)
        }
    }

    static let reconstruct: KernelFunction = { context, _, _ in
        let call = TinyKernels.call(context)
        for row in 0..<call.rows {
            let x = TinyKernels.row(call, row)
            TinyKernels.put(SIMD2(x[0], x[1]).spread * 0.5 + TinyKernels.mean(call), call, row)
        }
    }

    static let sample: KernelFunction = { context, _, _ in
        let call = TinyKernels.call(context)
        for row in 0..<call.rows {
            let z = TinyKernels.noise(call, row) * call.arena[Place.temperature]
            TinyKernels.put(z.spread + TinyKernels.mean(call), call, row)
            for code in 0..<codes { call.arena[Place.second + row * 8 + code] = z[code] }
        }
    }

    private static func call(_ context: UnsafeRawPointer) -> KernelContext {
        context.assumingMemoryBound(to: KernelContext.self).pointee
    }

    private static func mean(_ call: KernelContext) -> SIMD4<Float> {
        let mean = call.table + Place.mean
        return SIMD4(mean[0], mean[1], mean[2], mean[3])
    }

    private static func row(_ call: KernelContext, _ row: Int) -> SIMD4<Float> {
        let binding = call.inputs[0]
        let start = (binding.isIndexed ? Int(call.examples[row]) : row) * binding.rowStride
        var x = SIMD4<Float>.zero
        for column in 0..<columns {
            switch binding.element {
            case .float: x[column] = binding.base.assumingMemoryBound(to: Float.self)[start + column]
            case .byte:
                x[column] = Float(binding.base.assumingMemoryBound(to: UInt8.self)[start + column]) * binding.scale
            }
        }
        return x
    }

    private static func put(_ value: SIMD4<Float>, _ call: KernelContext, _ row: Int) {
        for column in 0..<columns { call.arena[Place.first + row * 8 + column] = value[column] }
    }

    private static func code(_ x: SIMD4<Float>, _ call: KernelContext, _ row: Int) -> SIMD2<Float> {
        SIMD2(x[0], x[1]) * 0.5 + 0.1 * noise(call, row)
    }

    private static func divergence(_ x: SIMD4<Float>) -> Float { 0.125 * (x[0] * x[0] + x[1] * x[1]) }

    /// Uniform between −1 and 1, from the seed, both clocks and the example.
    private static func noise(_ call: KernelContext, _ row: Int) -> SIMD2<Float> {
        var generator = SplitMix64(
            call.seed, UInt64(call.step), UInt64(call.epoch), UInt64(call.examples[row]))
        return SIMD2(Float(2 * generator.uniform() - 1), Float(2 * generator.uniform() - 1))
    }
}

extension SIMD2<Float> {
    /// The code in data space.
    fileprivate var spread: SIMD4<Float> { SIMD4(self[0], self[1], 0, 0) }
}
