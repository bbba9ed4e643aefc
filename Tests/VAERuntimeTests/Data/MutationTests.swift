import Foundation
import Testing

@testable import VAERuntime

/// Changes valid files in seeded random ways, most of them in places where lengths and offsets stand.
struct Mutator {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed, 0xF022) }

    private static let telling: [UInt64] = [
        0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
        0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
    ]

    /// A copy with one to four changes.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = bytes
        for _ in 0...generator.index(below: 4) where !result.isEmpty {
            // Half of the changes in the first 200 bytes, where the headers are.
            let reach: Int = generator.index(below: 2) == 0 ? min(200, result.count) : result.count
            let place: Int = generator.index(below: reach)
            switch generator.index(below: 7) {
            case 0: result.removeLast(generator.index(below: result.count + 1))
            case 1: result[place] ^= 1 << UInt8(generator.index(below: 8))
            case 2: result[place] = UInt8(truncatingIfNeeded: generator.next())
            case 3, 4:
                let value: UInt64 = Self.telling[generator.index(below: Self.telling.count)]
                let width: Int = 1 << generator.index(below: 4)
                let isBig: Bool = generator.index(below: 2) == 0
                for index in 0..<width where place + index < result.count {
                    let shift: Int = 8 * (isBig ? width - 1 - index : index)
                    result[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(shift))
                }
            case 5: result.remove(at: place)
            default: result.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
            }
        }
        return result
    }
}

@Suite("Damaged files never crash") struct MutationTests {
    /// Valid files with names that recognition likes.
    static let samples: [(file: String, bytes: [UInt8])] = {
        let picture: [UInt8] = SampleFiles.idx([3, 2, 2], payload: Array(0..<12))
        let table: [UInt8] = Array("a,b,c\n1,2.5,3e2\n-4,nan,\"6\"\n# x\n7,8,9\n".utf8)
        let big = SampleFiles.MAT(isBig: true)
        let matrix: [UInt8] = big.matrix("pixels", class: 9, shape: [4, 3], type: 2, payload: Array(0..<12))
        return [
            ("a.idx", picture), ("a.idx.gz", SampleFiles.gzip(picture)),
            ("a.idx", SampleFiles.idx([2, 2], type: 0x0D, payload: [UInt8](repeating: 64, count: 16))),
            ("a.npy", GoldenFiles.bytes("npy <f4")), ("a.npy", GoldenFiles.bytes("npy fortran")),
            ("a.npz", GoldenFiles.bytes("npz stored")), ("a.npz", GoldenFiles.bytes("npz compressed")),
            ("a.csv", table), ("a.csv.gz", SampleFiles.gzip(table)), ("a.txt", Array("1 2 3\n4 5 6\n".utf8)),
            ("a.mat", GoldenFiles.bytes("mat plain")), ("a.mat", GoldenFiles.bytes("mat compressed")),
            ("a.mat", big.file(matrix)), ("a.mat", big.file(big.compressed(matrix))), ("a.bin", SampleFiles.cifar(2)),
            ("a.png", SamplePNG(width: 2, height: 2, kind: 2, samples: Array(1...12)).file),
            ("a.png", SamplePNG.palette(isInterlaced: true).file), ("a.pgm", Array("P2 2 2 9 1 2 3 4".utf8)),
            ("a.ppm", Array("P6 2 2 255 ".utf8) + Array(0..<12)),
        ]
    }()

    @Test(arguments: samples.indices) func dataFiles(index: Int) throws {
        let (file, bytes): (String, [UInt8]) = Self.samples[index]
        var mutator = Mutator(seed: UInt64(index))
        let variables: [VariableSpecification] = [
            VariableSpecification("x", support: .unit, shape: [1, 2, 2]),
            VariableSpecification("x", support: .binary, shape: [3]),
            VariableSpecification("x", support: .category(3), shape: []),
        ]
        var errors: Int = 0
        var wrong: Int = 0
        for round in 0..<3000 {
            let changed: [UInt8] = round == 0 ? bytes : mutator.mutate(bytes)
            do {
                let data = try DataFile(changed, file: file, limit: 1 << 20)
                for position in data.arrays.indices {
                    // One bad array in a file does not hide the others.
                    guard let tensor = try? data.tensor(at: position) else { continue }
                    if elementCount(of: tensor.shape) != tensor.elements.count { wrong += 1 }
                    for variable in variables {
                        guard
                            let rows = try? Arrangement.rows(
                                tensor, of: variable, orientation: nil, file: file, array: nil)
                        else { continue }
                        _ = try? Conformance(variable: variable, file: file).bind(rows)
                    }
                }
            } catch let error as DataError {
                errors += 1
                if error.file != file || error.description.isEmpty { wrong += 1 }
            }
            if round == 0 { #expect(errors == 0) }
        }
        // Text forgives much; everything else must notice that it was changed, often.
        #expect(errors > 300 && wrong == 0)
    }

    @Test func checkpoints() throws {
        let bytes: [UInt8] = try CheckpointTests.bytes(CheckpointTests.sample)
        var mutator = Mutator(seed: 99)
        var errors: Int = 0
        for _ in 0..<5000 {
            do {
                let checkpoint: Checkpoint = try SafeTensors.decode(mutator.mutate(bytes), file: "c")
                for tensor in checkpoint.tensors { #expect(elementCount(of: tensor.shape) == tensor.elements.count) }
            } catch {
                errors += 1
            }
        }
        #expect(errors > 1000)
    }

    @Test func standardFoldersWithDamagedFiles() throws {
        let folder = try TemporaryFolder()
        let images: [UInt8] = SampleFiles.idx([3, 2, 2], payload: Array(2...13))
        let labels: [UInt8] = SampleFiles.idx([3], payload: [2, 0, 1])
        let x = VariableSpecification("x", support: .unit, shape: [1, 2, 2])
        let y = VariableSpecification("y", role: .given, support: .category(3), shape: [])
        var mutator = Mutator(seed: 5)
        for round in 0..<200 {
            let isImage: Bool = round % 2 == 0
            _ = try folder.write("train-images-idx3-ubyte", isImage ? mutator.mutate(images) : images)
            _ = try folder.write("train-labels-idx1-ubyte", isImage ? labels : mutator.mutate(labels))
            do {
                let data = try Dataset(training: [DataSource(path: folder.url.path)], variables: [x, y])
                #expect(data.training.labels?.count == data.training.count)
            } catch let error as DataError {
                #expect(error.file.hasPrefix(folder.url.path))
            }
        }
    }
}
