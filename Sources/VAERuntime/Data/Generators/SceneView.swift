import Foundation

/// A scene and the light and camera it is seen with: bodies on a floor that fades into a bright distance.
struct SceneView: Sendable {
    /// What stands on the floor y = 0.
    var solids: [Solid]
    /// The colours of the floor, of the horizon and of the top of the background, in linear light.
    var floor: Vector3
    var horizon: Vector3
    var top: Vector3
    /// Towards the light, of length 1.
    var light: Vector3
    /// Where the camera is. It looks at `target`.
    var eye: Vector3
    var target: Vector3

    /// Half the width of what is seen at distance 1.
    private static let opening: Float = 0.32
    /// The light that comes straight from the lamp, and that from all sides.
    private static let lamp: Float = 0.85
    private static let ambient: Float = 0.36
    /// How sharp shadows are: a body hides half of the lamp at a distance of its 1 / sharpness.
    private static let sharpness: Float = 7
    /// How different the corners of a pixel are, of 1, before it is looked at more closely.
    private static let contrast: Float = 0.08
    /// Rays across and down in a pixel that is looked at closely.
    private static let rays: Int = 3

    /// Draws the scene.
    ///
    /// The corners of all pixels are looked at; where the four of a pixel differ, an edge goes through it, and more rays
    /// are sent.
    ///
    /// - Parameters:
    ///   - side: the pixels across and down.
    ///   - channels: 3 for red, green and blue planes, 1 for their luma.
    ///   - pixels: takes `channels` × `side` × `side` bytes.
    func draw(side: Int, channels: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) {
        precondition(pixels.count == channels * side * side, "a picture fills its pixels")
        let camera = Camera(eye: eye, target: target, opening: Self.opening, side: side)
        var above: [Vector3] = (0...side).map { color(camera, Float($0), 0) }
        var below: [Vector3] = above
        let step: Float = 1 / Float(Self.rays)
        for row in 0..<side {
            for column in 0...side { below[column] = color(camera, Float(column), Float(row + 1)) }
            for column in 0..<side {
                let (a, b, c, d) = (above[column], above[column + 1], below[column], below[column + 1])
                let low: Vector3 = pointwiseMin(pointwiseMin(a, b), pointwiseMin(c, d))
                let high: Vector3 = pointwiseMax(pointwiseMax(a, b), pointwiseMax(c, d))
                var mean: Vector3 = (a + b + c + d) * 0.25
                if (high - low).max() > Self.contrast {
                    var sum = Vector3.zero
                    for index in 0..<(Self.rays * Self.rays) {
                        let x: Float = Float(column) + (Float(index % Self.rays) + 0.5) * step
                        let y: Float = Float(row) + (Float(index / Self.rays) + 0.5) * step
                        sum += color(camera, x, y)
                    }
                    mean = sum * (step * step)
                }
                let place: Int = row * side + column
                let bytes: Vector3 = mean * 255 + 0.5
                if channels == 1 {
                    // Rec. 601, the weights of luma.
                    pixels[place] = UInt8(bytes.dot(Vector3(0.299, 0.587, 0.114)))
                } else {
                    pixels[place] = UInt8(bytes.x)
                    pixels[place + side * side] = UInt8(bytes.y)
                    pixels[place + 2 * side * side] = UInt8(bytes.z)
                }
            }
            swap(&above, &below)
        }
    }

    /// Rays through the places of a picture.
    private struct Camera {
        let eye: Vector3
        let ahead: Vector3
        let right: Vector3
        let up: Vector3
        let scale: Float

        init(eye: Vector3, target: Vector3, opening: Float, side: Int) {
            self.eye = eye
            ahead = (target - eye).normalized
            right = ahead.cross(Vector3(0, 1, 0)).normalized * opening
            up = right.cross(ahead)
            scale = 2 / Float(side)
        }

        /// The direction of the ray through a place, in pixels from the left and from the top.
        @inline(__always)
        func direction(_ x: Float, _ y: Float) -> Vector3 {
            (ahead + right * (x * scale - 1) - up * (y * scale - 1)).normalized
        }
    }

    /// What is seen in a direction, as the screen shows it: each part from 0 to 1.
    private func color(_ camera: Camera, _ x: Float, _ y: Float) -> Vector3 {
        let direction: Vector3 = camera.direction(x, y)
        var nearest: Float = direction.y < -1e-4 ? -eye.y / direction.y : .infinity
        var body: Int = -1
        for index in solids.indices {
            let solid: Solid = solids[index]
            guard let stretch = solid.stretch(eye, direction), stretch.from < nearest,
                let distance: Float = Self.hit(solid, eye, direction, stretch), distance < nearest
            else { continue }
            nearest = distance
            body = index
        }
        let linear: Vector3 =
            body >= 0
            ? surface(solids[body], body, eye + direction * nearest, direction)
            : ground(eye + direction * min(nearest, 1e3), nearest, direction)
        // A screen's curve is near to a square root.
        return pointwiseMin(linear, .one).squareRoot()
    }

    /// How far a ray goes until it meets a body, or nil if it misses it.
    @inline(__always)
    private static func hit(
        _ solid: Solid, _ origin: Vector3, _ direction: Vector3, _ stretch: (from: Float, to: Float)
    ) -> Float? {
        var distance: Float = stretch.from
        for _ in 0..<64 {
            let free: Float = solid.distance(origin + direction * distance)
            if free < 1.5e-3 { return distance }
            distance += free
            if distance > stretch.to { return nil }
        }
        return nil
    }

    /// The floor, which fades into the background, or the background above it.
    private func ground(_ point: Vector3, _ distance: Float, _ direction: Vector3) -> Vector3 {
        let fog: Float = Self.smooth(distance.isFinite ? (distance - 5) / 9 : 1)
        let height: Float = Self.smooth(max(0, direction.y) * 2.6)
        let background: Vector3 = horizon + (top - horizon) * height
        if fog >= 1 { return background }
        let up = Vector3(0, 1, 0)
        var open: Float = 1
        for solid in solids { open *= Self.openness(solid, point, up) }
        let light: Float = Self.lamp * self.light.y * lit(point, up) + Self.ambient * (0.35 + 0.65 * open)
        return floor * light * (1 - fog) + background * fog
    }

    /// The surface of a body.
    private func surface(_ solid: Solid, _ index: Int, _ point: Vector3, _ direction: Vector3) -> Vector3 {
        let normal: Vector3 = solid.normal(point)
        let facing: Float = normal.dot(light)
        let direct: Float = facing > 0 ? facing * lit(point + normal * 0.01, normal) : 0
        // From above comes the light of the room, from below what the floor sends back.
        let sky: Float = 0.5 + 0.5 * normal.y
        var open: Float = 0.55 + 0.45 * Self.smooth(point.y / 0.5 + 0.3)
        for (other, neighbour) in solids.enumerated() where other != index {
            open *= 0.4 + 0.6 * Self.openness(neighbour, point, normal)
        }
        let room: Vector3 = (Vector3.one * sky + floor * (0.7 * (1 - sky))) * (Self.ambient * open)
        let half: Vector3 = (light - direction).normalized
        let shine: Float = Self.power32(max(0, normal.dot(half))) * solid.gloss * direct
        return solid.color * (Vector3.one * (Self.lamp * direct) + room) + Vector3(repeating: shine)
    }

    /// The share of the lamp that a point sees, by how close the way to it comes to a body (Quilez 2010, soft shadows).
    private func lit(_ point: Vector3, _ normal: Vector3) -> Float {
        var share: Float = 1
        for solid in solids {
            // Beyond this margin nothing of the lamp is hidden.
            let far: Float = (solid.centre - point).length + solid.reach
            guard let stretch = solid.stretch(point, light, margin: far / Self.sharpness) else { continue }
            var distance: Float = max(0.03, stretch.from)
            var closest: Float = .infinity
            for _ in 0..<24 {
                let free: Float = solid.distance(point + light * distance)
                let angle: Float = free / distance
                // Away from a body without an opening nothing is closer than what was.
                if angle > closest, solid.isConvex { break }
                closest = min(closest, angle)
                if Self.sharpness * closest <= -1 { return 0 }
                distance += max(0.05, min(0.5, abs(free)))
                if distance > stretch.to { break }
            }
            share = min(share, 0.5 + 0.5 * Self.sharpness * closest)
        }
        return Self.smooth(share)
    }

    /// How little a body hides of the room above a point, from 0 to 1: how free a step along the normal is.
    @inline(__always)
    private static func openness(_ solid: Solid, _ point: Vector3, _ normal: Vector3) -> Float {
        let step: Float = 0.4
        let offset: Vector3 = solid.centre - point
        let away: Float = solid.reach + 2 * step
        if offset.dot(offset) > away * away { return 1 }
        return smooth(0.25 + 0.75 * solid.distance(point + normal * step) / step)
    }

    /// From 0 to 1 without a corner, 0 below 0 and 1 above 1.
    @inline(__always)
    private static func smooth(_ value: Float) -> Float {
        let inside: Float = min(1, max(0, value))
        return inside * inside * (3 - 2 * inside)
    }

    @inline(__always)
    private static func power32(_ value: Float) -> Float {
        let two: Float = value * value
        let four: Float = two * two
        let eight: Float = four * four
        return eight * eight * eight * eight
    }
}
