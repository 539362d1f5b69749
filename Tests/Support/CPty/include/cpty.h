#ifndef RINGSIDE_CPTY_H
#define RINGSIDE_CPTY_H
// Programs under a pseudo-terminal of their own, for tests. fork belongs in C: between it and exec no Swift may run.
#include <stdint.h>

// A new pseudo-terminal: its descriptor, and that of the line on which a program may be started; -1 with errno.
int cpty_open(int rows, int columns, int *line);

// Starts a program as the leader of a session whose terminal is the line, which is closed here; 0, or -1 with errno and
// the terminal closed too.
int cpty_start(const char *path, char *const arguments[], char *const environment[], int terminal, int line,
               int32_t *pid);

// Tells the terminal, and by SIGWINCH its foreground programs, of a new size; 0, or -1 with errno.
int cpty_resize(int terminal, int rows, int columns);

// A descriptor that becomes readable when the process ends, or -1 with errno. See pidfd_open(2).
int cpty_watch(int32_t pid);

// Collects a process that ended: 1 with its exit code, 2 with the signal that ended it, 0 while it runs, -1 with errno.
int cpty_reap(int32_t pid, int *code);

#endif
