import Foundation

/// A picture in memory: grey or red, green and blue, 8 bits each.
public struct Picture: Equatable, Sendable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// 1 for grey, 3 for colour.
    public let channels: Int
    /// `width` × `height` × `channels` bytes, row after row from the top, the channels of a pixel together.
    public internal(set) var pixels: [UInt8]

    /// Makes a picture from its pixels.
    public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
        precondition(
            width > 0 && height > 0 && (channels == 1 || channels == 3), "a picture has pixels, grey or coloured")
        precondition(pixels.count == width * height * channels, "the pixels must fill the picture")
        self.width = width
        self.height = height
        self.channels = channels
        self.pixels = pixels
    }

    /// The pixels channel by channel: red, then green, then blue.
    var planes: [UInt8] {
        if channels == 1 { return pixels }
        var result: [UInt8] = []
        result.reserveCapacity(pixels.count)
        for channel in 0..<channels {
            for place in stride(from: channel, to: pixels.count, by: channels) { result.append(pixels[place]) }
        }
        return result
    }

    /// Writes a PNG file, replacing an old one in a single step.
    ///
    /// - Throws: `DataError` if it cannot be written.
    public func write(to url: URL) throws {
        let bytes: [UInt8] = try PNG.encode(self)
        try AtomicFile.write(to: url) { try $0.write(bytes) }
    }
}

/// A colour on the screen (sRGB).
public struct Color: Equatable, Sendable {
    /// Amount of red.
    public let red: UInt8
    /// Amount of green.
    public let green: UInt8
    /// Amount of blue.
    public let blue: UInt8

    /// Makes a colour from a number such as 0x1F77B4.
    public init(_ hex: UInt32) {
        red = UInt8(hex >> 16 & 0xFF)
        green = UInt8(hex >> 8 & 0xFF)
        blue = UInt8(hex & 0xFF)
    }

    static let white = Color(0xFFFFFF)
    static let black = Color(0x000000)
    /// Text and axes.
    static let ink = Color(0x2B2F36)
    /// Less important text.
    static let faded = Color(0x6B7280)
    /// Lines behind data.
    static let gridLine = Color(0xE5E7EB)

    /// Colours that are told apart well, for kinds and curves, used in turn.
    static let palette: [Color] = [
        Color(0x3366CC), Color(0xE4572E), Color(0x2E9E5B), Color(0x8E44AD), Color(0xF2A900), Color(0x17A2B8),
        Color(0xC2185B), Color(0x7A5C3E), Color(0x6C7A89), Color(0x9CB400),
    ]

    /// The colour of a kind.
    static func ofKind(_ kind: Int) -> Color {
        palette[((kind % palette.count) + palette.count) % palette.count]
    }
}
