import VAEEmitter
import VAELanguage

@testable import VAECompiler
@testable import VAEGraph

/// A model whose plans are written down by hand, with a kernel of every kind: what the golden file is made of.
struct HandMade {
    private var plan = Plan(
        name: "bound", target: Target.all[0], batch: 10, buffers: [], kernels: [], phases: [], inputs: [], scalars: [],
        outputs: [], arenaSize: 0, sizeWithoutReuse: 0, largestLiveSet: 0)
    private var table = ParameterTable()
    private var places: TablePlan

    init() {
        func slot(_ name: String, _ shape: [Int], _ axes: [Int]) -> ParameterTable.Slot {
            ParameterTable.Slot(
                name, kind: .parameter, shape: shape, logicalAxes: axes, initial: .uniform(bound: 0.1),
                origin: Origin(line: 8, name: name))
        }
        table.slots = [slot("encoder.h.weight", [30, 20], [1, 0]), slot("encoder.h.bias", [20], [0])]
        places = planTable(table)
    }

    var description: Description {
        Description(
            name: "Hand", documentation: "A model written by hand.\n\nWith a kernel of every kind.",
            data: [
                Description.Variable(
                    name: "x", support: .unit, shape: [5, 6],
                    transforms: [Description.TransformUse(name: "binarize", choices: ["method": "threshold"])])
            ], givens: [], latents: [Description.Variable(name: "z", support: .real, shape: [20])], posteriors: [],
            likelihoods: [], alternatives: [], hasPrior: true, hasPointCodes: false, objective: "elbo", samples: 1,
            training: Description.Training(
                optimizer: "adam", rate: .cosine(from: 0.001, to: 0, epochs: 10), divergenceWeight: .constant(1),
                batch: 10, epochs: 10, seed: 7, clipNorm: nil, hasWeightPrior: false, source: "digits"),
            sourceHash: 0x1234_5678_9ABC_DEF0)
    }

    func swift() throws -> String {
        var made: HandMade = self
        return try emit(description, plans: [made.bound()], table: places, fileName: "Hand.vae")
    }

    // MARK: - The plan

    private mutating func buffer(_ name: String, _ size: Int, _ strides: [Extent]) -> Location {
        plan.buffers.append(Buffer(name: name, storage: .arena, offset: plan.arenaSize, size: size))
        plan.arenaSize += size
        return Location(buffer: plan.buffers.count - 1, strides: strides)
    }

    private mutating func slot(_ index: Int, _ strides: [Extent]) -> Location {
        let placement: TablePlan.Placement = places.placements[index]
        plan.buffers.append(
            Buffer(name: placement.slot.name, storage: .table, offset: placement.offset, size: 1024))
        return Location(buffer: plan.buffers.count - 1, strides: strides)
    }

    private mutating func append(
        _ name: String, _ lines: [Int], _ work: Kernel.Work, rows: [Extent], columns: Extent, rowBlock: Int = 64,
        columnBlock: Int? = nil, _ instructions: [Instruction], _ stores: [Store]
    ) {
        var body = Body()
        body.instructions = instructions
        body.stores = stores
        plan.kernels.append(
            Kernel(
                name: name, origins: lines.map { Origin(line: $0, name: name) }, work: work, rows: rows,
                columns: columns, rowBlock: rowBlock, columnBlock: columnBlock, body: body))
        plan.phases.append(plan.kernels.count - 1..<plan.kernels.count)
    }

    private mutating func bound() -> Plan {
        let x: Location = buffer("x", 320, [32, 1])
        let h: Location = buffer("encoder.h", 320, [32, 1])
        let z: Location = buffer("encoder.z", 600, [60, 20, 1])
        let partial: Location = buffer("bound.partial", 160, [16, 1])
        let columnSums: Location = buffer("x.sum", 32, [32, 1])
        let input: Location = buffer("h.gradient", 320, [32, 1])
        let total: Location = buffer("bound", 16, [1, 0])
        let temperature: Location = buffer("temperature", 16, [0, 0])
        let weight: Location = slot(0, [32, 1])
        let bias: Location = slot(1, [0, 1])
        plan.arenaSize += 16
        plan.inputs = [Plan.Input(name: "x", columns: 30)]
        plan.scalars = [Plan.Scalar(name: "temperature", buffer: temperature.buffer)]
        plan.outputs = ["bound", "reconstruction", "divergence"].map { name in
            Plan.Output(name: name, shape: [.batch], location: Location(buffer: total.buffer, strides: [1]))
        }
        append("x", [3], .fetch(Fetch(input: 0, destination: x)), rows: [.batch], columns: 30, rowBlock: 4, [], [])
        append(
            "encoder.h", [8, 9],
            .contraction(Contraction(depth: 30, left: x, right: weight, reading: .alongColumns)), rows: [.batch],
            columns: 20, rowBlock: 8, columnBlock: 48,
            [.source(0), .load(bias), .binary(.add, 0, 1), .unary(.tanh, 2), .binary(.multiply, 3, 3)],
            [
                Store(register: 3, target: .elements(h, mayOverrun: true)),
                Store(register: 4, target: .sumOverColumns(partial)),
            ])
        append(
            "encoder.z", [10], .elementwise, rows: [.batch, 3], columns: 20, rowBlock: 12,
            [
                .load(Location(buffer: h.buffer, strides: [32, 0, 1])),
                .noise(Noise(.normal, stream: "encoder.z"), batchAxis: 0, coefficients: [0, 20]),
                .load(Location(buffer: temperature.buffer, strides: [0, 0, 0])), .unary(.exponential, 2),
                .multiplyAdd(1, 3, 0), .constant(20), .compare(.less, 4, 5), .select(6, 4, 5),
            ],
            [
                Store(register: 7, target: .elements(z, mayOverrun: false)),
                Store(register: 7, target: .sumOverRows(columnSums)),
            ])
        append(
            "h.gradient", [9],
            .contraction(
                Contraction(
                    depth: 20, left: h, right: Location(buffer: weight.buffer, strides: [1, 32]), reading: .alongDepth)),
            rows: [.batch], columns: 30, rowBlock: 10, [.source(0)],
            [Store(register: 0, target: .elements(input, mayOverrun: true))])
        append(
            "bound", [14],
            .reduction(
                ReductionWork(
                    axes: [16],
                    terms: [
                        .init(reduction: .sum, operand: Location(buffer: partial.buffer, strides: [16, 0, 1])),
                        .init(reduction: .maximum, operand: Location(buffer: h.buffer, strides: [32, 0, 1])),
                    ], isAlongColumns: true)), rows: [.batch], columns: 1,
            [.source(0), .source(1), .binary(.subtract, 0, 1)],
            [Store(register: 2, target: .elements(total, mayOverrun: false))])
        append(
            "x.mean", [],
            .reduction(
                ReductionWork(
                    axes: [.batch, 3],
                    terms: [.init(reduction: .sum, operand: Location(buffer: z.buffer, strides: [1, 60, 20]))],
                    isAlongColumns: false)), rows: [], columns: 20, columnBlock: 16,
            [.source(0), .column, .binary(.power, 0, 1)],
            [
                Store(
                    register: 2,
                    target: .elements(Location(buffer: columnSums.buffer, strides: [1]), mayOverrun: true))
            ])
        return plan
    }
}
