extension SeededGenerator {
    /// One of several.
    mutating func pick<T>(_ choices: [T]) -> T { choices[whole(0...(choices.count - 1))] }

    /// Numbers between −2 and 2.
    mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float.random(in: -2...2, using: &self) } }
}
