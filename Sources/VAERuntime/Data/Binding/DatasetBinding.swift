extension Dataset {
    /// Reads data from files and folders and binds it to a model's variables.
    ///
    /// - Parameters:
    ///   - training: where the values of the variables are. A folder with the standard file names of MNIST or CIFAR-10, or
    ///     a file with arrays such as `x_train` and `x_test`, has a test part too; so has a folder of pictures with
    ///     subfolders `train` and `test`.
    ///   - test: where the test part is, if in files of its own.
    ///   - variables: the model's variables, in its order. Labels are bound to a `given` scalar category; where the model
    ///     has none they are kept for colouring.
    ///   - orientation: how the examples of a square matrix lie.
    ///   - resizes: whether pictures of another size are resized and cropped to that of their variable.
    ///   - holdout: the share of the training examples to test on instead.
    ///   - limit: the most training examples to use, from the first on.
    ///   - seed: decides which examples are held out.
    /// - Throws: `DataError` that names the file and the place, and says what to do.
    public init(
        training: [DataSource], test: [DataSource] = [], variables: [VariableSpecification],
        orientation: ExampleOrientation? = nil, resizes: Bool = false, holdout: Double? = nil, limit: Int? = nil,
        seed: UInt64 = 0
    ) throws {
        let name: String = training.map(\.path).joined(separator: ", ")
        if let holdout, !test.isEmpty {
            throw DataError(
                test[0].path, expected: "either a test file or a held-out share", found: "both (a share of \(holdout))",
                advice: "Leave one of them away.")
        }
        if let limit, limit < 1 {
            throw DataError(name, expected: "at least one example to train on", found: "a limit of \(limit)")
        }
        var binder = Binder(variables, orientation: orientation, part: .training, resizes: resizes)
        for source in training { try binder.add(source, isOwn: true) }
        var dataset = Dataset(
            training: try binder.examples(source: name), labelNames: binder.labelNames, source: name)
        if let holdout {
            dataset = try dataset.holdingOut(holdout, seed: seed)
        } else if !test.isEmpty {
            var testBinder = Binder(
                variables, orientation: orientation, part: .test, resizes: resizes, kinds: binder.labelNames)
            for source in test { try testBinder.add(source, isOwn: true) }
            dataset.test = try testBinder.examples(source: test.map(\.path).joined(separator: ", "))
        } else if binder.hasTestPart {
            var testBinder = Binder(
                variables, orientation: orientation, part: .test, resizes: resizes, kinds: binder.labelNames)
            for source in training { try testBinder.add(source, isOwn: false) }
            // Where only some of the variables have a test part, there is none.
            if testBinder.isComplete { dataset.test = try testBinder.examples(source: name) }
        }
        if let limit { dataset.training = dataset.training.prefix(limit) }
        self = dataset
    }
}
