import Foundation

/// Simple shaded bodies on a floor: pictures in colour of any size, with a light, shadows and a background of their own.
public enum Scenes {
    /// What the largest body of a scene is.
    public enum Kind: Int, Sendable, CaseIterable {
        case sphere
        case box
        case cylinder
        case cone
        case pyramid
        case ring

        /// The kind in a word.
        public var name: String { "\(self)" }
    }

    /// The pixels that a picture may have along a side.
    public static let sides: ClosedRange<Int> = 32...128

    /// Draws pictures. Scene i depends on the seed and i alone: the size only decides how finely it is drawn, the channels
    /// whether in colour.
    ///
    /// - Parameters:
    ///   - side: pixels across and down.
    ///   - channels: 3 for colour, 1 for grey.
    ///   - threads: how many draw at once; the pictures are the same for any number.
    /// - Returns: `count` × `channels` × `side` × `side` bytes, and the kinds of the largest bodies.
    public static func draw(
        _ count: Int, side: Int, channels: Int = 3, seed: UInt64,
        threads: Int = ProcessInfo.processInfo.activeProcessorCount
    ) -> (pixels: [UInt8], labels: [Int]) {
        precondition(sides.contains(side) && (channels == 1 || channels == 3), "a picture has a size, grey or coloured")
        let size: Int = channels * side * side
        let pixels = [UInt8](unsafeUninitializedCapacity: count * size) { buffer, initialized in
            // Every thread writes pictures of its own.
            nonisolated(unsafe) let target: UnsafeMutableBufferPointer<UInt8> = buffer
            // Small parts, so that no thread is left waiting for another.
            let parts: Int = threads <= 1 ? 1 : min(count, 16 * threads)
            DispatchQueue.concurrentPerform(iterations: parts) { part in
                for index in (part * count / parts)..<((part + 1) * count / parts) {
                    let place: Range<Int> = (index * size)..<((index + 1) * size)
                    scene(index, seed: seed).view.draw(
                        side: side, channels: channels, into: UnsafeMutableBufferPointer(rebasing: target[place]))
                }
            }
            initialized = count * size
        }
        return (pixels, (0..<count).map { scene($0, seed: seed).kind.rawValue })
    }

    /// The scene of an index.
    static func scene(_ index: Int, seed: UInt64) -> (view: SceneView, kind: Kind) {
        var generator = SplitMix64(seed, 0x5CE7_E500, UInt64(index))
        let kind: Kind = Kind.allCases[generator.index(below: Kind.allCases.count)]
        // The backdrop: pale, the floor of another tint than the distance.
        let hue: Double = generator.uniform()
        let backdrop: Vector3 = color(
            hue, saturation: generator.uniform(0.03...0.35), value: generator.uniform(0.45...0.95))
        let other: Double = hue + generator.uniform(0.25...0.75)
        let floor: Vector3 = color(
            other, saturation: generator.uniform(0.03...0.3), value: generator.uniform(0.55...0.92))
        // The light comes from the left or the right, from the front rather than from behind.
        let azimuth: Double = generator.uniform(0.7...1.6) * (generator.uniform() < 0.5 ? -1 : 1)
        let elevation: Double = generator.uniform(0.65...1.05)
        let light = Vector3(
            Float(cos(elevation) * sin(azimuth)), Float(sin(elevation)), Float(cos(elevation) * cos(azimuth)))
        let eye = Vector3(0, number(1.3...3.2, &generator), 5.6)
        let size: Float = number(0.62...1, &generator)
        let place = Vector3(number(-0.65...0.65, &generator), 0, number(-0.4...0.5, &generator))
        let tint: Double = generator.uniform()
        var solids: [Solid] = [solid(kind, size: size, at: place, hue: tint, &generator)]
        // Often a smaller body stands beside it.
        if generator.uniform() < 0.5 {
            let beside: Kind = Kind.allCases[generator.index(below: Kind.allCases.count)]
            let small: Float = size * number(0.35...0.5, &generator)
            let side: Float = place.x > 0 ? -1 : 1
            let away: Float = size + small + number(0...0.15, &generator)
            let angle: Double = generator.uniform(-0.9...0.9)
            let step = Vector3(side * Float(cos(angle)) * away, 0, Float(sin(angle)) * away)
            let second: Double = tint + generator.uniform(0.25...0.75)
            solids.append(solid(beside, size: small, at: place + step, hue: second, &generator))
        }
        let view = SceneView(
            solids: solids, floor: floor, horizon: pointwiseMin(backdrop * 1.15, .one), top: backdrop * 0.7,
            light: light.normalized, eye: eye, target: Vector3(0, 0.62, 0))
        return (view, kind)
    }

    /// A body of a kind that stands on the floor; its size is about half its height.
    private static func solid(
        _ kind: Kind, size: Float, at place: Vector3, hue: Double, _ generator: inout SplitMix64
    ) -> Solid {
        let rounding: Float = 0.07 * size
        let (a, b): (Float, Float) = (number(0...1, &generator), number(0...1, &generator))
        let form: Solid.Form =
            switch kind {
            case .sphere: .sphere(radius: size * 0.86)
            case .box:
                .box(half: size * Vector3(0.5 + 0.25 * a, 0.45 + 0.35 * b, 0.5 + 0.25 * a))
            case .cylinder: .cylinder(radius: size * (0.42 + 0.22 * a), half: size * (0.5 + 0.4 * b))
            case .cone: .cone(radius: size * (0.6 + 0.18 * a), half: size * (0.7 + 0.25 * b))
            case .pyramid: .pyramid(radius: size * (0.62 + 0.16 * a), half: size * (0.55 + 0.25 * b))
            case .ring: .ring(radius: size * (0.6 + 0.08 * a), tube: size * (0.16 + 0.08 * b))
            }
        // A ring shows its opening; of the others any side may.
        let yaw: Double = generator.uniform(-1...1) * (kind == .ring ? 0.9 : Double.pi)
        let height: Float = Solid.halfHeight(form, rounding: rounding)
        return Solid(
            form: form, centre: place + Vector3(0, height, 0), turn: (Float(sin(yaw)), Float(cos(yaw))),
            rounding: rounding, reach: Solid.reach(form, rounding: rounding),
            color: color(hue, saturation: generator.uniform(0.55...0.9), value: generator.uniform(0.7...1)),
            gloss: number(0.05...0.5, &generator))
    }

    private static func number(_ range: ClosedRange<Double>, _ generator: inout SplitMix64) -> Float {
        Float(generator.uniform(range))
    }

    /// A colour in linear light, from its hue as a share of the circle, its saturation and its value on the screen.
    private static func color(_ hue: Double, saturation: Double, value: Double) -> Vector3 {
        func part(_ shift: Double) -> Float {
            let turned: Double = (hue + shift) - (hue + shift).rounded(.down)
            let strength: Double = min(1, max(0, abs(turned * 6 - 3) - 1))
            let shown: Double = value * (1 - saturation * (1 - strength))
            return Float(shown * shown)
        }
        return Vector3(part(0), part(2.0 / 3), part(1.0 / 3))
    }
}
