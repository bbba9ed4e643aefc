import Foundation
import Testing

@testable import VAERuntime

@Suite("Reading of pictures") struct PictureReaderTests {
    private func read(_ bytes: [UInt8], limit: Int = 1 << 24) throws -> Picture {
        try #require(try DataFile(bytes, file: "f.png", limit: limit).picture)
    }

    private func message(_ bytes: [UInt8], _ file: String = "f.png", limit: Int = 1 << 24) -> String {
        do {
            _ = try DataFile(bytes, file: file, limit: limit)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    private func random(_ count: Int, below bound: Int, seed: UInt64) -> [Int] {
        var generator = SplitMix64(seed)
        return (0..<count).map { _ in generator.index(below: bound) }
    }

    @Test(arguments: [1, 3]) func ourOwnFilesComeBack(channels: Int) throws {
        for width in [1, 5, 33] {
            let pixels: [UInt8] = random(width * 7 * channels, below: 256, seed: UInt64(width)).map { UInt8($0) }
            let picture = Picture(width: width, height: 7, channels: channels, pixels: pixels)
            #expect(try read(try PNG.encode(picture)) == picture)
        }
        let drawn: Picture = TileGrid([0, 0.3, 0.6, 1], shape: [2, 2], columns: 1, scale: 9).draw()
        #expect(try read(try PNG.encode(drawn)) == drawn)
    }

    @Test(arguments: [0, 2, 3, 4, 6] as [UInt8], [false, true])
    func everyKindOfPNG(kind: UInt8, isInterlaced: Bool) throws {
        let count: Int = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][kind] ?? 1
        let depths: [Int] = kind == 0 ? [1, 2, 4, 8, 16] : kind == 3 ? [1, 2, 4, 8] : [8, 16]
        for depth in depths {
            for (width, height) in [(1, 1), (3, 2), (5, 5), (8, 8), (13, 9), (4, 1), (1, 6)] {
                let colors: Int = 1 << depth
                let samples: [Int] = random(width * height * count, below: colors, seed: UInt64(depth * 100 + width))
                var png = SamplePNG(
                    width: width, height: height, depth: depth, kind: kind, samples: samples,
                    isInterlaced: isInterlaced, pieces: 3)
                let palette: [Int] = random(colors * 3, below: 256, seed: 9)
                if kind == 3 { png.before = [("PLTE", palette.map { UInt8($0) })] }
                let picture: Picture = try read(png.file)
                let top = Double(colors - 1)
                var expected: [UInt8] = []
                for pixel in 0..<(width * height) {
                    if kind == 3 {
                        expected += (0..<3).map { UInt8(palette[3 * samples[pixel] + $0]) }
                        continue
                    }
                    let channels: Int = count > 2 ? 3 : 1
                    let alpha: Double = count % 2 == 0 ? Double(samples[pixel * count + count - 1]) / top : 1
                    for channel in 0..<channels {
                        let value: Double = Double(samples[pixel * count + channel]) / top
                        expected.append(UInt8((255 * (value * alpha + 1 - alpha)).rounded()))
                    }
                }
                #expect(picture.width == width && picture.height == height)
                #expect(picture.pixels == expected, "depth \(depth), \(width)×\(height)")
            }
        }
    }

    @Test func transparency() throws {
        // The palette's second entry is clear, the third is not mentioned.
        let palette: Picture = try read(SamplePNG.palette().file)
        #expect(palette.pixels.prefix(9) == [255, 0, 0, 255, 255, 255, 10, 20, 30])
        #expect(try read(SamplePNG.palette(isInterlaced: true).file) == palette)
        var grey = SamplePNG(width: 3, height: 1, depth: 4, kind: 0, samples: [0, 5, 15], before: [("tRNS", [0, 5])])
        #expect(try read(grey.file).pixels == [0, 255, 255])
        grey.before = [("tRNS", [0, 0])]
        #expect(try read(grey.file).pixels == [255, 85, 255])
        let color = SamplePNG(
            width: 2, height: 1, kind: 2, samples: [1, 2, 3, 1, 2, 4], before: [("tRNS", [0, 1, 0, 2, 0, 3])])
        #expect(try read(color.file).pixels == [255, 255, 255, 1, 2, 4])
        // Other chunks are passed over, as is a palette that is only a hint, and what follows the end.
        let extra = SamplePNG(
            width: 1, height: 1, kind: 2, samples: [7, 8, 9], before: [("gAMA", [0, 0, 1, 0]), ("PLTE", [1, 2, 3])],
            after: [("tEXt", Array("Title\0x".utf8))])
        #expect(try read(extra.file + [1, 2, 3]).pixels == [7, 8, 9])
    }

    @Test func damagedPNG() {
        let good = SamplePNG(width: 3, height: 2, kind: 2, samples: Array(0..<18))
        #expect(message(good.file) == "no error")
        func changed(_ change: (inout SamplePNG) -> Void) -> String {
            var png: SamplePNG = good
            change(&png)
            return message(png.file)
        }
        for length in 1..<good.file.count {
            #expect(message(Array(good.file.prefix(length))) != "no error", "\(length)")
        }
        for place in good.file.indices {
            var bytes: [UInt8] = good.file
            bytes[place] ^= 0x10
            #expect(message(bytes) != "no error", "\(place)")
        }
        #expect(message(Array(good.file.prefix(4)) + [0x0A, 0x1A, 0x0A]).contains("byte 0: expected the signature"))
        #expect(message(SamplePNG.signature).contains("byte 8: expected 4 more bytes for the length of a chunk"))
        func headed(_ place: Int, _ value: UInt8) -> String {
            var header: [UInt8] = good.header
            header[place] = value
            return message(
                SamplePNG.signature + SamplePNG.chunk("IHDR", header)
                    + good.chunks.dropFirst().flatMap { SamplePNG.chunk($0.name, $0.payload) })
        }
        #expect(headed(3, 3) == "no error")
        #expect(headed(3, 0).contains("byte 16: expected a width and a height from 1"))
        #expect(headed(4, 0x80).contains("found 3×2147483650"))
        #expect(headed(0, 0x7F).contains("expected a picture of at most"))
        #expect(headed(3, 4).contains("expected 26 bytes of pixels for 4×2 in 24 bits, found 20 bytes"))
        #expect(headed(3, 2).contains("found more"))
        #expect(headed(8, 4).contains("byte 24: expected 8, 16 bits a sample for colour type 2, found 4"))
        #expect(headed(9, 1).contains("byte 25: expected a colour type"))
        for place in 10...12 { #expect(headed(place, 2).contains("byte 26: expected compression 0")) }
        #expect(changed { $0.filters = [0, 5] }.contains("a filter from 0 to 4 at byte 10 of the decompressed rows"))
        #expect(changed { $0.before = [("ABCD", [])] }.contains("expected a chunk of the PNG standard, found \"ABCD\""))
        #expect(changed { $0.before = [("A1CD", [])] }.contains("expected the chunk of a PNG file"))
        #expect(changed { $0.before = [("PLTE", [1, 2])] }.contains("a palette of 1 to 256 colours"))
        #expect(changed { $0.before = [("tRNS", [1, 2])] }.contains("at most 6 bytes of transparency"))
        #expect(changed { $0.after = [("PLTE", [1, 2, 3])] }.contains("PLTE out of place"))
        #expect(changed { $0.after = [("tEXt", []), ("IDAT", [])] }.contains("IDAT out of place"))
        let bare = SamplePNG(width: 1, height: 1, kind: 3, samples: [0])
        #expect(message(bare.file).contains("expected the palette first"))
        var palette: SamplePNG = .palette()
        palette.samples[4] = 3
        #expect(message(palette.file).contains("3 colours of the palette in row 0, column 4, found 3"))
        let header: [UInt8] = SamplePNG.signature + SamplePNG.chunk("IHDR", good.header)
        #expect(message(header + SamplePNG.chunk("IEND", [])).contains("found 0 bytes"))
        let other: [UInt8] = SamplePNG.signature + SamplePNG.chunk("IDAT", [])
        #expect(message(other).contains("byte 12: expected the chunk IHDR, found \"IDAT\""))
        // What is decompressed stays within the limit, whatever the header says.
        #expect(message(good.file, limit: 10).contains("that fits in memory"))
    }

    @Test func netpbm() throws {
        func pixels(_ text: String, _ rest: [UInt8] = []) throws -> [UInt8] { try read(Array(text.utf8) + rest).pixels }
        #expect(try pixels("P2 3 1 255 0 128 255") == [0, 128, 255])
        #expect(try pixels("P2\n# a comment\n3 # another\n1\n10\n0 5\t10\n") == [0, 128, 255])
        #expect(try pixels("P3\n1 2\n65535\n0 257 65535  1 2 514") == [0, 1, 255, 0, 0, 2])
        #expect(try pixels("P5 2 2 255\n", [1, 2, 3, 4]) == [1, 2, 3, 4])
        #expect(try pixels("P5 2 1 15 ", [0, 5]) == [0, 85])
        #expect(try pixels("P5 2 1 65535\n", [1, 1, 255, 255]) == [1, 255])
        #expect(try pixels("P5 2 1 256\n", [0, 128, 1, 0]) == [128, 255])
        // The first byte of the pixels may look like a space or a comment.
        #expect(try pixels("P6\n#c\n1 2 255\n", [10, 35, 32, 9, 8, 7]) == [10, 35, 32, 9, 8, 7])
        let picture: Picture = try read(Array("P6 1 2 255\n".utf8) + [1, 2, 3, 4, 5, 6])
        #expect(picture.width == 1 && picture.height == 2 && picture.channels == 3)
        #expect(picture.planes == [1, 4, 2, 5, 3, 6])
    }

    @Test func damagedNetpbm() {
        func said(_ text: String, _ rest: [UInt8] = []) -> String { message(Array(text.utf8) + rest, "f.pgm") }
        #expect(said("P4 8 1 ", [1]).contains("byte 0: expected a picture of Netpbm's kinds P2, P3, P5 or P6"))
        #expect(said("PX 8 1").contains("found \"PX\". Convert it to PNG."))
        #expect(said("P").contains("byte 0"))
        #expect(said("P2 ").contains("byte 3: expected the width, from 1 to 2147483647, found the end of the file"))
        #expect(said("P2 0 1 255").contains("byte 3: expected the width"))
        #expect(said("P2 -1 1 255").contains("found \"-1\""))
        #expect(said("P2 99999999999999999999 1 255").contains("expected the width"))
        #expect(said("P2 1 x 255").contains("byte 5: expected the height, from 1 to 2147483647, found \"x\""))
        #expect(said("P2 1 1 65536 1").contains("the largest value, from 1 to 65535, found \"65536\""))
        #expect(said("P2 1 1 0 0").contains("the largest value"))
        #expect(said("P2 2 2 255 1 2 3").contains("expected 2×2 pixels of 1 values, found 6 bytes"))
        #expect(said("P2 2 2 9 1 2 3 10").contains("a pixel, from 0 to 9, found \"10\""))
        #expect(said("P2 1 1 9 1 # end\n").hasPrefix("no error"))
        #expect(said("P2 1 1 9 1 2").contains("byte 11: expected the end after the last pixel"))
        #expect(said("P5 2147483647 2147483647 255\n").contains("expected 2147483647×2147483647 pixels"))
        #expect(said("P6 2147483647 2147483647 65535\n").contains("is truncated, or its header damaged"))
        #expect(said("P5 2 2 255\n", [1, 2, 3]).contains("byte 11: expected 2×2 pixels of 1 values, found 3 bytes"))
        #expect(said("P5 2 2 255\n", [1, 2, 3, 4, 5]).contains("byte 15: expected the end after 2×2 pixels"))
        #expect(said("P5 2 2 255").contains("byte 10: expected a space or a new line"))
        #expect(said("P5 2 1 9\n", [9, 10]).contains("byte 10: expected a value from 0 to 9, found 10"))
        #expect(said("P5 1 1 300\n", [255, 0]).contains("found 65280"))
    }
}
