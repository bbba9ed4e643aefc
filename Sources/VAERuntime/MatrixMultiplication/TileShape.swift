// The register tile of each instruction set: as many rows and vectors as its registers hold beside the operands.

/// Shape of the register tile of this build.
public enum TileShape {
    #if canImport(InstructionSetAVX512)
        /// Rows of a tile.
        @inlinable public static var rows: Int { @inline(__always) get { 8 } }
        /// Rows of A in a tile of dot products.
        static var dotRows: Int { 4 }
        /// Vectors along the columns of a tile.
        @inlinable public static var vectors: Int { @inline(__always) get { 3 } }
    #elseif canImport(InstructionSetAVX2)
        /// Rows of a tile.
        @inlinable public static var rows: Int { @inline(__always) get { 6 } }
        /// Rows of A in a tile of dot products.
        static var dotRows: Int { 2 }
        /// Vectors along the columns of a tile.
        @inlinable public static var vectors: Int { @inline(__always) get { 2 } }
    #else
        /// Rows of a tile.
        @inlinable public static var rows: Int { @inline(__always) get { 2 } }
        /// Rows of A in a tile of dot products.
        static var dotRows: Int { 2 }
        /// Vectors along the columns of a tile.
        @inlinable public static var vectors: Int { @inline(__always) get { 3 } }
    #endif

    /// Elements of an operand that stay in the first-level cache beside the other's rows: 36 KiB.
    @inlinable public static var firstCache: Int { @inline(__always) get { 9216 } }

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
