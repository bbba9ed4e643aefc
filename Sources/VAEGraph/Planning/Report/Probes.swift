extension Plan {
    /// A value inside a plan, as it stands when its phase has run.
    public struct Probe: Hashable, Sendable {
        /// The phase.
        public var phase: Int
        /// The line of the model it comes from; 0 for none.
        public var line: Int
        /// Its name, shape and place.
        public var value: Output
    }

    /// What every kernel stores, in the order of the phases: where to look for the first number that is not finite when
    /// training diverges. Partial sums are left out; the sums are there.
    public var probes: [Probe] {
        var probes: [Probe] = []
        for (phase, range) in phases.enumerated() {
            for kernel in kernels[range] {
                let line: Int = kernel.origins.first { $0.line > 0 }?.line ?? 0
                func add(_ location: Location, _ shape: [Extent]) {
                    let value = Output(name: name(of: location), shape: Shape(shape), location: location)
                    probes.append(Probe(phase: phase, line: line, value: value))
                }
                let domain: [Extent] = kernel.rows + [kernel.columns]
                if case .fetch(let fetch) = kernel.work {
                    add(fetch.destination, Array(domain.suffix(fetch.destination.strides.count)))
                }
                for case .elements(let location, _) in kernel.body.stores.map(\.target) { add(location, domain) }
            }
        }
        return probes
    }

    /// What a buffer is called where it has several lives.
    private func name(of location: Location) -> String {
        let name: String = buffers[location.buffer].name
        return name.hasSuffix(" (new)") ? String(name.dropLast(6)) : name
    }
}
