extension PNGFile {
    /// The picture of the samples of all pixels.
    ///
    /// - Throws: `DataError` if a pixel has a colour that the palette has not.
    func picture(_ samples: [UInt16], file: String) throws(DataError) -> Picture {
        let pixels: [UInt8]
        let channels: Int
        switch header.kind {
        case .palette:
            channels = 3
            pixels = try paletteColors(samples, file: file)
        case .grey, .greyWithAlpha:
            channels = 1
            pixels = colors(samples, channels: 1)
        case .color, .colorWithAlpha:
            channels = 3
            pixels = colors(samples, channels: 3)
        }
        return Picture(width: header.width, height: header.height, channels: channels, pixels: pixels)
    }

    private func paletteColors(_ samples: [UInt16], file: String) throws(DataError) -> [UInt8] {
        let count: Int = palette.count / 3
        // Each entry as it looks on white paper.
        let shown: [UInt8] = palette.indices.map { index in
            let opacity: Int = index / 3 < transparency.count ? Int(transparency[index / 3]) : 255
            return Self.onWhite(Int(palette[index]), opacity, largest: 255)
        }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(3 * samples.count)
        for (place, sample) in samples.enumerated() {
            guard sample < count else {
                let (row, column): (Int, Int) = place.quotientAndRemainder(dividingBy: header.width)
                throw DataError(
                    file, expected: "one of the \(count) colours of the palette in row \(row), column \(column)",
                    found: "\(sample)", advice: "The file is damaged; get it again.")
            }
            let entry: Int = 3 * Int(sample)
            pixels.append(shown[entry])
            pixels.append(shown[entry + 1])
            pixels.append(shown[entry + 2])
        }
        return pixels
    }

    private func colors(_ samples: [UInt16], channels: Int) -> [UInt8] {
        let count: Int = header.kind.samples
        let largest: Int = (1 << header.depth) - 1
        let hasAlpha: Bool = count > channels
        if !hasAlpha, transparency.isEmpty, header.depth == 8 { return samples.map { UInt8(truncatingIfNeeded: $0) } }
        // The one colour that stands for nothing, two bytes a sample.
        let clear: [Int] = Swift.stride(from: 0, to: transparency.count, by: 2).map {
            Int(transparency[$0]) << 8 | Int(transparency[$0 + 1])
        }
        let pixelCount: Int = samples.count / count
        var pixels: [UInt8] = []
        pixels.reserveCapacity(pixelCount * channels)
        for pixel in 0..<pixelCount {
            let start: Int = pixel * count
            var opacity: Int = hasAlpha ? Int(samples[start + channels]) : largest
            if !clear.isEmpty, (0..<channels).allSatisfy({ Int(samples[start + $0]) == clear[$0] }) { opacity = 0 }
            for channel in 0..<channels {
                pixels.append(Self.onWhite(Int(samples[start + channel]), opacity, largest: largest))
            }
        }
        return pixels
    }

    /// A sample on white paper, as a byte.
    private static func onWhite(_ value: Int, _ opacity: Int, largest: Int) -> UInt8 {
        let whole: Int = largest * largest
        let mixed: Int = value * opacity + largest * (largest - opacity)
        return UInt8((mixed * 255 + whole / 2) / whole)
    }
}
