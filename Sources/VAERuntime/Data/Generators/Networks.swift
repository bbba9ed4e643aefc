/// Random networks of three kinds, as in the simulation study of the course report on auto-encoding variational Bayes:
/// undirected graphs whose edges are independent given the edge probabilities of their kind.
public enum Networks {
    /// How a kind of network connects its nodes.
    public enum Kind: Int, Sendable, CaseIterable {
        /// A ring whose nodes know their neighbours, with some edges rewired (Watts and Strogatz 1998).
        case smallWorld
        /// Groups with many edges inside and few between (Nowicki and Snijders 2001).
        case community
        /// Few edges, all equally likely.
        case sparse

        /// The kind in words.
        public var name: String {
            switch self {
            case .smallWorld: "small world"
            case .community: "community"
            case .sparse: "sparse"
            }
        }
    }

    /// Nodes of a network.
    public static let nodes: Int = 68
    /// Pairs of nodes: the upper triangle of the adjacency matrix, row after row.
    public static let edges: Int = nodes * (nodes - 1) / 2

    /// Neighbours on each side of a node of the ring.
    private static let neighbours: Int = 4
    /// The share of the ring's edges that lead elsewhere.
    private static let rewired: Double = 0.1
    /// Groups of equal size in a network with communities.
    private static let groups: Int = 4
    /// Edge probabilities inside a group, between groups, and in a sparse network.
    private static let inside: Double = 0.5
    private static let between: Double = 0.02
    private static let sparse: Double = 0.05

    /// The probability of each edge of a kind, in the order of the upper triangle.
    public static func edgeProbabilities(_ kind: Kind) -> [Double] {
        // What the ring loses by rewiring goes to all other pairs alike.
        let others: Int = nodes - 1 - 2 * neighbours
        let far: Double = rewired * Double(2 * neighbours) / Double(others)
        var result: [Double] = []
        result.reserveCapacity(edges)
        for first in 0..<nodes {
            for second in (first + 1)..<nodes {
                switch kind {
                case .smallWorld:
                    let distance: Int = min(second - first, nodes - second + first)
                    result.append(distance <= neighbours ? 1 - rewired : far)
                case .community:
                    let size: Int = nodes / groups
                    result.append(first / size == second / size ? inside : between)
                case .sparse: result.append(sparse)
                }
            }
        }
        return result
    }

    /// Draws networks, the kinds by turns. Network i depends on the seed and i alone.
    ///
    /// - Returns: `count` × 2278 bytes, 1 for an edge, and the kinds.
    public static func draw(_ count: Int, seed: UInt64) -> (edges: [UInt8], labels: [Int]) {
        let probabilities: [[Double]] = Kind.allCases.map { edgeProbabilities($0) }
        var all: [UInt8] = []
        var labels: [Int] = []
        all.reserveCapacity(count * edges)
        for index in 0..<count {
            var generator = SplitMix64(seed, 0x4E37_0000, UInt64(index))
            let kind: Int = index % probabilities.count
            labels.append(kind)
            for probability in probabilities[kind] { all.append(generator.uniform() < probability ? 1 : 0) }
        }
        return (all, labels)
    }

    /// The full symmetric adjacency matrix, row-major, of values of the upper triangle.
    public static func adjacency<Value>(_ upper: some RandomAccessCollection<Value>, diagonal: Value) -> [Value] {
        precondition(upper.count == edges, "a network has one value for each pair of nodes")
        var matrix = [Value](repeating: diagonal, count: nodes * nodes)
        var position = upper.startIndex
        for first in 0..<nodes {
            for second in (first + 1)..<nodes {
                matrix[first * nodes + second] = upper[position]
                matrix[second * nodes + first] = upper[position]
                position = upper.index(after: position)
            }
        }
        return matrix
    }
}
