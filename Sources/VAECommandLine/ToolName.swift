/// How a person calls a tool that was started under this path: a product in SwiftPM's build folder by `swift run`.
public func toolName(_ path: String) -> String {
    let parts: [Substring] = path.split(separator: "/")
    let name = String(parts.last ?? "vae")
    guard parts.contains(".build") else { return name }
    return parts.contains("release") ? "swift run -c release \(name)" : "swift run \(name)"
}
