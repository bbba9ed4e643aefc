// swift-tools-version: 6.2
import PackageDescription

// Root builds are compiled for the machine they run on. SwiftPM refuses unsafe flags in a dependency taken by
// version; such a checkout always lies in a folder named "checkouts", and there the manifest leaves them out.
// VAE_CPU=baseline builds for any processor of the architecture, VAE_CPU=x86-64-v3 for a named one.
let processor = Context.environment["VAE_CPU"] ?? "native"
let isDependency = Context.packageDirectory.split(separator: "/").contains("checkouts")
let swift: [SwiftSetting] =
    isDependency || processor == "baseline" ? [] : [.unsafeFlags(["-Xcc", "-march=\(processor)"])]

// The files of a folder of models know nothing of each other: compiled one by one they keep all processors busy, and a
// changed model is compiled alone.
let separate: [SwiftSetting] =
    isDependency || processor == "baseline" ? [] : [.unsafeFlags(["-no-whole-module-optimization", "-incremental"])]

let package = Package(
    name: "vae",
    platforms: [.macOS("26.0")],
    products: [
        .library(name: "VAERuntime", targets: ["VAERuntime"]),
        .library(name: "VAECommands", targets: ["VAECommands"]),
        .executable(name: "vaec", targets: ["vaec"]),
        .executable(name: "vae", targets: ["vae"]),
        .executable(name: "vae-benchmark", targets: ["vae-benchmark"]),
        .plugin(name: "VAEPlugin", targets: ["VAEPlugin"]),
    ],
    targets: [
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: nil, providers: [.apt(["zlib1g-dev"])]),
        // (A module map alone: a target with C source is compiled again, and all that stands on it, whenever a file is added.)
        .systemLibrary(name: "CInstructionSet"),
        .target(name: "VAELanguage", swiftSettings: swift),
        .target(name: "VAEProcessor", dependencies: ["CInstructionSet"], swiftSettings: swift),
        .target(name: "VAEGraph", dependencies: ["VAEProcessor"], swiftSettings: swift),
        .target(name: "VAECompiler", dependencies: ["VAELanguage", "VAEGraph"], swiftSettings: swift),
        .target(name: "VAERuntime", dependencies: ["CZlib", "CInstructionSet", "VAEProcessor"], swiftSettings: swift),
        .target(
            name: "VAEInterpreter", dependencies: ["VAEGraph", "VAERuntime", "VAECompiler"], swiftSettings: swift),
        .target(name: "VAEEmitter", dependencies: ["VAEGraph", "VAECompiler"], swiftSettings: swift),
        .target(name: "VAECommandLine", dependencies: ["VAEProcessor"], swiftSettings: swift),
        .target(name: "VAECommands", dependencies: ["VAERuntime", "VAECommandLine"], swiftSettings: swift),
        .target(
            name: "VAEGeneration",
            dependencies: ["VAELanguage", "VAECompiler", "VAEGraph", "VAEEmitter", "VAECommandLine"],
            swiftSettings: swift),
        .executableTarget(
            name: "vaec",
            dependencies: [
                "VAELanguage", "VAECompiler", "VAEGraph", "VAEEmitter", "VAEGeneration", "VAEInterpreter",
                "VAECommandLine", "VAECommands",
            ], swiftSettings: swift),
        // SwiftPM builds the tools of plugins a second time, and in a clean build a third: this one is as small as it can be.
        .executableTarget(
            name: "vaec-generate", dependencies: ["VAEGeneration", "VAECommandLine"], swiftSettings: swift),
        .plugin(name: "VAEPlugin", capability: .buildTool(), dependencies: ["vaec-generate"]),
        .target(
            name: "Models", dependencies: ["VAERuntime"], path: "Models",
            exclude: ["README.md", "Pictures", "Gallery"],
            swiftSettings: swift + separate, plugins: ["VAEPlugin"]),
        // The models that few will want compiled: built with the tests, and run from their text.
        .target(
            name: "Gallery", dependencies: ["VAERuntime"], path: "Models/Gallery", swiftSettings: swift + separate,
            plugins: ["VAEPlugin"]),
        .executableTarget(name: "vae", dependencies: ["Models", "VAECommands"], swiftSettings: swift),
        .executableTarget(
            name: "vae-benchmark",
            dependencies: [
                "Models", "VAECommandLine", "VAEProcessor", "VAELanguage", "VAECompiler", "VAEGraph", "VAEInterpreter",
                "VAERuntime",
            ],
            path: "Tests/Benchmarks", exclude: ["peers"], swiftSettings: swift),
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        .executableTarget(
            name: "QueryAllocations", dependencies: ["AllocationCounter", "Models", "VAERuntime"],
            path: "Tests/QueryAllocations", swiftSettings: swift),
        .target(name: "TinyModel", dependencies: ["VAERuntime"], path: "Tests/TinyModel", swiftSettings: swift),
        .target(
            name: "PlanSamples", dependencies: ["VAEEmitter", "VAECompiler", "VAEGraph", "VAELanguage"],
            path: "Tests/PlanSamples", swiftSettings: swift),
        .target(
            name: "TestSupport", dependencies: ["PlanSamples", "VAEGraph", "VAEInterpreter", "VAERuntime"],
            path: "Tests/Support", swiftSettings: swift),
        .testTarget(
            name: "VAELanguageTests", dependencies: ["VAELanguage"], exclude: ["Corpus"], swiftSettings: swift),
        .plugin(name: "GoldenModelsPlugin", capability: .buildTool(), dependencies: ["vaec-generate"]),
        .target(
            name: "GoldenModels", dependencies: ["VAERuntime"], path: "Tests/GoldenModels",
            exclude: ["GoldenBernoulli.json", "GoldenGaussian.json", "Images"], swiftSettings: swift,
            plugins: ["GoldenModelsPlugin"]),
        .testTarget(
            name: "VAEGraphTests", dependencies: ["VAEGraph", "GoldenModels", "PlanSamples", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "VAECompilerTests", dependencies: ["VAECompiler", "GoldenModels", "TestSupport"],
            exclude: ["Corpus"], swiftSettings: swift),
        .testTarget(
            name: "VAERuntimeTests", dependencies: ["VAERuntime", "VAEProcessor", "TinyModel"], swiftSettings: swift),
        .testTarget(
            name: "VAEInterpreterTests",
            dependencies: [
                "VAEInterpreter", "VAECompiler", "VAELanguage", "VAEGraph", "VAERuntime", "PlanSamples", "TestSupport",
            ],
            swiftSettings: swift),
        .executableTarget(
            name: "EmitterFixtures", dependencies: ["PlanSamples", "VAEEmitter", "VAEGraph"],
            path: "Tests/EmitterFixtures", swiftSettings: swift),
        .plugin(name: "EmitterFixturesPlugin", capability: .buildTool(), dependencies: ["EmitterFixtures"]),
        .testTarget(
            name: "VAEEmitterTests",
            dependencies: [
                "VAEEmitter", "VAELanguage", "VAECompiler", "VAEGraph", "VAEInterpreter", "VAERuntime", "PlanSamples",
                "TestSupport",
            ], exclude: ["Golden"], swiftSettings: swift, plugins: ["EmitterFixturesPlugin"]),
        .testTarget(
            name: "ModelTests",
            dependencies: [
                "Models", "Gallery", "GoldenModels", "VAELanguage", "VAECompiler", "VAEGraph", "VAEInterpreter",
                "VAERuntime", "PlanSamples", "QueryAllocations", "TestSupport",
            ], swiftSettings: swift),
        .testTarget(
            name: "VAECommandsTests",
            dependencies: ["VAECommands", "VAECommandLine", "VAEProcessor", "VAERuntime", "TinyModel", "vaec"],
            swiftSettings: swift),
    ],
    swiftLanguageModes: [.v6]
)
