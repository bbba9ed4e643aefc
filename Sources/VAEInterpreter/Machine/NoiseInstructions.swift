import VAERuntime

extension Machine {
    /// Draws uniform noise over a block.
    func uniformNoise(_ i: CompiledInstruction, _ block: Block) {
        noise(i, block, fill: { Noise.fillUniforms($0, count: $1, to: $2) }, vector: { Noise.uniforms($0, column: $1) })
    }

    /// Draws normal noise over a block.
    func normalNoise(_ i: CompiledInstruction, _ block: Block) {
        noise(i, block, fill: { Noise.fillNormals($0, count: $1, to: $2) }, vector: { Noise.normals($0, column: $1) })
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
                draw(key, from: element, block.vectors, to: target, vector)
            }
            element = element &+ noise.coefficients[inner]
            example = example &+ (isInner ? 1 : 0)
            row = row &+ 1
        }
    }

    /// Draws vectors of a row from any element on; the generator's own vectors begin at multiples of the width.
    @inline(__always)
    private func draw(
        _ key: NoiseRow, from element: Int, _ vectors: Int, to target: UnsafeMutableRawPointer,
        _ vector: (NoiseRow, Int) -> Vector
    ) {
        let skipped: Int = element & (vectorWidth &- 1)
        let first: Int = element &- skipped
        var number = 0
        while number < vectors {
            let column: Int = first &+ number &* vectorWidth
            let value: Vector = vector(key, column)
            let place: UnsafeMutableRawPointer = target + number &* vectorBytes
            if skipped == 0 {
                value.store(to: place)
            } else {
                let next: Vector = vector(key, column &+ vectorWidth)
                withUnsafeTemporaryAllocation(of: Vector.self, capacity: 2) { pair in
                    pair[0] = value
                    pair[1] = next
                    if let start = pair.baseAddress {
                        Vector.load(UnsafeRawPointer(start) + 4 &* skipped).store(to: place)
                    }
                }
            }
            number = number &+ 1
        }
    }
}
