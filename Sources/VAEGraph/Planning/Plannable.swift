extension Graph {
    /// Why the planner cannot lay the graph out; nil where it can.
    ///
    /// The stride of an axis outside the batch is a multiple of the batch, which is known only when the graph runs, so
    /// nothing may begin in the middle of such an axis. No word of the language makes such a graph: axes are counted
    /// within the example, and samples of latents are reduced as a whole.
    public var obstacleToPlanning: GraphProblem? {
        for (index, node) in nodes.enumerated() {
            let problem = { GraphProblem(in: self, at: Value(index), $0) }
            if node.shape.axes.dropFirst().count(where: \.isBatch) > 1 {
                return problem("the shape \(node.shape), with the batch inside twice")
            }
            let axis: Int
            switch node.operation {
            case .convolve(let convolution) where convolution.window.layout == .channelsFirst:
                return problem("a convolution that has not been arranged (see arrangeImages)")
            case .pool(let window, _) where window.layout == .channelsFirst:
                return problem("a pooling that has not been arranged (see arrangeImages)")
            case .gradient: return problem("a gradient that has not been expanded (see differentiate)")
            case .slice(let along, _), .pad(let along, _, _), .concat(let along): axis = along
            default: continue
            }
            let shapes = [node.shape] + node.operands.map { self[$0].shape }
            if shapes.contains(where: { shape in shape.axes.dropFirst(axis + 1).contains { $0.isBatch } }) {
                return problem("\(node.operation) along an axis outside the batch of \(node.shape)")
            }
        }
        return nil
    }
}
