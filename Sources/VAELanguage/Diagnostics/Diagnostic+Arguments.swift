// What is said about arguments, shapes and supports of values.

extension Diagnostic {
    static func unknownArgument(_ label: Identifier, of word: Signature, nearest: String?) -> Diagnostic {
        let diagnostic = Diagnostic(
            .unknownArgument, "'\(word.name)' has no argument '\(label.text.shortened)'", at: label.range)
        if let nearest {
            return diagnostic.fixing("did you mean '\(nearest)'?", replacing: label.range, with: nearest)
        }
        let labels: [String] = word.parameters.map(\.label)
        return diagnostic.noting(labels.isEmpty ? "it takes none" : "it takes \(labels.listed("and"))")
    }

    static func duplicateArgument(_ label: Identifier, of word: String) -> Diagnostic {
        Diagnostic(.duplicateArgument, "'\(label.text)' of '\(word)' is given twice", at: label.range)
    }

    static func missingArgument(_ label: String, of word: Signature, at range: SourceRange) -> Diagnostic {
        let summary: String? = word.parameters.first { $0.label == label }?.summary
        return Diagnostic(.missingArgument, "'\(word.name)' needs '\(label)'", at: range)
            .noting(summary.map { "\(label): \($0)" })
    }

    static func tooManyArguments(_ argument: ArgumentSyntax, _ word: Signature, _ source: SourceText) -> Diagnostic {
        let text: String = source.text(in: argument.range).oneLine
        let labelled: [String] = word.parameters.filter { !$0.isPositional }.map(\.label)
        let diagnostic = Diagnostic(
            .tooManyArguments, "'\(word.name)' does not take '\(text)' without a label", at: argument.range)
        guard !labelled.isEmpty else { return diagnostic }
        return diagnostic.noting("with a label it takes \(labelled.listed("and"))")
    }

    static func oneOf(_ group: [String], _ present: [String], of word: String, at range: SourceRange) -> Diagnostic {
        let message: String =
            present.isEmpty
            ? "'\(word)' needs one of \(group.listed("or"))"
            : "'\(word)' takes only one of \(group.listed("or")); found \(present.listed("and"))"
        return Diagnostic(.oneOfArguments, message, at: range)
    }

    static func argumentKind(_ what: String, _ expected: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.argumentKind, "\(what) is \(expected)", at: range)
    }

    static func argumentChoice(
        _ what: String, _ choices: [String], nearest: String?, at range: SourceRange
    ) -> Diagnostic {
        let diagnostic = Diagnostic(.argumentKind, "\(what) is \(choices.listed("or"))", at: range)
        guard let nearest else { return diagnostic }
        return diagnostic.fixing("did you mean '\(nearest)'?", replacing: range, with: nearest)
    }

    static func repetitionArguments(at range: SourceRange) -> Diagnostic {
        Diagnostic(.argumentKind, "'repeat' takes how often, or a list of numbers, and a pipeline", at: range)
            .noting("as in 'repeat(3, dense(20) |> tanh)' or 'repeat([64, 32], dense(each) |> tanh)'")
    }

    static func notPipeline(at range: SourceRange) -> Diagnostic {
        Diagnostic(.argumentKind, "a pipeline of layers belongs here", at: range)
            .noting("such as 'conv2d(8) |> relu': its input is the input of the layer it stands in")
    }

    // MARK: Shapes

    static func layerShape(
        _ name: String, _ problem: Signature.ShapeProblem, _ shapes: String, at range: SourceRange
    ) -> Diagnostic {
        Diagnostic(.layerShape, "'\(name)' \(problem.message)", at: range).noting(problem.advice).noting(shapes)
    }

    static func sharedShapes(
        _ before: [Signature.LearnedTensor], _ now: [Signature.LearnedTensor], at range: SourceRange
    ) -> Diagnostic {
        let text: ([Signature.LearnedTensor]) -> String = { tensors in
            tensors.map { "\($0.suffix) \($0.shape.shapeText)" }.joined(separator: ", ")
        }
        return Diagnostic(.layerShape, "the uses of this shared layer need different parameters", at: range)
            .noting("here \(text(now)), in an earlier use \(text(before))")
            .noting("a 'shared' layer is one instance; 'layer' gives every use its own")
    }

    static func operandShapes(
        _ symbol: BinaryOperator, _ left: [Int], _ right: [Int], traces: [String], at range: SourceRange
    ) -> Diagnostic {
        let message: String =
            "'\(symbol.rawValue)' takes equal shapes, or a scalar on one side; found \(left.shapeText) and "
            + right.shapeText
        let diagnostic = Diagnostic(.operandShapes, message, at: range)
            .noting("'broadcast' repeats a tensor along new axes: 'a |> broadcast(…)'")
        return traces.reduce(diagnostic) { $0.noting($1) }
    }

    static func argumentShape(
        _ what: String, _ found: [Int], _ variable: String, _ shape: [Int], trace: String?, at range: SourceRange
    ) -> Diagnostic {
        let owner: String = variable.isEmpty ? "" : " of '\(variable)'"
        let expected: String =
            shape.isEmpty ? "is a scalar here" : "is a scalar or has the shape \(shape.shapeText)\(owner)"
        return Diagnostic(.argumentShape, "\(what) \(expected); found \(found.shapeText)", at: range)
            .noting(trace)
            .noting(
                found.elementCount == shape.elementCount ? "the elements are as many: '|> reshape' arranges them" : nil)
    }

    /// The note for a layer that left axes before the last as they were.
    func notingLastAxis(_ layer: String) -> Diagnostic {
        noting(
            "'\(layer)' with one number acts on the last axis: '|> flatten' before the first makes one row of all axes")
    }

    static func misplacedShape(at range: SourceRange) -> Diagnostic {
        Diagnostic(.misplacedMember, "'.shape' can stand only where extents are asked for", at: range)
            .noting("such as 'dense(x.shape)'")
    }

    static func unknownMember(_ member: Identifier, at range: SourceRange) -> Diagnostic {
        let message: String = "there is no property '\(member.text.shortened)'"
        let diagnostic = Diagnostic(.misplacedMember, message, at: range).noting("variables have 'shape'")
        guard Spelling.nearest(to: member.text, among: ["shape"]) != nil else { return diagnostic }
        return diagnostic.fixing("did you mean 'shape'?", replacing: range, with: "shape")
    }

    static func shapeOfNoVariable(at range: SourceRange) -> Diagnostic {
        Diagnostic(.misplacedMember, "'.shape' belongs to a variable", at: range)
    }

    static func misplacedList(at range: SourceRange) -> Diagnostic {
        Diagnostic(.argumentKind, "a list is no tensor", at: range)
            .noting("a list can stand where extents are asked for; 'concat' joins tensors")
    }

    static func pipelineTooLong(at range: SourceRange) -> Diagnostic {
        Diagnostic(
            .nestedTooDeep, "more than \(Limits.depth) layers and operators follow one upon the other", at: range
        )
        .noting("give parts of it a name with 'let'")
    }

    // MARK: Forms of application

    static func combinationPiped(_ name: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.applicationForm, "'\(name)' takes several tensors: it is called, not piped", at: range)
            .noting("write '\(name)(a, b)'")
    }

    static func layerCalled(_ call: CallSyntax, _ source: SourceText) -> Diagnostic {
        let name: String = call.name.text
        let diagnostic = Diagnostic(.applicationForm, "'\(name)' is applied by the pipe", at: call.range)
        guard let input = call.arguments.first, input.label == nil, !input.value.isNumber else {
            return diagnostic.noting("write 'h |> \(source.text(in: call.range).oneLine)'")
        }
        let rest: [String] = call.arguments.dropFirst().map { source.text(in: $0.range) }
        let list: String = rest.isEmpty ? "" : "(" + rest.joined(separator: ", ") + ")"
        let text: String = "(\(source.text(in: input.range)) |> \(name)\(list))"
        return diagnostic.fixing("pipe the input in", replacing: call.range, with: text)
    }

    static func callWithoutInput(_ name: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.missingArgument, "'\(name)' needs a tensor", at: range)
            .noting("write '\(name)(h)' or 'h |> \(name)'")
    }

    static func distributionAsValue(_ name: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.misplacedWord, "the distribution '\(name)' is no value; it stands right of '~'", at: range)
    }

    // MARK: Supports

    static func categoriesAsNumbers(_ support: Support, _ what: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.categoriesAsNumbers, "\(what) cannot compute with values of \(support.text)", at: range)
            .noting("categories are names, not amounts; make a tensor of them with '|> oneHot' or '|> embedding(n)'")
    }

    static func valueOutsideSupport(
        _ what: String, _ value: Double, _ support: Support, at range: SourceRange
    ) -> Diagnostic {
        Diagnostic(
            .valueOutsideSupport, "\(what) is \(support.text): \(support.meaning); found \(value.text)", at: range)
    }

    static func initialValueAtEdge(_ value: Double, at range: SourceRange) -> Diagnostic {
        Diagnostic(.valueOutsideSupport, "a unit parameter starts between 0 and 1; found \(value.text)", at: range)
            .noting("it is learned as the sigmoid of a real number, which reaches neither end")
    }

    static func unconstrainedArgument(
        _ what: String, _ support: Support, fix: (SourceRange, String)?, at range: SourceRange
    ) -> Diagnostic {
        let diagnostic = Diagnostic(
            .unconstrainedArgument, "\(what) must be \(support.meaning), and this can be any real number",
            at: range
        ).noting("as soon as it is outside, the bound is not a number")
        guard let fix else { return diagnostic }
        return diagnostic.fixing("give '\(fix.1)' instead", replacing: fix.0, with: fix.1)
    }

    static func perhapsOutsideSupport(_ what: String, _ support: Support, at range: SourceRange) -> Diagnostic {
        Diagnostic(
            .perhapsOutsideSupport, "\(what) must be \(support.meaning), and nothing seen here keeps it so", at: range
        )
        .noting("this may be wrong: the checker knows the range of single functions, not of what they make together")
    }

    static func squashedArgument(
        _ what: String, _ other: String, label: SourceRange?, at range: SourceRange
    ) -> Diagnostic {
        let diagnostic = Diagnostic(
            .squashedArgument, "\(what) can be any real number, and this function squeezes it into 0…1", at: range
        ).noting("it would be squeezed twice; give the layer before it, or say '\(other):'")
        guard let label else { return diagnostic }
        return diagnostic.fixing("say '\(other)'", replacing: label, with: other)
    }

    static func perhapsWrongScale(
        _ what: String, _ other: String, label: SourceRange?, at range: SourceRange
    ) -> Diagnostic {
        let diagnostic = Diagnostic(
            .perhapsWrongScale, "\(what) can be any real number, and this function makes it positive", at: range
        ).noting("this may be wrong: a lower bound may be meant; if the value itself is meant, say '\(other):'")
        guard let label else { return diagnostic }
        return diagnostic.fixing("say '\(other)'", replacing: label, with: other)
    }

    static func pipelineShapes(_ shapes: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.pipelineShapes, "the shapes of this pipeline", at: range).noting(shapes)
    }
}
