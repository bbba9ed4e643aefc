import Foundation

/// Whole files as bytes.
enum FileBytes {
    /// Reads a file, a pipe included.
    ///
    /// - Throws: `DataError` if it is missing, a folder, unreadable, or larger than `limit` bytes.
    static func read(_ url: URL, file: String, limit: Int) throws(DataError) -> [UInt8] {
        let descriptor: Int32 = open(url.path, O_RDONLY)
        guard descriptor >= 0 else { throw failure(file, "a file that can be read", errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(file, "a file that can be read", errno) }
        if status.st_mode & S_IFMT == S_IFDIR {
            throw DataError(file, expected: "a file", found: "a folder", advice: "Name the file inside it.")
        }
        let isRegular: Bool = status.st_mode & S_IFMT == S_IFREG
        let size = Int(clamping: status.st_size)
        if isRegular, size > limit { throw tooLarge(file, limit: limit) }
        var bytes: [UInt8] = []
        // One byte more than the file has finds its end without another piece.
        var chunk: Int = isRegular ? max(size, size &+ 1) : 1 << 16
        while true {
            let start: Int = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: chunk))
            let count: Int = bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Darwin)
                    Darwin.read(descriptor, buffer.baseAddress.map { $0 + start }, chunk)
                #else
                    Glibc.read(descriptor, buffer.baseAddress.map { $0 + start }, chunk)
                #endif
            }
            let code: Int32 = errno
            bytes.removeLast(chunk - max(0, count))
            if count == 0 { return bytes }
            if count < 0 {
                if code == EINTR { continue }
                throw failure(file, "a file that can be read", code)
            }
            guard bytes.count <= limit else { throw tooLarge(file, limit: limit) }
            // What is reserved first: to grow is to copy the whole file.
            chunk = isRegular ? min(1 << 16, max(1, bytes.capacity - bytes.count)) : 1 << 16
        }
    }

    private static func tooLarge(_ file: String, limit: Int) -> DataError {
        DataError(file, expected: "at most \(limit) bytes", found: "more", advice: "Split the file.")
    }

    /// The system's word for what went wrong, with what to do about the usual causes.
    static func failure(_ file: String, _ expected: String, _ code: Int32) -> DataError {
        let advice: String? =
            switch code {
            case ENOENT: "Check the path."
            case EACCES, EPERM: "Check the permissions."
            case ENOSPC, EDQUOT: "Free some space."
            case EROFS: "Choose a folder that can be written."
            default: nil
            }
        return DataError(file, expected: expected, found: String(cString: strerror(code)).lowercased(), advice: advice)
    }
}
