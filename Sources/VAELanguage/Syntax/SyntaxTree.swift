/// A parsed model file: what is written, with the place of each part, before anything is known about names.
struct SyntaxTree: Sendable {
    /// The name after `model`; nil when the header is missing.
    var model: Identifier?
    /// The `///` lines above the header, without the slashes.
    var documentation: String = ""
    /// The declarations in order.
    var declarations: [DeclarationSyntax] = []
}

/// A name where it stands.
struct Identifier: Hashable, Sendable {
    var text: String
    var range: SourceRange
}

/// One declaration with the comment above it.
struct DeclarationSyntax: Sendable {
    enum Kind: Sendable {
        case constant(ExpressionSyntax)
        case data(TypeSyntax, transforms: [CallSyntax])
        case given(TypeSyntax)
        case parameter(TypeSyntax, initial: ExpressionSyntax)
        case latent(TypeSyntax, prior: ExpressionSyntax?)
        case template(parameters: [Identifier], pipeline: PipelineSyntax)
        case shared(PipelineSyntax)
        case distribution
        case block(BlockSyntax)
        case objective(CallSyntax)
        case training([SettingSyntax])
        case tune([TuneSyntax])
        /// What is declared was reported; the name is known.
        case invalid
    }

    var kind: Kind
    /// The declared name; for blocks, `objective`, `training` and `tune` the keyword.
    var name: Identifier
    /// The `///` lines above it, without the slashes.
    var documentation: String = ""
    var range: SourceRange
}

/// `unit[1, 28, 28]`, `category(10)`, `real`
struct TypeSyntax: Sendable {
    var support: Identifier
    /// The constant in the parentheses of `category(…)`.
    var categories: ExpressionSyntax?
    /// The constants in the brackets; empty for a scalar.
    var extents: [ExpressionSyntax]
    var range: SourceRange
}

/// Calls joined by pipes: `conv2d(8) |> relu`.
struct PipelineSyntax: Sendable {
    var stages: [CallSyntax]
    var range: SourceRange
}

/// `encoder name { … }`
struct BlockSyntax: Sendable {
    var isEncoder: Bool
    var name: Identifier?
    var statements: [StatementSyntax]
    /// The keyword, and the name if there is one.
    var headRange: SourceRange
}

/// One line of a block.
struct StatementSyntax: Sendable {
    enum Kind: Sendable {
        /// `let name = …`
        case local
        /// `name ~ …`
        case distributed
        /// `name = …`
        case assigned
    }
    var kind: Kind
    var name: Identifier
    var value: ExpressionSyntax
    var range: SourceRange
}

/// One line of `training`.
struct SettingSyntax: Sendable {
    enum Kind: Sendable {
        case optimizer(CallSyntax)
        case batch(ExpressionSyntax)
        case epochs(ExpressionSyntax)
        case seed(ExpressionSyntax)
        case clipNorm(ExpressionSyntax)
        case weightPrior(CallSyntax)
        case source(Identifier)
        case select(encoders: Bool, decoders: Bool, policy: CallSyntax)
    }
    var kind: Kind
    /// The keyword.
    var keyword: Identifier
    var range: SourceRange
}

/// One line of `tune`.
struct TuneSyntax: Sendable {
    enum Values: Sendable {
        case list([ExpressionSyntax])
        case interval(ExpressionSyntax, ExpressionSyntax, isLogarithmic: Bool)
    }
    var name: Identifier
    var values: Values
    var range: SourceRange
}

/// `name(label: value, …)`, or a name alone where a call is expected.
struct CallSyntax: Sendable {
    var name: Identifier
    var arguments: [ArgumentSyntax]
    /// Whether there are parentheses.
    var hasList: Bool
    var range: SourceRange
}

/// One argument of a call.
struct ArgumentSyntax: Sendable {
    var label: Identifier?
    var value: ExpressionSyntax
    var range: SourceRange
}

/// An expression.
struct ExpressionSyntax: Sendable {
    indirect enum Kind: Sendable {
        case number(Double)
        case name(String)
        /// A call with parentheses.
        case call(CallSyntax)
        case member(ExpressionSyntax, Identifier)
        case list([ExpressionSyntax])
        case parentheses(ExpressionSyntax)
        case negation(ExpressionSyntax)
        case binary(BinaryOperator, ExpressionSyntax, ExpressionSyntax)
        case pipe(ExpressionSyntax, [CallSyntax])
        /// What stood here was reported.
        case invalid
    }

    var kind: Kind
    var range: SourceRange
    /// The longest way down: bounded, so that recursion over a tree is.
    var height: Int = 1

    /// Whether it is a number as it stands.
    var isNumber: Bool {
        if case .number = kind { return true }
        return false
    }

    static func invalid(at range: SourceRange) -> ExpressionSyntax {
        ExpressionSyntax(kind: .invalid, range: range)
    }
}
