import VAELanguage

/// The latents whose divergence from the prior may be taken in closed form.
///
/// KL(q(z | x) ‖ p(z | y)) averages over z with y held fixed. That is the bound's term only if y was not drawn with the
/// help of z: with q(z₁ | x) q(z₂ | z₁) and p(z₁ | z₂) it is not, and the term of z₁ is then taken at the samples.
func latentsWithClosedForm(_ model: Model, _ alternative: Alternative) -> Set<String> {
    let latents = Set(model.latents.map(\.name))
    var posterior: [String: Set<String>] = [:]
    if model.encoders.indices.contains(alternative.encoder) {
        posterior = dependencies(model.encoders[alternative.encoder], on: latents, isTransitive: true)
    }
    var prior: [String: Set<String>] = [:]
    if model.decoders.indices.contains(alternative.decoder) {
        prior = dependencies(model.decoders[alternative.decoder], on: latents, isTransitive: false)
    }
    for latent in model.latents {
        guard let expression = latent.prior else { continue }
        prior[latent.name] = expression.dependencies(on: latents, locals: [:])
    }
    return latents.filter { latent in
        (prior[latent] ?? []).allSatisfy { $0 != latent && !(posterior[$0] ?? []).contains(latent) }
    }
}

/// For each variable of a block, the latents its distribution depends on, also through `let`s, and if asked also
/// through other latents.
private func dependencies(_ block: Block, on latents: Set<String>, isTransitive: Bool) -> [String: Set<String>] {
    var locals: [Int: Set<String>] = [:]
    var result: [String: Set<String>] = [:]
    func closure(_ direct: Set<String>) -> Set<String> {
        isTransitive ? direct.reduce(into: direct) { $0.formUnion(result[$1] ?? []) } : direct
    }
    for statement in block.statements {
        switch statement.kind {
        case .local(_, let index, let value):
            locals[index] = value.dependencies(on: latents, locals: locals)
        case .point(let variable, let value):
            result[variable] = closure(value.dependencies(on: latents, locals: locals))
        case .distributed(let variable, let expression):
            result[variable] = closure(expression.dependencies(on: latents, locals: locals))
        }
    }
    return result
}

extension DistributionExpression {
    fileprivate func dependencies(on latents: Set<String>, locals: [Int: Set<String>]) -> Set<String> {
        arguments.values.reduce(into: []) { all, argument in
            if case .tensor(let expression) = argument {
                all.formUnion(expression.dependencies(on: latents, locals: locals))
            }
        }
    }
}

extension Expression {
    fileprivate func dependencies(on latents: Set<String>, locals: [Int: Set<String>]) -> Set<String> {
        switch kind {
        case .number, .pipelineInput: return []
        case .variable(let name): return latents.contains(name) ? [name] : []
        case .local(let index): return locals[index] ?? []
        case .negation(let inner): return inner.dependencies(on: latents, locals: locals)
        case .binary(_, let left, let right):
            return left.dependencies(on: latents, locals: locals)
                .union(right.dependencies(on: latents, locals: locals))
        case .application(let application):
            var all: Set<String> = []
            for input in application.inputs { all.formUnion(input.dependencies(on: latents, locals: locals)) }
            for argument in application.arguments.values {
                switch argument {
                case .tensor(let expression), .pipeline(let expression):
                    all.formUnion(expression.dependencies(on: latents, locals: locals))
                default: break
                }
            }
            return all
        }
    }
}
