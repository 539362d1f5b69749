#define _GNU_SOURCE
#include "ctrace.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static pid_t start(const char *path, char *const arguments[], int traced, int *output) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    pid_t child = fork();
    if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        dup2(ends[1], 1);
        if (traced) ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        execve(path, arguments, environ);
        _exit(127);
    }
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return -1;
    }
    *output = ends[0];
    return child;
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

// Reads what is there; 0 at the end of the pipe.
static int take(int pipe, struct ctrace_output *output, size_t *room) {
    if (output->count + 65536 > *room) {
        *room = *room * 2 + 131072;
        output->bytes = realloc(output->bytes, *room);
    }
    ssize_t count = read(pipe, output->bytes + output->count, 65536);
    if (count <= 0) return 0;
    output->count += (size_t)count;
    return 1;
}

// Reads until the time after the first output is over, or the program ends.
static void watch(int pipe, int microseconds, struct ctrace_output *output, size_t *room) {
    int64_t end = now() + 30000000;
    struct pollfd wanted = {.fd = pipe, .events = POLLIN};
    while (now() < end) {
        int64_t rest = end - now();
        struct timespec limit = {.tv_sec = rest / 1000000, .tv_nsec = rest % 1000000 * 1000};
        if (rest <= 0 || ppoll(&wanted, 1, &limit, NULL) <= 0) return;
        int first = output->count == 0;
        if (!take(pipe, output, room)) return;
        if (first) end = now() + microseconds;
    }
}

// Runs a traced program to where it stops itself, then step by step.
static void step(pid_t child, int pipe, int steps, struct ctrace_output *output, size_t *room) {
    int status = 0;
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return;
    ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)PTRACE_O_EXITKILL);
    ptrace(PTRACE_CONT, child, NULL, NULL);
    struct pollfd wanted = {.fd = pipe, .events = POLLIN};
    for (;;) {
        pid_t stopped = waitpid(child, &status, WNOHANG);
        if (stopped == child) {
            if (!WIFSTOPPED(status)) return;
            if (WSTOPSIG(status) == SIGTRAP) break;
            ptrace(PTRACE_CONT, child, NULL, (void *)(long)WSTOPSIG(status));
            continue;
        }
        if (poll(&wanted, 1, 1) > 0 && !take(pipe, output, room)) return;
    }
    while (output->steps < steps) {
        if (ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) != 0) return;
        if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return;
        output->steps++;
    }
}

int ctrace_kill_round(const char *path, char *const arguments[], int microseconds, int steps,
                      struct ctrace_output *output) {
    size_t room = 0;
    int pipe = -1;
    *output = (struct ctrace_output){0};
    pid_t child = start(path, arguments, steps >= 0, &pipe);
    if (child < 0) return -1;
    if (steps >= 0) {
        step(child, pipe, steps, output, &room);
    } else {
        watch(pipe, microseconds, output, &room);
    }
    kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) kill(child, SIGKILL);
    output->killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    while (take(pipe, output, &room)) {
    }
    close(pipe);
    return 0;
}

void ctrace_stop(void) {
#if defined(__x86_64__)
    __asm__ volatile("int3");
#else
    raise(SIGTRAP);
#endif
}

int ctrace_start(const char *path, char *const arguments[], int32_t *pid) {
    int output = -1;
    pid_t child = start(path, arguments, 0, &output);
    *pid = child;
    return child < 0 ? -1 : output;
}

int ctrace_wait(int32_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int64_t ctrace_thread_nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

struct ctrace_switches ctrace_thread_switches(void) {
    struct rusage usage;
    if (getrusage(RUSAGE_THREAD, &usage) != 0) return (struct ctrace_switches){0};
    return (struct ctrace_switches){.waits = usage.ru_nvcsw, .losses = usage.ru_nivcsw};
}
