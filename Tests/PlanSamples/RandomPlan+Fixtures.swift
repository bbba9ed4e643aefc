extension RandomPlan {
    /// The plans whose kernels the emitter's tests compile: some of each kind, and some with several kernels.
    package static var fixtures: [RandomPlan] {
        var plans: [RandomPlan] = []
        for seed in 0..<30 as Range<UInt64> { plans += Kind.allCases.map { RandomPlan(seed: seed, [$0]) } }
        for seed in 100..<105 as Range<UInt64> { plans.append(RandomPlan(seed: seed, Kind.allCases)) }
        return plans
    }
}
