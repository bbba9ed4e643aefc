#if canImport(InstructionSetAVX2) || canImport(InstructionSetAVX512) || (arch(x86_64) && !VAE_PORTABLE)
    import _Builtin_intrinsics.intel
#endif

// Four vectors as the rows of blocks of four by four lanes, and the same blocks turned: what a matrix is transposed with.
extension Vector {
    /// Four lanes from each of `vectorWidth / 4` places that are `step` apart.
    @inline(__always)
    static func loadFours(_ pointer: UnsafePointer<Float>, step: Int) -> Vector {
        func four(_ place: Int) -> SIMD4<Float> {
            UnsafeRawPointer(pointer + place &* step).loadUnaligned(as: SIMD4<Float>.self)
        }
        #if canImport(InstructionSetAVX512)
            return Vector(
                lowHalf: SIMD8(lowHalf: four(0), highHalf: four(1)),
                highHalf: SIMD8(lowHalf: four(2), highHalf: four(3)))
        #elseif canImport(InstructionSetAVX2)
            return Vector(lowHalf: four(0), highHalf: four(1))
        #else
            return four(0)
        #endif
    }

    /// Of each block of four lanes: lane j of vector i becomes lane i of vector j.
    @inline(__always)
    static func turnFours(
        _ a: Vector, _ b: Vector, _ c: Vector, _ d: Vector
    ) -> (Vector, Vector, Vector, Vector) {
        #if canImport(InstructionSetAVX512)
            typealias Pairs = SIMD8<Double>
            let ab0 = unsafeBitCast(_mm512_unpacklo_ps(a, b), to: Pairs.self)
            let ab2 = unsafeBitCast(_mm512_unpackhi_ps(a, b), to: Pairs.self)
            let cd0 = unsafeBitCast(_mm512_unpacklo_ps(c, d), to: Pairs.self)
            let cd2 = unsafeBitCast(_mm512_unpackhi_ps(c, d), to: Pairs.self)
            return (
                unsafeBitCast(_mm512_unpacklo_pd(ab0, cd0), to: Vector.self),
                unsafeBitCast(_mm512_unpackhi_pd(ab0, cd0), to: Vector.self),
                unsafeBitCast(_mm512_unpacklo_pd(ab2, cd2), to: Vector.self),
                unsafeBitCast(_mm512_unpackhi_pd(ab2, cd2), to: Vector.self)
            )
        #elseif canImport(InstructionSetAVX2)
            typealias Pairs = SIMD4<Double>
            let ab0 = unsafeBitCast(_mm256_unpacklo_ps(a, b), to: Pairs.self)
            let ab2 = unsafeBitCast(_mm256_unpackhi_ps(a, b), to: Pairs.self)
            let cd0 = unsafeBitCast(_mm256_unpacklo_ps(c, d), to: Pairs.self)
            let cd2 = unsafeBitCast(_mm256_unpackhi_ps(c, d), to: Pairs.self)
            return (
                unsafeBitCast(_mm256_unpacklo_pd(ab0, cd0), to: Vector.self),
                unsafeBitCast(_mm256_unpackhi_pd(ab0, cd0), to: Vector.self),
                unsafeBitCast(_mm256_unpacklo_pd(ab2, cd2), to: Vector.self),
                unsafeBitCast(_mm256_unpackhi_pd(ab2, cd2), to: Vector.self)
            )
        #elseif arch(x86_64) && !VAE_PORTABLE
            let ab0: Vector = _mm_unpacklo_ps(a, b)
            let ab2: Vector = _mm_unpackhi_ps(a, b)
            let cd0: Vector = _mm_unpacklo_ps(c, d)
            let cd2: Vector = _mm_unpackhi_ps(c, d)
            return (
                _mm_movelh_ps(ab0, cd0), _mm_movehl_ps(cd0, ab0), _mm_movelh_ps(ab2, cd2), _mm_movehl_ps(cd2, ab2)
            )
        #else
            return (
                Vector(a.x, b.x, c.x, d.x), Vector(a.y, b.y, c.y, d.y), Vector(a.z, b.z, c.z, d.z),
                Vector(a.w, b.w, c.w, d.w)
            )
        #endif
    }
}
