import VAELanguage

/// The paths of the layers whose results go to a function of the relu family, also through layers that only move or
/// normalise values and through `let`s: they start with `heUniform` by default.
func rectifiedLayers(_ model: Model, vocabulary: Vocabulary) -> Set<String> {
    var search = RectifierSearch(layers: [:])
    for layer in vocabulary.layers { search.layers[layer.signature.name] = layer }
    for block in model.encoders + model.decoders {
        // From the last statement to the first: whether a `let` feeds a rectifier is known before its value is seen.
        search.locals = []
        for statement in block.statements.reversed() { search.visit(statement) }
    }
    return search.found
}

private struct RectifierSearch {
    var layers: [String: Layer]
    /// The `let`s of the block that feed a rectifier.
    var locals: Set<Int> = []
    /// The paths of layers that feed a rectifier.
    var found: Set<String> = []

    mutating func visit(_ statement: Statement) {
        switch statement.kind {
        case .local(_, let index, let value):
            visit(value, feedsRectifier: locals.contains(index))
        case .point(_, let value):
            visit(value, feedsRectifier: false)
        case .distributed(_, let distribution):
            for argument in distribution.arguments.values {
                if case .tensor(let expression) = argument { visit(expression, feedsRectifier: false) }
            }
        }
    }

    mutating func visit(_ expression: Expression, feedsRectifier: Bool) {
        switch expression.kind {
        case .number, .variable, .pipelineInput:
            break
        case .local(let index):
            if feedsRectifier { locals.insert(index) }
        case .negation(let inner):
            visit(inner, feedsRectifier: false)
        case .binary(_, let left, let right):
            visit(left, feedsRectifier: false)
            visit(right, feedsRectifier: false)
        case .application(let application):
            var inputFeeds = false
            switch layers[application.name]?.role {
            case .rectifier: inputFeeds = true
            case .transparent: inputFeeds = feedsRectifier
            default: if feedsRectifier { found.insert(application.path) }
            }
            for input in application.inputs { visit(input, feedsRectifier: inputFeeds) }
            for argument in application.arguments.values {
                if case .pipeline(let pipeline) = argument { visit(pipeline, feedsRectifier: feedsRectifier) }
            }
        }
    }
}
