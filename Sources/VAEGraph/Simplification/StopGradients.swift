extension Pass {
    /// Once all gradients are expanded, nothing is left to stop.
    static let stopGradients = Pass("stopGradients", "removes stopGradient after differentiation") { graph in
        if graph.nodes.contains(where: { $0.operation == .gradient }) { return graph }
        return rewriting(graph, by: removal)
    }

    private static let removal = RewriteTable([
        Rewrite("stopGradient(x) = x", at: .stopGradient) { t, _ in t.operands[0] }
    ])
}
