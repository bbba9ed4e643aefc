import VAEGraph

/// The kernels of a model's plans, each template once: what is written for them, and how each use calls it.
struct KernelLibrary {
    /// One use of a kernel: a call of its function from the schedule.
    struct Use {
        /// The function.
        var function: Identifier
        /// The offsets that it takes as parameters.
        var offsets: [Int]
    }

    /// The members of the enumeration `Kernels`: functions and epilogues, in the order of first use.
    private(set) var members: [SwiftDeclaration] = [
        .alias("Floats", .generic("UnsafeMutablePointer", ["Float"]))
    ]
    /// For each plan, for each kernel, its use.
    private(set) var uses: [[Use]] = []

    private struct Entry {
        var template: KernelTemplate
        var name: Identifier
        var slotNames: [String]
        var firstUse: Kernel
        var firstPlan: String
        var otherPlans: [String] = []
        /// The offsets of every use.
        var offsets: [[Int]] = []
    }

    /// Collects and writes the kernels of all plans.
    init(_ plans: [Plan]) throws {
        var entries: [Entry] = []
        var places: [KernelTemplate: Int] = [:]
        var scope = Scope(taken: KernelWriter.reservedNames)
        var calls: [[(entry: Int, offsets: [Int])]] = []
        for plan: Plan in plans {
            var planCalls: [(entry: Int, offsets: [Int])] = []
            for kernel: Kernel in plan.kernels {
                let (template, offsets, names) = try KernelTemplate.split(kernel, of: plan)
                let known: Int? = places[template]
                let place: Int = known ?? entries.count
                if known == nil {
                    let name: Identifier = scope.name(KernelLibrary.name(of: kernel))
                    entries.append(
                        Entry(
                            template: template, name: name, slotNames: names, firstUse: kernel, firstPlan: plan.name))
                    places[template] = place
                } else if entries[place].firstPlan != plan.name, entries[place].otherPlans.last != plan.name {
                    entries[place].otherPlans.append(plan.name)
                }
                entries[place].offsets.append(offsets)
                planCalls.append((place, offsets))
            }
            calls.append(planCalls)
        }
        let fixed: [[Int?]] = entries.map { KernelLibrary.fixedOffsets($0.offsets) }
        for (entry, fixed): (Entry, [Int?]) in zip(entries, fixed) {
            let lanes: Int = plans.first?.target.lanes ?? 1
            let documentation: String = KernelComment(kernel: entry.firstUse).text(
                plans: [entry.firstPlan] + entry.otherPlans)
            let writer = KernelWriter(
                entry.template, name: entry.name, documentation: documentation, offsets: fixed,
                slots: entry.slotNames, lanes: lanes)
            members += try writer.write().declarations
        }
        uses = calls.map { planCalls in
            planCalls.map { call in
                let varying: [Int] = call.offsets.indices.filter { fixed[call.entry][$0] == nil }
                return Use(function: entries[call.entry].name, offsets: varying.map { call.offsets[$0] })
            }
        }
    }

    /// The offset of each slot, nil where uses differ.
    private static func fixedOffsets(_ uses: [[Int]]) -> [Int?] {
        guard let first: [Int] = uses.first else { return [] }
        return first.indices.map { slot in
            uses.allSatisfy { $0[slot] == first[slot] } ? first[slot] : nil
        }
    }

    /// A function's name: the kernel's, and what it does where the name alone could be a buffer's.
    private static func name(of kernel: Kernel) -> Identifier {
        let name = Identifier(kernel.name)
        switch kernel.work {
        case .fetch: return Identifier("fetch", suffix: name.capitalised)
        default: return name.uncapitalised.asMember
        }
    }
}
