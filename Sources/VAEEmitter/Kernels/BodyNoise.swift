import VAEGraph

// Random numbers of a body. The key of a row's numbers is made once for the row. Where a loop goes over all columns of a
// row, the runtime writes the row's numbers to scratch memory first: it makes four vectors of them at once.
extension BodyEmitter {
    /// Scratch memory that the code around a body has to provide.
    struct Scratch {
        /// The pointer to it.
        var name: Identifier
        /// Floats.
        var size: Int
    }

    /// The numbers at the point.
    mutating func noise(
        _ noise: Noise, batchAxis: Int, coefficients: [Int]
    ) throws -> (SwiftExpression, Level) {
        guard kernel.rows.indices.contains(batchAxis), coefficients.count == kernel.rows.count else {
            throw EmissionError(kernel.name, "noise '\(noise.stream)' names row axes that there are not")
        }
        let batchIndex: SwiftExpression = index(ofAxis: batchAxis, isUsed: true)
        var element: SwiftExpression = 0
        for (axis, coefficient): (Int, Int) in coefficients.enumerated() {
            element = element.plus(index(ofAxis: axis, isUsed: coefficient != 0).times(.integer(coefficient)))
        }
        let key: SwiftExpression = .call(
            "NoiseRow",
            [
                .labelled("example", .index(.member("context", "examples"), batchIndex)),
                .labelled("clock", .member("context", noise.clock == .step ? "step" : "epoch")),
                .labelled("stream", .word(UInt64(noise.streamNumber))),
                .labelled("seed", .member("context", "seed")),
            ])
        let row: SwiftExpression = define("noise", "NoiseRow", key, at: .row)
        if element == 0, let columns: Int = columnsToFill { return filled(noise, row, columns) }
        let function: Identifier = noise.kind == .normal ? "normals" : "uniforms"
        if element != 0 { element = define("element", "Int", element, at: .row) }
        let isAligned: Bool = coefficients.allSatisfy { $0 % 16 == 0 }
        let label: Identifier = isAligned ? "column" : "element"
        let arguments: [SwiftExpression.Argument] = [.plain(row), .labelled(label, element.plus(column))]
        return (.call(.member("Noise", function), arguments), .point)
    }

    /// All columns, where a loop of the kernel's own goes over more of them than the generator makes at once.
    private var columnsToFill: Int? {
        guard case .elementwise = kernel.work, kernel.columnBlock == nil, let columns: Int = kernel.columns.literal,
            columns >= 64
        else { return nil }
        return columns
    }

    private mutating func filled(
        _ noise: Noise, _ row: SwiftExpression, _ columns: Int
    ) -> (SwiftExpression, Level) {
        let values: SwiftExpression = addScratch("noiseValues", size: (columns + 15) / 16 * 16)
        let function: Identifier = noise.kind == .normal ? "fillNormals" : "fillUniforms"
        let fill: SwiftExpression = .call(
            .member("Noise", function),
            [.plain(row), .labelled("count", .integer(columns)), .labelled("to", values)])
        append(.expression(fill), at: .row)
        return (.vector("load", values.advanced(by: column)), .point)
    }
}

extension Noise {
    /// The number that stands for the stream's name in the generator's counter: FNV-1a of its UTF-8 bytes. The runtime
    /// computes the same (`Noise.streamNumber`); a test holds them together.
    var streamNumber: UInt32 {
        var hash: UInt32 = 0x811C_9DC5
        for byte: UInt8 in stream.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return hash
    }
}
