import Foundation
import VAEGraph
import VAELanguage

extension Lowering {
    /// A tensor declared by `parameter`, in its support. What is learned is unconstrained: see
    /// `ParameterVariable.learnedName`.
    mutating func lower(_ declared: ParameterVariable) throws(LoweringError) -> Field {
        let inverse: (Double) -> Double
        switch declared.support {
        case .real: inverse = { $0 }
        case .positive: inverse = { Foundation.log($0) }
        case .unit: inverse = { Foundation.log($0) - Foundation.log1p(-$0) }
        default:
            throw LoweringError(
                "\(declared.name) cannot be learned: a parameter is `real`, `positive` or `unit`", at: declared.range)
        }
        let initial: ParameterTable.Initial
        switch declared.initial {
        case .number(let value):
            initial = .constant(try finite(inverse(value), declared))
        case .integer(let value):
            initial = .constant(try finite(inverse(Double(value)), declared))
        case .call(let call):
            let fanOut: Int = declared.shape.last ?? 1
            let fanIn: Int = declared.shape.dropLast().reduce(1, *)
            initial = try self.initial(call, fanIn: fanIn, fanOut: fanOut)
        default:
            throw LoweringError(
                "\(declared.name) needs a number or an initialisation to start with", at: declared.range)
        }
        let slot: Tensor = parameter(declared.learnedName, shape: declared.shape, initial: initial)
        declaredSlots.insert(declared.learnedName)
        switch declared.support {
        case .positive: return Field(exp(slot), leading: 0)
        case .unit: return Field(sigmoid(slot), leading: 0)
        default: return Field(slot, leading: 0)
        }
    }

    private func finite(_ value: Double, _ declared: ParameterVariable) throws(LoweringError) -> Double {
        guard value.isFinite else {
            let bounds: String = declared.support == .unit ? "strictly between 0 and 1" : "greater than 0"
            throw LoweringError("\(declared.name) must start with a number \(bounds)", at: declared.range)
        }
        return value
    }
}
