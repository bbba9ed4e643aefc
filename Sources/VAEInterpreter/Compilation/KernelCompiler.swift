import VAEGraph
import VAERuntime

/// Translates the kernels of plans to what the machine runs; all of it is kept by the program's owner.
struct KernelCompiler {
    private let memory: KernelMemory
    private let pool: UnsafeMutablePointer<ScratchPool>
    private var scratchBytes = 0

    /// Bytes of registers that stay in a core's first-level cache beside the memory that is read.
    private static let registerBytes = 20 * 1024
    /// Bytes of a matrix product's tile that the body runs over.
    private static let tileBytes = 24 * 1024

    /// A compiler that keeps what it makes in this memory.
    init(memory: KernelMemory) {
        self.memory = memory
        pool = memory.reserve(bytes: MemoryLayout<ScratchPool>.stride)
            .bindMemory(to: ScratchPool.self, capacity: 1)
    }

    /// Gives all kernels their scratch memory; they cannot run before.
    func finish() {
        pool.initialize(to: ScratchPool(bytes: scratchBytes, in: memory))
    }

    /// Translates one kernel of a plan.
    mutating func compile(_ original: Kernel, of plan: Plan) -> UnsafePointer<CompiledKernel> {
        let kernel = original.mergingAxes()
        let body = BodyCompiler(kernel, buffers: plan.buffers, lanes: plan.target.lanes)
        let work = compileWork(kernel, body, plan)
        let vectorBytes: Int = plan.target.lanes * MemoryLayout<Float>.stride
        let blockSlots: Int = body.slotCount(.block)
        let fitting: Int = KernelCompiler.registerBytes / (vectorBytes * max(blockSlots, 1))
        let blockVectors: Int = min(max(fitting, 8), 64)
        // An odd number of vectors, so that registers do not fall on the same cache sets.
        let slotBytes: Int = (blockVectors | 1) * vectorBytes

        var bytes = 0
        func take(_ count: Int) -> Int {
            defer { bytes += (count + 63) / 64 * 64 }
            return bytes
        }
        let uniformStart: Int = take(body.slotCount(.uniform) * vectorBytes)
        let rowStart: Int = take(body.slotCount(.row) * slotBytes)
        let blockStart: Int = take(blockSlots * slotBytes)
        var frame = CompiledKernel.Frame()
        if case .contraction(let contraction) = work {
            frame.tile = take(contraction.tileRows * contraction.tileColumns * MemoryLayout<Float>.stride)
            let packedFloats: Int =
                contraction.reading == .turned
                ? contraction.depth.resolved(plan.batch) * contraction.tileColumns
                : contraction.tileRows * contraction.packedRowStride
            frame.packed = take(packedFloats * MemoryLayout<Float>.stride)
        }
        if case .image(let image) = work {
            let floats: Int = image.tileRows * image.tileColumns
            frame.tile = take(floats * MemoryLayout<Float>.stride)
            // Sums of weights, right behind the tile.
            if case .weights = image.function { _ = take(floats * MemoryLayout<Float>.stride) }
        }
        frame.operands = take(body.operands.count * MemoryLayout<Operand>.stride)
        frame.references = take(body.references.count * MemoryLayout<ResolvedReference>.stride)
        frame.indices = take(kernel.rows.count * MemoryLayout<Int>.stride)
        scratchBytes = max(scratchBytes, bytes)

        let operands: [OperandTemplate] = body.operands.map { operand in
            switch operand.kind {
            case .uniform: OperandTemplate(kind: .uniform, place: uniformStart + operand.slot * vectorBytes)
            case .constant: OperandTemplate(kind: .constant, place: operand.slot * vectorBytes)
            case .row: OperandTemplate(kind: .row, place: rowStart + operand.slot * slotBytes)
            case .block: OperandTemplate(kind: .block, place: blockStart + operand.slot * slotBytes)
            case .direct: OperandTemplate(kind: .direct, place: operand.slot)
            case .tile: OperandTemplate(kind: .tile, place: frame.tile)
            }
        }
        let inPlace: [Int] = operands.indices.filter { operands[$0].kind == .direct || operands[$0].kind == .tile }
        let references: [Reference] = body.references.map { compile($0, of: plan) }
        let compiled = CompiledKernel(
            work: work, rowAxes: List(kernel.rows.map { Count($0) }, in: memory), columns: Count(kernel.columns),
            rowBlock: kernel.rowBlock, columnBlock: kernel.columnBlock ?? 0,
            references: List(references, in: memory), operands: List(operands, in: memory),
            directOperands: List(inPlace.map { Int32($0) }, in: memory),
            taskCode: List(body.code[.uniform] ?? [], in: memory),
            rowCode: List(body.code[.row] ?? [], in: memory), blockCode: List(body.code[.block] ?? [], in: memory),
            stores: List(body.stores, in: memory),
            noises: List(body.noises.map { compile($0.noise, $0.batchAxis, $0.coefficients) }, in: memory),
            constants: memory.keep(body.constants.flatMap { Array(repeating: $0, count: plan.target.lanes) }),
            blockVectors: blockVectors, frame: frame, pool: UnsafePointer(pool))
        return memory.keep([compiled])
    }

    private func compileWork(_ kernel: Kernel, _ body: BodyCompiler, _ plan: Plan) -> CompiledKernel.Work {
        switch kernel.work {
        case .fetch(let fetch):
            return .fetch(CompiledFetch(input: fetch.input, destination: compile(fetch.destination, of: plan)))
        case .elementwise:
            return .elementwise
        case .contraction(let contraction):
            // Dot products want both matrices contiguous along k.
            let depth: Int = contraction.depth.count(batch: plan.batch)
            let isPacked: Bool = contraction.reading == .alongDepth && contraction.left.strides[1] != .one
            let packedRowStride: Int = isPacked ? (depth + 15) / 16 * 16 : 0
            var (rows, columns) = tile(of: kernel, plan, packedRowStride: packedRowStride)
            if contraction.reading == .turned {
                columns = min(columns, plan.target.tileVectors * plan.target.lanes)
            }
            let isPlain: Bool = contraction.reading == .alongColumns && kernel.rows.count == 1 && body.stores.isEmpty
            let code: [CompiledInstruction] = (body.code[.row] ?? []) + (body.code[.block] ?? [])
            let update = CompiledUpdate(code, body.operands) { first, second in
                let (a, b) = (body.references[first], body.references[second])
                let (x, y) = (plan.buffers[a.buffer], plan.buffers[b.buffer])
                return x.storage == y.storage && x.offset + a.offset == y.offset + b.offset && a.strides == b.strides
            }
            return .contraction(
                CompiledContraction(
                    depth: Count(contraction.depth), left: compile(contraction.left, of: plan),
                    right: compile(contraction.right, of: plan), reading: contraction.reading,
                    tileRows: rows, tileColumns: columns, touched: touched(by: kernel, body, plan),
                    packedRowStride: packedRowStride,
                    update: isPlain ? update : nil))
        case .image(let image): return .image(compile(image, of: kernel, plan))
        case .reduction(let reduction):
            return .reduction(
                CompiledReduction(
                    axes: List(reduction.axes.map { Count($0) }, in: memory), terms: List(body.terms, in: memory),
                    isAlongColumns: reduction.isAlongColumns, isPerBlock: kernel.sourceVariance == .block))
        }
    }

    private func compile(_ image: ImageWork, of kernel: Kernel, _ plan: Plan) -> CompiledImage {
        let function: CompiledImage.Function
        switch image.function {
        case .pool(_, .sum): function = .pool(.sum)
        case .pool(_, .spread): function = .pool(.spread)
        case .pool(_, .atMaximum): function = .pool(.atMaximum)
        case .pool(_, .fromMaximum): function = .pool(.fromMaximum)
        case .convolve(let convolution) where convolution.result == .weights:
            function = .weights(isTurned: convolution.isTurned, parts: convolution.parts)
        case .convolve(let convolution): function = .convolve(isTransposed: convolution.result == .input)
        case .spread: function = .spread
        }
        var (rows, columns) = tile(of: kernel, plan, packedRowStride: 0)
        if case .weights = function {
            let all: Int = kernel.columns.count(batch: plan.batch)
            let taskColumns: Int = min(kernel.columnBlock ?? all, all)
            columns = (taskColumns + plan.target.lanes - 1) / plan.target.lanes * plan.target.lanes
            rows = min(kernel.rowBlock, kernel.rowCount(batch: plan.batch))
        } else if case .spread = function {
            // Lines are computed as a whole.
            rows = max(rows / image.image.width, 1) * image.image.width
        }
        return CompiledImage(
            function: function, geometry: ImageGeometry(image), images: Count(image.images),
            first: compile(image.first, of: plan), second: compile(image.second, of: plan), tileRows: rows,
            tileColumns: columns)
    }

    /// Up to three references that are read in place row by row, those of the parameter table first: it is larger than
    /// the caches.
    private func touched(by kernel: Kernel, _ body: BodyCompiler, _ plan: Plan) -> (Int32, Int32, Int32) {
        let read: [Int] = body.operands.filter { $0.kind == .direct }.map(\.slot)
        let varying: [Int] = Set(read).sorted().filter { body.references[$0].strides[0].factor != 0 }
        let isInTable: (Int) -> Bool = { plan.buffers[body.references[$0].buffer].storage == .table }
        let ordered: [Int] = varying.filter(isInTable) + varying.filter { !isInTable($0) }
        let padded: [Int32] = ordered.map { Int32($0) } + [-1, -1, -1]
        return (padded[0], padded[1], padded[2])
    }

    /// How much of a task of a matrix product is multiplied at once: whole register tiles, all columns if they fit.
    private func tile(of kernel: Kernel, _ plan: Plan, packedRowStride: Int) -> (rows: Int, columns: Int) {
        let target = plan.target
        let all: Int = kernel.columns.count(batch: plan.batch)
        let taskColumns: Int = min(kernel.columnBlock ?? all, all)
        let taskRows: Int = min(kernel.rowBlock, kernel.rowCount(batch: plan.batch))
        let floats: Int = KernelCompiler.tileBytes / MemoryLayout<Float>.stride
        let tileColumns: Int = target.tileVectors * target.lanes
        let widest: Int = max(floats / (4 * target.tileRows) / tileColumns, 1) * tileColumns
        let columns: Int = min((taskColumns + target.lanes - 1) / target.lanes * target.lanes, widest)
        let tallest: Int = max(floats / columns / target.tileRows, 1) * target.tileRows
        let packable: Int = packedRowStride == 0 ? tallest : max(2 * floats / packedRowStride, 1)
        return (max(min(taskRows, tallest, packable), 1), columns)
    }

    private func compile(_ location: Location, of plan: Plan) -> Reference {
        let buffer = plan.buffers[location.buffer]
        return Reference(
            isInTable: buffer.storage == .table, offset: buffer.offset + location.offset,
            strides: memory.keep(location.strides.map { Count($0) }))
    }

    private func compile(_ noise: VAEGraph.Noise, _ batchAxis: Int, _ coefficients: [Int]) -> CompiledNoise {
        CompiledNoise(
            stream: VAERuntime.Noise.streamNumber(noise.stream), isPerEpoch: noise.clock == .epoch,
            batchAxis: batchAxis,
            coefficients: memory.keep(coefficients))
    }
}

extension Count {
    /// A count of a plan.
    init(_ extent: Extent) { self.init(extent.factor, isBatch: extent.isBatch, block: extent.block) }
}

extension ImageGeometry {
    /// The geometry of a plan.
    init(_ image: ImageWork) {
        let groups: Int = if case .convolve(let convolution) = image.operation { convolution.groups } else { 1 }
        self.init(
            vertical: WindowAxis(image.window.vertical, image: image.image.height, result: image.result.height),
            horizontal: WindowAxis(image.window.horizontal, image: image.image.width, result: image.result.width),
            imageChannels: image.image.channels, resultChannels: image.result.channels, groups: groups)
    }
}

extension WindowAxis {
    fileprivate init(_ axis: Window.Axis, image: Int, result: Int) {
        self.init(
            size: axis.size, stride: axis.stride, dilation: axis.dilation, before: axis.before, image: image,
            result: result)
    }
}
