/// A state from which steps can be done again.
struct SafePoint {
    /// The parameters.
    private(set) var parameters: ParameterStore
    /// How far training had come.
    private(set) var position: TrainingPosition
    private var seconds: Double = 0

    /// How long it may take to come from here to where training is, in seconds.
    static let interval = 5.0

    init(parameters: ParameterStore, position: TrainingPosition) {
        self.parameters = parameters
        self.position = position
    }

    /// Moves here if it was long ago, and all is well here.
    mutating func renew(_ table: UnsafePointer<Float>, _ position: TrainingPosition, seconds: Double) throws {
        guard seconds - self.seconds > SafePoint.interval else { return }
        self.seconds = seconds
        for slot in parameters.layout.slots where slot.place.firstNonFinite(in: table) != nil { return }
        let count: Int = parameters.layout.size
        try parameters.withMutableTable { $0.update(from: table, count: count) }
        self.position = position
    }
}
