// What is said about constants and sizes.

extension Diagnostic {
    static func notConstant(_ what: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.notConstant, "\(what) is not known when the model is checked; a constant is needed here", at: range)
            .noting("a constant is made of numbers, + - * / ^ and 'let's at the top of the file")
    }

    static func notWhole(_ what: String, _ value: Double, at range: SourceRange) -> Diagnostic {
        Diagnostic(.notWhole, "\(what) is a whole number; found \(value.text)", at: range)
    }

    static func constantOutOfRange(_ what: String, _ value: String, _ bounds: String, at range: SourceRange)
        -> Diagnostic
    {
        Diagnostic(.constantOutOfRange, "\(what) must be \(bounds); found \(value)", at: range)
    }

    static func beyondFloat(_ value: Double, at range: SourceRange) -> Diagnostic {
        Diagnostic(
            .constantOutOfRange,
            "models compute with numbers from 1.2e-38 to 3.4e38, negative ones and 0; found \(value.text)", at: range)
    }

    static func constantArithmetic(
        _ symbol: BinaryOperator, _ left: Double, _ right: Double, at range: SourceRange
    ) -> Diagnostic {
        let isByZero: Bool = symbol == .divide && right == 0
        let message: String =
            isByZero ? "division by zero" : "\(left.text) \(symbol.rawValue) \(right.text) is no finite number"
        return Diagnostic(.constantArithmetic, message, at: range)
    }

    static func tooManyAxes(_ count: Int, at range: SourceRange) -> Diagnostic {
        Diagnostic(.sizeLimit, "a tensor of \(count) axes; at most \(Limits.axes) are possible", at: range)
    }

    static func tooManyElements(_ shape: [Int], at range: SourceRange) -> Diagnostic {
        Diagnostic(.sizeLimit, "a tensor of shape \(shape.shapeText) is too large", at: range)
            .noting("a tensor may have \(Limits.elements) elements for each example")
    }

    static func tooManyParameters(_ path: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.sizeLimit, "with this layer the model learns more than \(Limits.parameters) numbers", at: range)
            .noting("the layer's parameters would be called '\(path.shortened)'")
    }

    static func tooManyAlternatives(at range: SourceRange) -> Diagnostic {
        Diagnostic(.sizeLimit, "a model may have \(Limits.alternatives) encoders and as many decoders", at: range)
    }

    static func tooManyApplications(at range: SourceRange) -> Diagnostic {
        Diagnostic(.sizeLimit, "the model has more than \(Limits.applications) layers and functions", at: range)
    }

    static func tooMuchWork(at range: SourceRange) -> Diagnostic {
        Diagnostic(.sizeLimit, "the model is too large to be checked", at: range)
            .noting("its layers, templates expanded, hold too many expressions")
    }
}
