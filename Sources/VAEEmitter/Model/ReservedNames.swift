/// Names that a model's type must not have, since generated code and the runtime mean something else by them.
enum ReservedNames {
    /// Types and modules. A test compares them with what generated code mentions.
    static let types: Set<String> = [
        // The runtime's.
        "Batch", "Bound", "Count", "EntryPoint", "Epilogue", "KernelContext", "ModelDescription", "ModelInstance",
        "Noise",
        "NoiseRow", "Program", "ScheduledKernel", "StoreEpilogue", "TableLayout", "VAEModel", "Vector", "VectorMask",
        // Those of the model's own type, and the list of models.
        "Floats", "Kernels", "Likelihood", "ModelList", "Plans", "Posterior", "Reconstruction", "Sample",
        // The language's.
        "Any", "AnyObject", "Array", "Bool", "Character", "Dictionary", "Double", "Error", "Float", "Int", "Never",
        "Optional", "Result", "Self", "Sendable", "Set", "String", "Swift", "UInt32", "UInt64", "URL",
        "UnsafeMutablePointer",
        "UnsafePointer", "UnsafeRawPointer", "Void",
        // Modules.
        "Foundation", "VAECommands", "VAERuntime",
    ]
}
