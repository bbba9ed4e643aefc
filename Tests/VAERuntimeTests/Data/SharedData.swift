import Foundation

/// The folder of real data sets beside the package, or where the environment says; tests skip themselves without it.
enum SharedData {
    /// The path of a file or folder in it, or nil if it is not there.
    static func path(_ name: String) -> String? {
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let beside: String = package.deletingLastPathComponent().appendingPathComponent("shared").path
        let root: String = ProcessInfo.processInfo.environment["VAE_SHARED"] ?? beside
        let path: String = root + "/data/" + name
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }
}

/// A folder that is removed when the value goes.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("vae-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and returns its path.
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file: URL = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return file.path
    }
}
