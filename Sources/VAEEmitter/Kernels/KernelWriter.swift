import VAEGraph

/// A kernel in Swift: the function of one task and, for a matrix product, the epilogue it is given.
struct KernelCode {
    /// The function's name.
    var name: Identifier
    /// The declarations, in the order in which they are printed.
    var declarations: [SwiftDeclaration]
}

/// Writes the function of one kernel.
///
/// The function takes the raw context and the task, and an offset for each slot that its uses have at different places.
struct KernelWriter {
    /// The kernel; locations name slots.
    let template: KernelTemplate
    /// The name of the function.
    let name: Identifier
    /// What stands above it.
    let documentation: String
    /// The first float of each slot, nil where it is a parameter.
    let offsets: [Int?]
    /// Names of the pointers to the slots.
    let slotNames: [Identifier]
    /// Floats in a vector.
    let lanes: Int

    /// The kernel.
    var kernel: Kernel { template.kernel }
    /// What one task does of it.
    var grid: Grid { Grid(kernel: kernel) }

    /// Names that mean something in every kernel.
    static let reservedNames: Set<String> = [
        "raw", "task", "context", "rows", "row", "place", "image", "column", "rowTask", "firstRow", "rowEnd",
        "columnTask", "firstColumn", "columnEnd", "vectorWidth", "min", "max", "multiply", "withScratch",
        "multiplyTransposed", "prefetch", "convolve", "convolveWeights", "pool", "sums", "geometry",
    ]

    /// A writer of a kernel whose slots are called `names` in the model.
    init(
        _ template: KernelTemplate, name: Identifier, documentation: String, offsets: [Int?], slots names: [String],
        lanes: Int
    ) {
        self.template = template
        self.name = name
        self.documentation = documentation
        self.offsets = offsets
        self.lanes = lanes
        var scope = Scope(taken: KernelWriter.reservedNames)
        slotNames = names.map { scope.name(Identifier($0).uncapitalised) }
    }

    /// The declarations of the kernel.
    func write() throws -> KernelCode {
        switch kernel.work {
        case .fetch(let fetch): return try writeFetch(fetch)
        case .elementwise: return try writeElementwise()
        case .reduction(let reduction): return try writeReduction(reduction)
        case .contraction(let contraction): return try writeContraction(contraction)
        case .image(let image): return try writeImage(image)
        }
    }

    // MARK: - Parts that all kinds share

    /// A new emitter of the body.
    func bodyEmitter(
        sources: [SwiftExpression] = [], sourceLevel: BodyEmitter.Level = .point, taken: [Identifier] = []
    ) -> BodyEmitter {
        let names: Set<String> = KernelWriter.reservedNames.union(parameterNames.map(\.text)).union(taken.map(\.text))
        return BodyEmitter(
            kernel, lanes: lanes, bases: bases, slotNames: slotNames, scope: Scope(taken: names), sources: sources,
            sourceLevel: sourceLevel)
    }

    /// Names of the offsets that are parameters.
    private var parameterNames: [Identifier] {
        offsets.indices.filter { offsets[$0] == nil }.map { Identifier(slotNames[$0], suffix: "Offset") }
    }

    /// A pointer to the first float of each slot.
    private var bases: [SwiftExpression] {
        offsets.indices.map { slot in
            let base: SwiftExpression = .member("context", template.slots[slot] == .arena ? "arena" : "table")
            let name = Identifier(slotNames[slot], suffix: "Offset")
            return base.advanced(by: offsets[slot].map { .integer($0) } ?? .name(name))
        }
    }

    /// The function around a body, with the names that the body reads defined before it.
    func function(_ body: [SwiftStatement]) -> SwiftDeclaration {
        let gridNames: Set<Identifier> = body.names
        var needed: Set<Identifier> = gridNames
        var definitions: [SwiftStatement] = []
        for statement: SwiftStatement in grid.statements.reversed() {
            guard case .constant(let name, _, let value) = statement, needed.contains(name) else { continue }
            needed.formUnion(value.names)
            definitions.insert(statement, at: 0)
        }
        if needed.contains("rows") { definitions.insert(.constant("rows", "Int", .member("context", "rows")), at: 0) }
        let load: SwiftExpression = .call(
            .member("raw", "load"), [.labelled("as", .member(.type("KernelContext"), "self"))])
        definitions.insert(.constant("context", "KernelContext", load), at: 0)
        let fixed: [SwiftDeclaration.Function.Parameter] = [
            .init(label: nil, name: "raw", type: "UnsafeRawPointer"), .init(label: nil, name: "task", type: "Int"),
        ]
        let offsets: [SwiftDeclaration.Function.Parameter] = parameterNames.map {
            .init(label: nil, name: $0, type: "Int")
        }
        return .function(
            SwiftDeclaration.Function(
                isStatic: true, name: .function(name), parameters: fixed + offsets, body: definitions + body,
                documentation: documentation))
    }

    /// Statements for each row of the task.
    func forEachRow(_ body: [SwiftStatement]) -> [SwiftStatement] {
        if kernel.rowCountLiteral == 1 { return body }
        return [.forEach("row", in: .binary(grid.firstRow, .upTo, grid.rowEnd), body)]
    }

    /// Statements for each vector of columns of the task.
    func forEachVector(_ body: [SwiftStatement]) -> [SwiftStatement] {
        if kernel.columns == .one { return body }
        return [
            .variable("column", "Int", grid.firstColumn),
            .loop(
                while: .binary("column", .less, grid.columnEnd),
                body + [.update("column", .wrappingPlus, "vectorWidth")]),
        ]
    }

    // MARK: - Elementwise

    private func writeElementwise() throws -> KernelCode {
        if let copy = turningCopy { return writeTurn(copy) }
        var body: BodyEmitter = bodyEmitter()
        try body.emit()
        var loops: [SwiftStatement] = forEachRow(body.row + forEachVector(body.point))
        for scratch: BodyEmitter.Scratch in body.scratch.reversed() {
            let call: SwiftExpression = .call("withScratch", [.labelled("floats", .integer(scratch.size))])
            loops = [.scoped(call, scratch.name, loops)]
        }
        return KernelCode(name: name, declarations: [function(body.task + loops)])
    }

    // MARK: - Fetch

    private func writeFetch(_ fetch: Fetch) throws -> KernelCode {
        guard fetch.destination.strides.count == 2, fetch.destination.strides[1] == .one else {
            throw EmissionError(name.text, "rows of an input must be contiguous")
        }
        let call: SwiftExpression = .call(
            .member("context", "fetch"),
            [
                .labelled("input", .integer(fetch.input)),
                .labelled("to", bases[fetch.destination.buffer]),
                .labelled("stride", fetch.destination.strides[0].expression),
                .labelled("rows", .binary(grid.firstRow, .upTo, grid.rowEnd)),
                .labelled("columns", .binary(grid.firstColumn, .upTo, grid.columnEnd)),
            ])
        return KernelCode(name: name, declarations: [function([.expression(call)])])
    }
}
