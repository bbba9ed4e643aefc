import Dispatch
import Foundation

/// Nanoseconds of the monotonic clock, which all processes of a machine share.
func nanoseconds() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

/// Milliseconds since some point of that clock.
func milliseconds(since start: UInt64) -> Double { Double(nanoseconds() &- start) / 1e6 }

/// The largest resident set of this process so far, in megabytes.
func peakMegabytes() -> Double {
    var usage = rusage()
    #if os(Linux)
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) / 1024
    #else
        getrusage(RUSAGE_SELF, &usage)
        return Double(usage.ru_maxrss) / 1024 / 1024
    #endif
}
