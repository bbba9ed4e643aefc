import VAELanguage

/// The vocabulary as Markdown: a table for each kind of word, with formulas, parameters and defaults. The reference
/// page is made of it, so that it cannot say anything else than what the checker reads.
public func vocabularyReference(_ vocabulary: Vocabulary = .standard) -> String {
    let kinds: [(Signature.Kind, String)] = [
        (.layer, "Layers"), (.function, "Elementwise functions"), (.combination, "Functions of several tensors"),
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
        let arguments: String = word.parameters.map { argument($0, of: word) }.joined(separator: "<br>")
        rows.append("| `\(word.name)` | \(escaped(description(word))) | \(escaped(arguments)) |")
    }
    return rows.joined(separator: "\n") + "\n"
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

/// `scale`: how wide it is, σ (positive; one of `scale`, `logScale`)
private func argument(_ parameter: Signature.Parameter, of word: Signature) -> String {
    var facts: [String] = []
    if let text = parameter.kind.text { facts.append(text) }
    if parameter.kind == .tensor { facts.append(parameter.support.word) }
    if let bounds = parameter.clamp {
        facts.append("kept within [\(shown(bounds.lowerBound)), \(shown(bounds.upperBound))]")
    }
    if let text = parameter.defaultText {
        facts.append("default \(text)")
    } else if parameter.isOptional {
        facts.append("optional")
    } else if let group = word.oneOf.first(where: { $0.contains(parameter.label) }) {
        facts.append("one of \(group.map { "`\($0)`" }.joined(separator: ", "))")
    }
    return "`\(parameter.label)`: \(parameter.summary) (\(facts.joined(separator: "; ")))"
}

/// A bar would end the cell.
private func escaped(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
}

private func shown(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e6 ? String(Int(value)) : String(value)
}

extension Signature.Parameter.Kind {
    fileprivate var text: String? {
        switch self {
        case .integer(let bounds): "whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
        case .number(let bounds): "number from \(shown(bounds.lowerBound)) to \(shown(bounds.upperBound))"
        case .extents: "extents"
        case .boolean: "`true` or `false`"
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: " or ")
        case .tensor: nil
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
