import Foundation

/// The few operations of the file system that a safe replacement of a file takes. A value, so that tests can let any of
/// them fail.
struct FileOperations: Sendable {
    /// Creates an empty file that there must not be, with the permissions of the one it will replace, and opens it for
    /// writing.
    var create: @Sendable (_ path: String, _ target: String) throws(DataError) -> Int32
    /// Writes all of the bytes.
    var write: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws(DataError) -> Void
    /// Waits until what was written is on the disk.
    var synchronize: @Sendable (_ descriptor: Int32) throws(DataError) -> Void
    /// Closes the file.
    var close: @Sendable (_ descriptor: Int32) throws(DataError) -> Void
    /// Replaces one file by another in a single step.
    var rename: @Sendable (_ from: String, _ to: String) throws(DataError) -> Void
    /// Waits until a folder's entries are on the disk.
    var synchronizeFolder: @Sendable (_ path: String) throws(DataError) -> Void
    /// Removes a file; failing is of no consequence.
    var remove: @Sendable (_ path: String) -> Void

    /// The system's own.
    static let system = FileOperations(
        create: { path, target throws(DataError) in
            let descriptor: Int32 = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
            if descriptor < 0 { throw FileBytes.failure(path, "a file that can be written", errno) }
            var old = stat()
            // Some file systems have no permissions to change.
            if stat(target, &old) == 0 { _ = fchmod(descriptor, old.st_mode & 0o777) }
            return descriptor
        },
        write: { descriptor, bytes throws(DataError) in
            var rest: Slice<UnsafeRawBufferPointer> = bytes[...]
            while !rest.isEmpty {
                let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
                let count: Int = systemWrite(descriptor, piece)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { throw FileBytes.failure("", "space for the file", count == 0 ? ENOSPC : errno) }
                rest = rest.dropFirst(count)
            }
        },
        synchronize: { descriptor throws(DataError) in
            if fsync(descriptor) != 0 { throw FileBytes.failure("", "the file on the disk", errno) }
        },
        close: { descriptor throws(DataError) in
            if systemClose(descriptor) != 0, errno != EINTR {
                throw FileBytes.failure("", "the file on the disk", errno)
            }
        },
        rename: { from, to throws(DataError) in
            if systemRename(from, to) != 0 { throw FileBytes.failure(to, "a file that can be replaced", errno) }
        },
        synchronizeFolder: { path throws(DataError) in
            let descriptor: Int32 = open(path, O_RDONLY)
            if descriptor < 0 { throw FileBytes.failure(path, "a folder that can be read", errno) }
            defer { _ = systemClose(descriptor) }
            // Some file systems cannot do this for folders, and need not.
            if fsync(descriptor) != 0, errno != EINVAL, errno != ENOTSUP {
                throw FileBytes.failure(path, "the folder on the disk", errno)
            }
        },
        remove: { path in unlink(path) })
}

/// Replaces files so that neither a failure nor a power cut leaves half of one.
enum AtomicFile {
    /// Takes the bytes of a file, piece after piece.
    struct Writer {
        fileprivate let descriptor: Int32
        fileprivate let operations: FileOperations

        /// Appends bytes.
        func write(_ bytes: UnsafeRawBufferPointer) throws {
            try operations.write(descriptor, bytes)
        }

        /// Appends bytes.
        func write(_ bytes: [UInt8]) throws {
            try bytes.withUnsafeBytes { try write($0) }
        }
    }

    /// Writes a temporary file beside the target, waits until it is on the disk, and renames it. Where the target is a link
    /// to a file, that file is replaced.
    ///
    /// - Throws: `DataError` naming the target, or what `body` throws; the old file then stands and the temporary one is
    ///   gone. Only when the last step fails, the wait for the folder, does the new file stand.
    static func write(
        to url: URL, with operations: FileOperations = .system, _ body: (inout Writer) throws -> Void
    ) throws {
        let target: URL = url.resolvingSymlinksInPath()
        let folder: URL = target.deletingLastPathComponent()
        let name: String = Leftovers.prefix + target.lastPathComponent + Leftovers.suffix(of: getpid())
        let temporary: String = folder.appendingPathComponent(name).path
        do {
            let descriptor: Int32 = try operations.create(temporary, target.path)
            do {
                var writer = Writer(descriptor: descriptor, operations: operations)
                try body(&writer)
                try operations.synchronize(descriptor)
            } catch {
                try? operations.close(descriptor)
                throw error
            }
            try operations.close(descriptor)
            try operations.rename(temporary, target.path)
        } catch {
            operations.remove(temporary)
            throw naming(url, error)
        }
        do {
            try operations.synchronizeFolder(folder.path)
        } catch {
            throw naming(url, error)
        }
    }

    /// The error with the target's name in it.
    static func naming(_ url: URL, _ error: any Error) -> any Error {
        guard var named = error as? DataError else { return error }
        named.file = url.relativePath
        return named
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }

private func systemRename(_ from: String, _ to: String) -> Int32 { rename(from, to) }
