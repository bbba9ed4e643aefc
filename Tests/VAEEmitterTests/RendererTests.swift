import Testing

@testable import VAEEmitter

@Suite struct RendererTests {
    private func text(_ expression: SwiftExpression) -> String { Renderer.flat(expression) }

    @Test func parenthesesStandWhereTheyAreNeeded() {
        let a: SwiftExpression = "a"
        let sum = SwiftExpression.binary(a, .plus, "b")
        #expect(text(.binary(sum, .times, "c")) == "(a + b) * c")
        #expect(text(.binary("c", .plus, sum)) == "c + (a + b)")
        #expect(text(.binary(sum, .plus, "c")) == "a + b + c")
        #expect(text(.binary(.binary(a, .over, "b"), .wrappingTimes, 8)) == "a / b &* 8")
        #expect(text(.binary(a, .minus, .integer(-3))) == "a - (-3)")
        #expect(text(.member(sum, "rows")) == "(a + b).rows")
        #expect(text(.prefix(.minus, sum)) == "-(a + b)")
        #expect(text(.binary(.binary(0, .upTo, "n"), .equal, "m")) == "0..<n == m")
    }

    @Test func literalArithmeticIsDone() {
        let row: SwiftExpression = "row"
        #expect(text(row.times(784).plus(0)) == "row &* 784")
        #expect(text(row.times(1).plus(3)) == "row &+ 3")
        #expect(SwiftExpression.integer(3).times(4).plus(5) == 17)
        #expect(row.times(0).plus(0) == 0)
        #expect(text(SwiftExpression.name("p").advanced(by: 0)) == "p")
    }

    @Test func longCallsAreFilled() {
        let arguments: [SwiftExpression.Argument] = (0..<30).map { .labelled("value", .integer($0 * 1_000)) }
        let lines = Renderer.layOut(.call("make", arguments), prefix: "let x = ", suffix: "", indent: 4)
        #expect(lines.first == "    let x = make(")
        #expect(lines.allSatisfy { $0.count <= 120 })
        #expect(lines.last?.hasSuffix("value: 29_000)") == true)
        #expect(lines.count == 6)
    }

    @Test func listsOfCallsStandOneOnALine() {
        let call = SwiftExpression.call("Slot", [.labelled("name", .string(String(repeating: "x", count: 60)))])
        let lines = Renderer.layOut(.array([call, call]), prefix: "", suffix: "", indent: 0)
        #expect(lines.count == 4)
        #expect(lines.last == "]")
    }

    @Test func declarations() {
        let function = SwiftDeclaration.Function(
            access: .public, isStatic: true, name: .function("in"),
            parameters: [
                .init(label: nil, name: "x", type: "Int"),
                .init(label: "for", name: "y", type: .optional(.array("Float")), defaultValue: SwiftExpression.none),
            ],
            isThrowing: true, result: "Int", body: [.result("x")], documentation: "Doubles.\nSecond line.")
        let type = SwiftDeclaration.TypeDeclaration(
            kind: .structure, access: .public, name: "Model", conformances: ["Sendable"],
            members: [
                .property(.init(name: "a", type: "Int", storage: .variable(nil))),
                .property(.init(name: "b", type: "Int", storage: .constant(3))),
                .function(function),
            ])
        #expect(
            Renderer.render(.type(type)) == """
                public struct Model: Sendable {
                    var a: Int
                    let b: Int = 3

                    /// Doubles.
                    /// Second line.
                    public static func `in`(_ x: Int, for y: [Float]? = nil) throws -> Int { x }
                }

                """)
    }

    @Test func statements() {
        let body: [SwiftStatement] = [
            .forEach(
                "row", in: .binary(0, .upTo, "rows"),
                [
                    .branch(
                        if: .binary("row", .equal, 0), [.expression(.call("first", [.plain(1)]))],
                        else: [.comment("later rows")]),
                    .update("sum", .plus, "row"), .update("k", .wrappingPlus, 16),
                ])
        ]
        #expect(
            Renderer.render(body) == """
                for row in 0..<rows {
                    if row == 0 {
                        first(1)
                    } else {
                        // later rows
                    }
                    sum += row
                    k = k &+ 16
                }

                """)
    }
}
