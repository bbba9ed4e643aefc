// Written by vaec from Hand.vae, for avx512. Changes to this file are lost: change the model.

import Foundation
import VAERuntime

/// A model written by hand.
///
/// With a kernel of every kind.
public struct Hand: VAEModel, Sendable {
    /// The compiled program.
    public static var program: Program { Plans.program }

    /// The program with its parameters.
    public var instance: ModelInstance

    /// The model with these parameters.
    public init(instance: ModelInstance) {
        self.instance = instance
    }

    /// The evidence lower bound of each example and its parts, in nats.
    ///
    /// - Parameters:
    ///   - x: rows of 30 numbers (5 × 6) from 0 to 1.
    ///   - seed: where the noise of the latents starts; it is keyed by the example's number.
    /// - Throws: `ModelError` if the rows do not fit.
    public func bound(x: Batch, seed: UInt64 = 0) throws -> Bound { try instance.bound(["x": x], seed: seed) }
}

extension Hand {
    /// What the runtime needs to know to run the model.
    fileprivate enum Plans {
        /// The whole model.
        static let program: Program = Program(
            description: description, entries: ["bound": bound], table: table, engine: "compiled")
        /// Everything about the model beside its kernels.
        static let description: ModelDescription = ModelDescription(
            name: "Hand", documentation: "A model written by hand.\n\nWith a kernel of every kind.",
            data: [ModelDescription.Variable("x", .unit, shape: [5, 6], transforms: [.binarizeThreshold])], givens: [],
            latents: [ModelDescription.Variable("z", .real, shape: [20])], hasPrior: true,
            training: ModelDescription.Training(
                optimizer: "adam", rate: .cosine(from: 0.001, to: 0.0, epochs: 10.0), divergenceWeight: .constant(1.0),
                batch: 10, epochs: 10, seed: 0x7, source: "digits"),
            sourceHash: 0x123456789ABCDEF0, instructionSet: "avx512")
        /// Where parameters and the optimizer's state lie: 1008 floats in all.
        static let table: TableLayout = makeTable()

        @_optimize(none)
        static func makeTable() -> TableLayout {
            var slots: [TableLayout.Slot] = []
            slots.append(
                TableLayout.Slot(
                    "encoder.h.weight", kind: .parameter, shape: [20, 30], strides: [1, 32], offset: 0,
                    initial: .uniform(bound: 0.1)))
            slots.append(
                TableLayout.Slot(
                    "encoder.h.bias", kind: .parameter, shape: [20], strides: [1], offset: 960,
                    initial: .uniform(bound: 0.1)))
            return TableLayout(slots: slots, size: 1008)
        }

        /// `bound`: an arena of 1800 floats for up to 10 rows.
        static let bound: EntryPoint = makeBound()

        @_optimize(none)
        static func makeBound() -> EntryPoint {
            var phases: [[ScheduledKernel]] = []
            phases.append(
                [
                    ScheduledKernel(
                        { raw, _, task in Kernels.fetchX(raw, task) }, rowTasks: Count(1, isBatch: true, block: 4),
                        columnTasks: Count(1))
                ])
            phases.append(
                [
                    ScheduledKernel(
                        { raw, _, task in Kernels.encoderH(raw, task) }, rowTasks: Count(1, isBatch: true, block: 8),
                        columnTasks: Count(1))
                ])
            phases.append(
                [
                    ScheduledKernel(
                        { raw, _, task in Kernels.encoderZ(raw, task) }, rowTasks: Count(3, isBatch: true, block: 12),
                        columnTasks: Count(1))
                ])
            phases.append(
                [
                    ScheduledKernel(
                        { raw, _, task in Kernels.hGradient(raw, task) }, rowTasks: Count(1, isBatch: true, block: 10),
                        columnTasks: Count(1))
                ])
            phases.append(
                [
                    ScheduledKernel(
                        { raw, _, task in Kernels.bound(raw, task) }, rowTasks: Count(1, isBatch: true, block: 64),
                        columnTasks: Count(1))
                ])
            phases.append(
                [
                    ScheduledKernel(
                        { raw, _, task in Kernels.xMean(raw, task) }, rowTasks: Count(1), columnTasks: Count(2))
                ])
            return EntryPoint(
                name: "bound", batch: 10, arenaSize: 1800, inputs: [EntryPoint.Input("x", columns: 30)],
                scalars: [EntryPoint.Scalar("temperature", offset: 1768)],
                outputs: [
                    EntryPoint.Output("bound", axes: [Count(1, isBatch: true)], strides: [Count(1)], offset: 1752),
                    EntryPoint.Output(
                        "reconstruction", axes: [Count(1, isBatch: true)], strides: [Count(1)], offset: 1752),
                    EntryPoint.Output("divergence", axes: [Count(1, isBatch: true)], strides: [Count(1)], offset: 1752),
                ],
                phases: phases)
        }
    }

    /// One task of each kernel. The first argument points to the call's `KernelContext`.
    fileprivate enum Kernels {
        typealias Floats = UnsafeMutablePointer<Float>

        /// `x`: the rows of the call, batch × 30.
        /// Line 3: `x`.
        /// Used by bound.
        static func fetchX(_ raw: UnsafeRawPointer, _ task: Int) {
            let context: KernelContext = raw.load(as: KernelContext.self)
            let rows: Int = context.rows
            let firstRow: Int = task &* 4
            let rowEnd: Int = min(firstRow &+ 4, rows)
            context.fetch(input: 0, to: context.arena, stride: 32, rows: firstRow..<rowEnd, columns: 0..<30)
        }

        /// What becomes of the product of `encoderH` in registers.
        struct EncoderHEpilogue: Epilogue {
            let encoderHBias: Floats
            let encoderH: Floats
            let boundPartial: Floats

            @inline(__always)
            func put(_ row: Int, _ column: Int, _ value: Vector) {
                let encoderHRow: Floats = encoderH + row &* 32
                let boundPartialRow: Floats = boundPartial + row &* 16
                let v1: Vector = Vector.load(encoderHBias + column)
                let v2: Vector = value + v1
                let v3: Vector = Vector.tanh(v2)
                let v4: Vector = v3 * v3
                v3.store(to: encoderHRow + column)
                let counted: Vector = Vector.select(Vector.isLane(below: 20 &- column), v4, Vector(repeating: 0.0))
                let sum: Floats = boundPartialRow
                let total: Vector = column == 0 ? counted : Vector.load(sum) + counted
                total.store(to: sum)
            }

            static var prepares: Bool {
                true
            }

            @inline(__always)
            func prepare(_ row: Int, _ column: Int) {
                prefetch(encoderH + row &* 32 + column)
            }
        }

        /// `encoder.h`: a matrix product, batch × 20, over a depth of 30.
        /// Line 8: `encoder.h`; line 9: `encoder.h`.
        /// Fused: add, tanh, multiply, sums over columns.
        /// Used by bound.
        static func encoderH(_ raw: UnsafeRawPointer, _ task: Int) {
            let context: KernelContext = raw.load(as: KernelContext.self)
            let rows: Int = context.rows
            let firstRow: Int = task &* 8
            let rowEnd: Int = min(firstRow &+ 8, rows)
            let encoderHBias: Floats = context.table + 960
            let encoderH: Floats = context.arena + 320
            let boundPartial: Floats = context.arena + 1240
            let x: Floats = context.arena
            let encoderHWeight: Floats = context.table
            var epilogue: EncoderHEpilogue = EncoderHEpilogue(
                encoderHBias: encoderHBias, encoderH: encoderH, boundPartial: boundPartial)
            multiply(
                rows: firstRow..<rowEnd, columns: 0..<20, depth: 30, a: x, aRowStride: 32, aDepthStride: 1,
                b: encoderHWeight, bRowStride: 32, epilogue: &epilogue)
        }

        /// `encoder.z`: a loop over batch × 3 × 20.
        /// Line 10: `encoder.z`.
        /// Fused: normal noise `encoder.z`, exponential, multiply-add, less than, select, sums over rows.
        /// Used by bound.
        static func encoderZ(_ raw: UnsafeRawPointer, _ task: Int) {
            let context: KernelContext = raw.load(as: KernelContext.self)
            let rows: Int = context.rows
            let firstRow: Int = task &* 12
            let rowEnd: Int = min(firstRow &+ 12, rows &* 3)
            let encoderH: Floats = context.arena + 320
            let temperature: Floats = context.arena + 1768
            let v2: Vector = Vector(repeating: temperature.pointee)
            let v3: Vector = Vector.exp(v2)
            let encoderZ: Floats = context.arena + 640
            let xSum: Floats = context.arena + 1400
            let xSumSum: Floats = xSum + task &* 32
            for row in firstRow..<rowEnd {
                let outer0: Int = row / 3
                let encoderHRow: Floats = encoderH + outer0 &* 32
                let index1: Int = row % 3
                let noise: NoiseRow = NoiseRow(
                    example: context.examples[outer0], clock: context.step, stream: 0xD916A5CB, seed: context.seed)
                let element: Int = index1 &* 20
                let encoderZRow: Floats = encoderZ + outer0 &* 60
                let encoderZRow2: Floats = encoderZRow + index1 &* 20
                var column: Int = 0
                while column < 20 {
                    let v0: Vector = Vector.load(encoderHRow + column)
                    let v1: Vector = Noise.normals(noise, element: element &+ column)
                    let v4: Vector = Vector.multiplyAdd(v1, v3, v0)
                    let v6: VectorMask = Vector.less(v4, Vector(repeating: 20.0))
                    let v7: Vector = Vector.select(v6, v4, Vector(repeating: 20.0))
                    let lanes: Int = min(vectorWidth, 20 &- column)
                    v7.store(to: encoderZRow2 + column, first: lanes)
                    let sum: Floats = xSumSum + column
                    let total: Vector = row == firstRow ? v7 : Vector.load(sum) + v7
                    total.store(to: sum)
                    column = column &+ vectorWidth
                }
            }
        }

        /// `h.gradient`: dot products, batch × 30, over a depth of 20.
        /// Line 9: `h.gradient`.
        /// Used by bound.
        static func hGradient(_ raw: UnsafeRawPointer, _ task: Int) {
            let context: KernelContext = raw.load(as: KernelContext.self)
            let rows: Int = context.rows
            let firstRow: Int = task &* 10
            let rowEnd: Int = min(firstRow &+ 10, rows)
            let hGradient: Floats = context.arena + 1432
            let encoderH: Floats = context.arena + 320
            let encoderHWeight: Floats = context.table
            var epilogue: StoreEpilogue = StoreEpilogue(target: hGradient, rowStride: 32)
            multiplyTransposed(
                rows: firstRow..<rowEnd, columns: 0..<30, depth: 20, a: encoderH, aRowStride: 32, b: encoderHWeight,
                bRowStride: 32, epilogue: &epilogue)
        }

        /// `bound`: sum, maximum over 16 for each of batch × 1.
        /// Line 14: `bound`.
        /// Fused: subtract.
        /// Used by bound.
        static func bound(_ raw: UnsafeRawPointer, _ task: Int) {
            let context: KernelContext = raw.load(as: KernelContext.self)
            let rows: Int = context.rows
            let firstRow: Int = task &* 64
            let rowEnd: Int = min(firstRow &+ 64, rows)
            let boundPartial: Floats = context.arena + 1240
            let encoderH: Floats = context.arena + 320
            let bound: Floats = context.arena + 1752
            for row in firstRow..<rowEnd {
                let boundPartialRow: Floats = boundPartial + row &* 16
                var sum0: Vector = Vector(repeating: -0.0)
                var k0: Int = 0
                while k0 < 16 {
                    sum0 = sum0 + Vector.load(boundPartialRow + k0)
                    k0 = k0 &+ vectorWidth
                }
                let result0: Vector = Vector(repeating: Vector.sum(sum0))
                let encoderHRow: Floats = encoderH + row &* 32
                var sum1: Vector = Vector(repeating: -.infinity)
                var k0of1: Int = 0
                while k0of1 < 16 {
                    sum1 = Vector.maximum(sum1, Vector.load(encoderHRow + k0of1))
                    k0of1 = k0of1 &+ vectorWidth
                }
                let result1: Vector = Vector(repeating: Vector.largest(sum1))
                let v2: Vector = result0 - result1
                let boundRow: Floats = bound + row
                v2.store(to: boundRow, first: 1)
            }
        }

        /// `x.mean`: sum over batch × 3 for each of 20.
        /// Fused: power.
        /// Used by bound.
        static func xMean(_ raw: UnsafeRawPointer, _ task: Int) {
            let context: KernelContext = raw.load(as: KernelContext.self)
            let rows: Int = context.rows
            let firstColumn: Int = task &* 16
            let columnEnd: Int = min(firstColumn &+ 16, 20)
            let encoderZ: Floats = context.arena + 640
            let xSum: Floats = context.arena + 1400
            var column: Int = firstColumn
            while column < columnEnd {
                var sum0: Vector = Vector(repeating: -0.0)
                let start0: Floats = encoderZ + column
                for k0 in 0..<rows {
                    let part0Axis0: Floats = start0 + k0 &* 60
                    for k1 in 0..<3 {
                        let part0Axis1: Floats = part0Axis0 + k1 &* 20
                        sum0 = sum0 + Vector.load(part0Axis1)
                    }
                }
                let result0: Vector = sum0
                let v1: Vector = Vector(repeating: Float(column)) + Vector.laneIndices
                let v2: Vector = Vector.power(result0, v1)
                v2.store(to: xSum + column)
                column = column &+ vectorWidth
            }
        }
    }
}
