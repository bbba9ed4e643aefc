/// Curves over a common axis: the bound over epochs, for example.
public struct LinePlot: Sendable {
    /// One curve.
    public struct Series: Sendable {
        /// Its name in the legend.
        public var name: String
        /// Its points, from left to right. Values that are not finite interrupt it.
        public var points: [(x: Double, y: Double)]

        /// Makes a curve.
        public init(_ name: String, points: [(x: Double, y: Double)]) {
            self.name = name
            self.points = points
        }
    }

    /// Above the plot.
    public var title: String
    /// What is counted from left to right.
    public var xLabel: String
    /// What is measured, with its unit.
    public var yLabel: String
    /// The curves, drawn in order.
    public var series: [Series]

    /// Makes a plot.
    public init(title: String, xLabel: String, yLabel: String, series: [Series]) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.series = series
    }

    /// Draws it.
    public func draw() -> Picture {
        let finite: [(x: Double, y: Double)] = series.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
        let xs: [Double] = finite.map(\.x)
        let (low, high): (Double, Double) = verticalRange(finite)
        let frame = PlotFrame(
            title: title, xLabel: xLabel, yLabel: yLabel,
            xAxis: Axis(from: xs.min() ?? 0, to: xs.max() ?? 1, ticks: 9, padding: 0.015),
            yAxis: Axis(from: low, to: high, ticks: 7),
            legend: series.count < 2 ? [] : series.enumerated().map { ($1.name, Color.ofKind($0)) })
        var canvas: Canvas = frame.canvas()
        for (index, curve) in series.enumerated() {
            var lines: [[(x: Double, y: Double)]] = [[]]
            for point in curve.points {
                if point.x.isFinite, point.y.isFinite {
                    lines[lines.count - 1].append(frame.point(point.x, point.y))
                } else if !lines[lines.count - 1].isEmpty {
                    lines.append([])
                }
            }
            canvas.stroke(lines.filter { !$0.isEmpty }, width: 2.6, color: Color.ofKind(index))
            // Few enough points are shown one by one.
            if curve.points.count <= 40 {
                for point in lines.joined() {
                    canvas.disc(x: point.x, y: point.y, radius: 3.6, color: Color.ofKind(index))
                }
            }
        }
        return canvas.picture
    }

    /// The range of all values; or, where the first tenth of the axis takes up most of it, as the first steps of training
    /// do, that of the rest with some of the way there.
    private func verticalRange(_ points: [(x: Double, y: Double)]) -> (Double, Double) {
        let ys: [Double] = points.map(\.y)
        guard let low: Double = ys.min(), let high: Double = ys.max() else { return (0, 1) }
        let first: Double = points.map(\.x).min() ?? 0
        let last: Double = points.map(\.x).max() ?? 1
        let rest: [Double] = points.filter { $0.x >= first + (last - first) * 0.1 }.map(\.y)
        guard rest.count >= 8, let restLow: Double = rest.min(), let restHigh: Double = rest.max(),
            restHigh > restLow, (restHigh - restLow) * 3 < high - low
        else { return (low, high) }
        let extra: Double = restHigh - restLow
        return (max(low, restLow - extra), min(high, restHigh + extra))
    }
}
