import Foundation
import Testing
import VAEGraph

@testable import VAEEmitter

@Suite struct ScratchTests {
    @Test func emitsKingma() throws {
        let path = "/tmp/em/KingmaMNIST.vae"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let pipeline = try Pipeline(text, target: try #require(Target.named("avx512")))
        try pipeline.swift().write(toFile: "/tmp/em/Kingma.swift", atomically: true, encoding: .utf8)
        try pipeline.plans.map(\.description).joined(separator: "\n").write(
            toFile: "/tmp/em/plans.txt", atomically: true, encoding: .utf8)
    }
}
