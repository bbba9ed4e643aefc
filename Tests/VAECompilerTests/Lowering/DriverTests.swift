import Foundation
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

@Suite("Driver")
struct DriverTests {
    private func graphs(_ name: String) throws -> ModelGraphs {
        let file: URL = Texts.package.appending(path: "Models/\(name).vae")
        let source = SourceText(path: file.path, bytes: Array(try Data(contentsOf: file)))
        let model = try #require(checkModel(source).model)
        return try simplifiedGraphs(model, source: source)
    }

    @Test("The same text gives the same graphs, node for node")
    func deterministic() throws {
        for name in ["KingmaMNIST", "ConditionalDigits", "FreyFace"] {
            let (a, b) = try (graphs(name), graphs(name))
            #expect(a == b)
            for graph in a.graphs { try verify(graph) }
        }
    }

    @Test("Nodes know the line of the text they come from")
    func origins() throws {
        let found = try graphs("KingmaMNIST")
        let text = try String(contentsOf: Texts.package.appending(path: "Models/KingmaMNIST.vae"), encoding: .utf8)
        let lines: [Substring] = text.split(separator: "\n", omittingEmptySubsequences: false)
        let step = try #require(found["trainStep"])
        var checked = 0
        for node in step.nodes {
            guard case .slot(let name) = node.operation, node.origin.line > 0 else { continue }
            let line: Substring = lines[node.origin.line - 1]
            if name.hasPrefix("encoder.h.") {
                #expect(line.contains("let h = x"))
                checked += 1
            } else if name.hasPrefix("encoder.z.") {
                #expect(line.contains("z ~ normal"))
                checked += 1
            } else if name.hasPrefix("decoder.") {
                #expect(line.contains("x ~ bernoulli"))
                checked += 1
            }
        }
        // Eight tensors with two moments each: ten in the first two lines, ... every one of them was seen.
        #expect(checked == 10 * 3)
    }

    @Test("KingmaMNIST has the products of its layers and their gradients, and none for the gradient of the data")
    func products() throws {
        let step = try #require(graphs("KingmaMNIST")["trainStep"])
        let products: Int = step.nodes.count { if case .contract = $0.operation { true } else { false } }
        // Five layers forward, five weight gradients, and four of their inputs: all but the first.
        #expect(products == 14)
    }

    @Test("A let can be set from outside")
    func overrides() throws {
        let file: URL = Texts.package.appending(path: "Models/KingmaMNIST.vae")
        let source = SourceText(path: file.path, bytes: Array(try Data(contentsOf: file)))
        let model = try #require(checkModel(source, set: ["size": 2]).model)
        #expect(try lowerModel(model, source: source).table["encoder.z.mean.dense.weight"]?.shape == [500, 2])
    }
}
