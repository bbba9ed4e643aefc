/// Places of two images side by side: those whose products are summed for a weight.
struct PlaceOperands {
    var left: UnsafePointer<Float>
    var right: UnsafePointer<Float>
    /// How many images, lines and places, and Floats between neighbours on both sides.
    var images: Int
    var leftImage: Int
    var rightImage: Int
    var lines: Int
    var leftLine = 0
    var rightLine = 0
    var places: Int
    var leftPlace = 0
    var rightPlace = 0

    init(
        left: UnsafePointer<Float>, right: UnsafePointer<Float>, images: Int, leftImage: Int, rightImage: Int,
        lines: Int, places: Int
    ) {
        self.left = left
        self.right = right
        self.images = images
        self.leftImage = leftImage
        self.rightImage = rightImage
        self.lines = lines
        self.places = places
    }

    /// All places, images outermost.
    @inline(__always)
    func forEachPlace(_ body: (_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>) -> Void) {
        for image in 0..<images {
            for line in 0..<lines {
                var left: UnsafePointer<Float> = left + (image &* leftImage &+ line &* leftLine)
                var right: UnsafePointer<Float> = right + (image &* rightImage &+ line &* rightLine)
                for _ in 0..<places {
                    body(left, right)
                    left += leftPlace
                    right += rightPlace
                }
            }
        }
    }
}

/// A register tile of `rows` contiguous channels of one side × `vectors` vectors of channels of the other, `count` in
/// all: sums of products over places.
struct PlaceTile<let rows: Int, let vectors: Int, let count: Int> {
    /// Adds the sums over all places to what stands at `target`.
    @inline(never)
    static func add(
        _ p: PlaceOperands, _ row: Int, _ column: Int, _ target: UnsafeMutablePointer<Float>, _ targetStride: Int
    ) {
        var sums = InlineArray<count, Vector>(repeating: Vector(repeating: 0))
        let leftPlace: Int = p.leftPlace
        let rightPlace: Int = p.rightPlace
        var leftImage: UnsafePointer<Float> = p.left + row
        var rightImage: UnsafePointer<Float> = p.right + column
        var images: Int = p.images
        while images > 0 {
            var leftLine: UnsafePointer<Float> = leftImage
            var rightLine: UnsafePointer<Float> = rightImage
            var lines: Int = p.lines
            while lines > 0 {
                var a: UnsafePointer<Float> = leftLine
                var b: UnsafePointer<Float> = rightLine
                var places: Int = p.places
                repeat {
                    var i = 0
                    while i < rows {
                        let x = Vector(repeating: a[i])
                        var j = 0
                        while j < vectors {
                            let at: Int = i &* vectors &+ j
                            let y: Vector = .load(b + j &* vectorWidth)
                            sums[unchecked: at] = Vector.multiplyAdd(x, y, sums[unchecked: at])
                            j = j &+ 1
                        }
                        i = i &+ 1
                    }
                    a += leftPlace
                    b += rightPlace
                    places = places &- 1
                } while places > 0
                leftLine += p.leftLine
                rightLine += p.rightLine
                lines = lines &- 1
            }
            leftImage += p.leftImage
            rightImage += p.rightImage
            images = images &- 1
        }
        var i = 0
        while i < rows {
            var j = 0
            while j < vectors {
                let place: UnsafeMutablePointer<Float> = target + (i &* targetStride &+ j &* vectorWidth)
                (Vector.load(place) + sums[unchecked: i &* vectors &+ j]).store(to: place)
                j = j &+ 1
            }
            i = i &+ 1
        }
    }
}

/// A tile of any size that rows are divided into.
func addPlaceTile(
    _ p: PlaceOperands, _ row: Int, _ column: Int, rows: Int, vectors: Int, _ target: UnsafeMutablePointer<Float>,
    _ targetStride: Int
) {
    switch (rows, vectors) {
    case (1, 1): PlaceTile<1, 1, 1>.add(p, row, column, target, targetStride)
    case (1, 2): PlaceTile<1, 2, 2>.add(p, row, column, target, targetStride)
    case (2, 1): PlaceTile<2, 1, 2>.add(p, row, column, target, targetStride)
    case (2, 2): PlaceTile<2, 2, 4>.add(p, row, column, target, targetStride)
    case (4, 1): PlaceTile<4, 1, 4>.add(p, row, column, target, targetStride)
    case (4, 2): PlaceTile<4, 2, 8>.add(p, row, column, target, targetStride)
    #if canImport(InstructionSetAVX512)
        case (8, 1): PlaceTile<8, 1, 8>.add(p, row, column, target, targetStride)
        case (8, 2): PlaceTile<8, 2, 16>.add(p, row, column, target, targetStride)
    #elseif canImport(InstructionSetAVX2)
        case (6, 1): PlaceTile<6, 1, 6>.add(p, row, column, target, targetStride)
        case (6, 2): PlaceTile<6, 2, 12>.add(p, row, column, target, targetStride)
    #endif
    default: preconditionFailure("no tile of \(rows) channels and \(vectors) vectors")
    }
}
