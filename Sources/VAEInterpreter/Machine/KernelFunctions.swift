import VAERuntime

// The few C functions that all interpreted kernels share; what differs is the data they are given.

/// Runs a task of a kernel whose body is all there is.
let elementwiseFunction: KernelFunction = { context, data, task in
    guard let kernel = data?.assumingMemoryBound(to: CompiledKernel.self) else { return }
    kernel.pointee.pool.pointee.withSlot { scratch in
        var machine = Machine(
            context: context.assumingMemoryBound(to: KernelContext.self), kernel: kernel, task: task, scratch: scratch)
        if !machine.task.isEmpty { machine.runBody(over: machine.task) }
    }
}

/// Copies a task's rows of an input.
let fetchFunction: KernelFunction = { context, data, task in
    guard let kernel = data?.assumingMemoryBound(to: CompiledKernel.self) else { return }
    guard case .fetch(let fetch) = kernel.pointee.work else { return }
    kernel.pointee.pool.pointee.withSlot { scratch in
        let machine = Machine(
            context: context.assumingMemoryBound(to: KernelContext.self), kernel: kernel, task: task, scratch: scratch)
        if !machine.task.isEmpty { machine.fetch(fetch) }
    }
}

/// Runs a task of a matrix product.
let contractionFunction: KernelFunction = { context, data, task in
    guard let kernel = data?.assumingMemoryBound(to: CompiledKernel.self) else { return }
    guard case .contraction(let contraction) = kernel.pointee.work else { return }
    kernel.pointee.pool.pointee.withSlot { scratch in
        var machine = Machine(
            context: context.assumingMemoryBound(to: KernelContext.self), kernel: kernel, task: task, scratch: scratch)
        if !machine.task.isEmpty { machine.contract(contraction) }
    }
}

/// Runs a task of a convolution or of pooling.
let imageFunction: KernelFunction = { context, data, task in
    guard let kernel = data?.assumingMemoryBound(to: CompiledKernel.self) else { return }
    guard case .image(let image) = kernel.pointee.work else { return }
    kernel.pointee.pool.pointee.withSlot { scratch in
        var machine = Machine(
            context: context.assumingMemoryBound(to: KernelContext.self), kernel: kernel, task: task, scratch: scratch)
        if !machine.task.isEmpty { machine.compute(image) }
    }
}

extension CompiledKernel {
    /// The function that runs its tasks.
    var function: KernelFunction {
        switch work {
        case .fetch: fetchFunction
        case .elementwise, .reduction: elementwiseFunction
        case .contraction: contractionFunction
        case .image: imageFunction
        }
    }

    /// The grid of its tasks; where rows depend on the batch twice, as many as the largest batch has.
    func grid(batch: Int) -> (rows: Count, columns: Count) {
        let columnTasks: Count =
            columnBlock == 0
            ? Count(1) : Count(columns.factor, isBatch: columns.isBatch, block: columns.block * columnBlock)
        var rows = Count(1)
        var axis = 0
        while axis < rowAxes.count {
            let next = rowAxes[axis]
            guard !(rows.isBatch && next.isBatch), next.block == 1 || rowAxes.count == 1 else {
                return (Count(rowCount(batch), block: rowBlock), columnTasks)
            }
            rows = Count(rows.factor * next.factor, isBatch: rows.isBatch || next.isBatch, block: next.block)
            axis += 1
        }
        rows.block *= rowBlock
        return (rows, columnTasks)
    }
}
