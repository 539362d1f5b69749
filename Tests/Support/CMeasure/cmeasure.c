#include "cmeasure.h"

#include <errno.h>
#include <stddef.h>

// The linker takes these functions for the whole program, libraries included; each is the C library's with a count.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static uint64_t allocations;

static void count(void) { __atomic_fetch_add(&allocations, 1, __ATOMIC_RELAXED); }

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    count();
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    count();
    void *memory = __libc_memalign(alignment, size);
    if (memory == NULL) return ENOMEM;
    *result = memory;
    return 0;
}

uint64_t cmeasure_allocations(void) { return __atomic_load_n(&allocations, __ATOMIC_RELAXED); }

__attribute__((noinline)) void cmeasure_run(void (*body)(void *context), void *context) {
    body(context);
    // Keeps the call from becoming a jump, after which callgrind would not see the function return.
    __asm__ volatile("");
}
