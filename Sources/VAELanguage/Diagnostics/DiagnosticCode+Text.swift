// What each code is about: the reference page and `vaec explain E201` print it.

extension DiagnosticCode {
    /// The code in a few words.
    public var title: String { text.title }

    /// What it means and what to do, in a sentence or two.
    public var explanation: String { text.explanation }

    private var text: (title: String, explanation: String) {
        switch self {
        case .invalidUTF8:
            ("bytes that are not UTF-8", "A model file is UTF-8 text. Save it in that encoding.")
        case .invalidCharacter:
            (
                "a character that has no place",
                "Outside of comments a model file holds letters, digits, '_' and the signs of the language; invisible "
                    + "characters have no place in comments either."
            )
        case .malformedNumber:
            ("a number that is not one", "Numbers are written 1, 0.1, 1e-4, 1_000. A name does not begin with a digit.")
        case .numberOutOfRange:
            ("a number too large or too small", "Numbers are double precision: from 4.9e-324 to 1.8e308.")
        case .unexpectedToken:
            ("something else was expected", "The text does not follow the grammar here; the message says what would.")
        case .unclosedBracket:
            ("a bracket that is never closed", "Every ( [ { needs its ) ] }. The place shown is the opening one.")
        case .nestedTooDeep:
            (
                "nested too deep",
                "Brackets and operators may be nested up to a limit that no readable model meets. Name parts with 'let'."
            )
        case .missingHeader:
            ("no 'model' line", "A model file begins with 'model' and the name of the model.")
        case .unknownDeclaration:
            ("a line that begins no declaration", "Declarations begin with one of the language's keywords.")
        case .unknownSetting:
            ("a line that is no training setting", "The lines of 'training' begin with one of the settings' keywords.")
        case .fileTooLarge:
            (
                "a file too large to be a model",
                "Model files are limited in size, so that no file can exhaust the compiler."
            )
        case .unknownName:
            ("a name that is not declared", "The name means nothing here; the nearest known one is suggested.")
        case .duplicateName:
            ("a name declared twice", "Every name means one thing in a file, and a 'let' of a block hides none.")
        case .unknownWord:
            ("a word the language does not have", "The vocabulary has no word of that name for this place.")
        case .misplacedWord:
            ("a word in the wrong place", "The word exists and is of another kind than belongs here.")
        case .nameOutOfReach:
            (
                "a name that cannot be seen here",
                "The name exists elsewhere: further down, in another block, or it is a variable that this block must not "
                    + "depend on."
            )
        case .recursiveTemplate:
            ("a layer that uses itself", "Layers are expanded where they are used; one that uses itself has no end.")
        case .unknownOverride:
            ("no such 'let' to set", "'--set name=value' gives a 'let' at the top of the file another finite value.")
        case .templateArguments:
            ("wrong arguments of a layer of one's own", "A layer takes the arguments its declaration names.")
        case .reservedName:
            (
                "a layer named like a word of the language",
                "A layer of one's own needs a name that the vocabulary lacks."
            )
        case .notConstant:
            (
                "not known when the model is checked",
                "A constant is made of numbers, + - * / ^ and 'let's at the top of the file."
            )
        case .notWhole:
            ("a fraction where a whole number belongs", "Extents and counts are whole numbers.")
        case .constantOutOfRange:
            ("a number out of its range", "The message says from where to where the number may go.")
        case .constantArithmetic:
            ("arithmetic without a result", "A division by zero, or a result beyond the range of numbers.")
        case .sizeLimit:
            (
                "larger than the limits",
                "Tensors, learned parameters and models have limits far above what is useful; most often an extent has a "
                    + "digit too many."
            )
        case .unknownArgument:
            ("no such argument", "The word has no argument of that label; the nearest is suggested.")
        case .duplicateArgument:
            ("an argument given twice", "Every argument is given once.")
        case .missingArgument:
            ("an argument is missing", "The word needs an argument that has no default.")
        case .tooManyArguments:
            ("an argument too many", "The word takes fewer arguments without a label.")
        case .oneOfArguments:
            (
                "not exactly one of several arguments",
                "Some arguments say the same thing in several ways, such as scale and logVariance; exactly one is given."
            )
        case .argumentKind:
            ("an argument of another kind", "The message says what may be written for the argument.")
        case .layerShape:
            (
                "a layer that does not fit its input",
                "The shapes after each stage are shown; the message says what the layer needs."
            )
        case .operandShapes:
            ("operands of different shapes", "Operators take equal shapes, or a scalar on one side.")
        case .argumentShape:
            (
                "a distribution's parameter of another shape",
                "A parameter is a scalar or has the shape of the variable; 'dense(z.shape)' makes it so."
            )
        case .valueOutsideSupport:
            ("a value outside its support", "The number is not in the set it must lie in.")
        case .misplacedMember:
            ("a property in the wrong place", "'.shape' belongs to a variable and stands where extents are asked for.")
        case .categoriesAsNumbers:
            ("computing with categories", "Categories are names; 'oneHot' and 'embedding' make tensors of them.")
        case .applicationForm:
            (
                "piped instead of called, or called instead of piped",
                "Layers are piped; functions of several tensors are called."
            )
        case .missingPart:
            ("a part of the model is missing", "A model has data, latents, an encoder and a decoder.")
        case .noLikelihood:
            ("a data variable without a likelihood", "Every decoder gives each data variable a distribution.")
        case .noPosterior:
            ("a latent without a posterior", "Every encoder gives each latent a distribution or a point.")
        case .noPrior:
            ("a latent without a prior", "A latent has a prior at its declaration or in the decoder.")
        case .definedTwice:
            ("a variable defined twice", "A block defines a variable once, and a latent has one prior.")
        case .wrongTarget:
            (
                "a block defines what it cannot",
                "Encoders define latents; decoders define data, and may give priors of latents."
            )
        case .likelihoodSupport:
            (
                "a likelihood that excludes the data",
                "The data's support is not within the likelihood's, so some examples would have probability zero."
            )
        case .latentSupport:
            (
                "a distribution outside its latent's support",
                "Prior and posterior give values the latent's support excludes."
            )
        case .pointCodeObjective:
            (
                "a point code with a divergence",
                "A point has no divergence from a prior; the objective is 'reconstruction'."
            )
        case .alternativesDisagree:
            ("alternatives that disagree", "Alternatives have names and define the same variables in the same way.")
        case .selection:
            ("several blocks and no selection, or the reverse", "'select' chooses among several encoders or decoders.")
        case .notReparameterised:
            (
                "a posterior without gradients",
                "Samples of this distribution cannot be differentiated by its parameters."
            )
        case .transformSupport:
            (
                "a transform that does not go with the support",
                "What the transform reads, or what it makes, does not lie in the variable's support."
            )
        case .notDistribution:
            ("no distribution right of '~'", "Right of '~' stands a distribution such as 'normal(mean: …, scale: …)'.")
        case .statedTwice:
            ("stated twice", "Objective, training and each setting stand once.")
        case .wrongSupport:
            (
                "a support that does not belong here",
                "A variable's type begins with one of the supports of the language."
            )
        case .notSupportedYet:
            ("not supported yet", "The language has the word, and this compiler does not have it yet.")
        case .unusedDeclaration:
            ("declared and never used", "Remove it, or use it where it was meant.")
        case .unconstrainedArgument:
            (
                "an unconstrained value where a constrained one belongs",
                "A linear layer or a 'real' variable can be any real number, and this parameter must be positive or lie in 0…1; the logarithmic "
                    + "or logit form of the argument takes any."
            )
        case .squashedArgument:
            (
                "squeezed twice",
                "The argument takes any real number and squeezes it itself; a sigmoid before it does so twice."
            )
        case .stackedAffine:
            (
                "two linear layers with nothing between",
                "Two linear maps in a row are one; a function between them is missing."
            )
        case .encoderIgnoresData:
            ("an encoder that ignores the data", "The posterior would be the same for every example.")
        case .latentIgnored:
            (
                "a decoder that ignores a latent",
                "Nothing the decoder defines depends on it, so it carries no information."
            )
        case .cancelledBias:
            (
                "a bias without effect",
                "The normalisation after the layer subtracts each channel's mean, and the bias with it."
            )
        case .sampledDivergence:
            ("a divergence without closed form", "It is estimated by the sample, which makes the gradient noisier.")
        case .weightStaysZero:
            ("a divergence weight that stays 0", "The divergence would never count.")
        case .latentWiderThanData:
            ("a latent wider than the data", "A judgement: usually a code is narrower than what it encodes.")
        case .affineFactors:
            (
                "a linear map in two factors",
                "A judgement: two linear layers in a row; a low rank, or structure such as a convolution's, can be meant."
            )
        case .perhapsOutsideSupport:
            (
                "a value that may leave its support",
                "A judgement: nothing that the checker sees keeps the value in the set."
            )
        case .perhapsWrongScale:
            ("a positive value where any is taken", "A judgement: a positive function before a logarithmic parameter.")
        case .relaxedLikelihood:
            (
                "a continuous relaxation",
                "The likelihood is defined for 0 and 1 and is used on 0…1, as is usual; the sum is then no log-likelihood."
            )
        case .pipelineShapes:
            ("the shapes of a pipeline", "The shape after each stage, as the checker inferred it.")
        case .clampedArgument:
            ("a clamped argument", "The compiler keeps the value in an interval, with gradient zero outside.")
        case .tooManyDiagnostics:
            ("more diagnostics than are shown", "Mend the first ones and check again.")
        }
    }
}
