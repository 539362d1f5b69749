#define _GNU_SOURCE
#include "cpty.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

int cpty_open(int rows, int columns, int *line) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    int terminal = -1;
    if (openpty(&terminal, line, NULL, NULL, &size) != 0) return -1;
    // No program that another test starts meanwhile keeps this line open.
    fcntl(terminal, F_SETFD, FD_CLOEXEC);
    fcntl(*line, F_SETFD, FD_CLOEXEC);
    return terminal;
}

int cpty_start(const char *path, char *const arguments[], char *const environment[], int terminal, int line,
               int32_t *pid) {
    pid_t child = fork();
    if (child == 0) {
        sigset_t none;
        close(terminal);
        if (login_tty(line) != 0) _exit(127);
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
        execve(path, arguments, environment);
        _exit(127);
    }
    close(line);
    if (child < 0) {
        close(terminal);
        return -1;
    }
    *pid = child;
    return 0;
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
