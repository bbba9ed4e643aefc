/// The rows of a PNG file: decompressed, without their filters, and in their places.
struct PNGScanlines {
    private let header: PNGFile.Header
    private let file: String

    /// The rows of a picture with a header.
    init(_ header: PNGFile.Header, file: String) {
        self.header = header
        self.file = file
    }

    /// Which pixels a pass of the interlacing has (section 8.2): from where on, and every how many.
    private struct Pass {
        let left: Int
        let top: Int
        let across: Int
        let down: Int

        static let whole: [Pass] = [Pass(left: 0, top: 0, across: 1, down: 1)]
        static let adam7: [Pass] = [
            Pass(left: 0, top: 0, across: 8, down: 8), Pass(left: 4, top: 0, across: 8, down: 8),
            Pass(left: 0, top: 4, across: 4, down: 8), Pass(left: 2, top: 0, across: 4, down: 4),
            Pass(left: 0, top: 2, across: 2, down: 4), Pass(left: 1, top: 0, across: 2, down: 2),
            Pass(left: 0, top: 1, across: 1, down: 2),
        ]

        func width(_ width: Int) -> Int { max(0, (width - left + across - 1) / across) }
        func height(_ height: Int) -> Int { max(0, (height - top + down - 1) / down) }
    }

    /// The samples of all pixels, row after row, those of a pixel together.
    ///
    /// - Throws: `DataError` if the rows are not as many bytes as the header says, more than `limit`, or damaged.
    func samples(_ compressed: [UInt8], limit: Int) throws(DataError) -> [UInt16] {
        let passes: [Pass] = header.isInterlaced ? Pass.adam7 : Pass.whole
        let expected: Int = try size(passes, limit: limit)
        var rows: [UInt8] = []
        var offset: Int = 0
        // One byte more than there should be tells that there are too many.
        let outcome = Inflater(.zlib).decompress(
            compressed, from: &offset, to: compressed.count, into: &rows, limit: expected + 1)
        guard outcome == .finished, rows.count == expected else {
            let found: String
            switch outcome {
            case .corrupt(let reason): found = "damage (\(reason))"
            case .full: found = "more"
            default: found = "\(rows.count) bytes"
            }
            throw DataError(
                file,
                expected: "\(expected) bytes of pixels for \(header.width)×\(header.height) in \(header.bits) bits",
                found: found, advice: "The file is truncated or damaged; get it again.")
        }
        let count: Int = header.kind.samples
        var result = [UInt16](repeating: 0, count: header.width * header.height * count)
        var start: Int = 0
        for pass in passes {
            let (width, height): (Int, Int) = (pass.width(header.width), pass.height(header.height))
            if width == 0 || height == 0 { continue }
            let length: Int = stride(width)
            for row in 0..<height {
                try unfilter(&rows, at: start, length: length, isFirst: row == 0)
                let place: Int = ((pass.top + row * pass.down) * header.width + pass.left) * count
                unpack(rows, from: start + 1, width: width, into: &result, at: place, step: pass.across * count)
                start += length + 1
            }
        }
        return result
    }

    /// The bytes of a row of so many pixels, without its filter.
    private func stride(_ width: Int) -> Int { (width * header.bits + 7) / 8 }

    private func size(_ passes: [Pass], limit: Int) throws(DataError) -> Int {
        let (pixels, overflow) = header.width.multipliedReportingOverflow(by: header.height)
        var total: Int = 0
        if !overflow, pixels <= PNGFile.mostPixels {
            for pass in passes {
                let (width, height): (Int, Int) = (pass.width(header.width), pass.height(header.height))
                if width > 0, height > 0 { total += (stride(width) + 1) * height }
            }
            if total <= limit { return total }
        }
        throw DataError(
            file, .byte(16), expected: "a picture of at most \(PNGFile.mostPixels) pixels that fits in memory",
            found: "\(header.width)×\(header.height)",
            advice: "Make the picture smaller, if it is not the header that is damaged.")
    }

    /// Undoes the filter of a row in its place; the row before it is done already.
    private func unfilter(_ rows: inout [UInt8], at start: Int, length: Int, isFirst: Bool) throws(DataError) {
        let filter: UInt8 = rows[start]
        guard filter <= 4 else {
            throw DataError(
                file, expected: "a filter from 0 to 4 at byte \(start) of the decompressed rows", found: "\(filter)",
                advice: "The file is damaged; get it again.")
        }
        let reach: Int = max(1, header.bits / 8)
        rows.withUnsafeMutableBufferPointer { buffer in
            let row = UnsafeMutableBufferPointer(rebasing: buffer[(start + 1)...(start + length)])
            // Above the first row of a pass there are zeros, with which two of the filters are simpler ones.
            let above = isFirst ? nil : UnsafeMutableBufferPointer(rebasing: buffer[(start - length)..<start])
            switch (filter, above) {
            case (1, _), (4, nil):
                for index in reach..<max(reach, length) { row[index] &+= row[index - reach] }
            case (2, let above?):
                for index in 0..<length { row[index] &+= above[index] }
            case (3, nil):
                for index in reach..<max(reach, length) { row[index] &+= row[index - reach] / 2 }
            case (3, let above?):
                for index in 0..<length {
                    let left: UInt16 = index < reach ? 0 : UInt16(row[index - reach])
                    row[index] &+= UInt8((left + UInt16(above[index])) / 2)
                }
            case (4, let above?):
                for index in 0..<min(reach, length) { row[index] &+= above[index] }
                for index in reach..<max(reach, length) {
                    row[index] &+= PNG.prediction(
                        4, left: row[index - reach], up: above[index], corner: above[index - reach])
                }
            default: break
            }
        }
    }

    /// Takes the samples of a row apart, and puts those of each pixel in their places.
    private func unpack(
        _ rows: [UInt8], from start: Int, width: Int, into samples: inout [UInt16], at place: Int, step: Int
    ) {
        let count: Int = header.kind.samples
        let depth: Int = header.depth
        rows.withUnsafeBufferPointer { source in
            samples.withUnsafeMutableBufferPointer { target in
                if depth == 8, step == count {
                    for index in 0..<(width * count) { target[place + index] = UInt16(source[start + index]) }
                    return
                }
                for column in 0..<width {
                    for sample in 0..<count {
                        let index: Int = column * count + sample
                        let value: UInt16
                        switch depth {
                        case 8: value = UInt16(source[start + index])
                        case 16:
                            value = UInt16(source[start + 2 * index]) << 8 | UInt16(source[start + 2 * index + 1])
                        default:
                            let shift: Int = 8 - depth - index * depth % 8
                            value = UInt16(source[start + index * depth / 8]) >> UInt16(shift) & ((1 << depth) - 1)
                        }
                        target[place + column * step + sample] = value
                    }
                }
            }
        }
    }
}
