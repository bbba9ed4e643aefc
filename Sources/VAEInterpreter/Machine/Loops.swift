import VAERuntime

// The loops that instructions are made of: one function of vectors over all rows and vectors of a block. Where all
// operands go on from row to row without a gap, or only rows matter, the two loops are one.

/// Writes f(a) over a block.
@inline(__always)
func loop(_ d: Operand, _ a: Operand, _ rows: Int, _ vectors: Int, _ f: (Vector) -> Vector) {
    var outer: Int = rows
    var inner: Int = vectors
    var dStep: Int = d.vectorStep
    var aStep: Int = a.vectorStep
    if vectors == 1 {
        inner = rows
        outer = 1
        dStep = d.rowStep
        aStep = a.rowStep
    } else if d.rowStep == vectors &* dStep && a.rowStep == vectors &* aStep {
        inner = rows &* vectors
        outer = 1
    }
    var dRow: UnsafeMutableRawPointer = d.pointer
    var aRow: UnsafeMutableRawPointer = a.pointer
    while outer > 0 {
        var dp: UnsafeMutableRawPointer = dRow
        var ap: UnsafeMutableRawPointer = aRow
        var left: Int = inner
        while left > 0 {
            f(Vector.load(ap)).store(to: dp)
            dp += dStep
            ap += aStep
            left = left &- 1
        }
        dRow += d.rowStep
        aRow += a.rowStep
        outer = outer &- 1
    }
}

/// Writes f(a, b) over a block.
@inline(__always)
func loop(_ d: Operand, _ a: Operand, _ b: Operand, _ rows: Int, _ vectors: Int, _ f: (Vector, Vector) -> Vector) {
    var outer: Int = rows
    var inner: Int = vectors
    var dStep: Int = d.vectorStep
    var aStep: Int = a.vectorStep
    var bStep: Int = b.vectorStep
    if vectors == 1 {
        inner = rows
        outer = 1
        dStep = d.rowStep
        aStep = a.rowStep
        bStep = b.rowStep
    } else if d.rowStep == vectors &* dStep && a.rowStep == vectors &* aStep && b.rowStep == vectors &* bStep {
        inner = rows &* vectors
        outer = 1
    }
    var dRow: UnsafeMutableRawPointer = d.pointer
    var aRow: UnsafeMutableRawPointer = a.pointer
    var bRow: UnsafeMutableRawPointer = b.pointer
    while outer > 0 {
        var dp: UnsafeMutableRawPointer = dRow
        var ap: UnsafeMutableRawPointer = aRow
        var bp: UnsafeMutableRawPointer = bRow
        var left: Int = inner
        while left > 0 {
            f(Vector.load(ap), Vector.load(bp)).store(to: dp)
            dp += dStep
            ap += aStep
            bp += bStep
            left = left &- 1
        }
        dRow += d.rowStep
        aRow += a.rowStep
        bRow += b.rowStep
        outer = outer &- 1
    }
}

/// Writes f(a, b, c) over a block.
@inline(__always)
func loop(
    _ d: Operand, _ a: Operand, _ b: Operand, _ c: Operand, _ rows: Int, _ vectors: Int,
    _ f: (Vector, Vector, Vector) -> Vector
) {
    var outer: Int = rows
    var inner: Int = vectors
    var dStep: Int = d.vectorStep
    var aStep: Int = a.vectorStep
    var bStep: Int = b.vectorStep
    var cStep: Int = c.vectorStep
    if vectors == 1 {
        inner = rows
        outer = 1
        dStep = d.rowStep
        aStep = a.rowStep
        bStep = b.rowStep
        cStep = c.rowStep
    } else {
        let isFlat: Bool = d.rowStep == vectors &* dStep && a.rowStep == vectors &* aStep
        if isFlat && b.rowStep == vectors &* bStep && c.rowStep == vectors &* cStep {
            inner = rows &* vectors
            outer = 1
        }
    }
    var dRow: UnsafeMutableRawPointer = d.pointer
    var aRow: UnsafeMutableRawPointer = a.pointer
    var bRow: UnsafeMutableRawPointer = b.pointer
    var cRow: UnsafeMutableRawPointer = c.pointer
    while outer > 0 {
        var dp: UnsafeMutableRawPointer = dRow
        var ap: UnsafeMutableRawPointer = aRow
        var bp: UnsafeMutableRawPointer = bRow
        var cp: UnsafeMutableRawPointer = cRow
        var left: Int = inner
        while left > 0 {
            f(Vector.load(ap), Vector.load(bp), Vector.load(cp)).store(to: dp)
            dp += dStep
            ap += aStep
            bp += bStep
            cp += cStep
            left = left &- 1
        }
        dRow += d.rowStep
        aRow += a.rowStep
        bRow += b.rowStep
        cRow += c.rowStep
        outer = outer &- 1
    }
}
