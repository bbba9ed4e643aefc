import VAEGraph

// Matrix products: the runtime's register tiles with literal strides, and an epilogue of the kernel's own that takes each
// vector of the product while it is in registers.
extension KernelWriter {
    /// The declarations of a matrix product.
    func writeContraction(_ contraction: Contraction) throws -> KernelCode {
        try check(contraction)
        return try writeProduct { product(contraction, &$0) }
    }

    /// The declarations of a kernel whose numbers come from the runtime vector by vector.
    /// - Parameter product: the statements that call the runtime, with the operands' pointers asked of the body.
    func writeProduct(_ product: (inout BodyEmitter) -> [SwiftStatement]) throws -> KernelCode {
        var body: BodyEmitter = bodyEmitter(sources: ["value"], taken: ["value", "epilogue"])
        if let store: Location = plainStore {
            let target: SwiftExpression = body.rowPointer(Location(buffer: store.buffer, strides: noRowStrides))
            let epilogue: SwiftExpression = .call(
                "StoreEpilogue",
                [.labelled("target", target), .labelled("rowStride", store.strides[0].expression)])
            let statements: [SwiftStatement] = product(&body)
            let make: SwiftStatement = .variable("epilogue", "StoreEpilogue", epilogue)
            return KernelCode(name: name, declarations: [function(body.task + [make] + statements)])
        }
        try body.emit()
        let put: [SwiftStatement] = body.row + body.point
        let prefetches: [SwiftStatement] = self.prefetches(&body)
        let type = Identifier(name.capitalised, suffix: "Epilogue")
        let fields: [(name: Identifier, type: SwiftType)] = self.fields(of: put + prefetches, body)
        let make: SwiftExpression = .call(
            .type(.named(type)), fields.map { .labelled($0.name, .name($0.name)) })
        // The operands' pointers are asked for after the body's, so that the epilogue's names are the plain ones.
        let statements: [SwiftStatement] = product(&body)
        let epilogue: SwiftDeclaration = .type(
            .init(
                kind: .structure, name: type, conformances: [kernel.imageAxis == nil ? "Epilogue" : "ImageEpilogue"],
                documentation: "What becomes of the product of `\(name.text)` in registers.",
                members: fields.map { field in
                    .property(.init(name: field.name, type: field.type, storage: .constant(nil)))
                } + [
                    .function(
                        .init(
                            inlining: .always, name: .function("put"),
                            parameters: numbers(rowNames + ["column"])
                                + [.init(label: nil, name: "value", type: "Vector")], body: put))
                ] + (prefetches.isEmpty ? [] : prepare(prefetches))))
        let variable: SwiftStatement = .variable("epilogue", .named(type), make)
        return KernelCode(name: name, declarations: [epilogue, function(body.task + [variable] + statements)])
    }

    /// What an epilogue is told of a row.
    private var rowNames: [Identifier] { kernel.imageAxis == nil ? ["row"] : ["place", "image", "row"] }

    private func numbers(_ names: [Identifier]) -> [SwiftDeclaration.Function.Parameter] {
        names.map { .init(label: nil, name: $0, type: "Int") }
    }

    /// Asks for up to four places that a vector's `put` reads and writes: memory that was last used long ago, or by another
    /// thread.
    private func prefetches(_ body: inout BodyEmitter) -> [SwiftStatement] {
        // (What a picture's lines are spread over is written in order.)
        if kernel.imageAxis == 0 { return [] }
        let rows: [SwiftExpression] = kernel.imageAxis == nil ? ["row"] : ["place", "image"]
        guard kernel.rows.count == rows.count, kernel.columns != .one else { return [] }
        let read: [Location] = kernel.body.instructions.compactMap {
            if case .load(let place) = $0 { place } else { nil }
        }
        let written: [Location] = kernel.body.stores.compactMap {
            if case .elements(let place, _) = $0.target { place } else { nil }
        }
        var places: [SwiftExpression] = []
        for location: Location in read + written {
            let strides: [Extent] = location.strides
            guard strides.count == rows.count + 1, strides[rows.count] == .one, !strides[rows.count - 1].isZero
            else { continue }
            var place: SwiftExpression = body.base(location.buffer)
            for (row, stride) in zip(rows, strides) { place = place.advanced(by: row.times(stride.expression)) }
            place = place.advanced(by: "column")
            if !places.contains(place) { places.append(place) }
        }
        return places.prefix(4).map { .expression(.call("prefetch", [.plain($0)])) }
    }

    private func prepare(_ prefetches: [SwiftStatement]) -> [SwiftDeclaration] {
        let isPrepared = SwiftDeclaration.Property(
            isStatic: true, name: "prepares", type: "Bool", storage: .computed([.expression(.boolean(true))]))
        let prepare = SwiftDeclaration.Function(
            inlining: .always, name: .function("prepare"),
            parameters: numbers(kernel.imageAxis == nil ? ["row", "column"] : ["place", "image", "column"]),
            body: prefetches)
        return [.property(isPrepared), .function(prepare)]
    }

    var noRowStrides: [Extent] { Array(repeating: 0, count: kernel.rows.count + 1) }

    /// Where the product goes when the body does nothing but store it in rows of whole vectors.
    private var plainStore: Location? {
        guard kernel.rows.count == 1, kernel.body.stores.count == 1 else { return nil }
        let store: Store = kernel.body.stores[0]
        guard case .source = kernel.body.instructions[store.register],
            case .elements(let location, mayOverrun: true) = store.target, location.strides.last == .one
        else { return nil }
        return location
    }

    private func check(_ contraction: Contraction) throws {
        let left: [Extent] = contraction.left.strides
        let right: [Extent] = contraction.right.strides
        guard left.count == 2, right.count == 2 else {
            throw EmissionError(name.text, "a matrix product whose operands are no matrices")
        }
        let isReadable: Bool =
            contraction.reading == .alongColumns ? right[1] == .one || kernel.columns == .one : right[0] == .one
        guard isReadable else { throw EmissionError(name.text, "a matrix product with strided operands") }
    }

    /// The call of the runtime's register tiles.
    private func product(_ contraction: Contraction, _ body: inout BodyEmitter) -> [SwiftStatement] {
        let left: SwiftExpression = body.rowPointer(Location(buffer: contraction.left.buffer, strides: noRowStrides))
        let right: SwiftExpression = body.rowPointer(Location(buffer: contraction.right.buffer, strides: noRowStrides))
        let leftStrides: [SwiftExpression] = contraction.left.strides.map(\.expression)
        let rightStrides: [SwiftExpression] = contraction.right.strides.map(\.expression)
        var arguments: [SwiftExpression.Argument] = [
            .labelled("rows", .binary(grid.firstRow, .upTo, grid.rowEnd)),
            .labelled("columns", .binary(grid.firstColumn, .upTo, grid.columnEnd)),
            .labelled("depth", contraction.depth.expression),
            .labelled("a", left),
            .labelled("aRowStride", leftStrides[0]),
        ]
        let reading: Contraction.Reading = contraction.reading
        if reading != .alongDepth || contraction.left.strides[1] != .one {
            arguments.append(.labelled("aDepthStride", leftStrides[1]))
        }
        arguments += [
            .labelled("b", right),
            .labelled("bRowStride", reading == .alongColumns ? rightStrides[0] : rightStrides[1]),
            .labelled("epilogue", .address("epilogue")),
        ]
        let function: SwiftExpression =
            switch reading {
            case .alongColumns: "multiply"
            case .turned: "multiplyTurned"
            case .alongDepth: "multiplyTransposed"
            }
        return [.expression(.call(function, arguments))]
    }

    /// What an epilogue holds: the values of the task that its code reads, in the order of their definition.
    private func fields(of put: [SwiftStatement], _ body: BodyEmitter) -> [(name: Identifier, type: SwiftType)] {
        let names: Set<Identifier> = put.names
        var result: [(name: Identifier, type: SwiftType)] = []
        if names.contains("context") { result.append(("context", "KernelContext")) }
        let counts: [Identifier] = ["task", "rows"] + grid.names
        for name: Identifier in counts where names.contains(name) { result.append((name, "Int")) }
        for statement: SwiftStatement in body.task {
            if case .constant(let name, let type?, _) = statement, names.contains(name) { result.append((name, type)) }
        }
        return result
    }
}
