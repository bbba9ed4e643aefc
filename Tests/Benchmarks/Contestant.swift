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

    /// What distinguishes the peers.
    private struct Peer {
        var name: String
        var script: String
        var variant = ""
        var convolves = true
        var environment: [String: String] = [:]
    }

    /// Twenty steps in one call of JAX would take a minute where it convolves, and numpy has no convolution.
    private static let peers: [Peer] = [
        Peer(name: "PyTorch eager", script: "torch_peer.py", variant: "eager"),
        Peer(name: "PyTorch eager, malloc tuned", script: "torch_peer.py", variant: "eager", environment: keepsMemory),
        Peer(name: "PyTorch compiled", script: "torch_peer.py", variant: "compiled", environment: keepsMemory),
        Peer(name: "JAX", script: "jax_peer.py", variant: "step"),
        Peer(name: "JAX scan", script: "jax_peer.py", variant: "scan", convolves: false),
        Peer(name: "TensorFlow", script: "tensorflow_peer.py", variant: "function"),
        Peer(name: "TensorFlow XLA", script: "tensorflow_peer.py", variant: "xla"),
        Peer(name: "numpy", script: "numpy_peer.py", convolves: false),
        Peer(
            name: "numpy, SkylakeX kernels", script: "numpy_peer.py", convolves: false,
            environment: ["OPENBLAS_CORETYPE": "SkylakeX"]),
    ]

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
                Contestant(name: peer.name, isOurs: false, convolves: peer.convolves) { workload in
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
