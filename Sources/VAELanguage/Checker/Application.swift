// Layers, functions and combinations applied to tensors.

extension Checker {
    /// Applies one stage of a pipeline to a value; nil, with a diagnostic, when it cannot be applied.
    mutating func apply(
        _ call: CallSyntax, to input: Typed, trace: [TraceStage], in scope: Scope
    ) -> Typed? {
        guard descend(at: call.range) else { return nil }
        defer { ascend() }
        let name: String = call.name.text
        if case .syntax(let syntax, let outer)? = scope.bindings[name] {
            used.insert(name)
            return atCaller(outer) { $0.applyPipelineArgument(syntax, to: input, in: outer.at(scope.path)) }
        }
        switch symbols[name]?.meaning {
        case .template(let template)?:
            used.insert(name)
            return expand(template, call, input, trace: trace, in: scope)
        case .shared(let pipeline)?:
            used.insert(name)
            return use(pipeline, call, input, trace: trace, in: scope)
        case .invalid? where words.find(name, [.layer, .function]) == nil:
            used.insert(name)
            return nil
        case nil where words.find(name, [.repetition]) != nil: return repeated(call, input, in: scope)
        default: break
        }
        var call: CallSyntax = call
        if words.find(name, [.layer, .function]) == nil, let nearest = nearestWord(to: call.name, [.layer, .function]) {
            diagnostics.add(unknownStage(call.name, in: scope))
            // It is applied as the word that was probably meant, so that the shapes after it are known.
            call.name.text = nearest
        }
        guard let word = stageWord(call, in: scope) else { return nil }
        return apply(word, call, to: [input], trace: trace, in: scope)
    }

    /// The layer or function that a stage names; nil, with a diagnostic, when it names none that is supported.
    private mutating func stageWord(_ call: CallSyntax, in scope: Scope) -> Signature? {
        guard let word = words.find(call.name.text, [.layer, .function]) else {
            if let word = words.find(call.name.text, [.combination]), symbols[call.name.text] == nil {
                diagnostics.add(.combinationPiped(word.name, at: call.range))
            } else {
                diagnostics.add(unknownStage(call.name, in: scope))
            }
            return nil
        }
        guard word.isSupported else {
            diagnostics.add(.notSupportedYet("'\(word.name)'", at: call.name.range))
            return nil
        }
        return word
    }

    /// Reports a stage whose name is no layer, without applying it.
    mutating func checkName(of call: CallSyntax, in scope: Scope) {
        let name: String = call.name.text
        if scope.bindings[name] != nil { return }
        switch symbols[name]?.meaning {
        case .template?, .shared?, .invalid?:
            used.insert(name)
            return
        case nil where words.find(name, [.repetition]) != nil: return
        default: _ = stageWord(call, in: scope)
        }
    }

    /// What to say of a stage whose name is no layer and no function.
    private func unknownStage(_ name: Identifier, in scope: Scope) -> Diagnostic {
        if scope.locals[name.text] != nil { return .misplacedWord(name, "a value", expected: "a layer") }
        if let symbol = symbols[name.text] { return .misplacedWord(name, symbol.noun, expected: "a layer") }
        if let word = words.find(name.text) {
            return .misplacedWord(name, word.kind.withArticle, expected: "a layer")
        }
        if diagnostics.isFull { return .unknownWord(name, noun: "layer or function", nearest: nil) }
        var candidates: [String] = words.names([.layer, .function, .repetition])
        candidates += symbols.keys.sorted().filter { key in
            switch symbols[key]?.meaning {
            case .template, .shared: true
            default: false
            }
        }
        let nearest: String? = diagnostics.nearest(to: name.text, among: candidates)
        return .unknownWord(name, noun: "layer or function", nearest: nearest)
    }

    // MARK: Calls

    /// `tanh(h)`, `concat(a, b, axis: 0)`
    mutating func called(_ call: CallSyntax, in scope: Scope) -> Typed? {
        let name: String = call.name.text
        if let word = words.find(name, [.function, .combination]), symbols[name] == nil {
            guard word.isSupported else {
                diagnostics.add(.notSupportedYet("'\(name)'", at: call.name.range))
                return nil
            }
            return called(word, call, in: scope)
        }
        diagnostics.add(notCallable(call, in: scope))
        return nil
    }

    private mutating func called(_ word: Signature, _ call: CallSyntax, in scope: Scope) -> Typed? {
        // A function takes its first unlabelled argument as input, a combination all of them.
        let unlabelled: [Int] = call.arguments.indices.filter { call.arguments[$0].label == nil }
        let inputIndices: ArraySlice<Int> = word.kind == .function ? unlabelled.prefix(1) : unlabelled[...]
        guard !inputIndices.isEmpty else {
            diagnostics.add(.callWithoutInput(word.name, at: call.range))
            return nil
        }
        var inputs: [Typed] = []
        for index in inputIndices {
            if let input = expression(call.arguments[index].value, in: scope) { inputs.append(input) }
        }
        var settings: CallSyntax = call
        settings.arguments = call.arguments.indices.filter { !inputIndices.contains($0) }.map { call.arguments[$0] }
        guard inputs.count == inputIndices.count else { return nil }
        return apply(word, settings, to: inputs, trace: [], in: scope)
    }

    /// What to say of a call that is no expression.
    private func notCallable(_ call: CallSyntax, in scope: Scope) -> Diagnostic {
        let name: String = call.name.text
        if let symbol = symbols[name] {
            switch symbol.meaning {
            case .template, .shared: return .layerCalled(call, source)
            default: return .misplacedWord(call.name, symbol.noun, expected: "a function")
            }
        }
        if let word = words.find(name) {
            if word.kind == .layer { return .layerCalled(call, source) }
            if word.kind == .distribution { return .distributionAsValue(name, at: call.range) }
            return .misplacedWord(call.name, word.kind.withArticle, expected: "a function")
        }
        if diagnostics.isFull { return .unknownWord(call.name, noun: "function", nearest: nil) }
        let nearest: String? = diagnostics.nearest(to: name, among: words.names([.function, .combination]))
        return .unknownWord(call.name, noun: "function", nearest: nearest)
    }

    // MARK: Words

    /// Applies a word to its inputs: binds its arguments, asks for the shape, and names what it learns.
    mutating func apply(
        _ word: Signature, _ call: CallSyntax, to inputs: [Typed], trace: [TraceStage], in scope: Scope
    ) -> Typed? {
        applications += 1
        guard applications <= Limits.applications else {
            diagnostics.add(.tooManyApplications(at: call.range))
            return nil
        }
        if !word.acceptsCategories {
            var areNumeric: Bool = true
            for input in inputs where !isNumeric(input, "'\(word.name)'") { areNumeric = false }
            guard areNumeric else { return nil }
        }
        let path: String = paths.path(word.name, in: scope.path)
        let target = ArgumentTarget(input: inputs.first, shape: nil)
        guard let arguments = bind(call, word, target, in: scope.at(path)) else { return nil }
        let query = Signature.ShapeQuery(
            inputs: inputs.map(\.shape), arguments: arguments, supports: inputs.map(\.support))
        let shape: [Int]
        do {
            shape = try word.shape(query)
        } catch {
            diagnostics.add(inExpansion(.layerShape(word.name, error, shapesNote(inputs, trace), at: call.range)))
            return nil
        }
        guard checkElements(shape, at: call.range) else { return nil }
        guard learn(word.learnedTensors(query), path: path, at: call.range) else { return nil }
        let support: Support = word.keepsSupport ? Self.commonSupport(inputs) : word.range
        let application = Application(
            name: word.name, inputs: inputs.map(\.expression), arguments: arguments, path: path)
        let result = Expression(.application(application), shape: shape, support: support, range: call.range)
        var height: Int = inputs.reduce(0) { max($0, $1.height) }
        for case .pipeline(let inner) in arguments.values { height = max(height, inner.height) }
        height += 1
        return bounded(Typed(expression: result, height: height))
    }

    private static func commonSupport(_ inputs: [Typed]) -> Support {
        guard let first = inputs.first, inputs.allSatisfy({ $0.support == first.support }) else { return .real }
        return first.support
    }

    /// The shapes that led to a problem: of the pipeline, or of the inputs of a call.
    private func shapesNote(_ inputs: [Typed], _ trace: [TraceStage]) -> String {
        if !trace.isEmpty { return "the shapes are\n" + traceText(trace) }
        let shapes: [String] = inputs.map(\.shape.shapeText)
        return "the inputs have the shapes " + shapes.joined(separator: ", ")
    }

    /// Counts what a layer learns; false, with a diagnostic, when it is too much, or when uses of a shared layer differ.
    @discardableResult
    mutating func learn(_ tensors: [Signature.LearnedTensor], path: String, at range: SourceRange) -> Bool {
        guard !tensors.isEmpty else { return true }
        if let before = learned[path] {
            guard before != tensors else { return true }
            diagnostics.add(inExpansion(.sharedShapes(before, tensors, at: range)))
            return false
        }
        learned[path] = tensors
        for tensor in tensors {
            guard let count = tensor.shape.elementCount, count <= Limits.parameters - learnedElements else {
                diagnostics.add(.tooManyParameters(path, at: range))
                return false
            }
            learnedElements += count
        }
        return true
    }

    /// A diagnostic of something inside a template, with the uses that led there, the innermost first.
    func inExpansion(_ diagnostic: Diagnostic) -> Diagnostic {
        expanding.reversed().prefix(4).reduce(diagnostic) { result, expansion in
            let input: String = expansion.input.shapeText
            let what: String = expansion.isRepetition ? expansion.name : "this use of '\(expansion.name)'"
            let noted: Diagnostic = result.noting("in \(what), whose input is \(input)", at: expansion.range)
            // With two stages, input and use, everything has been said.
            guard expansion.trace.count > 2 else { return noted }
            return noted.noting("where the shapes are\n" + traceText(expansion.trace))
        }
    }
}

extension Scope {
    /// The same place, with parameters going to another path.
    func at(_ path: String) -> Scope {
        var result: Scope = self
        result.path = path
        return result
    }
}
