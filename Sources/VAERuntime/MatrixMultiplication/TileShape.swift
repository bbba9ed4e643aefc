// The register tile of each instruction set: as many rows and vectors as its registers hold beside the operands.

/// Shape of the register tile of this build.
public enum TileShape {
    #if canImport(InstructionSetAVX512)
        /// Rows of a tile.
        @inlinable public static var rows: Int { @inline(__always) get { 8 } }
        /// Vectors along the columns of a tile.
        @inlinable public static var vectors: Int { @inline(__always) get { 3 } }
    #elseif canImport(InstructionSetAVX2)
        /// Rows of a tile.
        @inlinable public static var rows: Int { @inline(__always) get { 6 } }
        /// Vectors along the columns of a tile.
        @inlinable public static var vectors: Int { @inline(__always) get { 2 } }
    #else
        /// Rows of a tile.
        @inlinable public static var rows: Int { @inline(__always) get { 2 } }
        /// Vectors along the columns of a tile.
        @inlinable public static var vectors: Int { @inline(__always) get { 3 } }
    #endif

    /// Floats in a line of the caches.
    @inlinable public static var line: Int { @inline(__always) get { 16 } }

    /// The most depths that dot products run over at once: beyond it, rows of B would not stay in the first-level cache.
    @inlinable public static var dotDepth: Int { @inline(__always) get { 896 } }

    /// Elements of an operand that may stay in the second-level cache beside everything else: 256 KiB.
    @inlinable public static var smallOperand: Int { @inline(__always) get { 65536 } }
}

#if canImport(InstructionSetAVX512)
    @usableFromInline typealias WideTile = RegisterTile<8, 3, 24>
    @usableFromInline typealias NarrowTile = RegisterTile<8, 2, 16>
#elseif canImport(InstructionSetAVX2)
    @usableFromInline typealias WideTile = RegisterTile<6, 2, 12>
    @usableFromInline typealias NarrowTile = RegisterTile<6, 1, 6>
#else
    @usableFromInline typealias WideTile = RegisterTile<2, 3, 6>
    @usableFromInline typealias NarrowTile = RegisterTile<2, 2, 4>
#endif
