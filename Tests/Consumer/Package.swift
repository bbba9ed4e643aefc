// swift-tools-version: 6.2
import PackageDescription

// A package of someone else's: its own models, compiled by the plugin, with a command line of their own.
//
//     swift test -c release -Xcc -march=native     # code for this machine, dependencies included
//     VAE_CPU=baseline swift test -c release       # code for any processor of the architecture
//
// A dependency by path cannot tell that it is no root package and compiles itself for this machine, so one of the two has
// to be said; a dependency by version needs neither.
let package = Package(
    name: "shapes",
    platforms: [.macOS("26.0")],
    dependencies: [.package(name: "vae", path: "../..")],
    targets: [
        .target(
            name: "Shapes", dependencies: [.product(name: "VAERuntime", package: "vae")],
            plugins: [.plugin(name: "VAEPlugin", package: "vae")]),
        .executableTarget(
            name: "shapes-tool", dependencies: ["Shapes", .product(name: "VAECommands", package: "vae")]),
        .testTarget(name: "ShapesTests", dependencies: ["Shapes"]),
    ],
    swiftLanguageModes: [.v6]
)
