import Testing
import VAEGraph

@Suite struct PrinterTests {
    private var graph: Graph {
        let builder = GraphBuilder(name: "step")
        builder.origin = Origin(line: 3, name: "encoder.z")
        let x: Tensor = builder.input("x", shape: [.batch, 4])
        let noise: Tensor = builder.noise(Noise(.uniform, stream: "z@2", clock: .epoch), shape: [.batch, 4])
        let mask: Tensor = x.compare(.less, noise)
        let w: Tensor = builder.slot("w", shape: [2, 4])
        builder.origin = Origin(line: 4, name: "")
        let y: Tensor = mask.select(x, x.builder.constant(-0.5)).contract(w, otherTransposed: true)
        builder.origin = Origin(line: 0, name: "step")
        builder.output("\"y\"", y.permute([1, 0]).slice(axis: 0, start: 1, count: 1))
        builder.assign("w", Tensor.concat([w, w], axis: 1).slice(axis: 1, start: 2, count: 4) * builder.batch)
        return builder.graph
    }

    @Test func text() {
        #expect(
            Printer(graph).text == """
                graph step
                %0 = input(x) : [batch, 4]  // line 3 encoder.z
                %1 = noise(uniform, z@2, each epoch) : [batch, 4]  // line 3 encoder.z
                %2 = less %0, %1 : mask [batch, 4]  // line 3 encoder.z
                %3 = slot(w) : [2, 4]  // line 3 encoder.z
                %4 = constant(-0.5) : []  // line 4
                %5 = broadcast %4 : [batch, 4]  // line 4
                %6 = select %2, %0, %5 : [batch, 4]  // line 4
                %7 = contract(a, bT) %6, %3 : [batch, 2]  // line 4
                %8 = permute(1, 0) %7 : [2, batch]
                %9 = slice(axis 0, from 1) %8 : [1, batch]
                %10 = concat(axis 1) %3, %3 : [2, 8]
                %11 = slice(axis 1, from 2) %10 : [2, 4]
                %12 = batch : []
                %13 = broadcast %12 : [2, 4]
                %14 = multiply %11, %13 : [2, 4]
                output "y" = %9
                assign w = %14

                """)
    }

    @Test func dot() {
        let builder = GraphBuilder(name: "a\"b\\")
        let x: Tensor = builder.input("x", shape: [.batch])
        builder.output("y", x - exp(x))
        builder.assign("s", x.sum())
        #expect(
            Printer(builder.graph).dot == #"""
                digraph "a\"b\\" {
                  rankdir=TB; node [shape=ellipse];
                  n0 [label="%0 input(x)\n[batch]", shape=box];
                  n1 [label="%1 exponential\n[batch]"];
                  n0 -> n1;
                  n2 [label="%2 subtract\n[batch]"];
                  n0 -> n2 [label="0"];
                  n1 -> n2 [label="1"];
                  n3 [label="%3 sum(axes 0)\n[]"];
                  n0 -> n3;
                  o0 [label="y", peripheries=2];
                  n2 -> o0;
                  a0 [label="s", shape=box, peripheries=2];
                  n3 -> a0;
                }

                """#)
    }

    @Test func everyOperationHasAText() {
        let texts: Set<String> = Set(
            Operation.Kind.allCases.compactMap { kind -> String? in
                switch kind {
                case .unary(let function): function.rawValue
                case .binary(let function): function.rawValue
                default: nil
                }
            })
        #expect(texts.count == UnaryFunction.allCases.count + BinaryFunction.allCases.count)
    }
}
