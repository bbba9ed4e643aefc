extension [String: Batch] {
    /// The result of that name.
    ///
    /// - Throws: `ModelError.missingOutput` if the entry point gave none.
    public func result(_ name: String, of entry: String) throws(ModelError) -> Batch {
        guard let batch: Batch = self[name] else { throw ModelError.missingOutput(name, entry: entry) }
        return batch
    }
}
