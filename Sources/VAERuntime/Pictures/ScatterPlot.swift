/// Points in the plane, coloured by their kind: posterior means, for example.
public struct ScatterPlot: Sendable {
    /// Above the plot.
    public var title: String
    /// What is measured from left to right.
    public var xLabel: String
    /// What is measured upwards.
    public var yLabel: String
    /// The points.
    public var points: [(x: Double, y: Double)]
    /// The kind of each point, if they have any.
    public var labels: [Int]?
    /// The names of the kinds; their numbers are shown where there are none.
    public var labelNames: [String]?

    /// Makes a plot; there are as many labels as points.
    public init(
        title: String, xLabel: String, yLabel: String, points: [(x: Double, y: Double)], labels: [Int]? = nil,
        labelNames: [String]? = nil
    ) {
        precondition(labels?.count ?? points.count == points.count, "one kind a point")
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.points = points
        self.labels = labels
        self.labelNames = labelNames
    }

    /// Draws it.
    public func draw() -> Picture {
        let finite: [(x: Double, y: Double)] = points.filter { $0.x.isFinite && $0.y.isFinite }
        let kinds: [Int] = Array(Set(labels ?? [])).sorted()
        let legend: [(name: String, color: Color)] = kinds.prefix(22).map { kind in
            let names: [String] = labelNames ?? []
            return (names.indices.contains(kind) ? names[kind] : "\(kind)", Color.ofKind(kind))
        }
        let xs: [Double] = finite.map(\.x)
        let ys: [Double] = finite.map(\.y)
        let frame = PlotFrame(
            title: title, xLabel: xLabel, yLabel: yLabel,
            xAxis: Axis(from: xs.min() ?? 0, to: xs.max() ?? 1, ticks: 8),
            yAxis: Axis(from: ys.min() ?? 0, to: ys.max() ?? 1, ticks: 7), legend: legend)
        var canvas: Canvas = frame.canvas()
        // The more points, the smaller and the more transparent.
        let radius: Double = points.count <= 500 ? 4.6 : points.count <= 3000 ? 3.4 : 2.4
        let opacity: Double = points.count <= 500 ? 0.85 : points.count <= 3000 ? 0.7 : 0.5
        // Order by index, not by kind: no kind lies on top of all others.
        for (index, point) in points.enumerated() where point.x.isFinite && point.y.isFinite {
            let place: (x: Double, y: Double) = frame.point(point.x, point.y)
            let color: Color = labels.map { Color.ofKind($0[index]) } ?? Color.ofKind(0)
            canvas.disc(x: place.x, y: place.y, radius: radius, color: color, opacity: opacity)
        }
        return canvas.picture
    }
}
