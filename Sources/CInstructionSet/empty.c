// SwiftPM wants one C file in a C target.
