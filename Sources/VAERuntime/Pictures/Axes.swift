import Foundation

/// One axis of a plot: its range and where its ticks are.
struct Axis {
    /// The values at its ends.
    let range: ClosedRange<Double>
    /// The values with a tick, round numbers inside the range.
    let ticks: [Double]
    /// The ticks' labels.
    let labels: [String]

    /// An axis for values from `lowest` to `highest`, with about `count` ticks at multiples of 1, 2 or 5 times a power of
    /// ten. A range that is empty or not finite is made one that is.
    init(from lowest: Double, to highest: Double, ticks count: Int, padding: Double = 0.04) {
        // What is too far out to be subtracted lies at the edge.
        var low: Double = lowest.isFinite ? min(max(lowest, -1e300), 1e300) : 0
        var high: Double = highest.isFinite ? min(max(highest, -1e300), 1e300) : 1
        if high < low { swap(&low, &high) }
        let smallest: Double = max(abs(low), abs(high)) * 1e-9
        if high - low <= max(smallest, 1e-300) {
            let spread: Double = max(abs(low) * 0.1, 1)
            low -= spread
            high += spread
        }
        let margin: Double = (high - low) * padding
        low -= margin
        high += margin
        range = low...high
        let step: Double = Self.roundStep((high - low) / Double(max(1, count)))
        let first: Double = (low / step).rounded(.up)
        let last: Double = (high / step).rounded(.down)
        let numbers: Int = last >= first ? min(50, Int(last - first) + 1) : 0
        ticks = (0..<numbers).map { (first + Double($0)) * step }
        let decimals: Int = max(0, min(12, -Int(log10(step).rounded(.down))))
        labels = ticks.map { value in
            abs(value) >= 1e6 || step < 1e-4
                ? String(format: "%.4g", value) : String(format: "%.\(decimals)f", value == 0 ? 0 : value)
        }
    }

    /// Where a value lies on the axis, 0 at its beginning and 1 at its end.
    func position(_ value: Double) -> Double {
        (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }

    private static func roundStep(_ step: Double) -> Double {
        let power: Double = pow(10, log10(step).rounded(.down))
        let factor: Double = step / power
        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10)
    }
}

/// The frame of a plot: title, axes, grid lines and legend. Drawing of data goes in between.
struct PlotFrame {
    /// The whole picture's size.
    static let width: Int = 1120
    static let height: Int = 720

    let title: String
    let xLabel: String
    let yLabel: String
    let xAxis: Axis
    let yAxis: Axis
    /// Names with their colours; none for no legend.
    let legend: [(name: String, color: Color)]

    private static let titleHeight: Double = 19
    private static let textHeight: Double = 13
    private static let smallHeight: Double = 12

    /// Where data is drawn.
    var area: Canvas.Area {
        let widest: Double = legend.map { Canvas.width($0.name, height: Self.smallHeight) }.max() ?? -44
        let labels: Double = yAxis.labels.map { Canvas.width($0, height: Self.smallHeight) }.max() ?? 0
        return Canvas.Area(
            left: (60 + labels).rounded(), top: title.isEmpty ? 30 : 70,
            right: (Double(Self.width) - 74 - min(widest, 260)).rounded(), bottom: Double(Self.height) - 76)
    }

    /// Where a value of each axis lies in the picture.
    func point(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
        let area: Canvas.Area = area
        return (
            x: area.left + xAxis.position(x) * (area.right - area.left),
            y: area.bottom - yAxis.position(y) * (area.bottom - area.top)
        )
    }

    /// A canvas with the frame drawn; its clip is the data's area.
    func canvas() -> Canvas {
        var canvas = Canvas(width: Self.width, height: Self.height)
        let area: Canvas.Area = area
        let small: Double = Self.smallHeight
        canvas.text(title, x: area.left, y: 44, height: Self.titleHeight, weight: 0.15)
        for (tick, label) in zip(xAxis.ticks, xAxis.labels) {
            let x: Double = point(tick, yAxis.range.lowerBound).x.rounded() + 0.5
            canvas.stroke([[(x: x, y: area.top), (x: x, y: area.bottom)]], width: 1, color: .gridLine)
            canvas.text(label, x: x, y: area.bottom + 14 + small, height: small, color: .faded, alignment: .centre)
        }
        for (tick, label) in zip(yAxis.ticks, yAxis.labels) {
            let y: Double = point(xAxis.range.lowerBound, tick).y.rounded() + 0.5
            canvas.stroke([[(x: area.left, y: y), (x: area.right, y: y)]], width: 1, color: .gridLine)
            canvas.text(label, x: area.left - 12, y: y + small / 2, height: small, color: .faded, alignment: .right)
        }
        let axes: [[(x: Double, y: Double)]] = [
            [
                (x: area.left + 0.5, y: area.top), (x: area.left + 0.5, y: area.bottom + 0.5),
                (x: area.right, y: area.bottom + 0.5),
            ]
        ]
        canvas.stroke(axes, width: 1.4, color: .ink)
        canvas.text(
            xLabel, x: (area.left + area.right) / 2, y: Double(Self.height) - 20, height: Self.textHeight,
            alignment: .centre)
        canvas.text(
            yLabel, x: 20 + Self.textHeight, y: (area.top + area.bottom) / 2, height: Self.textHeight,
            alignment: .centre,
            isVertical: true)
        for (index, entry) in legend.enumerated() {
            let y: Double = area.top + 8 + Double(index) * 26
            canvas.disc(x: area.right + 24, y: y, radius: 6, color: entry.color)
            canvas.text(entry.name, x: area.right + 40, y: y + small / 2, height: small)
        }
        canvas.clip = area
        return canvas
    }
}
