// Swift has no instruction for these and imports none; each function is inlined to one.

/// Asks for the cache line at an address, to be read by and by: it need not come nearer than the second-level cache.
static inline void askToRead(const void *place) { __builtin_prefetch(place, 0, 2); }

/// Asks for the cache line at an address, to be changed soon.
static inline void askForLine(const void *place) { __builtin_prefetch(place, 1, 3); }
