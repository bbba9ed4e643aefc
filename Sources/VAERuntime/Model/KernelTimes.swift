import Dispatch

extension ModelInstance {
    /// How long each kernel of an entry point takes on all of the model's threads: the kernels run one after the other, as
    /// a step runs them but none beside another, on made-up rows and a copy of the parameters.
    ///
    /// - Parameters:
    ///   - name: the entry point.
    ///   - seconds: how long to measure.
    /// - Returns: seconds of each kernel in the order of the phases, each the middle of many runs.
    /// - Throws: `ModelError` if there is no such entry point.
    public func kernelTimes(of name: String, seconds: Double) throws -> [Double] {
        let entry: EntryPoint = try self.entry(name)
        let kernels: [ScheduledKernel] = entry.phases.flatMap(\.self)
        let schedules: [KernelSchedule] = kernels.map { KernelSchedule([[$0]]) }
        var times = [[Double]](repeating: [], count: kernels.count)
        var copy: ParameterStore = try parameters.duplicate()
        let batches: [Batch] = entry.inputs.map { madeUp($0, rows: entry.batch) }
        try frames.withFrame(of: entry) { frame in
            try frame.set(madeUpScalars(rows: entry.batch))
            try withBindings(of: batches[...], isIndexed: false) { bindings in
                frame.bind(bindings, rows: 0..<entry.batch)
                try Team.withTeam(threads: threads) { team in
                    try copy.withMutableTable { table in
                        let end: UInt64 = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9)
                        var last: UInt64 = 0
                        while last < end || times[0].count < 3 {
                            let context = frame.prepared(table: table, rows: entry.batch, noise: .query(seed: 0))
                            last = DispatchTime.now().uptimeNanoseconds
                            for index in schedules.indices {
                                withUnsafePointer(to: context) { team.run(schedules[index], context: $0) }
                                let now: UInt64 = DispatchTime.now().uptimeNanoseconds
                                times[index].append(Double(now - last) * 1e-9)
                                last = now
                            }
                        }
                    }
                }
            }
        }
        return times.map { $0.sorted()[$0.count / 2] }
    }

    /// Rows that any input takes: numbers between 0 and 1, whole ones where the variable wants those.
    private func madeUp(_ input: EntryPoint.Input, rows: Int) -> Batch {
        let all: [ModelDescription.Variable] = description.data + description.givens + description.latents
        let support: ModelDescription.Support? = all.first { $0.name == input.name }?.support
        var generator = SplitMix64(1)
        let values: [Float] = (0..<(rows * input.columns)).map { _ in
            let value = Float.random(in: 0..<1, using: &generator)
            switch support {
            case .binary?, .byte?, .count?: return value.rounded()
            case .category?: return 0
            default: return value
            }
        }
        return Batch(unchecked: .floats(values), count: rows, shape: [input.columns])
    }

    private func madeUpScalars(rows: Int) -> [String: Float] {
        typealias Name = EntryNames.Scalar
        return [
            Name.rate: 1e-6, Name.weight: 1, Name.exampleCount: Float(rows), Name.clipNorm: 1, Name.temperature: 1,
        ]
    }
}
