/// A point, direction or colour of a scene.
typealias Vector3 = SIMD3<Float>

extension SIMD3<Float> {
    /// The scalar product.
    @inline(__always)
    func dot(_ other: Vector3) -> Float { (self * other).sum() }

    /// The Euclidean length.
    @inline(__always)
    var length: Float { dot(self).squareRoot() }

    /// The same direction at length 1; zero stays what it is.
    @inline(__always)
    var normalized: Vector3 { self * (1 / Swift.max(length, 1e-12)) }

    /// The vector at right angles to both (right-handed).
    func cross(_ other: Vector3) -> Vector3 {
        Vector3(
            y * other.z - z * other.y,
            z * other.x - x * other.z,
            x * other.y - y * other.x)
    }
}

/// A body, given by the signed distance of any point from its surface: negative inside. The distances are exact or too
/// small, never too large, so that a ray may always go on by as much (Hart 1996, sphere tracing).
struct Solid: Sendable {
    /// A form around the origin, its axis along y.
    enum Form: Sendable {
        /// A ball.
        case sphere(radius: Float)
        /// A box of these half extents.
        case box(half: Vector3)
        /// A round bar.
        case cylinder(radius: Float, half: Float)
        /// A round tip; the height is twice `half`.
        case cone(radius: Float, half: Float)
        /// A tip on a square; `radius` is half a side of the base.
        case pyramid(radius: Float, half: Float)
        /// A ring that stands upright, seen through along z.
        case ring(radius: Float, tube: Float)
    }

    /// What it looks like without its rounding.
    let form: Form
    /// Where its own origin is.
    let centre: Vector3
    /// Sine and cosine of its turn around the vertical.
    let turn: (sine: Float, cosine: Float)
    /// How much is added all around, which rounds its edges.
    let rounding: Float
    /// A ball around the centre with all of it inside.
    let reach: Float
    /// The colour of its surface in linear light.
    let color: Vector3
    /// How much its highlights shine, from 0.
    let gloss: Float

    /// Whether it is without openings and hollows.
    var isConvex: Bool {
        if case .ring = form { return false }
        return true
    }

    /// Half the height of a form of this size with the rounding, so that it can be put on the floor.
    static func halfHeight(_ form: Form, rounding: Float) -> Float {
        switch form {
        case .sphere(let radius): radius + rounding
        case .box(let half): half.y + rounding
        case .cylinder(_, let half), .cone(_, let half), .pyramid(_, let half): half + rounding
        case .ring(let radius, let tube): radius + tube + rounding
        }
    }

    /// The radius around the form's origin that it reaches with the rounding.
    static func reach(_ form: Form, rounding: Float) -> Float {
        switch form {
        case .sphere(let radius): radius + rounding
        case .box(let half): half.length + rounding
        case .cylinder(let radius, let half), .cone(let radius, let half):
            Vector3(radius, half, 0).length + rounding
        case .pyramid(let radius, let half): Vector3(radius, half, radius).length + rounding
        case .ring(let radius, let tube): radius + tube + rounding
        }
    }

    /// The signed distance of a point from the surface.
    @inline(__always)
    func distance(_ point: Vector3) -> Float {
        let moved: Vector3 = point - centre
        let x: Float = turn.cosine * moved.x - turn.sine * moved.z
        let z: Float = turn.sine * moved.x + turn.cosine * moved.z
        return Self.distance(Vector3(x, moved.y, z), form) - rounding
    }

    /// The distance of a point from a form around the origin, without rounding.
    @inline(__always)
    private static func distance(_ point: Vector3, _ form: Form) -> Float {
        switch form {
        case .sphere(let radius): return point.length - radius
        case .box(let half):
            let outside: Vector3 = Vector3(abs(point.x), abs(point.y), abs(point.z)) - half
            return pointwiseMax(outside, .zero).length + min(outside.max(), 0)
        case .cylinder(let radius, let half):
            let across: Float = (point.x * point.x + point.z * point.z).squareRoot() - radius
            let along: Float = abs(point.y) - half
            let (a, b): (Float, Float) = (max(across, 0), max(along, 0))
            return (a * a + b * b).squareRoot() + min(max(across, along), 0)
        case .cone(let radius, let half):
            let across: Float = (point.x * point.x + point.z * point.z).squareRoot()
            return tip(across, point.y, radius, half)
        case .pyramid(let radius, let half):
            // Two pairs of faces; near an edge this is a little less than the distance, as it may be.
            return tip(max(abs(point.x), abs(point.z)), point.y, radius, half)
        case .ring(let radius, let tube):
            let across: Float = (point.x * point.x + point.y * point.y).squareRoot() - radius
            return (across * across + point.z * point.z).squareRoot() - tube
        }
    }

    /// The distance in the plane from a triangle with its tip at (0, half) and its base from the axis to (radius, −half).
    @inline(__always)
    private static func tip(_ across: Float, _ height: Float, _ radius: Float, _ half: Float) -> Float {
        let slant: Float = (radius * radius + 4 * half * half).squareRoot()
        // From the tip down the face, and out of it.
        let (downX, downY): (Float, Float) = (radius / slant, -2 * half / slant)
        let side: Float = (height - half) * downX - across * downY
        let along: Float = min(slant, max(0, across * downX + (height - half) * downY))
        let below: Float = -half - height
        if side <= 0, below <= 0 { return max(side, below) }
        let (faceX, faceY): (Float, Float) = (across - downX * along, height - half - downY * along)
        let (baseX, baseY): (Float, Float) = (across - min(across, radius), height + half)
        let face: Float = faceX * faceX + faceY * faceY
        let base: Float = baseX * baseX + baseY * baseY
        return min(face, base).squareRoot()
    }

    /// The outward direction at a point of the surface, by differences at the corners of a tetrahedron.
    func normal(_ point: Vector3) -> Vector3 {
        let step: Float = 2e-3
        let (a, b) = (Vector3(1, -1, -1), Vector3(-1, -1, 1))
        let (c, d) = (Vector3(-1, 1, -1), Vector3(1, 1, 1))
        let first: Vector3 = a * distance(point + a * step) + b * distance(point + b * step)
        let second: Vector3 = c * distance(point + c * step) + d * distance(point + d * step)
        return (first + second).normalized
    }

    /// The stretch of a ray inside the ball around the body, or nil if it misses it.
    ///
    /// - Parameter margin: how much the ball is grown.
    @inline(__always)
    func stretch(_ origin: Vector3, _ direction: Vector3, margin: Float = 0) -> (from: Float, to: Float)? {
        let offset: Vector3 = centre - origin
        let nearest: Float = offset.dot(direction)
        let radius: Float = reach + margin
        let squared: Float = radius * radius - (offset.dot(offset) - nearest * nearest)
        guard squared > 0 else { return nil }
        let half: Float = squared.squareRoot()
        return nearest + half > 0 ? (max(0, nearest - half), nearest + half) : nil
    }
}
