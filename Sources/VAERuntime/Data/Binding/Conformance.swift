/// Turns the rows of a file into the values of a variable: what bytes stand for, and whether every value is one that
/// the variable may take.
struct Conformance {
    /// The variable.
    let variable: VariableSpecification
    /// The file's name, for messages.
    let file: String

    /// Binds rows [examples, size].
    ///
    /// - Throws: `DataError` that names the example and the position of the first value outside the support.
    func bind(_ tensor: DataTensor) throws(DataError) -> VariableRows {
        let bound: (elements: DataElements, scale: Float) =
            switch tensor.elements {
            case .bytes(let bytes): try bind(bytes)
            case .floats(let floats): try bind(floats)
            }
        return VariableRows(
            name: variable.name, shape: variable.shape, count: tensor.shape[0], elements: bound.elements,
            scale: bound.scale)
    }

    private func bind(_ bytes: [UInt8]) throws(DataError) -> (elements: DataElements, scale: Float) {
        let pixel: Float = 1 / 255
        switch variable.support {
        case .real, .byte, .count: return (.bytes(bytes), 1)
        case .positive:
            try check(bytes) { $0 > 0 }
            return (.bytes(bytes), 1)
        case .category(let kinds):
            try check(bytes) { Int($0) < kinds }
            return (.bytes(bytes), 1)
        case .unit:
            if bytes.max() == 1 {
                throw DataError(
                    file, expected: "bytes from 0 to 255, which stand for 0 to 1 in \(variable)",
                    found: "only the bytes 0 and 1",
                    advice: "Declare \(variable.name) as binary, or store the values as floating point.")
            }
            return (.bytes(bytes), pixel)
        case .binary:
            let largest: UInt8 = bytes.max() ?? 0
            if largest <= 1 { return (.bytes(bytes), 1) }
            switch variable.binarization {
            case .threshold: return (.bytes(bytes.map { $0 > 127 ? 1 : 0 }), 1)
            case .stochastic: return (.bytes(bytes), pixel)
            case nil:
                if bytes.allSatisfy({ $0 == 0 || $0 == 255 }) { return (.bytes(bytes), pixel) }
                try check(bytes, advice: greyAdvice) { $0 <= 1 }
                return (.bytes(bytes), 1)
            }
        }
    }

    private func bind(_ floats: [Float]) throws(DataError) -> (elements: DataElements, scale: Float) {
        switch variable.support {
        case .real, .positive:
            try check(floats, variable.support)
            return (.floats(floats), 1)
        case .unit:
            let largest: Float = floats.max() ?? 0
            let advice: String? =
                largest > 1 && largest <= 255
                ? "Divide by the largest possible value, or store pixels as unsigned bytes, which stand for 0 to 1."
                : nil
            try check(floats, .unit, advice: advice)
            return (.floats(floats), 1)
        case .binary:
            guard let binarization: VariableSpecification.Binarization = variable.binarization else {
                let isGrey: Bool = floats.allSatisfy { VariableSpecification.Support.unit.contains($0) }
                try check(floats, .binary, advice: isGrey ? greyAdvice : nil)
                return (.bytes(floats.map { UInt8($0) }), 1)
            }
            try check(floats, .unit)
            if binarization == .threshold { return (.bytes(floats.map { $0 > 0.5 ? 1 : 0 }), 1) }
            let isBinary: Bool = floats.allSatisfy { $0 == 0 || $0 == 1 }
            return isBinary ? (.bytes(floats.map { UInt8($0) }), 1) : (.floats(floats), 1)
        case .byte, .count, .category:
            try check(floats, variable.support)
            let fitsBytes: Bool = floats.allSatisfy { $0 <= 255 }
            return fitsBytes ? (.bytes(floats.map { UInt8($0) }), 1) : (.floats(floats), 1)
        }
    }

    private var greyAdvice: String {
        let declaration: String = "data \(variable)"
        return "The values are grey: declare \(declaration) binarize(stochastic), or make them 0 and 1."
    }

    private func check(_ bytes: [UInt8], advice: String? = nil, _ isValid: (UInt8) -> Bool) throws(DataError) {
        guard let index: Int = bytes.firstIndex(where: { !isValid($0) }) else { return }
        throw outside(index, support: variable.support, found: "\(bytes[index])", advice: advice)
    }

    private func check(
        _ floats: [Float], _ support: VariableSpecification.Support, advice: String? = nil
    ) throws(DataError) {
        guard let index: Int = floats.firstIndex(where: { !support.contains($0) }) else { return }
        throw outside(index, support: support, found: "\(floats[index])", advice: advice)
    }

    private func outside(
        _ index: Int, support: VariableSpecification.Support, found: String, advice: String?
    ) -> DataError {
        let (example, inside): (Int, Int) = index.quotientAndRemainder(dividingBy: variable.size)
        var position: [Int] = []
        var rest: Int = inside
        for extent in variable.shape.reversed() {
            position.insert(rest % extent, at: 0)
            rest /= extent
        }
        return DataError(
            file, .element(example: example, position: position),
            expected: "\(support.inWords) for \(variable)", found: found, advice: advice)
    }
}
