import CInstructionSet

/// The operands of a product A · B: element A(i, k) is `a[i · aRowStride + k · aDepthStride]`, so that A and its
/// transpose are both read where they lie; B is row-major with rows of whole vectors.
@frozen @usableFromInline struct ProductOperands {
    @usableFromInline var a: UnsafePointer<Float>
    @usableFromInline var aRowStride: Int
    @usableFromInline var aThreeRows: Int
    @usableFromInline var aSixRows: Int
    @usableFromInline var aDepthStride: Int
    @usableFromInline var b: UnsafePointer<Float>
    @usableFromInline var bRowStride: Int
    @usableFromInline var depth: Int
    /// How far from what is read of B lies what is asked for meanwhile: 0 for nothing else.
    @usableFromInline var ahead: Int = 0

    @inlinable @inline(__always)
    init(
        a: UnsafePointer<Float>, aRowStride: Int, aDepthStride: Int, b: UnsafePointer<Float>, bRowStride: Int,
        depth: Int
    ) {
        self.a = a
        self.aRowStride = aRowStride
        aThreeRows = 3 &* aRowStride
        aSixRows = 6 &* aRowStride
        self.aDepthStride = aDepthStride
        self.b = b
        self.bRowStride = bRowStride
        self.depth = depth
    }
}

/// A tile of `rows` × `vectors` accumulators, `count` in all, that stay in registers for the whole depth of a product.
/// Each element is one chain of multiply-adds over the depth, so its bits do not depend on the tile it falls into.
@usableFromInline struct RegisterTile<let rows: Int, let vectors: Int, let count: Int> {
    /// The accumulators of the tile whose first element is (`row`, `column`).
    ///
    /// The loops over the tile have constant bounds and are unrolled; after that each accumulator is a register. This
    /// holds only where the accumulators are a local of a function that does little else, hence the functions below are
    /// never inlined. Look at the disassembly after a change: no memory access but the operands' in the loop.
    ///
    /// Memory that is needed later is asked for one line at a time between the products: what is asked for all at once
    /// is more than the processor can wait for, and it forgets the rest.
    @inlinable @inline(__always)
    static func sums<E: Epilogue>(
        _ p: ProductOperands, _ row: Int, _ column: Int, preparing epilogue: E
    ) -> InlineArray<count, Vector> {
        var sums = InlineArray<count, Vector>(repeating: Vector(repeating: 0))
        let aRowStride: Int = p.aRowStride
        let aDepthStride: Int = p.aDepthStride
        let bRowStride: Int = p.bRowStride
        let ahead: Int = p.ahead
        // Three pointers reach eight rows by the processor's addressing (base + stride · 1 or 2). Their distances are
        // read from memory so that the compiler does not know them: it would go from row to row by additions, each
        // waiting for the last, which takes longer than the products of the smaller tiles.
        var a0 = p.a + row &* aRowStride
        var a3 = a0 + p.aThreeRows
        var a6 = a0 + p.aSixRows
        var b = p.b + column
        let end: UnsafePointer<Float> = b + p.depth &* bRowStride
        if p.depth <= 0 { return sums }
        // A share of the depth for each row that the epilogue prepares.
        let share: Int = E.prepares ? p.depth / rows &* bRowStride : 0
        var prepared = 0
        repeat {
            var stop: UnsafePointer<Float> = end
            if E.prepares {
                var j = 0
                while j < vectors {
                    epilogue.prepare(row &+ prepared, column &+ j &* vectorWidth)
                    j = j &+ 1
                }
                prepared = prepared &+ 1
                if prepared < rows { stop = b + share }
                if b == stop { continue }
            }
            repeat {
                if rows > 2 {
                    askToRead(b + ahead)
                } else {
                    // So few rows do nothing but wait for B, whose rows are too far apart for the processor to foresee.
                    var line = 0
                    while line < vectors &* vectorWidth {
                        askToRead(b + (16 &* bRowStride &+ line))
                        line = line &+ TileShape.line
                    }
                }
                var i = 0
                while i < rows {
                    let from: UnsafePointer<Float> = i < 3 ? a0 : i < 6 ? a3 : a6
                    let offset: Int = i < 3 ? i : i < 6 ? i &- 3 : i &- 6
                    let x = Vector(repeating: from[offset &* aRowStride])
                    var j = 0
                    while j < vectors {
                        let at: Int = i &* vectors &+ j
                        let y: Vector = .load(b + j &* vectorWidth)
                        sums[unchecked: at] = Vector.multiplyAdd(x, y, sums[unchecked: at])
                        j = j &+ 1
                    }
                    i = i &+ 1
                }
                a0 += aDepthStride
                a3 += aDepthStride
                a6 += aDepthStride
                b += bRowStride
            } while b != stop
        } while b != end
        return sums
    }

    /// Computes a tile and gives it to the epilogue from the registers.
    @inlinable @inline(never)
    static func multiply<E: Epilogue>(_ p: ProductOperands, _ row: Int, _ column: Int, _ epilogue: inout E) {
        let sums: InlineArray<count, Vector> = sums(p, row, column, preparing: epilogue)
        // A local copy: otherwise every store of the epilogue might change the epilogue. The loops below are unrolled
        // for short epilogues only; writing them out makes nothing faster and takes minutes to compile.
        var local: E = epilogue
        var i = 0
        while i < rows {
            var j = 0
            while j < vectors {
                local.put(row &+ i, column &+ j &* vectorWidth, sums[unchecked: i &* vectors &+ j])
                j = j &+ 1
            }
            i = i &+ 1
        }
        local.finishTile(rows: row..<row &+ rows, columns: column..<column &+ vectors &* vectorWidth)
        epilogue = local
    }

    /// Computes a tile into memory, vector after vector, row after row.
    @inline(never)
    static func store(_ p: ProductOperands, _ row: Int, _ column: Int, to target: UnsafeMutableRawPointer) {
        let sums: InlineArray<count, Vector> = sums(p, row, column, preparing: Unprepared())
        var at = 0
        while at < count {
            sums[unchecked: at].store(to: target + at &* vectorBytes)
            at = at &+ 1
        }
    }
}
