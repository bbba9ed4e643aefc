/// Brings pictures to the extents and colours of a variable.
struct PictureFitting: Sendable {
    /// Pixels across.
    let width: Int
    /// Pixels down.
    let height: Int
    /// 1 for grey, 3 for colour.
    let channels: Int

    private let variable: VariableSpecification
    private let resizes: Bool

    /// How many bytes a picture becomes.
    var size: Int { channels * width * height }

    /// Finds out what a variable takes, of pictures like the given one: [3, h, w] is colour, [1, h, w] and [h, w] are
    /// grey. A flat variable takes pictures with as many values, and if there are none, square ones.
    ///
    /// - Parameter resizes: whether pictures of another size are resized and cropped.
    /// - Throws: `DataError` if the variable cannot hold a picture.
    init(
        of picture: Picture, to variable: VariableSpecification, resizes: Bool, file: String
    ) throws(DataError) {
        guard let extents = Self.extents(variable, picture.width, picture.height) else {
            throw DataError(
                file, expected: "a variable for pictures, such as unit[3, 64, 64] or unit[1, 64, 64]",
                found: "\(variable)", advice: "Change its extents in the model, or give other data.")
        }
        self.init(extents, variable, resizes: resizes)
    }

    private init(
        _ extents: (channels: Int, height: Int, width: Int), _ variable: VariableSpecification, resizes: Bool
    ) {
        (channels, height, width) = extents
        self.variable = variable
        self.resizes = resizes
    }

    private static func extents(
        _ variable: VariableSpecification, _ width: Int, _ height: Int
    ) -> (channels: Int, height: Int, width: Int)? {
        let shape: [Int] = variable.shape
        let size: Int = variable.size
        guard size > 0 else { return nil }
        switch shape.count {
        case 3: return shape[0] == 1 || shape[0] == 3 ? (shape[0], shape[1], shape[2]) : nil
        case 2: return (1, shape[0], shape[1])
        case 1:
            for channels in [1, 3] where size == elementCount(of: [channels, height, width]) {
                return (channels, height, width)
            }
            for channels in [1, 3] where size.isMultiple(of: channels) {
                let side = Int(Double(size / channels).squareRoot().rounded())
                if channels * side * side == size { return (channels, side, side) }
            }
            return nil
        default: return nil
        }
    }

    /// The bytes of a picture as the variable takes them, channel by channel.
    ///
    /// - Throws: `DataError` if the picture has another size and is not to be resized.
    func planes(of picture: Picture, file: String) throws(DataError) -> [UInt8] {
        let isFitting: Bool = picture.width == width && picture.height == height
        guard isFitting || resizes else {
            throw DataError(
                file, expected: "a picture of \(width)×\(height) pixels for \(variable)",
                found: "\(picture.width)×\(picture.height) pixels",
                advice: "Give --resize to have pictures resized and cropped, or change the extents in the model.")
        }
        let colored: Picture = picture.converted(channels: channels)
        return (isFitting ? colored : colored.resized(width: width, height: height)).planes
    }

    /// The error for more pictures than fit in some bytes.
    func tooMany(_ count: Int, file: String, limit: Int) -> DataError {
        DataError(
            file, expected: "at most \(limit / size) pictures of \(size) values", found: "\(count)",
            advice: "They do not fit in half of the memory: give fewer of them.")
    }

    /// A picture as the only example of an array.
    ///
    /// - Throws: as `planes(of:file:)`.
    func tensor(of picture: Picture, file: String) throws(DataError) -> DataTensor {
        DataTensor(shape: [1, channels, height, width], elements: .bytes(try planes(of: picture, file: file)))
    }

    /// An array of pictures, [n, h, w], [n, 1 or 3, h, w] or [n, h, w, 3], resized to the extents of a variable; any other
    /// array, and one that fits, as it is.
    ///
    /// - Parameter limit: the most bytes that the pictures may have together.
    /// - Throws: `DataError` if they have more.
    static func fitted(
        _ tensor: DataTensor, to variable: VariableSpecification, file: String, limit: Int
    ) throws(DataError) -> DataTensor {
        guard case .bytes(let bytes) = tensor.elements, !bytes.isEmpty, let array = PictureArray(tensor.shape),
            let extents = extents(variable, array.width, array.height)
        else { return tensor }
        let fitting = PictureFitting(extents, variable, resizes: true)
        if fitting.width == array.width, fitting.height == array.height, fitting.channels == array.channels {
            return tensor
        }
        guard array.count <= limit / fitting.size else { throw fitting.tooMany(array.count, file: file, limit: limit) }
        var result: [UInt8] = []
        result.reserveCapacity(array.count * fitting.size)
        for index in 0..<array.count {
            let picture: Picture = array.picture(index, of: bytes)
            let colored: Picture = picture.converted(channels: fitting.channels)
            result += colored.resized(width: fitting.width, height: fitting.height).planes
        }
        return DataTensor(
            shape: [array.count, fitting.channels, fitting.height, fitting.width], elements: .bytes(result))
    }
}

/// The extents of an array that holds pictures.
private struct PictureArray {
    let count: Int
    let channels: Int
    let height: Int
    let width: Int
    private let isChannelsLast: Bool

    init?(_ shape: [Int]) {
        guard (3...4).contains(shape.count) else { return nil }
        count = shape[0]
        if shape.count == 3 {
            (channels, height, width, isChannelsLast) = (1, shape[1], shape[2], false)
        } else if shape[1] == 1 || shape[1] == 3 {
            (channels, height, width, isChannelsLast) = (shape[1], shape[2], shape[3], false)
        } else if shape[3] == 3 || shape[3] == 1 {
            (channels, height, width, isChannelsLast) = (shape[3], shape[1], shape[2], true)
        } else {
            return nil
        }
    }

    func picture(_ index: Int, of bytes: [UInt8]) -> Picture {
        let area: Int = width * height
        let start: Int = index * channels * area
        var pixels = Array(bytes[start..<(start + channels * area)])
        if channels == 3, !isChannelsLast {
            for place in 0..<area {
                for channel in 0..<3 { pixels[3 * place + channel] = bytes[start + channel * area + place] }
            }
        }
        return Picture(width: width, height: height, channels: channels, pixels: pixels)
    }
}
