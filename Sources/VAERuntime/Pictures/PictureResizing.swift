extension Picture {
    /// The picture in grey or in colour. Grey is luma as Rec. 601 has it: 0.299 red, 0.587 green, 0.114 blue.
    func converted(channels wanted: Int) -> Picture {
        if wanted == channels { return self }
        var result: [UInt8] = []
        result.reserveCapacity(width * height * wanted)
        if wanted == 1 {
            for place in stride(from: 0, to: pixels.count, by: 3) {
                let red: Int = 299 * Int(pixels[place])
                let green: Int = 587 * Int(pixels[place + 1])
                let blue: Int = 114 * Int(pixels[place + 2])
                result.append(UInt8((red + green + blue + 500) / 1000))
            }
        } else {
            for pixel in pixels {
                result.append(pixel)
                result.append(pixel)
                result.append(pixel)
            }
        }
        return Picture(width: width, height: height, channels: wanted, pixels: result)
    }

    /// The picture at another size: as large as it must be to fill it, and what stands out cropped, as much on either side.
    /// A pixel of a smaller picture is the mean of the area it covers; one of a larger picture lies between its neighbours
    /// (bilinear, pixels being squares around their centres).
    func resized(width newWidth: Int, height newHeight: Int) -> Picture {
        precondition(newWidth > 0 && newHeight > 0, "a picture has pixels")
        if newWidth == width, newHeight == height { return self }
        let scale: Double = min(Double(width) / Double(newWidth), Double(height) / Double(newHeight))
        let columns: [Taps] = Taps.along(source: width, result: newWidth, scale: scale)
        let rows: [Taps] = Taps.along(source: height, result: newHeight, scale: scale)
        // First across, for the rows that are needed, then down.
        let top: Int = rows.map(\.first).min() ?? 0
        let bottom: Int = rows.map { $0.first + $0.weights.count }.max() ?? 0
        let length: Int = newWidth * channels
        var across: [Float] = []
        across.reserveCapacity((bottom - top) * length)
        for row in top..<bottom {
            for taps in columns {
                for channel in 0..<channels {
                    var place: Int = (row * width + taps.first) * channels + channel
                    var sum: Float = 0
                    for weight in taps.weights {
                        sum += weight * Float(pixels[place])
                        place += channels
                    }
                    across.append(sum)
                }
            }
        }
        var result: [UInt8] = []
        result.reserveCapacity(newHeight * length)
        for taps in rows {
            let start: Int = (taps.first - top) * length
            for index in 0..<length {
                var sum: Float = 0
                for (step, weight) in taps.weights.enumerated() {
                    sum += weight * across[start + step * length + index]
                }
                result.append(UInt8(min(255, max(0, sum.rounded()))))
            }
        }
        return Picture(width: newWidth, height: newHeight, channels: channels, pixels: result)
    }

    /// The pixels along an axis that one pixel of the result is made of.
    private struct Taps {
        let first: Int
        let weights: [Float]

        /// The taps of all pixels of the result along an axis.
        ///
        /// - Parameter scale: pixels of the source for one of the result; so many for all must be there.
        static func along(source: Int, result: Int, scale: Double) -> [Taps] {
            let rest: Double = max(0, (Double(source) - Double(result) * scale) / 2)
            // Pixels that keep their size stay whole.
            let start: Double = scale == 1 ? rest.rounded(.down) : rest
            return (0..<result).map { index in
                let from: Double = start + Double(index) * scale
                return scale >= 1
                    ? area(from: from, to: from + scale, source: source)
                    : between(from + scale / 2 - 0.5, source: source)
            }
        }

        private static func area(from: Double, to: Double, source: Int) -> Taps {
            let first: Int = min(source - 1, Int(from))
            let last: Int = max(first, min(source - 1, Int(to.rounded(.up)) - 1))
            let shares: [Double] = (first...last).map { max(0, min(to, Double($0 + 1)) - max(from, Double($0))) }
            let total: Double = max(1e-12, shares.reduce(0, +))
            return Taps(first: first, weights: shares.map { Float($0 / total) })
        }

        private static func between(_ place: Double, source: Int) -> Taps {
            let inside: Double = min(Double(source - 1), max(0, place))
            let first: Int = Int(inside)
            let share: Double = inside - Double(first)
            return share > 0 && first + 1 < source
                ? Taps(first: first, weights: [Float(1 - share), Float(share)]) : Taps(first: first, weights: [1])
        }
    }
}
