@testable import VAERuntime

/// Reads the input as CIFAR-10 records; every 16th length is repeated to one or two whole records, or nearly.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var file = [UInt8](UnsafeBufferPointer(start: data, count: count))
    if count > 0, count % 16 == 0 {
        let length = (1 + count / 16 % 2) * 3073 - (count % 48 == 0 ? 1 : 0)
        let input = file
        while file.count < length { file += input }
        file.removeLast(file.count - length)
    }
    _ = try? CIFAR.read(file, file: "f")
    return 0
}
