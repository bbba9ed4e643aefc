import Foundation

/// Somebody who trains the workloads: an engine of ours, or a peer's script.
struct Contestant: Sendable {
    /// What tables call it.
    let name: String
    /// Whether it is ours.
    let isOurs: Bool
    /// Whether it has the workloads with convolutions.
    let convolves: Bool
    /// The command for a workload.
    let child: @Sendable (Workload) -> Child

    /// An engine of ours, in a process of its own.
    static func engine(_ engine: Engine, threads: Int, seconds: Double) -> Contestant {
        let program: String = CommandLine.arguments.first ?? "vae-benchmark"
        return Contestant(name: engine.rawValue, isOurs: true, convolves: true) { workload in
            Child(command: [
                program, "measure", workload.name, "--engine", engine.rawValue, "--threads", "\(threads)", "--seconds",
                "\(seconds)",
            ])
        }
    }

    /// What distinguishes the peers: script, variant, and environment.
    private static let peers: [(name: String, script: String, variant: String, environment: [String: String])] = [
        ("PyTorch eager", "torch_peer.py", "eager", [:]),
        ("PyTorch eager, malloc tuned", "torch_peer.py", "eager", keepsMemory),
        ("PyTorch compiled", "torch_peer.py", "compiled", keepsMemory),
        ("JAX", "jax_peer.py", "step", [:]),
        ("JAX scan", "jax_peer.py", "scan", [:]),
        ("TensorFlow", "tensorflow_peer.py", "function", [:]),
        ("TensorFlow XLA", "tensorflow_peer.py", "xla", [:]),
        ("numpy", "numpy_peer.py", "", [:]),
        ("numpy, SkylakeX kernels", "numpy_peer.py", "", ["OPENBLAS_CORETYPE": "SkylakeX"]),
    ]

    /// The scripts that have the workloads with convolutions.
    private static let convolving: Set<String> = ["tensorflow_peer.py", "torch_peer.py"]

    /// The C library's allocator does not give memory back to the system between steps.
    private static let keepsMemory: [String: String] = [
        "MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_MMAP_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "268435456",
    ]

    /// The peers whose packages one of these Pythons has.
    ///
    /// - Parameters:
    ///   - folder: where their scripts lie.
    ///   - words: parts of the names of those wanted; all if there are none.
    static func peers(
        pythons: [String], folder: String, threads: Int, seconds: Double, words: [String]
    ) -> (found: [Contestant], missing: [String]) {
        var found: [Contestant] = []
        var missing: [String] = []
        for peer in peers
        where words.isEmpty || words.contains(where: { peer.name.localizedCaseInsensitiveContains($0) }) {
            guard let python = pythons.first(where: { has($0, peer.script) }) else {
                missing.append(peer.name)
                continue
            }
            var environment: [String: String] = peer.environment
            environment["VAE_BENCHMARK_SECONDS"] = "\(seconds)"
            environment["VAE_BENCHMARK_THREADS"] = "\(threads)"
            environment["OPENBLAS_NUM_THREADS"] = "\(threads)"
            let settled: [String: String] = environment
            found.append(
                Contestant(name: peer.name, isOurs: false, convolves: convolving.contains(peer.script)) { workload in
                    Child(
                        command: [python, "\(folder)/\(peer.script)", workload.name, peer.variant], environment: settled
                    )
                })
        }
        return (found, missing)
    }

    /// Encodes and decodes a few examples with ONNX Runtime, in the first of these Pythons that has it.
    static func onnxRuntime(
        pythons: [String], folder: String, threads: Int, seconds: Double
    ) -> (@Sendable (Workload, _ rows: Int) -> Child)? {
        let script = "onnxruntime_latency.py"
        guard let python = pythons.first(where: { has($0, script) }) else { return nil }
        return { workload, rows in
            Child(
                command: [python, "\(folder)/\(script)", workload.name, "\(rows)"],
                environment: ["VAE_BENCHMARK_SECONDS": "\(seconds)", "VAE_BENCHMARK_THREADS": "\(threads)"])
        }
    }

    /// Whether a Python can import what a script needs.
    private static func has(_ python: String, _ script: String) -> Bool {
        let module: Substring = script.split(separator: "_").first ?? ""
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            python, "-c",
            "import importlib.util as u, sys; sys.exit(not (u.find_spec('\(module)') and u.find_spec('numpy')))",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
