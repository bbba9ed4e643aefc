// Swift has no instruction for this and imports none; the function is inlined to one.

/// Asks for the cache line at an address, to be changed soon.
static inline void askForLine(const void *place) { __builtin_prefetch(place, 1, 3); }
