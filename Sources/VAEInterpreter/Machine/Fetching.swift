import VAERuntime

extension Machine {
    /// Copies the task's rows of an input.
    func fetch(_ fetch: CompiledFetch) {
        context.pointee.fetch(
            input: fetch.input, to: address(fetch.destination).assumingMemoryBound(to: Float.self),
            stride: fetch.destination.strides[0].resolved(batch), rows: task.firstRow..<task.endRow,
            columns: task.firstColumn..<task.endColumn)
    }
}
