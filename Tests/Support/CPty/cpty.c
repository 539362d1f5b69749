#define _GNU_SOURCE
#include "cpty.h"

#include <pty.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int cpty_start(const char *path, char *const arguments[], char *const environment[], int rows, int columns,
               int32_t *pid) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    int terminal = -1;
    pid_t child = forkpty(&terminal, NULL, NULL, &size);
    if (child < 0) return -1;
    if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
        execve(path, arguments, environment);
        _exit(127);
    }
    *pid = child;
    return terminal;
}

int cpty_resize(int terminal, int rows, int columns) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    return ioctl(terminal, TIOCSWINSZ, &size);
}

int cpty_watch(int32_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int cpty_reap(int32_t pid, int *code) {
    int status = 0;
    pid_t ended = waitpid(pid, &status, WNOHANG);
    if (ended <= 0) return ended;
    if (WIFEXITED(status)) {
        *code = WEXITSTATUS(status);
        return 1;
    }
    *code = WTERMSIG(status);
    return 2;
}
