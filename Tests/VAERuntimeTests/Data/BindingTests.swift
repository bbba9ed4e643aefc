import Foundation
import Testing

@testable import VAERuntime

@Suite("Binding of data to variables") struct BindingTests {
    private let pixelScale: Float = 1 / 255
    private let pixels = VariableSpecification("x", support: .unit, shape: [1, 2, 2])
    private let kind = VariableSpecification("y", role: .given, support: .category(3), shape: [])

    private func dataset(
        _ files: [String: [UInt8]], training: [String], test: [String] = [], _ variables: [VariableSpecification],
        orientation: ExampleOrientation? = nil, holdout: Double? = nil, limit: Int? = nil
    ) throws -> Dataset {
        let folder = try TemporaryFolder()
        for (name, bytes) in files { _ = try folder.write(name, bytes) }
        let place: String = folder.url.path + "/"
        func source(_ text: String) -> DataSource {
            guard let mark = text.firstIndex(of: "=") else { return DataSource(argument: place + text) }
            return DataSource(argument: text[...mark] + place + text[text.index(after: mark)...])
        }
        do {
            return try Dataset(
                training: training.map(source), test: test.map(source), variables: variables,
                orientation: orientation, holdout: holdout, limit: limit)
        } catch var error as DataError {
            error.file = error.file.replacingOccurrences(of: place, with: "")
            error.expected = error.expected.replacingOccurrences(of: place, with: "")
            throw error
        }
    }

    private func message(
        _ files: [String: [UInt8]], training: [String], test: [String] = [], _ variables: [VariableSpecification],
        orientation: ExampleOrientation? = nil, holdout: Double? = nil
    ) -> String {
        do {
            _ = try dataset(
                files, training: training, test: test, variables, orientation: orientation, holdout: holdout)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    private func matrix(_ rows: Int, _ columns: Int) -> [UInt8] {
        SampleFiles.npy("<f4", [rows, columns], payload: SampleFiles.floats((0..<(rows * columns)).map { Float($0) }))
    }

    @Test func bytesStayBytes() throws {
        let file: [UInt8] = SampleFiles.idx([2, 2, 2], payload: [0, 51, 102, 255, 4, 5, 6, 7])
        let bound: Dataset = try dataset(["a": file], training: ["a"], [pixels])
        let rows: VariableRows = try #require(bound.training["x"])
        #expect(rows.elements == .bytes([0, 51, 102, 255, 4, 5, 6, 7]))
        #expect(rows.scale == pixelScale && rows.count == 2 && rows.shape == [1, 2, 2])
        #expect(rows.row(0)[3] == 1 && abs(rows.row(0)[1] - 0.2) < 1e-7)
        #expect(bound.test == nil && bound.training.labels == nil)
        var byte: VariableSpecification = pixels
        byte.support = .byte
        #expect(try dataset(["a": file], training: ["x=a"], [byte]).training["x"]?.scale == 1)
    }

    @Test func theDimensionOfTheVariableIsTheFeature() throws {
        let real = VariableSpecification("x", support: .real, shape: [3])
        let rows: Dataset = try dataset(["a.npy": matrix(2, 3)], training: ["a.npy"], [real])
        #expect(rows.training["x"]?.elements == .floats([0, 1, 2, 3, 4, 5]))
        let columns: Dataset = try dataset(["a.npy": matrix(3, 2)], training: ["a.npy"], [real])
        #expect(columns.training["x"]?.elements == .floats([0, 2, 4, 1, 3, 5]))
        #expect(
            message(["a.npy": matrix(3, 3)], training: ["a.npy"], [real])
                == "a.npy: expected extents that tell examples from values of x: real[3], found [3, 3], which fits both "
                + "ways. Say whether the examples are rows or columns.")
        let asked: Dataset = try dataset(["a.npy": matrix(3, 3)], training: ["a.npy"], [real], orientation: .columns)
        #expect(asked.training["x"]?.row(0) == [0, 3, 6])
        #expect(
            message(["a.npy": matrix(2, 5)], training: ["a.npy"], [real])
                == "a.npy: expected examples of 3 values for x: real[3], found extents [2, 5]. "
                + "Change the extents in the model, or the data.")
    }

    @Test func arrangementOfPictures() throws {
        func arranged(_ shape: [Int], _ wanted: [Int], _ orientation: ExampleOrientation? = nil) -> DataTensor? {
            let count: Int = shape.reduce(1, *)
            let tensor = DataTensor(shape: shape, elements: .floats((0..<count).map { Float($0) }))
            let variable = VariableSpecification("x", support: .real, shape: wanted)
            return try? Arrangement.rows(tensor, of: variable, orientation: orientation, file: "f", array: nil)
        }
        #expect(arranged([5, 2, 3], [1, 2, 3])?.shape == [5, 6])
        #expect(arranged([5, 6], [1, 2, 3])?.shape == [5, 6])
        #expect(arranged([5, 2, 3], [6])?.shape == [5, 6])
        #expect(arranged([5, 2, 3], [3, 2]) == nil)
        // Channels last, then MATLAB's order with the examples last.
        let channelsLast: DataTensor? = arranged([2, 2, 2, 3], [3, 2, 2])
        #expect(channelsLast?.elements.floats.prefix(8) == [0, 3, 6, 9, 1, 4, 7, 10])
        let examplesLast: DataTensor? = arranged([2, 3, 7], [2, 3])
        #expect(examplesLast?.shape == [7, 6] && examplesLast?.elements.floats.prefix(3) == [0, 7, 14])
        #expect(arranged([4], [])?.shape == [4, 1] && arranged([1, 4], [])?.shape == [4, 1])
        #expect(arranged([4], [4])?.shape == [1, 4] && arranged([2, 2], [1, 2, 2])?.shape == [1, 4])
        #expect(arranged([0, 4], [4]) == nil && arranged([3, 0], [4]) == nil)
        #expect(arranged([], [])?.shape == [1, 1])
    }

    @Test func valuesOutsideTheSupportAreNamed() {
        let file: [UInt8] = SampleFiles.npy("<f4", [2, 4], payload: SampleFiles.floats([0, 1, 0.5, 0, 0, 0, 1.5, 1]))
        #expect(
            message(["a": file], training: ["a"], [pixels])
                == "a, example 1, position [0, 1, 0]: expected a number from 0 to 1 for x: unit[1, 2, 2], found 1.5. "
                + "Divide by the largest possible value, or store pixels as unsigned bytes, which stand for 0 to 1.")
        let cases: [(VariableSpecification.Support, Float)] = [
            (.real, .nan), (.real, .infinity), (.positive, 0), (.positive, .nan), (.unit, -0.1), (.unit, .nan),
            (.binary, 2), (.byte, 256), (.byte, 0.5), (.count, -1), (.count, 1.5), (.count, .infinity),
            (.category(3), 3), (.category(3), -1), (.category(3), .nan),
        ]
        for (support, value) in cases {
            let variable = VariableSpecification("x", support: support, shape: [2])
            let bad: [UInt8] = SampleFiles.npy("<f4", [3, 2], payload: SampleFiles.floats([1, 1, 1, value, 1, 1]))
            let text: String = message(["a": bad], training: ["a"], [variable])
            #expect(text.hasPrefix("a, example 1, position [1]: expected \(support.inWords)"), "\(text)")
            let good: [UInt8] = SampleFiles.npy("<f4", [3, 2], payload: SampleFiles.floats([1, 1, 1, 1, 1, 1]))
            #expect(message(["a": good], training: ["a"], [variable]) == "no error")
        }
    }

    @Test func binaryVariables() throws {
        var binary = VariableSpecification("x", support: .binary, shape: [2])
        let grey: [UInt8] = SampleFiles.idx([3, 2], payload: [0, 200, 100, 255, 0, 255])
        let text: String = message(["a": grey], training: ["a"], [binary])
        #expect(text.contains("a, example 0, position [1]: expected 0 or 1") && text.contains("binarize(stochastic)"))
        let floats: [UInt8] = SampleFiles.npy("<f4", [1, 2], payload: SampleFiles.floats([0, 0.5]))
        #expect(
            message(["a": floats], training: ["a"], [binary]).contains("declare data x: binary[2] binarize(stochastic)")
        )
        let black: [UInt8] = SampleFiles.idx([3, 2], payload: [0, 255, 255, 0, 0, 0])
        #expect(try dataset(["a": black], training: ["a"], [binary]).training["x"]?.row(0) == [0, 1])
        let plain: [UInt8] = SampleFiles.idx([3, 2], payload: [0, 1, 1, 0, 0, 0])
        #expect(try dataset(["a": plain], training: ["a"], [binary]).training["x"]?.row(1) == [1, 0])
        binary.binarization = .threshold
        #expect(
            try dataset(["a": grey], training: ["a"], [binary]).training["x"]?.elements == .bytes([0, 1, 0, 1, 0, 1]))
        #expect(try dataset(["a": floats], training: ["a"], [binary]).training["x"]?.elements == .bytes([0, 0]))
        binary.binarization = .stochastic
        #expect(try dataset(["a": grey], training: ["a"], [binary]).training["x"]?.scale == pixelScale)
        #expect(try dataset(["a": floats], training: ["a"], [binary]).training["x"]?.row(0) == [0, 0.5])
        #expect(
            message(["a": plain], training: ["a"], [VariableSpecification("x", support: .unit, shape: [2])])
                .contains("only the bytes 0 and 1"))
    }

    private var standard: [String: [UInt8]] {
        [
            "train-images-idx3-ubyte.gz": SampleFiles.gzip(SampleFiles.idx([3, 2, 2], payload: Array(2...13))),
            "train-labels-idx1-ubyte": SampleFiles.idx([3], payload: [2, 0, 1]),
            "t10k-images-idx3-ubyte": SampleFiles.idx([1, 2, 2], payload: [9, 9, 9, 9]),
            "t10k-labels-idx1-ubyte.gz": SampleFiles.gzip(SampleFiles.idx([1], payload: [1])),
        ]
    }

    @Test func standardFolders() throws {
        let plain: Dataset = try dataset(standard, training: [""], [pixels])
        #expect(plain.training.count == 3 && plain.training.labels == [2, 0, 1])
        #expect(plain.test?.count == 1 && plain.test?.labels == [1] && plain.training.variables.count == 1)
        let conditional: Dataset = try dataset(standard, training: ["x="], [pixels, kind])
        #expect(conditional.training["y"]?.elements == .bytes([2, 0, 1]))
        #expect(conditional.test?["y"]?.elements == .bytes([1]))
        var narrow: VariableSpecification = kind
        narrow.support = .category(2)
        #expect(
            message(standard, training: [""], [pixels, narrow])
                .contains(
                    "train-labels-idx1-ubyte, example 0: expected an integer from 0 to 1 for y: category(2), found 2"))
        let nested = Dictionary(uniqueKeysWithValues: standard.map { ("MNIST/raw/" + $0, $1) })
        #expect(try dataset(nested, training: [""], [pixels]).test?.count == 1)
        #expect(message(["a.txt": [1]], training: [""], [pixels]).contains("a folder without them"))
        var short: [String: [UInt8]] = standard
        short["train-labels-idx1-ubyte"] = SampleFiles.idx([2], payload: [1, 1])
        #expect(message(short, training: [""], [pixels]).contains("3 examples of labels, as many as x has in"))
    }

    @Test func cifarFolders() throws {
        let files: [String: [UInt8]] = [
            "data_batch_1.bin": SampleFiles.cifar(3), "data_batch_2.bin": SampleFiles.cifar(2),
            "test_batch.bin": SampleFiles.cifar(1), "batches.meta.txt": Array("airplane\nautomobile\n\n".utf8),
        ]
        let picture = VariableSpecification("x", support: .unit, shape: [3, 32, 32])
        let bound: Dataset = try dataset(files, training: [""], [picture])
        #expect(bound.training.count == 5 && bound.training.labels == [0, 1, 2, 0, 1] && bound.test?.count == 1)
        #expect(bound.labelNames == ["airplane", "automobile"])
        #expect(bound.training["x"]?.scale == pixelScale)
    }

    @Test func archives() throws {
        let x = VariableSpecification("x", support: .byte, shape: [12])
        let stored: [String: [UInt8]] = ["a.npz": GoldenFiles.bytes("npz stored")]
        #expect(try dataset(stored, training: ["a.npz"], [x]).training.labels == [0, 1, 2, 1])
        #expect(try dataset(stored, training: ["a.npz"], [x, kind]).training["y"]?.elements == .bytes([0, 1, 2, 1]))
        let parts: Dataset = try dataset(["a.npz": GoldenFiles.bytes("npz parts")], training: ["a.npz"], [x, kind])
        #expect(parts.training.count == 4 && parts.test?.count == 2 && parts.test?.labels == [0, 1])
        // Two data variables of one file; that of the name y is no label.
        let y = VariableSpecification("y", support: .real, shape: [])
        let both: Dataset = try dataset(stored, training: ["a.npz"], [x, y])
        #expect(both.training["y"]?.elements == .floats([0, 1, 2, 1]) && both.training.labels == nil)
        let mat: [String: [UInt8]] = ["a.mat": GoldenFiles.bytes("mat compressed")]
        #expect(try dataset(mat, training: ["a.mat"], [x]).training.count == 4)
        let pair = VariableSpecification("q", support: .real, shape: [2])
        #expect(message(mat, training: ["a.mat"], [pair]).contains("Say which with q=FILE#NAME"))
        let chosen: Dataset = try dataset(mat, training: ["a.mat#d"], [pair], orientation: .rows)
        #expect(chosen.training["q"]?.elements == .floats([1.5, -2, 3, 4e10]))
        #expect(message(mat, training: ["a.mat#e"], [pair]).contains("an array named \"e\""))
        #expect(message(mat, training: ["a.mat#cell"], [pair]).contains("a cell array"))
    }

    /// Tables as `encode` and `sample` write them are read again, each variable from the columns of its name.
    @Test func columnsOfTablesByTheirNames() throws {
        let header = "z.mean.0,z.mean.1,z.0,z.1,k,x.0,\"x.1\",x.2,age_test\n"
        let lines = "3,4,1,2,0,5,6,7,20\n10,11,8,9,1,12,13,14,30\n"
        let table = Array((header + lines + lines).utf8)
        let x = VariableSpecification("x", support: .real, shape: [3])
        let z = VariableSpecification("z", support: .real, shape: [2])
        let k = VariableSpecification("k", role: .given, support: .category(2), shape: [])
        let bound: Dataset = try dataset(["t.csv": table], training: ["t.csv"], [x, z, k])
        #expect(bound.training["x"]?.elements == .floats([5, 6, 7, 12, 13, 14, 5, 6, 7, 12, 13, 14]))
        #expect(bound.training["z"]?.elements == .floats([1, 2, 8, 9, 1, 2, 8, 9]))
        #expect(bound.training.labels == [0, 1, 0, 1] && bound.test == nil)
        // Columns of one name that fit, the whole that fits, and neither.
        let three = VariableSpecification("v", support: .real, shape: [3])
        #expect(try dataset(["t.csv": table], training: ["t.csv"], [three]).training["v"]?.count == 4)
        let nine = VariableSpecification("x", support: .real, shape: [9])
        #expect(try dataset(["t.csv": table], training: ["t.csv"], [nine]).training["x"]?.elements.count == 36)
        let five = VariableSpecification("v", support: .real, shape: [5])
        #expect(message(["t.csv": table], training: ["t.csv"], [five]).contains("found extents [4, 9]"))
        let age = VariableSpecification("v", support: .real, shape: [])
        let ages: Dataset = try dataset(["t.csv": table], training: ["t.csv#age_test"], [age])
        #expect(ages.training["v"]?.elements == .floats([20, 30, 20, 30]))
        // A column that has the name of a variable of several numbers is one of them.
        let point = VariableSpecification("x", support: .real, shape: [2])
        let points = Array("x,y\n1,2\n3,4\n".utf8)
        let both: Dataset = try dataset(["p.csv": points], training: ["p.csv"], [point], orientation: .rows)
        #expect(both.training["x"]?.elements == .floats([1, 2, 3, 4]) && both.training.labels == nil)
    }

    @Test func namesAndCounts() {
        let z = VariableSpecification("z", support: .real, shape: [3])
        let files: [String: [UInt8]] = ["a": matrix(2, 3), "b": matrix(4, 3)]
        let x = VariableSpecification("x", support: .real, shape: [3])
        #expect(message(files, training: ["a"], [x, z]).contains("name the file as NAME=FILE"))
        #expect(message(files, training: ["x=a"], [x, z]).contains("expected data for z: real[3], found none"))
        #expect(
            message(files, training: ["x=a", "z=b"], [x, z]) == "b: expected 2 examples of z, as many as x has in a, "
                + "found 4. Give files that belong together.")
        #expect(message(files, training: ["w=a"], [x]).contains("one of the model's variables"))
        #expect(message(files, training: ["a", "b"], [x]).contains("a second one"))
        #expect(
            message(files, training: ["c"], [x]) == "c: expected a file that can be read, found no such file or "
                + "directory. Check the path.")
        #expect(message(files, training: ["a"], test: ["b"], [x], holdout: 0.5).contains("found both"))
    }

    @Test func holdout() throws {
        let x = VariableSpecification("x", support: .real, shape: [2])
        let files: [String: [UInt8]] = ["a": matrix(100, 2)]
        let bound: Dataset = try dataset(files, training: ["a"], [x], holdout: 0.1)
        #expect(bound.training.count == 90 && bound.test?.count == 10)
        let all: [Float] = (bound.training["x"]?.elements.floats ?? []) + (bound.test?["x"]?.elements.floats ?? [])
        #expect(all.sorted() == (0..<200).map { Float($0) })
        #expect(try dataset(files, training: ["a"], [x], holdout: 0.1).training == bound.training)
        #expect(message(files, training: ["a"], [x], holdout: 0.999).contains("expected examples left"))
        #expect(message(files, training: ["a"], [x], holdout: 1.5).contains("above 0 and below 1"))
        let limited: Dataset = try dataset(files, training: ["a"], test: ["a"], [x], limit: 7)
        #expect(limited.training.count == 7 && limited.test?.count == 100)
    }

    @Test func argumentsOfSources() {
        #expect(DataSource(argument: "x=a.npy") == DataSource(variable: "x", path: "a.npy"))
        #expect(DataSource(argument: "a.npy") == DataSource(path: "a.npy"))
        #expect(DataSource(argument: "x=a.mat#ff") == DataSource(variable: "x", path: "a.mat", array: "ff"))
        #expect(DataSource(argument: "dir/a=b") == DataSource(path: "dir/a=b"))
    }

    @Test func ordersOfEpochs() {
        let order = EpochOrder(count: 103, seed: 5)
        let batches: [ArraySlice<Int>] = order.minibatches(of: 10, epoch: 3)
        #expect(batches.count == 11 && batches.last?.count == 3)
        #expect(batches.flatMap { $0 }.sorted() == Array(0..<103))
        #expect(order.indices(epoch: 3) == EpochOrder(count: 103, seed: 5).indices(epoch: 3))
        #expect(order.indices(epoch: 3) != order.indices(epoch: 4))
        #expect(order.indices(epoch: 3) != EpochOrder(count: 103, seed: 6).indices(epoch: 3))
        #expect(EpochOrder(count: 0, seed: 1).indices(epoch: 0).isEmpty)
        // Each place is equally likely for each index.
        var counts = [Int](repeating: 0, count: 16)
        let small = EpochOrder(count: 4, seed: 9)
        for epoch in 0..<8000 {
            for (place, index) in small.indices(epoch: epoch).enumerated() { counts[place * 4 + index] += 1 }
        }
        #expect(counts.allSatisfy { abs($0 - 2000) < 200 })
    }
}
