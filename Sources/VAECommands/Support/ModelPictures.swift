import VAERuntime

/// Pictures of a model's data variables.
struct ModelPictures {
    init(_ description: ModelDescription, _ folder: RunFolder) {}
    func grid(_ results: [String: Batch], _ name: String) throws -> [(name: String, path: String)] { [] }
    func pairs(
        _ data: [String: Batch], _ rebuilt: [String: Batch], _ name: String
    ) throws -> [(name: String, path: String)] { [] }
}

struct LatentMap {
    static let largestCount = 5000
    let model: ModelInstance
    let folder: RunFolder
    func grid(side: Int) throws -> [(name: String, path: String)] { [] }
    func codes(_ examples: Examples, labelNames: [String]?) throws -> [(name: String, path: String)] { [] }
}

struct RunPictures {
    let model: ModelInstance
    let data: Dataset
    let history: History
    let folder: RunFolder
    let seed: UInt64
    func draw(_ say: (String) -> Void) throws -> [String] { [] }
}
