/// Turns a syntax tree into a model. One pass per idea, each in a file of its own; this is what they share.
struct Checker {
    let source: SourceText
    let words: WordIndex
    let overrides: [String: Double]
    var diagnostics: DiagnosticBag
    var model: Model

    /// What the names declared at the top of the file mean.
    var symbols: [String: Symbol] = [:]
    /// Every name that is declared further down, for names used too early.
    var declaredLater: [String: SourceRange] = [:]
    /// The lets of all blocks: where a name that cannot be seen here is declared.
    var blockLocals: [String: (range: SourceRange, isEncoder: Bool)] = [:]
    /// The names that were used.
    var used: Set<String> = []
    /// Names of layers.
    var paths = PathNamer()
    /// What each layer learns, by path: uses of one shared layer must agree.
    var learned: [String: [Signature.LearnedTensor]] = [:]
    /// The elements of all learned tensors so far.
    var learnedElements: Int = 0
    /// The templates and shared layers that are being expanded, the innermost last.
    var expanding: [Expansion] = []
    /// Those among them that the argument which is being looked at was handed to, so that it is no part of them.
    var handedOver: [Range<Int>] = []
    /// The shapes after each stage of the pipelines seen so far.
    var traces: [SourceRange: [TraceStage]] = [:]
    /// The values of the lets of the block that is being checked, and where they are written.
    var localValues: [Expression?] = []
    var localRanges: [SourceRange] = []
    /// What each block defines.
    var blockFacts: [BlockFacts] = []
    /// The lets of all blocks, with what their use is remembered by.
    var blockLets: [(name: String, key: String, range: SourceRange)] = []
    /// The latents with a prior at their declaration, and the words of those that are right.
    var latentsWithPrior: Set<String> = []
    var priorWords: [String: Signature] = [:]
    /// The word of the objective; nil when it is wrong.
    var objective: Signature?
    /// What `select` chooses among.
    var selected: SelectedBlocks?
    /// How deep the recursion is, and how much was looked at: bounds on what any text can cost.
    var depth: Int = 0
    var work: Int = 0
    var applications: Int = 0

    init(_ source: SourceText, _ words: WordIndex, _ overrides: [String: Double], _ diagnostics: DiagnosticBag) {
        self.source = source
        self.words = words
        self.overrides = overrides
        self.diagnostics = diagnostics
        model = Model(name: "")
    }

    /// Checks a whole file, leaving the model in `model`.
    mutating func check(_ tree: SyntaxTree) {
        let isWhole: Bool = !diagnostics.hasErrors
        model.name = tree.model?.text ?? ""
        model.documentation = tree.documentation
        declare(tree.declarations)
        checkOverrides(at: tree.model?.range ?? SourceRange(0, 0))
        checkTemplates(tree.declarations)
        checkPriors(tree.declarations)
        checkObjectiveAndTraining(tree.declarations)
        checkBlocks(tree.declarations)
        // What is missing may be what could not be read.
        if isWhole { checkCompleteness(tree.model?.range ?? SourceRange(0, 0)) }
        guard !diagnostics.hasErrors else { return }
        checkUnused(tree.declarations)
        lint()
    }

    // MARK: Bounds

    /// Counts one step down; false, with a diagnostic, when that is too deep or too much.
    mutating func descend(at range: SourceRange) -> Bool {
        work += 1
        guard depth < Checker.deepest else {
            diagnostics.add(.nestedTooDeep(at: range))
            return false
        }
        guard work <= Checker.mostWork else {
            diagnostics.add(.tooMuchWork(at: range))
            return false
        }
        depth += 1
        return true
    }

    /// Leaves what `descend` entered.
    mutating func ascend() { depth -= 1 }

    /// Recursion of the checker itself: an expression of the highest kind inside templates.
    private static let deepest = 500
    /// Expressions looked at, templates expanded.
    private static let mostWork = 200_000
}

/// One template, shared layer or repetition that is being expanded.
struct Expansion {
    /// The name of the template, or which repetition it is.
    var name: String
    var isRepetition: Bool = false
    /// The use, for the notes of diagnostics inside.
    var range: SourceRange
    /// The shape that the use feeds in.
    var input: [Int]
    /// The pipeline that the use stands in, up to there; for a repetition what the earlier ones made.
    var trace: [TraceStage] = []
}

/// One stage of a pipeline with the shape after it.
struct TraceStage {
    var text: String
    var shape: [Int]?
}

/// An expression with the height of its tree.
struct Typed {
    var expression: Expression
    var height: Int = 1

    var shape: [Int] { expression.shape }
    var support: Support { expression.support }
    var range: SourceRange { expression.range }
}
