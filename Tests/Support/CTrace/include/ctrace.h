#ifndef RINGSIDE_CTRACE_H
#define RINGSIDE_CTRACE_H
// Programs that are killed at a chosen moment, for tests. It belongs in C: between fork and exec no Swift may run, and one
// thread has to make all requests of a tracer.
#include <stddef.h>
#include <stdint.h>

// What a program wrote until it was killed.
struct ctrace_output {
    unsigned char *bytes;
    size_t count;
    // The instructions that it ran one by one.
    int steps;
    // Whether it was killed by us, not ended before.
    int killed;
};

// Starts a program and kills it `microseconds` after its first output; its standard output is kept.
//
// With `steps` >= 0 the program is traced: where it stops at ctrace_stop, it runs so many instructions one by one, and
// is killed then. The caller frees `bytes`. Returns 0, or -1 with errno.
int ctrace_kill_round(const char *path, char *const arguments[], int microseconds, int steps,
                      struct ctrace_output *output);

// Stops a traced program right before its next instruction; ends one that is not traced.
void ctrace_stop(void);

// Starts a program whose standard output is the pipe that is returned; -1 with errno.
int ctrace_start(const char *path, char *const arguments[], int32_t *pid);

// Waits for a program to end; its status as a shell has it.
int ctrace_wait(int32_t pid);

// The CPU time of the calling thread in nanoseconds.
int64_t ctrace_thread_nanoseconds(void);

// How often the calling thread has given the CPU away because it waited for something, a lock among them, and how often
// it was taken from it. See getrusage(2).
struct ctrace_switches {
    int64_t waits;
    int64_t losses;
};
struct ctrace_switches ctrace_thread_switches(void);

#endif
