import VAELanguage

/// The vocabulary as Markdown: a table for each kind of word, with formulas, parameters and defaults. The reference
/// page is made of it, so that it cannot say anything else than what the checker reads.
public func vocabularyReference(_ vocabulary: Vocabulary = .standard) -> String {
    let kinds: [(Signature.Kind, String)] = [
        (.layer, "Layers"), (.repetition, "Repetition"), (.function, "Elementwise functions"),
        (.combination, "Functions of several tensors"),
        (.distribution, "Distributions"), (.objective, "Objectives"), (.divergence, "Divergences"),
        (.optimizer, "Optimizers"), (.schedule, "Schedules"), (.initialisation, "Initialisations"),
        (.transform, "Transforms of data"), (.source, "Built-in data"), (.policy, "Policies"),
    ]
    var sections: [String] = []
    for (kind, title) in kinds {
        let words: [Signature] = vocabulary.signatures.filter { $0.kind == kind }
        let supported: [Signature] = words.filter(\.isSupported)
        let planned: [Signature] = words.filter { !$0.isSupported }
        var section = "### \(title)\n"
        if !supported.isEmpty { section += "\n" + table(supported) }
        if !planned.isEmpty {
            let names: String = planned.map { "`\($0.name)`" }.joined(separator: ", ")
            section += "\nNot supported yet: \(names).\n"
        }
        if !words.isEmpty { sections.append(section) }
    }
    return sections.joined(separator: "\n")
}

private func table(_ words: [Signature]) -> String {
    var rows: [String] = ["| word | what it is | arguments |", "| --- | --- | --- |"]
    for word in words {
        let cells: [String] = ["`\(word.name)`", description(word), arguments(word)]
        rows.append("| " + cells.map(escaped).joined(separator: " | ") + " |")
    }
    return rows.joined(separator: "\n") + "\n"
}

/// One line for each argument; those of which exactly one is given are in one line.
private func arguments(_ word: Signature) -> String {
    var lines: [String] = []
    for parameter in word.parameters {
        if let group = word.oneOf.first(where: { $0.contains(parameter.label) }) {
            guard group.first == parameter.label else { continue }
            let members: [Signature.Parameter] = group.compactMap { label in
                word.parameters.first { $0.label == label }
            }
            lines.append(members.map(argument).joined(separator: "; or "))
        } else {
            lines.append(argument(parameter))
        }
    }
    return lines.joined(separator: "<br>")
}

/// The summary, and for a distribution what it is over and what it has in closed form.
private func description(_ word: Signature) -> String {
    guard word.kind == .distribution else { return word.summary }
    var text: String = "on \(word.range.word): \(word.summary)"
    if !word.relaxedSupports.isEmpty {
        text += "; also takes \(word.relaxedSupports.map(\.word).joined(separator: ", ")) data, as a relaxation"
    }
    if !word.closedFormDivergences.isEmpty {
        let families: String = word.closedFormDivergences.sorted().joined(separator: ", ")
        text += "; KL in closed form to \(families)"
    }
    return text
}

/// `scale` (positive): how wide it is, σ
private func argument(_ parameter: Signature.Parameter) -> String {
    var facts: [String] = [parameter.kind == .tensor ? parameter.support.word : parameter.kind.text]
    if let bounds = parameter.clamp {
        facts.append("kept within [\(shown(bounds.lowerBound)), \(shown(bounds.upperBound))]")
    }
    if let text = parameter.defaultText { facts.append("default \(text)") }
    if parameter.isOptional { facts.append("optional") }
    let what: String = facts.filter { !$0.isEmpty }.joined(separator: ", ")
    return "`\(parameter.label)` (\(what)): \(parameter.summary)"
}

/// A bar would end the cell.
private func escaped(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
}

private func shown(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e6 ? String(Int(value)) : String(value)
}

/// The bounds of a number, as far as a person would ask for them: ±10⁶ and more is as good as none.
private func range(_ lower: Double, _ upper: Double) -> String {
    switch (lower <= -1e6, upper >= 1e6) {
    case (true, true): ""
    case (true, false): " up to \(shown(upper))"
    case (false, true): " from \(shown(lower))"
    case (false, false): " from \(shown(lower)) to \(shown(upper))"
    }
}

extension Signature.Parameter.Kind {
    fileprivate var text: String {
        switch self {
        case .integer(let bounds): "whole number" + range(Double(bounds.lowerBound), Double(bounds.upperBound))
        case .number(let bounds): "number" + range(bounds.lowerBound, bounds.upperBound)
        case .extents: "extents"
        case .axes: "axes, from 0"
        case .pair(let bounds):
            "whole number" + range(Double(bounds.lowerBound), Double(bounds.upperBound)) + ", or `[height, width]`"
        case .boolean: "`true` or `false`"
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: " or ")
        case .tensor: ""
        case .call(.schedule): "number or schedule"
        case .call(let kind): "\(kind)"
        case .pipeline: "pipeline"
        }
    }
}

extension Support {
    fileprivate var word: String {
        switch self {
        case .real: "real"
        case .positive: "positive"
        case .unit: "unit"
        case .binary: "binary"
        case .byte: "byte"
        case .count: "count"
        case .category(let k): k == 0 ? "category(k)" : "category(\(k))"
        }
    }
}
