import Foundation
import Testing

@testable import VAERuntime

/// Reads what `PNG` writes, by the specification and not by its code: chunks, checksums, filters.
private func decodePNG(_ bytes: [UInt8]) throws -> Picture {
    struct Broken: Error {}
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { throw Broken() }
    var reader = ByteReader(bytes, file: "png", range: 8..<bytes.count)
    var chunks: [String: [UInt8]] = [:]
    while reader.remaining > 0 {
        let length: Int = try reader.length32(.big, "length")
        let body: Range<Int> = try reader.take(length + 4, "chunk")
        let crc: UInt32 = try reader.integer(UInt32.self, .big, "crc")
        guard crc == checksum(Array(bytes[body])) else { throw Broken() }
        chunks[String(decoding: bytes[body.prefix(4)], as: UTF8.self)] = Array(bytes[body.dropFirst(4)])
    }
    guard let header = chunks["IHDR"], let data = chunks["IDAT"], chunks["IEND"] == [] else { throw Broken() }
    let width: Int = header[0..<4].reduce(0) { $0 << 8 | Int($1) }
    let height: Int = header[4..<8].reduce(0) { $0 << 8 | Int($1) }
    let channels: Int = header[9] == 0 ? 1 : 3
    var raw: [UInt8] = []
    var offset: Int = 0
    let outcome = Inflater(.zlib).decompress(data, from: &offset, to: data.count, into: &raw, limit: 1 << 28)
    let stride: Int = width * channels
    guard outcome == .finished, raw.count == (stride + 1) * height else { throw Broken() }
    var pixels: [UInt8] = []
    for row in 0..<height {
        let filter: UInt8 = raw[row * (stride + 1)]
        for index in 0..<stride {
            let left: Int = index < channels ? 0 : Int(pixels[row * stride + index - channels])
            let up: Int = row == 0 ? 0 : Int(pixels[(row - 1) * stride + index])
            let corner: Int = row == 0 || index < channels ? 0 : Int(pixels[(row - 1) * stride + index - channels])
            let guess: Int = left + up - corner
            let nearest: Int? = [left, up, corner].min { abs(guess - $0) < abs(guess - $1) }
            let expected: Int = [0, left, up, (left + up) / 2, nearest ?? 0][Int(filter)]
            pixels.append(raw[row * (stride + 1) + 1 + index] &+ UInt8(truncatingIfNeeded: expected))
        }
    }
    return Picture(width: width, height: height, channels: channels, pixels: pixels)
}

@Suite("Pictures") struct PictureTests {
    @Test(arguments: [1, 3], [1, 7, 64]) func pngComesBack(channels: Int, width: Int) throws {
        var generator = SplitMix64(UInt64(channels * 100 + width))
        for kind in 0..<3 {
            let pixels: [UInt8] = (0..<(width * 9 * channels)).map { index in
                switch kind {
                case 0: UInt8(truncatingIfNeeded: generator.next())
                case 1: UInt8(truncatingIfNeeded: index * 3 / channels)
                default: UInt8(index / 40 % 2 * 255)
                }
            }
            let picture = Picture(width: width, height: 9, channels: channels, pixels: pixels)
            #expect(try decodePNG(try PNG.encode(picture)) == picture)
        }
    }

    @Test func filesAreWritten() throws {
        let folder = try TemporaryFolder()
        let url: URL = folder.url.appendingPathComponent("p.png")
        let picture: Picture = TileGrid([0, 0.25, 0.5, 1], shape: [2, 2], columns: 1, scale: 1, gap: 0).draw()
        try picture.write(to: url)
        #expect(try decodePNG(try FileBytes.read(url, file: "p", limit: 1 << 20)) == picture)
        #expect(picture.width == 2 && picture.pixels == [0, 0, 0, 64, 64, 64, 128, 128, 128, 255, 255, 255])
        let nowhere = URL(fileURLWithPath: "/nowhere/p.png")
        #expect { try picture.write(to: nowhere) } throws: { "\($0)".contains("/nowhere/p.png") }
    }

    @Test func tilesOfEveryShape() {
        // Channels first become the colours of a pixel.
        let colour: Picture = TileGrid([1, 0, 0, 1, 0, 0.2], shape: [3, 1, 2], columns: 1, scale: 1, gap: 0).draw()
        #expect(colour.pixels == [255, 0, 0, 0, 255, 51])
        #expect(TileGrid([Float](repeating: 0, count: 9), shape: [9], columns: 1).width == 3)
        #expect(TileGrid([Float](repeating: 0, count: 8), shape: [8], columns: 1).height == 1)
        #expect(TileGrid([Float](repeating: 0, count: 8), shape: [2, 2, 2], columns: 1).height == 4)
        let strange: Picture = TileGrid([.nan, -5, 7, .infinity], shape: [2, 2], columns: 1, scale: 1, gap: 0).draw()
        #expect(strange.pixels == [0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255])
        let dark: Picture = TileGrid([0, 1], shape: [1, 2], columns: 1, scale: 1, gap: 0, shading: .dark).draw()
        #expect(dark.pixels == [255, 255, 255, 0, 0, 0])
        let grid: Picture = TileGrid([Float](repeating: 1, count: 40), shape: [2, 2], columns: 4, scale: 2, gap: 1)
            .draw()
        #expect(grid.width == 4 * 5 + 1 && grid.height == 3 * 5 + 1)
        #expect(TileGrid([], shape: [2, 2], columns: 3).draw().height > 0)
    }

    @Test func pairsOfRows() {
        let ones = [Float](repeating: 1, count: 5 * 4)
        let grid: TileGrid = .reconstructions(
            originals: ones, reconstructions: ones.map { $0 / 2 }, shape: [2, 2], columns: 3, title: "Pairs")
        #expect(grid.tiles.count == 12)
        #expect(grid.tiles[2]?.first == 1 && grid.tiles[3]?.first == 0.5 && grid.tiles[8] == nil)
        #expect(grid.draw().width > 100)
    }

    @Test func ticksAreRound() {
        #expect(Axis(from: 0, to: 10, ticks: 5, padding: 0).labels == ["0", "2", "4", "6", "8", "10"])
        #expect(
            Axis(from: -0.012, to: 0.013, ticks: 5, padding: 0).labels == [
                "-0.010", "-0.005", "0.000", "0.005", "0.010",
            ])
        #expect(Axis(from: -550, to: -104, ticks: 5, padding: 0).labels == ["-500", "-400", "-300", "-200"])
        #expect(Axis(from: 1e9, to: 2e9, ticks: 2, padding: 0).labels == ["1e+09", "1.5e+09", "2e+09"])
        for (low, high) in [
            (0.0, 0.0), (5, 5), (-.infinity, .infinity), (.nan, .nan), (1, 0), (1e300, 1e308), (-1e308, 1e308),
            (1, 1 + 1e-16), (1e-300, 2e-300), (1e305, 1e305), (-1e305, -1e305), (1e305, 1e306),
        ] {
            let axis = Axis(from: low, to: high, ticks: 6)
            #expect(axis.range.lowerBound < axis.range.upperBound && axis.ticks.count <= 50)
            #expect(axis.ticks.allSatisfy { $0.isFinite } && axis.labels.count == axis.ticks.count)
        }
    }

    @Test func plotsOfAnything() throws {
        let odd: [[(x: Double, y: Double)]] = [
            [], [(1, 2)], [(0, .nan), (1, 1), (2, .infinity), (3, 4)], [(.nan, .nan)], [(0, -1e300), (1, 1e300)],
            (0..<500).map { (Double($0), sin(Double($0) / 20)) },
        ]
        for points in odd {
            let line = LinePlot(title: "t", xLabel: "x", yLabel: "y", series: [.init("a", points: points)]).draw()
            let scatter = ScatterPlot(
                title: "", xLabel: "x", yLabel: "y", points: points, labels: points.indices.map { $0 % 3 - 1 },
                labelNames: ["one"]
            ).draw()
            #expect(line.width == 1120 && scatter.height == 720)
        }
        // The same plot is the same picture, and the curve is in it.
        let plot = LinePlot(title: "t", xLabel: "x", yLabel: "y", series: [.init("a", points: odd[5])])
        let picture: Picture = plot.draw()
        #expect(picture == plot.draw())
        let blue: [UInt8] = [0x33, 0x66, 0xCC]
        let found: Int = stride(from: 0, to: picture.pixels.count, by: 3).filter {
            picture.pixels[$0..<($0 + 3)].elementsEqual(blue)
        }.count
        #expect(found > 500)
    }

    @Test func everyLetterHasAShape() {
        for value: UInt8 in 0x21...0x7E {
            let character = Character(Unicode.Scalar(value))
            let glyph: StrokeFont.Glyph = StrokeFont.glyph(character)
            #expect(!glyph.strokes.isEmpty && glyph.strokes.allSatisfy { $0.count > 1 }, "\(character)")
            let unknown: StrokeFont.Glyph = StrokeFont.glyph("\u{0416}")
            let isBox: Bool = glyph.strokes.first.map { $0.count == 5 } == true && glyph.strokes.count == 1
            #expect(!isBox || glyph.width != unknown.width, "\(character)")
        }
        #expect(StrokeFont.width("") <= 0 && StrokeFont.width("ab") > StrokeFont.width("a"))
    }
}
