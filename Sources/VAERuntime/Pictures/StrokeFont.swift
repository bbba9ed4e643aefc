/// A font of strokes for the lettering of pictures: ASCII, drawn at any size.
///
/// The table spells each glyph as strokes separated by spaces. A stroke is a row of points of two characters, x and y,
/// in base 17 (0–9, a–g): y is 0 at the top of capitals, 4 at the top of small letters, c on the base line, g at the bottom
/// of descenders. A tilde before a stroke makes it a smooth curve.
enum StrokeFont {
    /// The height of capitals in units of the table.
    static let capitalHeight: Double = 12

    /// The space between two letters, and that of a blank.
    private static let gap: Double = 3.2
    private static let blank: Double = 3

    /// A letter ready to be drawn.
    struct Glyph: Sendable {
        /// Its strokes as points joined by straight lines.
        let strokes: [[(x: Double, y: Double)]]
        /// Its width, without the space after it.
        let width: Double
    }

    private static let glyphs: [Character: Glyph] = table.mapValues { parse($0) }

    /// The letter's strokes, a box for what the font has not.
    static func glyph(_ character: Character) -> Glyph {
        if character == " " { return Glyph(strokes: [], width: blank) }
        return glyphs[character] ?? parse("00808c0c00")
    }

    /// The width of a text in units of the table.
    static func width(_ text: String) -> Double {
        text.reduce(-gap) { $0 + glyph($1).width + gap }
    }

    /// The strokes of a text whose base line begins at the origin, in units of the table.
    static func strokes(_ text: String) -> [[(x: Double, y: Double)]] {
        var position: Double = 0
        var result: [[(x: Double, y: Double)]] = []
        for character in text {
            let glyph: Glyph = glyph(character)
            for stroke in glyph.strokes { result.append(stroke.map { (x: position + $0.x, y: $0.y - capitalHeight) }) }
            position += glyph.width + gap
        }
        return result
    }

    private static func parse(_ text: String) -> Glyph {
        var width: Double = 0
        let strokes: [[(x: Double, y: Double)]] = text.split(separator: " ").map { stroke in
            let digits: [Int] = stroke.compactMap { $0.isHexDigit ? $0.hexDigitValue : $0 == "g" ? 16 : nil }
            let points: [(x: Double, y: Double)] = Swift.stride(from: 0, to: digits.count - 1, by: 2).map {
                (x: Double(digits[$0]), y: Double(digits[$0 + 1]))
            }
            width = points.reduce(width) { max($0, $1.x) }
            return stroke.hasPrefix("~") ? smoothCurve(through: points, pieces: 6) : points
        }
        return Glyph(strokes: strokes, width: width)
    }

    private static let table: [Character: String] = [
        "A": "0c408c 1878", "B": "0c00 ~00406173654606 ~064677897b4c0c", "C": "~82603004083c6c8a",
        "D": "0c00 ~003072867a3c0c", "E": "70000c7c 0656", "F": "70000c 0656", "G": "~82603004083c6c8a 8a8757",
        "H": "000c 808c 0686", "I": "000c", "J": "~60694c2c0a", "K": "000c 8007 348c", "L": "000c7c", "M": "0c0059a0ac",
        "N": "0c008c80", "O": "~4012061a4c7a867240", "P": "0c00 ~00507183755606", "Q": "~4012061a4c7a867240 598d",
        "R": "0c00 ~00507183755606 468c", "S": "~826030021546778a5c2c0a", "T": "0080 404c", "U": "~00081b4c7b8880",
        "V": "004c80", "W": "003c629cc0", "X": "008c 800c", "Y": "004680 464c", "Z": "00800c8c",
        "a": "646c ~66442407092c4c6a", "b": "000c ~06244467694c2c0a", "c": "~66442407092c4c6a",
        "d": "606c ~66442407092c4c6a", "e": "~68553415081b3c6b 0868", "f": "~5030232c 0454",
        "g": "~66442407092c4c6a ~646d4g2g0f", "h": "000c ~072444676c", "i": "040c 0001", "j": "~343d2g0g 3031",
        "k": "000c 5409 276c", "l": "000c", "m": "040c ~072444575c ~577494a7ac", "n": "040c ~072444676c",
        "o": "~3415081b3c5b685534", "p": "040g ~06244467694c2c0a", "q": "646g ~66442407092c4c6a", "r": "040c ~072444",
        "s": "~65442406386a4c2c0b", "t": "~212a3c5c 0454", "u": "~04092c4c69 646c", "v": "043c64", "w": "042c558ca4",
        "x": "046c 640c", "y": "043c 641g", "z": "04640c6c",
        "0": "~3011061b3c5b665130", "1": "12303c", "2": "~0311305163560c 0c6c", "3": "~022040634626 ~2646694c2c0a",
        "4": "4c400868", "5": "601006 ~06254568694c2c0b", "6": "~5022071b3c5b6856351608", "7": "00602c",
        "8": "~301103153655635130 ~3617091b3c5b695736", "9": "~1c4a655130110416375664",
        ".": "0b0c", ",": "1b0f", ":": "0506 0b0c", ";": "1516 1b0f", "!": "0008 0b0c", "?": "~03113051633738 3b3c",
        "-": "0747", "+": "0767 343a", "=": "0565 0969", "*": "3036 0165 0561", "/": "0c60", "\\": "006c",
        "(": "~3012061a3c", ")": "~0022362a0c", "[": "30000c3c", "]": "00303c0c", "{": "~40212406282b4c",
        "}": "~00212446282b0c", "<": "63076b", ">": "03670b", "_": "0d7d", "|": "000d", "'": "0003", "\"": "0003 3033",
        "#": "202c 606c 0484 0888", "%": "0c80 ~2002244220 ~785a7c9a78", "&": "~8c2421405217092c5c87",
        "$": "~826030021546778a5c2c0a 404c", "@": "~66443536486668 ~68888440041b4c8c", "^": "033063", "`": "0022",
        "~": "~08264866",
    ]
}
