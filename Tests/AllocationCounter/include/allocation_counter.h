// Counts what a process asks the C library's allocator for, on all threads.
#pragma once

/// Whether allocations can be counted here: on Linux with the GNU C library.
int canCountAllocations(void);

/// How many allocations there were since the process began.
long allocationCount(void);
