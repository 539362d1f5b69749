#ifndef RINGSIDE_CPTY_H
#define RINGSIDE_CPTY_H
// Programs under a pseudo-terminal of their own, for tests. forkpty belongs in C: between fork and exec no Swift may run.
#include <stdint.h>

// Starts a program as the leader of a session whose terminal is a new pseudo-terminal.
// The terminal's descriptor, or -1 with errno.
int cpty_start(const char *path, char *const arguments[], char *const environment[], int rows, int columns,
               int32_t *pid);

// Tells the terminal, and by SIGWINCH its foreground programs, of a new size; 0, or -1 with errno.
int cpty_resize(int terminal, int rows, int columns);

// A descriptor that becomes readable when the process ends, or -1 with errno. See pidfd_open(2).
int cpty_watch(int32_t pid);

// Collects a process that ended: 1 with its exit code, 2 with the signal that ended it, 0 while it runs, -1 with errno.
int cpty_reap(int32_t pid, int *code);

#endif
