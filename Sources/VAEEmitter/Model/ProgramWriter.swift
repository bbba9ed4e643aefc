import VAECompiler
import VAEGraph

/// Writes the values that make up a model's `Program`: its description, the layout of its parameter table and its entry
/// points with their schedules.
struct ProgramWriter {
    /// What is known of the model beside its kernels.
    let description: Description
    /// Where parameters lie.
    let table: TablePlan
    /// The plans, and how their kernels are called.
    let schedule: ScheduleWriter

    /// The members of the enumeration `Plans`.
    func members() throws -> [SwiftDeclaration] {
        var scope = Scope(taken: ["program", "description", "table"])
        let names: [Identifier] = schedule.plans.map { scope.name(Identifier($0.name).uncapitalised) }
        let entries: [SwiftExpression.Entry] = zip(schedule.plans, names).map { plan, name in
            SwiftExpression.Entry(key: .string(plan.name), value: .name(name))
        }
        let program: SwiftExpression = .call(
            "Program",
            [
                .labelled("description", "description"), .labelled("entries", .dictionary(entries)),
                .labelled("table", "table"), .labelled("engine", .string("compiled")),
            ])
        return [
            .constant("program", "Program", program, "The whole model."),
            .constant(
                "description", "ModelDescription", description.expression(target: schedule.target),
                "Everything about the model beside its kernels."),
        ]
            + SwiftDeclaration.made(
                "table", "TableLayout", table.statements,
                "Where parameters and the optimizer's state lie: \(table.size) floats in all.")
            + (try schedule.entryPoints(names: names))
    }
}

extension SwiftDeclaration {
    /// A documented static constant.
    static func constant(
        _ name: Identifier, _ type: SwiftType, _ value: SwiftExpression, _ documentation: String
    ) -> SwiftDeclaration {
        .property(
            .init(isStatic: true, name: name, type: type, storage: .constant(value), documentation: documentation))
    }

    /// A documented static constant, and the function that makes it. What may be long is written as a statement for each
    /// element: the time that Swift takes for the types of one expression, and for optimising one function, grows faster
    /// than its length.
    static func made(
        _ name: Identifier, _ type: SwiftType, _ statements: [SwiftStatement], _ documentation: String
    ) -> [SwiftDeclaration] {
        let make: Identifier = Identifier("make", suffix: name.capitalised)
        return [
            .constant(name, type, .call(.name(make), []), documentation),
            .function(
                .init(isStatic: true, isOptimized: false, name: .function(make), result: type, body: statements)),
        ]
    }
}

extension SwiftStatement {
    /// A variable, and a statement for each element that it is filled with.
    static func list(_ name: Identifier, of type: SwiftType, _ elements: [SwiftExpression]) -> [SwiftStatement] {
        let append: SwiftExpression = .member(.name(name), "append")
        return [.variable(name, .array(type), .array([]))] + elements.map { .expression(append($0)) }
    }
}
