#ifndef RINGSIDE_CMEASURE_H
#define RINGSIDE_CMEASURE_H
// What the bench measures with: a place that callgrind collects at, and a count of allocations.
#include <stdint.h>

// Calls `body` with `context`. Callgrind, told to toggle its collecting at this function, counts only what runs in it.
void cmeasure_run(void (*body)(void *context), void *context);

// How often memory was allocated since the program began; reallocations count.
uint64_t cmeasure_allocations(void);

#endif
