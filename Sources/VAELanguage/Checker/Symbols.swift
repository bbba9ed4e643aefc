/// What a name declared at the top of the file means.
struct Symbol {
    /// What it means; variables by their index in the model.
    enum Meaning {
        /// `let`; nil when its value is wrong, which was said.
        case constant(Double?)
        case data(Int)
        case given(Int)
        case parameter(Int)
        case latent(Int)
        case template(Template)
        case shared(PipelineSyntax)
        /// A declaration that is not supported, or is wrong in a way that was said.
        case invalid
    }

    var meaning: Meaning
    /// Where its name stands in the declaration.
    var range: SourceRange

    /// What it is called in a sentence, with its article.
    var noun: String {
        switch meaning {
        case .constant: "a constant"
        case .data: "a data variable"
        case .given: "a given variable"
        case .parameter: "a learned parameter"
        case .latent: "a latent variable"
        case .template: "a layer"
        case .shared: "a shared layer"
        case .invalid: "a declaration"
        }
    }
}

/// `layer down(channels) = conv2d(channels) |> relu`
struct Template {
    var parameters: [Identifier]
    var pipeline: PipelineSyntax
}

/// Where an expression stands: what names mean there, and where its layers' parameters go.
struct Scope {
    /// What sort of place it is, which says which variables can be seen.
    enum Place {
        /// Nothing but constants: settings, declarations.
        case constants
        /// A prior at the declaration of a latent.
        case prior
        case encoder
        case decoder
    }

    /// What a parameter of a template stands for in this expansion.
    enum Binding {
        case number(Double)
        /// An expression of the place that uses the template.
        case syntax(ExpressionSyntax, Scope)
    }

    /// A `let` of the block.
    struct Local {
        var index: Int
        /// Its value's type; nil when its value is wrong, which was said.
        var value: Expression?
        var range: SourceRange
    }

    var place: Place
    /// The lets of the block that are visible.
    var locals: [String: Local] = [:]
    /// The latents that are known here: samples in an encoder, those with a prior in a decoder.
    var latents: Set<String> = []
    /// The parameters of the template that is being expanded.
    var bindings: [String: Binding] = [:]
    /// How many templates and shared layers were being expanded when it was made: what is written in it uses none of those
    /// that began later.
    var depth: Int = 0
    /// Where the parameters of its layers go.
    var path: String

    init(_ place: Place, path: String = "") {
        self.place = place
        self.path = path
    }

    /// The same place, with parameters going below another name.
    func below(_ name: String) -> Scope {
        var result: Scope = self
        result.path = path.isEmpty ? name : path + "." + name
        return result
    }
}
