/// What becomes of windows; see `pool`.
public enum PoolKind: UInt8, BitwiseCopyable, Sendable {
    /// The sum of the elements of each window.
    case sum
    /// For each place of the image the sum over the windows that cover it.
    case spread
    /// The second operand's element where the first is largest.
    case atMaximum
    /// For each place of the image the sum of the second operand over the windows in which the first is largest there.
    case fromMaximum
}

/// Rows and columns of pooled images, each vector given to the epilogue once. Row r is a place of the result (of the
/// image for `spread` and `fromMaximum`), images outermost; columns are channels, which are last in memory.
///
/// Elements are combined in the order of the window's elements, the first as it is; a window over padding alone gives 0.
///
/// - Parameters:
///   - first: what is summed or spread; the image whose maxima are sought.
///   - second: with maxima, what is taken at or from them; else the same.
@inlinable
public func pool<E: Epilogue>(
    _ kind: PoolKind, _ geometry: ImageGeometry, rows: Range<Int>, columns: Range<Int>,
    first: UnsafePointer<Float>, firstStride: Int, second: UnsafePointer<Float>, secondStride: Int,
    epilogue: inout E
) {
    let isBack: Bool = kind == .spread || kind == .fromMaximum
    let width: Int = isBack ? geometry.horizontal.image : geometry.horizontal.result
    let places: Int = width &* (isBack ? geometry.vertical.image : geometry.vertical.result)
    var local: E = epilogue
    for row in rows {
        let image: Int = row / places
        let place: Int = row &- image &* places
        let windows = PooledPlace(
            geometry: geometry, y: place / width, x: place % width, first: first + image &* firstStride,
            second: second + image &* secondStride)
        var column: Int = columns.lowerBound
        while column < columns.upperBound {
            let value: Vector =
                switch kind {
                case .sum: windows.sum(column)
                case .spread: windows.spread(column)
                case .atMaximum: windows.atMaximum(column)
                case .fromMaximum: windows.fromMaximum(column)
                }
            local.put(row, column, value)
            column &+= vectorWidth
        }
    }
    local.finishTile(rows: rows, columns: columns)
    epilogue = local
}

/// One place of one image.
@frozen @usableFromInline struct PooledPlace {
    @usableFromInline let geometry: ImageGeometry
    @usableFromInline let y: Int
    @usableFromInline let x: Int
    @usableFromInline let first: UnsafePointer<Float>
    @usableFromInline let second: UnsafePointer<Float>

    @inlinable
    init(geometry: ImageGeometry, y: Int, x: Int, first: UnsafePointer<Float>, second: UnsafePointer<Float>) {
        self.geometry = geometry
        self.y = y
        self.x = x
        self.first = first
        self.second = second
    }

    @inlinable @inline(__always)
    func sum(_ column: Int) -> Vector {
        var sum = Vector(repeating: 0)
        var isFirst = true
        forEachElement(y, x) { place, _ in
            let value: Vector = .load(first + (place &+ column))
            sum = isFirst ? value : sum + value
            isFirst = false
        }
        return sum
    }

    @inlinable @inline(__always)
    func spread(_ column: Int) -> Vector {
        var sum = Vector(repeating: 0)
        var isFirst = true
        forEachWindow { place, _, _, _ in
            let value: Vector = .load(first + (place &+ column))
            sum = isFirst ? value : sum + value
            isFirst = false
        }
        return sum
    }

    @inlinable @inline(__always)
    func atMaximum(_ column: Int) -> Vector {
        var best = Vector(repeating: 0)
        var result = Vector(repeating: 0)
        var isFirst = true
        forEachElement(y, x) { place, _ in
            let key: Vector = .load(first + (place &+ column))
            let value: Vector = .load(second + (place &+ column))
            if isFirst {
                (best, result) = (key, value)
            } else {
                let isLarger: VectorMask = larger(key, best)
                best = Vector.select(isLarger, key, best)
                result = Vector.select(isLarger, value, result)
            }
            isFirst = false
        }
        return result
    }

    @inlinable @inline(__always)
    func fromMaximum(_ column: Int) -> Vector {
        var sum = Vector(repeating: 0)
        var isFirst = true
        forEachWindow { place, windowY, windowX, own in
            // The number of the window's largest element.
            var best = Vector(repeating: 0)
            var number = Vector(repeating: -1)
            var isFirstElement = true
            forEachElement(windowY, windowX) { element, tap in
                let key: Vector = .load(first + (element &+ column))
                let isLarger: VectorMask = larger(key, best)
                let tap = Vector(repeating: Float(tap))
                best = isFirstElement ? key : Vector.select(isLarger, key, best)
                number = isFirstElement ? tap : Vector.select(isLarger, tap, number)
                isFirstElement = false
            }
            let isOwn: VectorMask = Vector.equal(number, Vector(repeating: Float(own)))
            let value: Vector = Vector.select(isOwn, .load(second + (place &+ column)), Vector(repeating: 0))
            sum = isFirst ? value : sum + value
            isFirst = false
        }
        return sum
    }

    /// Where a is larger than b, or the first that is not a number.
    @inlinable @inline(__always)
    func larger(_ a: Vector, _ b: Vector) -> VectorMask {
        Vector.less(b, a) .| (Vector.isNaN(a) .& Vector.equal(b, b))
    }

    /// The elements of a window that lie on the image.
    @inlinable @inline(__always)
    func forEachElement(_ windowY: Int, _ windowX: Int, _ body: (_ place: Int, _ tap: Int) -> Void) {
        for v in 0..<geometry.vertical.size {
            let y: Int = geometry.vertical.under(windowY, v)
            if y < 0 || y >= geometry.vertical.image { continue }
            for h in 0..<geometry.horizontal.size {
                let x: Int = geometry.horizontal.under(windowX, h)
                if x < 0 || x >= geometry.horizontal.image { continue }
                body(
                    (y &* geometry.horizontal.image &+ x) &* geometry.imageChannels,
                    v &* geometry.horizontal.size &+ h)
            }
        }
    }

    /// The windows that cover the place, and by which of their elements.
    @inlinable @inline(__always)
    func forEachWindow(_ body: (_ place: Int, _ windowY: Int, _ windowX: Int, _ tap: Int) -> Void) {
        for v in 0..<geometry.vertical.size {
            let windowY: Int = geometry.vertical.over(y, v)
            if windowY < 0 { continue }
            for h in 0..<geometry.horizontal.size {
                let windowX: Int = geometry.horizontal.over(x, h)
                if windowX < 0 { continue }
                body(
                    (windowY &* geometry.horizontal.result &+ windowX) &* geometry.resultChannels, windowY, windowX,
                    v &* geometry.horizontal.size &+ h)
            }
        }
    }
}
