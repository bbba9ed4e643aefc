import VAECompiler
import VAEGraph

/// Writes a model's Swift source: a public type with a typed interface, the values of its program, and its kernels. The
/// same input gives the same bytes.
///
/// - Parameters:
///   - description: What is known of the model beside its kernels.
///   - plans: One plan for each entry point, all for the same target and over the same table.
///   - table: Where parameters lie.
///   - fileName: The name of the model's file, for the header.
/// - Throws: `EmissionError` for what cannot be written.
public func emit(
    _ description: Description, plans: [Plan], table: TablePlan, fileName: String
) throws -> String {
    guard let target: Target = plans.first?.target, plans.allSatisfy({ $0.target == target }) else {
        throw EmissionError(description.name, "there are no plans, or they are for different processors")
    }
    let name: Identifier = typeName(ofModel: description.name)
    let library = try KernelLibrary(plans)
    let schedule = ScheduleWriter(plans: plans, uses: library.uses, target: target)
    let program = ProgramWriter(description: description, table: table, schedule: schedule)
    let interface = InterfaceWriter(description: description, plans: plans, name: name)
    let members: [SwiftDeclaration] = [
        .type(
            .init(
                kind: .enumeration, access: .fileprivate, name: "Plans",
                documentation: "What the runtime needs to know to run the model.", members: try program.members())),
        .type(
            .init(
                kind: .enumeration, access: .fileprivate, name: "Kernels",
                documentation: "One task of each kernel. The first argument points to the call's `KernelContext`.",
                members: library.members)),
    ]
    let file = SwiftFile(
        header:
            "Written by vaec from \(fileName), for \(target.name). Changes to this file are lost: change the model.",
        imports: ["Foundation", "VAERuntime"],
        declarations: [
            interface.declaration(), .type(.init(kind: .extension, name: name, members: members)),
        ])
    return Renderer.render(file)
}

/// Writes plans alone, with no model around them: an enumeration whose property `entries` has the entry points in order.
/// Tests compile it and run it.
///
/// - Throws: `EmissionError` for what cannot be written.
package func emitPlans(_ plans: [Plan], as name: String) throws -> String {
    guard let target: Target = plans.first?.target else { throw EmissionError(name, "there are no plans") }
    let library = try KernelLibrary(plans)
    let schedule = ScheduleWriter(plans: plans, uses: library.uses, target: target)
    let names: [Identifier] = plans.indices.map { Identifier("entry", number: $0) }
    let list: SwiftDeclaration = .constant(
        "entries", .array("EntryPoint"), .array(names.map { .name($0) }), "The entry points, in the order of the plans."
    )
    let kernels: SwiftDeclaration = .type(
        .init(
            kind: .enumeration, access: .fileprivate, name: "Kernels", documentation: "One task of each kernel.",
            members: library.members))
    let members: [SwiftDeclaration] = [list] + (try schedule.entryPoints(names: names)) + [kernels]
    let file = SwiftFile(
        header: "Kernels without a model.", imports: ["VAERuntime"],
        declarations: [.type(.init(kind: .enumeration, name: Identifier(name), members: members))])
    return Renderer.render(file)
}

/// The name of the type that is written for a model.
///
/// Names that generated code itself uses, which such a type would hide, get `Model` behind them.
func typeName(ofModel name: String) -> Identifier {
    let identifier: Identifier = Identifier(name).capitalised.asMember
    return ReservedNames.types.contains(identifier.text) ? Identifier(identifier, suffix: "Model") : identifier
}
