// Templates, which are expanded at each use, and shared layers, which are one instance.

extension Checker {
    /// Expands a template: every use has parameters of its own.
    mutating func expand(
        _ template: Template, _ call: CallSyntax, _ input: Typed, trace: [TraceStage], in scope: Scope
    ) -> Typed? {
        guard enter(call, input.shape, trace) else { return nil }
        defer { expanding.removeLast() }
        guard let bindings = bind(template, call, in: scope) else { return nil }
        var inner = Scope(scope.place, path: paths.path(call.name.text, in: scope.path))
        inner.latents = scope.latents
        inner.bindings = bindings
        inner.depth = expanding.count
        return run(template.pipeline, input, in: inner)
    }

    /// Applies a shared layer: every use has the same parameters, so the same paths.
    mutating func use(
        _ pipeline: PipelineSyntax, _ call: CallSyntax, _ input: Typed, trace: [TraceStage], in scope: Scope
    ) -> Typed? {
        guard call.arguments.isEmpty else {
            let declared: SourceRange = symbols[call.name.text]?.range ?? call.range
            diagnostics.add(
                .templateArguments(
                    call.name.text, expected: [], found: call.arguments.count, declared: declared, at: call.range))
            return nil
        }
        guard enter(call, input.shape, trace) else { return nil }
        defer { expanding.removeLast() }
        let outer: PathNamer = paths
        paths = PathNamer()
        defer { paths = outer }
        var inner = Scope(scope.place, path: "shared." + call.name.text)
        inner.latents = scope.latents
        inner.depth = expanding.count
        return run(pipeline, input, in: inner)
    }

    private mutating func run(_ pipeline: PipelineSyntax, _ input: Typed, in scope: Scope) -> Typed? {
        let first = TraceStage(text: "(input)", shape: input.shape)
        return self.pipeline(pipeline.stages, input, trace: first, at: pipeline.range, in: scope)
    }

    /// A pipeline given as an argument, such as that of `residual`.
    mutating func applyPipelineArgument(_ syntax: ExpressionSyntax, to input: Typed, in scope: Scope) -> Typed? {
        let first: CallSyntax?
        var rest: [CallSyntax] = []
        if case .pipe(let head, let stages) = syntax.kind {
            first = head.asCall
            rest = stages
        } else {
            first = syntax.asCall
        }
        guard let first else {
            if case .invalid = syntax.kind { return nil }
            diagnostics.add(.notPipeline(at: syntax.range))
            return nil
        }
        let start = TraceStage(text: "(input)", shape: input.shape)
        return pipeline([first] + rest, input, trace: start, at: syntax.range, in: scope)
    }

    /// Looks at the argument of a template where the place stands that gave it: `twice(twice(dense(4)))` does not use itself.
    mutating func atCaller<Result>(_ outer: Scope, _ look: (inout Checker) -> Result) -> Result {
        handedOver.append(outer.depth..<max(outer.depth, expanding.count))
        defer { handedOver.removeLast() }
        return look(&self)
    }

    /// Begins an expansion; false, with a diagnostic, when the layer is being expanded already.
    private mutating func enter(_ call: CallSyntax, _ input: [Int], _ trace: [TraceStage]) -> Bool {
        let name: String = call.name.text
        let users: [Int] = expanding.indices.filter { place in
            !expanding[place].isRepetition && !handedOver.contains { $0.contains(place) }
        }
        if let start = users.firstIndex(where: { expanding[$0].name == name }) {
            let cycle: [String] = users[start...].map { expanding[$0].name } + [name]
            diagnostics.add(.recursiveTemplate(name, cycle: cycle, at: call.range))
            return false
        }
        expanding.append(Expansion(name: name, range: call.range, input: input, trace: trace))
        return true
    }

    /// What the parameters of a template stand for in a use; nil, with a diagnostic, when the arguments do not fit.
    private mutating func bind(_ template: Template, _ call: CallSyntax, in scope: Scope) -> [String: Scope.Binding]? {
        let names: [String] = template.parameters.map(\.text)
        let declared: SourceRange = symbols[call.name.text]?.range ?? call.range
        var bindings: [String: Scope.Binding] = [:]
        var isGood: Bool = true
        var position: Int = 0
        for argument in call.arguments {
            let name: String
            if let label = argument.label {
                guard names.contains(label.text), bindings[label.text] == nil else {
                    diagnostics.add(.unknownTemplateArgument(label, of: call.name.text, declared: declared))
                    isGood = false
                    continue
                }
                name = label.text
            } else {
                guard position < names.count, bindings[names[position]] == nil else {
                    position = names.count + 1
                    break
                }
                name = names[position]
                position += 1
            }
            // Numbers are computed once, so that templates of templates stay linear.
            if isConstant(argument.value, in: scope) {
                if let value = constant(argument.value, in: scope) {
                    bindings[name] = .number(value)
                } else {
                    isGood = false
                }
            } else {
                bindings[name] = .syntax(argument.value, scope)
            }
        }
        guard isGood else { return nil }
        guard position <= names.count, bindings.count == names.count else {
            diagnostics.add(
                .templateArguments(
                    call.name.text, expected: names, found: call.arguments.count, declared: declared, at: call.range))
            return nil
        }
        return bindings
    }

    /// Looks up the names in templates and shared layers that may never be used, and finds those that use themselves.
    mutating func checkTemplates(_ declarations: [DeclarationSyntax]) {
        for declaration in declarations {
            var scope = Scope(.constants)
            let stages: [CallSyntax]
            switch declaration.kind {
            case .template(let parameters, let pipeline):
                for parameter in parameters { scope.bindings[parameter.text] = .number(0) }
                stages = pipeline.stages
            case .shared(let pipeline): stages = pipeline.stages
            default: continue
            }
            let before: Set<String> = used
            for stage in stages { checkName(of: stage, in: scope) }
            // Standing in a template that nothing uses is no use.
            used = before
        }
    }
}
