/// The closed set of what can be said about a model file. A code never changes its meaning.
///
/// E1 syntax, E2 names, E3 constants and sizes, E4 arguments and shapes, E5 the model, E9 not there yet;
/// W6 warnings that are certain, W7 judgements (`--pedantic`), N8 notes (`--verbose`).
public enum DiagnosticCode: String, Hashable, Sendable, CaseIterable {
    case invalidUTF8 = "E101"
    case invalidCharacter = "E102"
    case malformedNumber = "E103"
    case numberOutOfRange = "E104"
    case unexpectedToken = "E105"
    case unclosedBracket = "E106"
    case nestedTooDeep = "E107"
    case missingHeader = "E108"
    case unknownDeclaration = "E109"
    case unknownSetting = "E110"
    case fileTooLarge = "E111"

    case unknownName = "E201"
    case duplicateName = "E202"
    case unknownWord = "E203"
    case misplacedWord = "E204"
    case nameOutOfReach = "E205"
    case recursiveTemplate = "E206"
    case unknownOverride = "E207"
    case templateArguments = "E208"
    case reservedName = "E209"

    case notConstant = "E301"
    case notWhole = "E302"
    case constantOutOfRange = "E303"
    case constantArithmetic = "E304"
    case sizeLimit = "E305"

    case unknownArgument = "E401"
    case duplicateArgument = "E402"
    case missingArgument = "E403"
    case tooManyArguments = "E404"
    case oneOfArguments = "E405"
    case argumentKind = "E406"
    case layerShape = "E407"
    case operandShapes = "E408"
    case argumentShape = "E409"
    case valueOutsideSupport = "E410"
    case misplacedMember = "E411"
    case categoriesAsNumbers = "E412"
    case applicationForm = "E413"

    case missingPart = "E501"
    case noLikelihood = "E502"
    case noPosterior = "E503"
    case noPrior = "E504"
    case definedTwice = "E505"
    case wrongTarget = "E506"
    case likelihoodSupport = "E507"
    case latentSupport = "E508"
    case pointCodeObjective = "E509"
    case alternativesDisagree = "E510"
    case selection = "E511"
    case notReparameterised = "E512"
    case transformSupport = "E513"
    case notDistribution = "E514"
    case statedTwice = "E515"
    case wrongSupport = "E516"

    case notSupportedYet = "E901"

    case unusedDeclaration = "W601"
    case unconstrainedArgument = "W602"
    case squashedArgument = "W603"
    case stackedAffine = "W604"
    case encoderIgnoresData = "W605"
    case latentIgnored = "W606"
    case cancelledBias = "W607"
    case sampledDivergence = "W608"
    case weightStaysZero = "W609"

    case latentWiderThanData = "W701"
    case affineFactors = "W702"
    case perhapsOutsideSupport = "W703"
    case perhapsWrongScale = "W704"

    case relaxedLikelihood = "N801"
    case pipelineShapes = "N802"
    case clampedArgument = "N803"
    case tooManyDiagnostics = "N804"

    /// How bad it is, by the letter of the code.
    public var severity: Diagnostic.Severity {
        switch rawValue.first {
        case "E": .error
        case "W": .warning
        default: .note
        }
    }

    /// Whether it is a judgement that may be wrong: said with `--pedantic` only.
    public var isJudgement: Bool { rawValue.hasPrefix("W7") }
}
