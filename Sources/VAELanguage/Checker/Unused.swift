// Declarations that nothing uses.

extension Checker {
    /// Warns of lets, layers, parameters and conditions that were declared and never used.
    mutating func checkUnused(_ declarations: [DeclarationSyntax]) {
        for declaration in declarations {
            let name: Identifier = declaration.name
            guard symbols[name.text]?.range == name.range, !used.contains(name.text) else { continue }
            switch declaration.kind {
            case .constant: diagnostics.add(.unusedDeclaration(name.text, "the constant", at: name.range))
            case .given: diagnostics.add(.unusedDeclaration(name.text, "the given variable", at: name.range))
            case .parameter: diagnostics.add(.unusedDeclaration(name.text, "the parameter", at: name.range))
            case .template, .shared: diagnostics.add(.unusedDeclaration(name.text, "the layer", at: name.range))
            default: break
            }
        }
        for local in blockLets where !used.contains(local.key) {
            diagnostics.add(.unusedDeclaration(local.name, "the value", at: local.range))
        }
    }
}
