import VAERuntime

extension Machine {
    /// Draws uniform noise over a block.
    func uniformNoise(_ i: CompiledInstruction, _ block: Block) {
        noise(
            i, block, fill: { Noise.fillUniforms($0, count: $1, to: $2) }, vector: { Noise.uniforms($0, element: $1) })
    }

    /// Draws normal noise over a block.
    func normalNoise(_ i: CompiledInstruction, _ block: Block) {
        noise(i, block, fill: { Noise.fillNormals($0, count: $1, to: $2) }, vector: { Noise.normals($0, element: $1) })
    }

    @inline(__always)
    private func noise(
        _ i: CompiledInstruction, _ block: Block,
        fill: (NoiseRow, Int, UnsafeMutablePointer<Float>) -> Void, vector: (NoiseRow, Int) -> Vector
    ) {
        let noise = kernel.pointee.noises[Int(i.a)]
        let d = operands[Int(i.destination)]
        let inner: Int = kernel.pointee.rowAxes.count &- 1
        var element: Int = block.column &+ block.row &* noise.coefficients[inner]
        var axis = 0
        while axis <= inner {
            element = element &+ noise.coefficients[axis] &* indices[axis]
            axis = axis &+ 1
        }
        let isInner: Bool = noise.batchAxis == inner
        var example: Int = indices[noise.batchAxis] &+ (isInner ? block.row : 0)
        let clock: UInt32 = noise.isPerEpoch ? context.pointee.epoch : context.pointee.step
        var row = 0
        while row < block.rows {
            let key = NoiseRow(
                example: context.pointee.examples[example], clock: clock, stream: noise.stream,
                seed: context.pointee.seed)
            let target: UnsafeMutableRawPointer = d.pointer + row &* d.rowStep
            if element == 0 {
                fill(key, block.vectors &* vectorWidth, target.assumingMemoryBound(to: Float.self))
            } else {
                var number = 0
                while number < block.vectors {
                    vector(key, element &+ number &* vectorWidth).store(to: target + number &* vectorBytes)
                    number = number &+ 1
                }
            }
            element = element &+ noise.coefficients[inner]
            example = example &+ (isInner ? 1 : 0)
            row = row &+ 1
        }
    }
}
