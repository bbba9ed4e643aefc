import VAELanguage

/// A word that makes a schedule from its arguments.
struct ScheduleWord: Sendable {
    /// What the checker and the reference page know.
    let signature: Signature
    /// The schedule.
    let schedule: @Sendable (Settings) -> Schedule

    /// The schedules of the language.
    static let all: [ScheduleWord] = [
        ScheduleWord(
            signature: Signature(
                "constant", .schedule, summary: "value",
                parameters: [
                    .init(
                        "value", .number(0...1e9), positional: true,
                        summary: "always this; a plain number says the same")
                ],
                levels: ["value"]),
            schedule: { .constant($0.number("value")) }),
        ScheduleWord(
            signature: Signature(
                "ramp", .schedule, summary: "from + (to − from) · min(epoch / epochs, 1)",
                parameters: [
                    .number("from", 0...1e9, default: "0", "the number in epoch 0"),
                    .number("to", 0...1e9, default: "1", "the number at the end and ever after"),
                    .init("epochs", .integer(1...1_000_000), summary: "how many epochs it takes"),
                ],
                levels: ["from", "to"]),
            schedule: { .ramp(from: $0.number("from"), to: $0.number("to"), epochs: $0.number("epochs")) }),
        ScheduleWord(
            signature: Signature(
                "cosine", .schedule, summary: "to + (from − to) · (1 + cos(π · min(epoch / epochs, 1))) / 2",
                parameters: [
                    .init("from", .number(0...1e9), summary: "the number in epoch 0"),
                    .number("to", 0...1e9, default: "0", "the number at the end and ever after"),
                    .init("epochs", .integer(1...1_000_000), summary: "how many epochs it takes"),
                ],
                levels: ["from", "to"]),
            schedule: { .cosine(from: $0.number("from"), to: $0.number("to"), epochs: $0.number("epochs")) }),
        ScheduleWord(
            signature: Signature(
                "step", .schedule, summary: "from · factor^⌊epoch / every⌋",
                parameters: [
                    .init("from", .number(0...1e9), summary: "the number in epoch 0"),
                    .number("factor", 0...1000, default: "0.1", "what it is multiplied by"),
                    .init("every", .integer(1...1_000_000), summary: "after how many epochs, again and again"),
                ],
                levels: ["from"]),
            schedule: { .step(from: $0.number("from"), factor: $0.number("factor"), every: $0.number("every")) }),
    ]
}
