import VAEGraph

/// A kernel without what may differ between places it is used at: its name, its origins and where its buffers begin. Two
/// kernels with equal templates are one function, with the offsets that differ as parameters.
struct KernelTemplate: Hashable, Sendable {
    /// The kernel; a location's buffer is a place in `slots` and its offset is 0.
    var kernel: Kernel
    /// The stretches of memory it touches, in the order in which it names them.
    var slots: [Buffer.Storage]

    /// The template of a kernel, with the first float of each slot and a name for it.
    static func split(_ kernel: Kernel, of plan: Plan) throws -> (KernelTemplate, offsets: [Int], names: [String]) {
        var splitter = Splitter(plan: plan, place: kernel.name)
        var result: Kernel = kernel.withoutNeedlessBlocks
        result.name = ""
        result.origins = []
        result.work = try splitter.work(kernel.work)
        result.body.instructions = try kernel.body.instructions.map { try splitter.instruction($0) }
        result.body.stores = try kernel.body.stores.map { try splitter.store($0) }
        let template = KernelTemplate(kernel: result, slots: splitter.slots.map(\.storage))
        return (template, splitter.slots.map(\.offset), splitter.names)
    }
}

private struct Slot: Hashable {
    var storage: Buffer.Storage
    var offset: Int
}

private struct Splitter {
    let plan: Plan
    let place: String
    var slots: [Slot] = []
    var names: [String] = []
    private var places: [Slot: Int] = [:]

    init(plan: Plan, place: String) {
        self.plan = plan
        self.place = place
    }

    mutating func location(_ location: Location) throws -> Location {
        guard plan.buffers.indices.contains(location.buffer) else {
            throw EmissionError(place, "there is no buffer \(location.buffer)")
        }
        let buffer: Buffer = plan.buffers[location.buffer]
        let slot = Slot(storage: buffer.storage, offset: buffer.offset + location.offset)
        let known: Int? = places[slot]
        let index: Int = known ?? slots.count
        if known == nil {
            slots.append(slot)
            names.append(buffer.name)
            places[slot] = index
        }
        return Location(buffer: index, offset: 0, strides: location.strides)
    }

    mutating func work(_ work: Kernel.Work) throws -> Kernel.Work {
        switch work {
        case .elementwise: return .elementwise
        case .fetch(var fetch):
            fetch.destination = try location(fetch.destination)
            return .fetch(fetch)
        case .contraction(var contraction):
            contraction.left = try location(contraction.left)
            contraction.right = try location(contraction.right)
            return .contraction(contraction)
        case .reduction(var reduction):
            for index: Int in reduction.terms.indices {
                reduction.terms[index].operand = try location(reduction.terms[index].operand)
            }
            return .reduction(reduction)
        case .image(var image):
            image.first = try location(image.first)
            image.second = try location(image.second)
            return .image(image)
        }
    }

    mutating func instruction(_ instruction: Instruction) throws -> Instruction {
        if case .load(let location) = instruction { return .load(try self.location(location)) }
        return instruction
    }

    mutating func store(_ store: Store) throws -> Store {
        var store: Store = store
        switch store.target {
        case .elements(let location, let mayOverrun):
            store.target = .elements(try self.location(location), mayOverrun: mayOverrun)
        case .sumOverColumns(let location): store.target = .sumOverColumns(try self.location(location))
        case .sumOverRows(let location): store.target = .sumOverRows(try self.location(location))
        }
        return store
    }
}
