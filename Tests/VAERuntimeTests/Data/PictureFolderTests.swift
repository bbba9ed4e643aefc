import Foundation
import Testing

@testable import VAERuntime

@Suite("Folders of pictures") struct PictureFolderTests {
    private let grey = VariableSpecification("x", support: .unit, shape: [1, 2, 2])
    private let color = VariableSpecification("x", support: .unit, shape: [3, 2, 2])
    private let kind = VariableSpecification("y", role: .given, support: .category(3), shape: [])

    private func dataset(
        _ files: [String: [UInt8]], _ variables: [VariableSpecification], _ training: String = "", test: String? = nil,
        resizes: Bool = false
    ) throws -> Dataset {
        let folder = try TemporaryFolder()
        for (name, bytes) in files { _ = try folder.write(name, bytes) }
        let place: String = folder.url.path + "/"
        do {
            return try Dataset(
                training: [DataSource(path: place + training)], test: test.map { [DataSource(path: place + $0)] } ?? [],
                variables: variables, resizes: resizes)
        } catch var error as DataError {
            error.file = error.file.replacingOccurrences(of: place, with: "")
            throw error
        }
    }

    private func message(
        _ files: [String: [UInt8]], _ variables: [VariableSpecification], _ training: String = "", test: String? = nil,
        resizes: Bool = false
    ) -> String {
        do {
            _ = try dataset(files, variables, training, test: test, resizes: resizes)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    /// A grey picture of 2×2 pixels of one value.
    private func flat(_ value: UInt8) throws -> [UInt8] {
        try PNG.encode(Picture(width: 2, height: 2, channels: 1, pixels: [value, value, value, value]))
    }

    private func bytes(_ examples: Examples?) -> [UInt8]? {
        guard case .bytes(let bytes) = examples?["x"]?.elements else { return nil }
        return bytes
    }

    @Test func picturesAreReadInTheOrderOfTheirNames() throws {
        let files: [String: [UInt8]] = [
            "b.png": try flat(1), "a.PGM": Array("P2 2 2 255 2 3 4 5".utf8), ".hidden.png": [1], "notes.txt": [1],
            "c.ppm": Array("P6 2 2 255 ".utf8) + Array(6...17),
            "d.pgm.gz": SampleFiles.gzip(Array("P5 2 2 255 ".utf8) + [9, 9, 9, 9]),
        ]
        let data: Dataset = try dataset(files, [color])
        #expect(data.training.count == 4 && data.test == nil && data.training.labels == nil && data.labelNames == nil)
        #expect(data.training["x"]?.scale == Float(1) / 255)
        let first: [UInt8] = [2, 3, 4, 5, 2, 3, 4, 5, 2, 3, 4, 5]
        let third: [UInt8] = [6, 9, 12, 15, 7, 10, 13, 16, 8, 11, 14, 17]
        #expect(
            bytes(data.training) == first + [UInt8](repeating: 1, count: 12) + third + [UInt8](repeating: 9, count: 12))
        // Grey from colour: 0.299·6 + 0.587·7 + 0.114·8 = 6.815.
        let grey: Dataset = try dataset(files, [grey])
        #expect(bytes(grey.training) == [2, 3, 4, 5, 1, 1, 1, 1, 7, 10, 13, 16, 9, 9, 9, 9])
        var flat = VariableSpecification("x", support: .byte, shape: [4])
        #expect(try bytes(dataset(files, [flat]).training) == bytes(grey.training))
        flat.shape = [12]
        #expect(try bytes(dataset(files, [flat]).training) == bytes(data.training))
        flat.shape = [2, 2]
        #expect(try bytes(dataset(files, [flat]).training) == bytes(grey.training))
        // One picture alone.
        #expect(try bytes(dataset(files, [color], "a.PGM").training) == first)
    }

    @Test func manyFilesOnManyThreads() throws {
        var files: [String: [UInt8]] = [:]
        for index in 0..<300 { files[String(1000 + index) + ".png"] = try flat(UInt8(index % 251)) }
        let data: Dataset = try dataset(files, [grey])
        #expect(bytes(data.training) == (0..<300).flatMap { [UInt8](repeating: UInt8($0 % 251), count: 4) })
        // Of several bad files the first is named.
        for index in [299, 170, 120] { files["\(1000 + index).png"] = [0] }
        #expect(message(files, [grey]).hasPrefix("1120.png, byte 0: expected the signature of a PNG file"))
        // As many pictures as values, which for an array would be in doubt.
        let four: [String: [UInt8]] = Dictionary(
            uniqueKeysWithValues: try (1...4).map { ("\($0).png", try flat(UInt8($0))) })
        let list = VariableSpecification("x", support: .byte, shape: [4])
        #expect(try bytes(dataset(four, [list]).training) == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4])
    }

    @Test func subfoldersAreKinds() throws {
        let files: [String: [UInt8]] = [
            "dog/1.png": try flat(10), "cat/2.png": try flat(20), "cat/1.png": try flat(30), "empty/readme.md": [1],
            "bird/1.png": try flat(40),
        ]
        let data: Dataset = try dataset(files, [grey, kind])
        #expect(data.labelNames == ["bird", "cat", "dog"] && data.training.labels == [0, 1, 1, 2])
        #expect(data.training["y"]?.elements == .bytes([0, 1, 1, 2]))
        #expect(bytes(data.training)?.first == 40 && bytes(data.training)?.last == 10)
        var mixed: [String: [UInt8]] = files
        mixed["3.png"] = try flat(1)
        #expect(message(mixed, [grey]).contains("either in the folder itself or in its subfolders"))
        var narrow: VariableSpecification = kind
        narrow.support = .category(2)
        #expect(message(files, [grey, narrow]).contains("expected an integer from 0 to 1 for y: category(2), found 2"))
    }

    @Test func aVariableHasOneFolder() throws {
        let folder = try TemporaryFolder()
        for name in ["a/1.png", "a/2.png", "b/1.png"] { _ = try folder.write(name, try flat(3)) }
        let sources: [DataSource] = ["a", "b"].map { DataSource(path: folder.url.path + "/" + $0) }
        #expect { try Dataset(training: sources, variables: [grey]) } throws: {
            "\($0)".contains("b: expected one source for x: unit[1, 2, 2], found a second one")
        }
    }

    @Test func resizedArraysAreBounded() throws {
        let array = DataTensor(shape: [10, 2, 2], elements: .bytes([UInt8](repeating: 7, count: 40)))
        let large = VariableSpecification("x", support: .unit, shape: [3, 16, 16])
        let fitted = try PictureFitting.fitted(array, to: large, file: "a", limit: 7680)
        #expect(fitted.shape == [10, 3, 16, 16])
        #expect { try PictureFitting.fitted(array, to: large, file: "a", limit: 7679) } throws: {
            "\($0)".contains("a: expected at most 9 pictures of 768 values, found 10")
        }
    }

    @Test func partsInSubfolders() throws {
        let parts: [String: [UInt8]] = [
            "train/cat/1.png": try flat(5), "train/dog/1.png": try flat(2), "train/eel/1.png": try flat(3),
            "test/dog/1.png": try flat(4),
        ]
        let data: Dataset = try dataset(parts, [grey, kind])
        #expect(data.training.labels == [0, 1, 2] && data.test?.labels == [1] && bytes(data.test) == [4, 4, 4, 4])
        #expect(data.labelNames == ["cat", "dog", "eel"])
        let separate: Dataset = try dataset(parts, [grey], "train", test: "test")
        #expect(separate.test?.labels == [1] && separate.training.count == 3)
        let whole: Dataset = try dataset(parts, [grey], "train/cat", test: "")
        #expect(whole.training.labels == nil && whole.test?.labels == [0] && bytes(whole.test) == [4, 4, 4, 4])
        #expect(
            message(["a/dog/1.png": try flat(7), "b/cat/1.png": try flat(9)], [grey], "a", test: "b")
                .contains("b: expected subfolders named as the kinds of the training part, found \"cat\""))
        let plain: Dataset = try dataset(["train/1.png": try flat(3), "test/1.png": try flat(2)], [grey])
        #expect(plain.training.labels == nil && plain.training.count == 1 && bytes(plain.test) == [2, 2, 2, 2])
        let alone: Dataset = try dataset(["train/1.png": try flat(3)], [grey])
        #expect(alone.test == nil)
    }

    @Test func otherSizesAreNamedUnlessResized() throws {
        let wide = Picture(width: 4, height: 2, channels: 1, pixels: [9, 1, 2, 9, 9, 3, 4, 9])
        let files: [String: [UInt8]] = ["a.png": try flat(1), "b.png": try PNG.encode(wide)]
        #expect(
            message(files, [grey]) == "b.png: expected a picture of 2×2 pixels for x: unit[1, 2, 2], found 4×2 pixels. "
                + "Give --resize to have pictures resized and cropped, or change the extents in the model.")
        #expect(try bytes(dataset(files, [grey], resizes: true).training) == [1, 1, 1, 1, 1, 2, 3, 4])
        let series = VariableSpecification("x", support: .real, shape: [2, 2, 2, 2])
        #expect(message(files, [series]).hasPrefix("a.png: expected a variable for pictures, such as unit[3, 64, 64]"))
        #expect(message(["a.jpg": [1]], [grey]).contains("a.jpg: expected pictures as PNG, PGM or PPM"))
        #expect(message(["a.png": Array("1,2\n".utf8)], [grey]).contains("a.png, byte 0: expected the signature"))
        #expect(message(["a/b.txt": [1]], [grey]).contains("found a folder without them"))
    }

    @Test func arraysOfPicturesAreResized() throws {
        let idx: [UInt8] = SampleFiles.idx([3, 2, 4], payload: Array(0..<24))
        #expect(message(["a.idx": idx], [grey], "a.idx") != "no error")
        let data: Dataset = try dataset(["a.idx": idx], [grey], "a.idx", resizes: true)
        #expect(bytes(data.training) == [1, 2, 5, 6, 9, 10, 13, 14, 17, 18, 21, 22])
        let large = VariableSpecification("x", support: .unit, shape: [1, 32, 32])
        let standard: [String: [UInt8]] = [
            "train-images-idx3-ubyte": SampleFiles.idx([2, 28, 28], payload: [UInt8](repeating: 200, count: 1568)),
            "train-labels-idx1-ubyte": SampleFiles.idx([2], payload: [1, 2]),
        ]
        let digits: Dataset = try dataset(standard, [large, kind], resizes: true)
        #expect(bytes(digits.training) == [UInt8](repeating: 200, count: 2048) && digits.training.labels == [1, 2])
        // CIFAR's pictures in grey.
        let cifar: [String: [UInt8]] = ["data_batch_1.bin": SampleFiles.cifar(2)]
        let small = VariableSpecification("x", support: .unit, shape: [1, 16, 16])
        #expect(try dataset(cifar, [small], resizes: true).training["x"]?.count == 2)
    }
}

@Suite("Resizing of pictures") struct PictureResizingTests {
    private func resized(_ pixels: [UInt8], _ width: Int, to newWidth: Int, _ newHeight: Int) -> [UInt8] {
        let picture = Picture(width: width, height: pixels.count / width, channels: 1, pixels: pixels)
        return picture.resized(width: newWidth, height: newHeight).pixels
    }

    @Test func smallerPicturesAreMeansOfAreas() {
        #expect(resized([0, 2, 10, 20, 4, 6, 30, 40, 1, 1, 0, 0, 1, 1, 0, 4], 4, to: 2, 2) == [3, 25, 1, 1])
        // Three pixels for two: a whole one and half of the middle one, so weights of 2/3 and 1/3.
        #expect(resized([0, 90, 240, 0, 90, 240, 0, 90, 240], 3, to: 2, 2) == [30, 190, 30, 190])
        #expect(resized(Array(0..<9), 3, to: 1, 1) == [4])
    }

    @Test func largerPicturesLieBetweenTheirPixels() {
        // Centres at −1/4, 1/4, 3/4 and 5/4 of the distance between the two.
        #expect(resized([0, 100, 0, 100], 2, to: 4, 4).prefix(4) == [0, 25, 75, 100])
        let down: [UInt8] = [0, 25, 75, 100].flatMap { [UInt8](repeating: $0, count: 4) }
        #expect(resized([0, 0, 100, 100], 2, to: 4, 4) == down)
        #expect(resized([7], 1, to: 3, 2) == [7, 7, 7, 7, 7, 7])
    }

    @Test func whatStandsOutIsCroppedOnBothSides() {
        #expect(resized([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 5, to: 3, 2) == [1, 2, 3, 6, 7, 8])
        #expect(resized([0, 1, 2, 3, 4, 5, 6, 7], 4, to: 1, 2) == [1, 5])
        #expect(resized([0, 1, 2, 3, 4, 5], 1, to: 1, 2) == [2, 3])
        // Half as large, of which the middle is taken.
        #expect(resized([9, 9, 1, 3, 9, 9, 9, 9, 5, 7, 9, 9], 6, to: 1, 1) == [4])
    }

    @Test func aSlopeStaysASlope() {
        let slope = Picture(width: 64, height: 48, channels: 1, pixels: (0..<(64 * 48)).map { UInt8($0 % 64 * 4) })
        for (width, height) in [(32, 24), (48, 36), (100, 75), (64, 48)] {
            let row: ArraySlice<UInt8> = slope.resized(width: width, height: height).pixels.prefix(width)
            for (index, pixel) in row.enumerated().dropFirst(2).dropLast(2) {
                let place: Double = (Double(index) + 0.5) * 64 / Double(width) - 0.5
                #expect(abs(Double(pixel) - 4 * place) <= 1, "\(width)")
            }
        }
    }

    @Test func channelsStayApart() {
        let picture = Picture(
            width: 2, height: 2, channels: 3, pixels: [0, 10, 20, 2, 12, 22, 4, 14, 24, 6, 16, 26])
        #expect(picture.resized(width: 1, height: 1).pixels == [3, 13, 23])
        #expect(picture.converted(channels: 1).pixels == [8, 10, 12, 14])
        let grey = Picture(width: 256, height: 1, channels: 1, pixels: Array(0...255))
        #expect(grey.converted(channels: 3).converted(channels: 1) == grey)
    }
}
