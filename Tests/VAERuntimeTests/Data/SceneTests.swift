import Testing

@testable import VAERuntime

@Suite("Built-in scenes") struct SceneTests {
    @Test func scenesAreTheSameForASeedAndForAnyNumberOfThreads() {
        let first = Scenes.draw(40, side: 33, seed: 3, threads: 1)
        #expect(first.pixels.count == 40 * 3 * 33 * 33 && first.labels.count == 40)
        for threads in [1, 2, 3, 7] {
            let again = Scenes.draw(40, side: 33, seed: 3, threads: threads)
            #expect(again.pixels == first.pixels && again.labels == first.labels, "\(threads)")
        }
        // More examples do not change those before.
        #expect(Scenes.draw(45, side: 33, seed: 3).pixels.prefix(first.pixels.count) == first.pixels[...])
        #expect(Scenes.draw(40, side: 33, seed: 4).pixels != first.pixels)
        #expect(Scenes.draw(0, side: 32, seed: 1).pixels.isEmpty)
    }

    @Test func aSceneIsTheSameAtAnySize() {
        let small = Scenes.draw(20, side: 32, seed: 8)
        for side in [64, 128] {
            let large = Scenes.draw(20, side: side, seed: 8)
            #expect(large.labels == small.labels)
            let ratio: Int = side / 32
            var difference: Double = 0
            for index in small.pixels.indices {
                let (plane, place): (Int, Int) = index.quotientAndRemainder(dividingBy: 1024)
                let (row, column): (Int, Int) = place.quotientAndRemainder(dividingBy: 32)
                var sum: Double = 0
                for y in 0..<ratio {
                    for x in 0..<ratio {
                        let inside: Int = (row * ratio + y) * side + column * ratio + x
                        sum += Double(large.pixels[plane * side * side + inside])
                    }
                }
                difference += abs(sum / Double(ratio * ratio) - Double(small.pixels[index]))
            }
            let mean: Double = difference / Double(small.pixels.count)
            #expect(mean < 1, "\(mean)")
        }
    }

    @Test func greyIsTheLumaOfColor() {
        let color = Scenes.draw(12, side: 40, seed: 5)
        let grey = Scenes.draw(12, side: 40, channels: 1, seed: 5)
        #expect(grey.labels == color.labels && grey.pixels.count == 12 * 1600)
        var largest: Double = 0
        for index in grey.pixels.indices {
            let start: Int = index / 1600 * 4800 + index % 1600
            let red: Double = 0.299 * Double(color.pixels[start])
            let green: Double = 0.587 * Double(color.pixels[start + 1600])
            let blue: Double = 0.114 * Double(color.pixels[start + 3200])
            largest = max(largest, abs(red + green + blue - Double(grey.pixels[index])))
        }
        #expect(largest <= 1)
    }

    @Test func scenesAreVariedSmoothAndUseTheWholeRange() {
        let count: Int = 600
        let (pixels, labels) = Scenes.draw(count, side: 32, seed: 1)
        for kind in Scenes.Kind.allCases {
            let found: Int = labels.filter { $0 == kind.rawValue }.count
            // A sixth, within four standard deviations.
            #expect(abs(Double(found) - 100) < 4 * 9.13, "\(kind.name)")
        }
        #expect(pixels.contains { $0 < 20 } && pixels.contains { $0 > 245 })
        // Every picture shows something, is mostly even, and no two are alike.
        var pictures: Set<[UInt8]> = []
        var steps: Int = 0
        for index in 0..<count {
            let picture = Array(pixels[(index * 3072)..<((index + 1) * 3072)])
            let brightest: Int = Int(picture.max() ?? 0)
            let darkest: Int = Int(picture.min() ?? 0)
            #expect(brightest - darkest > 60)
            pictures.insert(picture)
            for place in picture.indices where place % 32 > 0 {
                if abs(Int(picture[place]) - Int(picture[place - 1])) > 16 { steps += 1 }
            }
        }
        #expect(pictures.count == count)
        #expect(Double(steps) < 0.1 * Double(pixels.count))
        // The mean picture is no scene: bodies stand in many places and colours.
        var deviations: [Double] = []
        for place in Swift.stride(from: 0, to: 3072, by: 97) {
            let values: [Double] = (0..<count).map { Double(pixels[$0 * 3072 + place]) }
            let mean: Double = values.reduce(0, +) / Double(count)
            let squares: Double = values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
            deviations.append((squares / Double(count)).squareRoot())
        }
        #expect((deviations.min() ?? 0) > 10)
    }

    @Test func distancesAreNeverTooLarge() {
        // Sphere tracing needs steps that do not pass through a surface: between two points the distance changes by no more
        // than their own.
        var generator = SplitMix64(77)
        func number() -> Float { Float(generator.uniform(-2...2)) }
        let forms: [Solid.Form] = [
            .sphere(radius: 0.8), .box(half: Vector3(0.5, 0.7, 0.4)), .cylinder(radius: 0.5, half: 0.8),
            .cone(radius: 0.7, half: 0.9), .pyramid(radius: 0.8, half: 0.6), .ring(radius: 0.7, tube: 0.2),
        ]
        for form in forms {
            let solid = Solid(
                form: form, centre: Vector3(0.1, 0.2, -0.3), turn: (0.6, 0.8), rounding: 0.05,
                reach: Solid.reach(form, rounding: 0.05), color: .one, gloss: 0)
            var inside: Int = 0
            for _ in 0..<4000 {
                let first = Vector3(number(), number(), number())
                let second: Vector3 = first + 0.2 * Vector3(number(), number(), number())
                let (a, b): (Float, Float) = (solid.distance(first), solid.distance(second))
                #expect(abs(a - b) <= (first - second).length + 1e-5)
                if a < 0 {
                    inside += 1
                    #expect((first - solid.centre).length <= solid.reach)
                }
            }
            #expect(inside > 20, "\(form)")
        }
    }

    @Test func theyBindToVariablesOfAnySize() throws {
        func dataset(_ shape: [Int], _ support: VariableSpecification.Support = .unit) throws -> Dataset {
            let kind = VariableSpecification("y", role: .given, support: .category(6), shape: [])
            let x = VariableSpecification("x", support: support, shape: shape)
            return try BuiltInData.scenes.dataset(variables: [x, kind], count: 10, seed: 1)
        }
        for shape in [[3, 32, 32], [1, 50, 50], [3, 128, 128], [64, 64], [1024], [3 * 33 * 33]] {
            let data: Dataset = try dataset(shape)
            #expect(data.training.count == 10 && data.test?.count == 2 && data.training.labels?.count == 10)
            #expect(data.training["y"]?.count == 10 && data.training["x"]?.scale == Float(1) / 255)
            #expect(data.labelNames == ["sphere", "box", "cylinder", "cone", "pyramid", "ring"])
        }
        #expect(try dataset([3, 32, 32]).training["x"]?.elements == .bytes(Scenes.draw(10, side: 32, seed: 1).pixels))
        #expect(try dataset([3, 32, 32], .byte).training["x"]?.scale == 1)
        for shape in [[1, 28, 28], [3, 32, 33], [2, 64, 64], [129, 129], [3, 129, 129], [2278], []] {
            #expect("\(shape)") { try dataset(shape) } throws: {
                "\($0)".hasPrefix("built-in data scenes: expected a variable of square pictures with 32 to 128 pixels")
            }
        }
        #expect(BuiltInData.scenes.defaultCount(size: 3072) == 10_000)
        #expect(BuiltInData.scenes.defaultCount(size: 49_152) == 4000)
    }
}
