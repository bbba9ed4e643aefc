/// What words of the language are called elsewhere: in PyTorch, Keras, JAX, Stan, and in papers.
enum OtherNames {
    /// The words meant by another name, small letters and digits only; of several the one that fits the place.
    private static let meanings: [String: [String]] = [
        "gaussian": ["normal"], "linear": ["dense", "ramp"], "fc": ["dense"], "fullyconnected": ["dense"],
        "conv": ["conv2d"], "convolution": ["conv2d"], "convolution2d": ["conv2d"],
        "deconv": ["convTranspose2d"], "deconv2d": ["convTranspose2d"], "conv2dtranspose": ["convTranspose2d"],
        "transposedconv2d": ["convTranspose2d"], "batchnorm1d": ["batchNorm"], "batchnorm2d": ["batchNorm"],
        "batchnormalization": ["batchNorm"], "layernormalization": ["layerNorm"], "maxpool": ["maxPool2d"],
        "maxpooling2d": ["maxPool2d"], "avgpool": ["averagePool2d"], "avgpool2d": ["averagePool2d"],
        "averagepooling2d": ["averagePool2d"], "swish": ["silu"], "view": ["reshape"], "transpose": ["permute"],
        "cat": ["concat"], "concatenate": ["concat"], "lr": ["rate"], "learningrate": ["rate"], "beta": ["weight"],
        "klweight": ["weight"], "std": ["scale"], "stddev": ["scale"], "sigma": ["scale"], "sd": ["scale"],
        "logstd": ["logScale"], "logsigma": ["logScale"], "var": ["variance"], "logvar": ["logVariance"],
        "mu": ["mean"], "loc": ["mean"], "p": ["rate", "probs"], "prob": ["probs"], "kernelsize": ["kernel"],
        "strides": ["stride"], "weightdecay": ["weightDecay"], "cosineannealing": ["cosine"], "vae": ["elbo"],
        "negativeslope": ["slope"], "eps": ["epsilon"],
    ]

    /// The candidate that another framework calls by this name.
    static func meant(by word: String, among candidates: some Sequence<String>) -> String? {
        guard word.utf8.count <= 40 else { return nil }
        let plain: String = word.lowercased().filter { $0.isLetter || $0.isNumber }
        return meanings[plain]?.first { meaning in candidates.contains(meaning) }
    }
}
