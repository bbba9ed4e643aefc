// The objective, the training defaults and the ranges of a search.

extension Checker {
    /// Checks `objective`, `training` and `tune`; each stands once.
    mutating func checkObjectiveAndTraining(_ declarations: [DeclarationSyntax]) {
        var first: [String: SourceRange] = [:]
        for declaration in declarations {
            let keyword: Identifier = declaration.name
            switch declaration.kind {
            case .objective, .training, .tune:
                if let before = first[keyword.text] {
                    diagnostics.add(.statedTwice(keyword, first: before))
                    continue
                }
                first[keyword.text] = keyword.range
            default: continue
            }
            switch declaration.kind {
            case .objective(let call): checkObjective(call)
            case .training(let settings): checkTraining(settings)
            case .tune(let ranges): checkTune(ranges, keyword)
            default: break
            }
        }
        guard first["objective"] == nil else { return }
        // The default objective, with its own defaults filled in.
        let name = Identifier(text: model.objective.name, range: SourceRange(0, 0))
        let call = CallSyntax(name: name, arguments: [], hasList: false, range: name.range)
        if words.find(name.text, [.objective]) != nil { checkObjective(call) }
    }

    private mutating func checkObjective(_ call: CallSyntax) {
        guard let (checked, word) = settingCall(call, .objective, in: Scope(.constants)) else { return }
        model.objective = checked
        objective = word
        for parameter in word.parameters where parameter.kind == .call(.schedule) {
            guard let value = checked.arguments[parameter.label], staysZero(value) else { continue }
            diagnostics.add(.weightStaysZero(parameter.label, of: word.name, at: checked.range))
        }
    }

    /// Whether a number or a schedule is 0 at every epoch.
    private func staysZero(_ value: Argument) -> Bool {
        switch value {
        case .number(let number): return number == 0
        case .integer(let number): return number == 0
        case .call(let call):
            guard let levels = words.find(call.name, [.schedule])?.levels, !levels.isEmpty else { return false }
            return levels.allSatisfy { label in call.arguments[label].map { staysZero($0) } ?? false }
        default: return false
        }
    }

    private mutating func checkTraining(_ settings: [SettingSyntax]) {
        var first: [String: SourceRange] = [:]
        for setting in settings {
            if let before = first[setting.keyword.text] {
                diagnostics.add(.statedTwice(setting.keyword, first: before))
                continue
            }
            first[setting.keyword.text] = setting.keyword.range
            check(setting)
        }
    }

    private mutating func check(_ setting: SettingSyntax) {
        let scope = Scope(.constants)
        switch setting.kind {
        case .optimizer(let call):
            if let (optimizer, _) = settingCall(call, .optimizer, in: scope) { model.training.optimizer = optimizer }
        case .batch(let value):
            if let batch = whole(value, "'batch'", in: 1...Limits.batch, scope: scope) { model.training.batch = batch }
        case .epochs(let value):
            if let epochs = whole(value, "'epochs'", in: 1...1_000_000_000, scope: scope) {
                model.training.epochs = epochs
            }
        case .seed(let value):
            if let seed = whole(value, "'seed'", in: 0...9_007_199_254_740_992, scope: scope) {
                model.training.seed = UInt64(seed)
            }
        case .clipNorm(let value):
            let bounds: ClosedRange<Double> = .leastNonzeroMagnitude ... .greatestFiniteMagnitude
            model.training.clipNorm = number(value, "'clip norm'", in: bounds, scope: scope)
        case .weightPrior(let call):
            let weights = Described(name: "", shape: [])
            guard let (prior, word) = distribution(call, of: weights, in: scope) else { return }
            guard word.range == .real else {
                diagnostics.add(.weightPriorSupport(word, at: call.range))
                return
            }
            model.training.weightPrior = prior
        case .source(let name):
            let known: [String] = words.names([.source])
            guard known.isEmpty || known.contains(name.text) else {
                let nearest: String? = diagnostics.nearest(to: name.text, among: known)
                diagnostics.add(.unknownWord(name, noun: Signature.Kind.source.noun, nearest: nearest))
                return
            }
            model.training.source = name.text
        case .select(let encoders, let decoders, let policy):
            selected = SelectedBlocks(encoders: encoders, decoders: decoders, range: setting.range)
            guard let (policy, _) = settingCall(policy, .policy, in: scope) else { return }
            model.training.selection = Selection(encoders: encoders, decoders: decoders, policy: policy)
        }
    }

    /// The ranges are read, so that mistakes in them are found; searching them is not there yet.
    private mutating func checkTune(_ ranges: [TuneSyntax], _ keyword: Identifier) {
        let scope = Scope(.constants)
        for range in ranges {
            if let symbol = symbols[range.name.text] {
                used.insert(range.name.text)
                if case .constant = symbol.meaning {
                } else {
                    diagnostics.add(.misplacedWord(range.name, symbol.noun, expected: "a 'let'"))
                }
            } else {
                diagnostics.add(unknownName(range.name.text, at: range.name.range, in: scope))
            }
            switch range.values {
            case .list(let values): for value in values { _ = constant(value, in: scope) }
            case .interval(let low, let high, _):
                _ = constant(low, in: scope)
                _ = constant(high, in: scope)
            }
        }
        diagnostics.add(.notSupportedYet("'tune'", at: keyword.range))
    }
}

/// What `select` chooses among.
struct SelectedBlocks {
    var encoders: Bool
    var decoders: Bool
    var range: SourceRange
}
