import VAERuntime

// The loops that instructions are made of: one function of vectors over all rows and vectors of a block.

/// How two loops walk over a block: the inner one is the longer, and the only one where all operands go on from row to row
/// without a gap.
struct Walk: BitwiseCopyable {
    /// Times of the outer loop.
    var outer: Int
    /// Times of the inner loop.
    var inner: Int
    /// Whether the inner loop runs along the vectors of a row, not along the rows.
    var isAlongRow: Bool

    /// A walk over so many rows and vectors.
    @inline(__always)
    init(rows: Int, vectors: Int, isFlat: Bool) {
        isAlongRow = isFlat || vectors >= rows
        outer = isFlat ? 1 : isAlongRow ? rows : vectors
        inner = isFlat ? rows &* vectors : isAlongRow ? vectors : rows
    }
}

extension Operand {
    /// Whether the rows of a block of so many vectors follow each other without a gap.
    @inline(__always)
    func isFlat(_ vectors: Int) -> Bool { rowStep == vectors &* vectorStep }

    /// Whether it is the same vector everywhere.
    var isFixed: Bool { rowStep == 0 && vectorStep == 0 }

    /// Bytes from one turn of the inner loop to the next.
    @inline(__always)
    func innerStep(_ walk: Walk) -> Int { walk.isAlongRow ? vectorStep : rowStep }

    /// Bytes from one turn of the outer loop to the next.
    @inline(__always)
    func outerStep(_ walk: Walk) -> Int { walk.isAlongRow ? rowStep : vectorStep }
}

/// Writes f(a) over a block.
@inline(__always)
func loop(
    _ d: Operand, _ a: Operand, _ rows: Int, _ vectors: Int,
    _ f: (Vector) -> Vector
) {
    let isFlat: Bool = d.isFlat(vectors) && a.isFlat(vectors)
    let walk = Walk(rows: rows, vectors: vectors, isFlat: isFlat)
    let dStep: Int = d.innerStep(walk)
    let aStep: Int = a.innerStep(walk)
    var dStart: UnsafeMutableRawPointer = d.pointer
    var aStart: UnsafeMutableRawPointer = a.pointer
    var turns: Int = walk.outer
    while turns > 0 {
        var dPlace: UnsafeMutableRawPointer = dStart
        var aPlace: UnsafeMutableRawPointer = aStart
        var left: Int = walk.inner
        while left > 0 {
            f(Vector.load(aPlace)).store(to: dPlace)
            dPlace += dStep
            aPlace += aStep
            left = left &- 1
        }
        dStart += d.outerStep(walk)
        aStart += a.outerStep(walk)
        turns = turns &- 1
    }
}

/// Writes f(a, b) over a block.
@inline(__always)
func loop(
    _ d: Operand, _ a: Operand, _ b: Operand, _ rows: Int, _ vectors: Int,
    _ f: (Vector, Vector) -> Vector
) {
    let isFlat: Bool = d.isFlat(vectors) && a.isFlat(vectors) && b.isFlat(vectors)
    let walk = Walk(rows: rows, vectors: vectors, isFlat: isFlat)
    let dStep: Int = d.innerStep(walk)
    let aStep: Int = a.innerStep(walk)
    let bStep: Int = b.innerStep(walk)
    var dStart: UnsafeMutableRawPointer = d.pointer
    var aStart: UnsafeMutableRawPointer = a.pointer
    var bStart: UnsafeMutableRawPointer = b.pointer
    var turns: Int = walk.outer
    while turns > 0 {
        var dPlace: UnsafeMutableRawPointer = dStart
        var aPlace: UnsafeMutableRawPointer = aStart
        var bPlace: UnsafeMutableRawPointer = bStart
        var left: Int = walk.inner
        while left > 0 {
            f(Vector.load(aPlace), Vector.load(bPlace)).store(to: dPlace)
            dPlace += dStep
            aPlace += aStep
            bPlace += bStep
            left = left &- 1
        }
        dStart += d.outerStep(walk)
        aStart += a.outerStep(walk)
        bStart += b.outerStep(walk)
        turns = turns &- 1
    }
}

/// Writes f(a, b, c) over a block.
@inline(__always)
func loop(
    _ d: Operand, _ a: Operand, _ b: Operand, _ c: Operand, _ rows: Int, _ vectors: Int,
    _ f: (Vector, Vector, Vector) -> Vector
) {
    let isFlat: Bool = d.isFlat(vectors) && a.isFlat(vectors) && b.isFlat(vectors) && c.isFlat(vectors)
    let walk = Walk(rows: rows, vectors: vectors, isFlat: isFlat)
    let dStep: Int = d.innerStep(walk)
    let aStep: Int = a.innerStep(walk)
    let bStep: Int = b.innerStep(walk)
    let cStep: Int = c.innerStep(walk)
    var dStart: UnsafeMutableRawPointer = d.pointer
    var aStart: UnsafeMutableRawPointer = a.pointer
    var bStart: UnsafeMutableRawPointer = b.pointer
    var cStart: UnsafeMutableRawPointer = c.pointer
    var turns: Int = walk.outer
    while turns > 0 {
        var dPlace: UnsafeMutableRawPointer = dStart
        var aPlace: UnsafeMutableRawPointer = aStart
        var bPlace: UnsafeMutableRawPointer = bStart
        var cPlace: UnsafeMutableRawPointer = cStart
        var left: Int = walk.inner
        while left > 0 {
            f(Vector.load(aPlace), Vector.load(bPlace), Vector.load(cPlace)).store(to: dPlace)
            dPlace += dStep
            aPlace += aStep
            bPlace += bStep
            cPlace += cStep
            left = left &- 1
        }
        dStart += d.outerStep(walk)
        aStart += a.outerStep(walk)
        bStart += b.outerStep(walk)
        cStart += c.outerStep(walk)
        turns = turns &- 1
    }
}

/// Writes f(a, b, c, e) over a block.
@inline(__always)
func loop(
    _ d: Operand, _ a: Operand, _ b: Operand, _ c: Operand, _ e: Operand, _ rows: Int, _ vectors: Int,
    _ f: (Vector, Vector, Vector, Vector) -> Vector
) {
    // Factors of the second and fourth place are mostly numbers of the step, which need not be read for every vector.
    if b.isFixed && e.isFixed {
        let (y, w) = (Vector.load(b.pointer), Vector.load(e.pointer))
        return loop(d, a, c, rows, vectors) { f($0, y, $1, w) }
    }
    let isFirstFlat: Bool = d.isFlat(vectors) && a.isFlat(vectors) && b.isFlat(vectors)
    let isFlat: Bool = isFirstFlat && c.isFlat(vectors) && e.isFlat(vectors)
    let walk = Walk(rows: rows, vectors: vectors, isFlat: isFlat)
    let dStep: Int = d.innerStep(walk)
    let aStep: Int = a.innerStep(walk)
    let bStep: Int = b.innerStep(walk)
    let cStep: Int = c.innerStep(walk)
    let eStep: Int = e.innerStep(walk)
    var dStart: UnsafeMutableRawPointer = d.pointer
    var aStart: UnsafeMutableRawPointer = a.pointer
    var bStart: UnsafeMutableRawPointer = b.pointer
    var cStart: UnsafeMutableRawPointer = c.pointer
    var eStart: UnsafeMutableRawPointer = e.pointer
    var turns: Int = walk.outer
    while turns > 0 {
        var dPlace: UnsafeMutableRawPointer = dStart
        var aPlace: UnsafeMutableRawPointer = aStart
        var bPlace: UnsafeMutableRawPointer = bStart
        var cPlace: UnsafeMutableRawPointer = cStart
        var ePlace: UnsafeMutableRawPointer = eStart
        var left: Int = walk.inner
        while left > 0 {
            f(Vector.load(aPlace), Vector.load(bPlace), Vector.load(cPlace), Vector.load(ePlace)).store(to: dPlace)
            dPlace += dStep
            aPlace += aStep
            bPlace += bStep
            cPlace += cStep
            ePlace += eStep
            left = left &- 1
        }
        dStart += d.outerStep(walk)
        aStart += a.outerStep(walk)
        bStart += b.outerStep(walk)
        cStart += c.outerStep(walk)
        eStart += e.outerStep(walk)
        turns = turns &- 1
    }
}

/// Writes f(a, b, c, e, g) over a block.
@inline(__always)
func loop(
    _ d: Operand, _ a: Operand, _ b: Operand, _ c: Operand, _ e: Operand, _ g: Operand, _ rows: Int, _ vectors: Int,
    _ f: (Vector, Vector, Vector, Vector, Vector) -> Vector
) {
    if c.isFixed && g.isFixed {
        let (z, u) = (Vector.load(c.pointer), Vector.load(g.pointer))
        return loop(d, a, b, e, rows, vectors) { f($0, $1, z, $2, u) }
    }
    var row = 0
    while row < rows {
        var vector = 0
        while vector < vectors {
            func load(_ operand: Operand) -> Vector {
                .load(operand.pointer + (row &* operand.rowStep &+ vector &* operand.vectorStep))
            }
            f(load(a), load(b), load(c), load(e), load(g))
                .store(to: d.pointer + (row &* d.rowStep &+ vector &* d.vectorStep))
            vector = vector &+ 1
        }
        row = row &+ 1
    }
}
