import VAERuntime

/// Everybody's times on a workload, measured in turn for several rounds, so that whatever else the machine does meets all.
struct Comparison: Sendable {
    /// The workload.
    let workload: Workload
    /// By contestant, a measurement for each round it finished.
    private(set) var measurements: [String: [StepMeasurement]] = [:]
    /// The machine's multiply-add peak in GFLOP/s, measured in each round too.
    private(set) var peaks: [Double] = []
    /// What kept a contestant from it.
    private(set) var complaints: [String: String] = [:]

    init(_ workload: Workload) { self.workload = workload }

    /// Lets each contestant run once.
    ///
    /// - Parameter threads: how many the peak is measured on.
    mutating func runRound(_ contestants: [Contestant], threads: Int) {
        peaks.append(MachineLimits.peakGigaflops(threads: threads))
        for contestant in contestants where complaints[contestant.name] == nil {
            do {
                let result: StepMeasurement = try contestant.child(workload).run(StepMeasurement.self)
                measurements[contestant.name, default: []].append(result)
            } catch {
                complaints[contestant.name] = "\(error)"
            }
        }
    }

    /// The middle of the peaks.
    var peak: Double { Quantiles(of: peaks).median }

    /// The middle of the rounds of a contestant; nil if it finished none.
    func result(of name: String) -> StepMeasurement? {
        guard let rounds = measurements[name], let first = rounds.first else { return nil }
        func middle(_ value: (StepMeasurement) -> Double) -> Double { Quantiles(of: rounds.map(value)).median }
        return StepMeasurement(
            name: name, workload: first.workload, low: middle(\.low), median: middle(\.median), high: middle(\.high),
            first: first.first == nil ? nil : middle { $0.first ?? 0 }, peak: middle(\.peak))
    }

    /// The fastest of the peers.
    func fastestPeer(_ contestants: [Contestant]) -> StepMeasurement? {
        contestants.filter { !$0.isOurs }.compactMap { result(of: $0.name) }.min { $0.median < $1.median }
    }
}
