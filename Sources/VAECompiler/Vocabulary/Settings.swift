import VAELanguage

/// The checked arguments of a word, read by label.
///
/// The checker has filled in defaults and seen to the kinds. What a hand-made `Model` leaves out reads as the fallback
/// that the signature's default text says.
struct Settings: Sendable {
    /// The arguments by label.
    let arguments: [String: Argument]
    /// The word they belong to, for defaults.
    let signature: Signature

    /// The arguments of a word in an expression.
    init(arguments: [String: Argument], signature: Signature) {
        self.arguments = arguments
        self.signature = signature
    }

    /// The arguments of a call.
    init(_ call: Call, _ signature: Signature) {
        self.init(arguments: call.arguments, signature: signature)
    }

    /// A number, whole or not.
    func number(_ label: String) -> Double {
        switch arguments[label] {
        case .number(let value): return value
        case .integer(let value): return Double(value)
        default: return Double(defaultText(label)) ?? 0
        }
    }

    /// A whole number.
    func integer(_ label: String) -> Int {
        switch arguments[label] {
        case .integer(let value): return value
        case .number(let value): return Int(exactly: value) ?? 0
        default: return Int(defaultText(label)) ?? 0
        }
    }

    /// `true` or `false`.
    func boolean(_ label: String) -> Bool {
        if case .boolean(let value)? = arguments[label] { return value }
        return defaultText(label) == "true"
    }

    /// One of the parameter's words.
    func choice(_ label: String) -> String {
        if case .choice(let word)? = arguments[label] { return word }
        return defaultText(label)
    }

    /// Extents; one number counts as one extent.
    func extents(_ label: String) -> [Int] {
        switch arguments[label] {
        case .extents(let extents): return extents
        case .integer(let extent): return [extent]
        default: return []
        }
    }

    /// Height and width.
    func pair(_ label: String) -> (height: Int, width: Int) {
        if case .extents(let both)? = arguments[label], both.count == 2 { return (both[0], both[1]) }
        let both: Int = integer(label)
        return (both, both)
    }

    /// A pipeline over the input, or nil where an optional one is left out.
    func pipeline(_ label: String) -> Expression? {
        if case .pipeline(let expression)? = arguments[label] { return expression }
        return nil
    }

    /// A call; a plain number `x` is `constant(x)`.
    func call(_ label: String) -> Call {
        switch arguments[label] {
        case .call(let call): return call
        case .number(let value): return Call("constant", ["value": .number(value)])
        case .integer(let value): return Call("constant", ["value": .number(Double(value))])
        default:
            let text = defaultText(label)
            if let value = Double(text) { return Call("constant", ["value": .number(value)]) }
            return Call(text)
        }
    }

    /// A call, or nil where an optional one is left out.
    func givenCall(_ label: String) -> Call? {
        if case .call(let call)? = arguments[label] { return call }
        return nil
    }

    private func defaultText(_ label: String) -> String {
        signature.parameters.first { $0.label == label }?.defaultText ?? ""
    }
}
