#ifndef RINGSIDE_CLINUX_H
#define RINGSIDE_CLINUX_H
// What the Glibc module does not offer. Only these two headers may stand here: others clash with the Glibc module.
// Where nothing else is said a function returns -1 with errno on failure, and descriptors are closed on exec.
#include <stddef.h>
#include <stdint.h>

// A counter that poll can wait for. See eventfd(2).
int clinux_eventfd(void);
// Adds one to the counter: poll returns for whoever waits. Safe from any thread.
int clinux_eventfd_signal(int fd);
// Sets the counter back to zero and returns what it was; 0 where nobody signalled.
uint64_t clinux_eventfd_clear(int fd);

// Blocks SIGINT SIGTERM SIGHUP SIGQUIT SIGWINCH SIGTSTP SIGCONT SIGCHLD SIGUSR1 in the calling thread and in all that it starts
// later, and ignores SIGPIPE. Called before any thread exists. See signalfd(2).
int clinux_block_signals(void);
// A descriptor from which the blocked signals are read.
int clinux_signalfd(void);
// The number of the next signal; 0 where none waits.
int clinux_read_signal(int fd);
// Stops the process as Ctrl-Z does by default and returns when it was continued: SIGTSTP with its default action,
// unblocked for the moment. In an orphaned process group the kernel ignores it, and this returns at once.
int clinux_stop_self(void);

// A timer that poll can wait for, on CLOCK_REALTIME or else CLOCK_MONOTONIC. See timerfd_create(2).
int clinux_timerfd(int realtime);
// Sets it off at an absolute time of its clock, then every interval; nanoseconds, an interval of 0 means once, a first
// time of 0 disarms.
int clinux_timerfd_set(int fd, int64_t first_nanoseconds, int64_t interval_nanoseconds);
// How often it went off since it was last read; 0 where it did not.
uint64_t clinux_timerfd_read(int fd);
// The time of CLOCK_REALTIME or else CLOCK_MONOTONIC in nanoseconds.
int64_t clinux_clock(int realtime);

// A file that exists in memory only. See memfd_create(2).
int clinux_memfd(const char *name);
// A pipe whose end for reading never waits, with room for so many bytes where that is granted, 0 for the usual. See pipe2(2).
int clinux_pipe(int32_t *reading, int32_t *writing, int room);

// Opens the kernel's log at its oldest message; reading it never waits. Each read(2) gives one message.
int clinux_kernel_log(void);
// The newest messages of the kernel's log, as many as there is room for; the number of bytes. See syslog(2).
int64_t clinux_kernel_log_copy(void *bytes, size_t room);

// Starts a program in a session and process group of its own, so that it has no terminal, with an empty signal mask,
// default dispositions, and no descriptor but the three given; a negative one stands for /dev/null. Returns 0 and the
// process id, or the error number.
int clinux_spawn(const char *path, char *const arguments[], char *const environment[], int standard_input,
                 int standard_output, int standard_error, int32_t *process);
// Sends a signal to the whole process group of a child started above.
int clinux_kill_group(int32_t process, int signal_number);

// What a fatal signal leaves behind. Everything in it is copied; descriptors stay open for as long as the process lives.
struct clinux_crash {
  const char *version;         // stands in the message
  const uint8_t *leave;        // bytes that give the terminal back
  size_t leave_length;
  int terminal;                // the terminal's descriptor; negative for none
  int saved_stderr;            // the stderr from before it was redirected; negative for none
  int captured_stderr;         // the memory file that takes stderr meanwhile; negative for none
  int report;                  // a file that also gets the message; negative for none
};
// Catches SIGILL SIGTRAP SIGABRT SIGSEGV SIGBUS SIGFPE on a stack of its own: gives the terminal back with the modes it
// has now, prints what was captured, the signal and up to 48 return addresses, then lets the action saved here act.
// Called again it only replaces what is left behind; the terminal's modes are those of the first call with a terminal.
int clinux_crash_install(const struct clinux_crash *crash);
// From now on a fatal signal leaves the terminal alone: it has been given back.
void clinux_crash_terminal_left(void);
// write(2) to the terminal, from one thread at a time. Once a fatal signal has given the terminal back it does not return.
ptrdiff_t clinux_terminal_write(int fd, const void *bytes, size_t length);
// Starts a thread with a stack of so many bytes, detached where `thread` is null. Returns 0, or the error number. It is
// here because the type of its attributes belongs to whichever C library's header comes first.
int clinux_thread(size_t stack_bytes, void *(*body)(void *), void *argument,
                  uintptr_t *thread);
// Waits for the end of a thread that was started so. See pthread_join(3).
void clinux_join(uintptr_t thread);
// Waits at most so long; 0 once the thread has ended, ETIMEDOUT where it has not. See pthread_timedjoin_np(3).
int clinux_join_within(uintptr_t thread, int milliseconds);
// Names the calling thread, at most 15 bytes of which the kernel keeps. See pthread_setname_np(3).
void clinux_name_thread(const char *name);
// Takes the pages of the program and its libraries that are never written out of this process's memory, though not out of
// the page cache: what is used comes back by itself, what only starting needed does not. So does memory that was freed.
void clinux_release_program(void);
// Gives memory that was freed back to the system, where the C library can. See malloc_trim(3).
void clinux_give_back_memory(void);
// Keeps those of these pages that are in memory now from being taken back, as far as the system's limit and so many bytes
// go; the program's own first. Returns how many bytes are kept, or -1 where that cannot be known. See mlock2(2).
int64_t clinux_lock_program(uint64_t most);
// The alternate signal stack of the calling thread; every thread calls it once.
int clinux_crash_stack(void);


// Takes the write lock of this open file, without waiting; -1 with EAGAIN where another open file has it. It ends with
// the last descriptor of this open file. See fcntl(2), "Open file description locks".
int clinux_lock(int fd);
// Whether another open file has that lock: 1 or 0.
int clinux_is_locked(int fd);
// Has the calling thread's disk requests wait for everybody else's. See ioprio_set(2).
int clinux_yield_disk(void);
// The kind of the file system that has a file, as statfs(2) numbers it, and the bytes that anyone may still use there.
int clinux_file_system(int fd, uint64_t *kind, uint64_t *free_bytes);

// What adjtimex(2) answers when it is asked to change nothing, in its own units.
struct clinux_timex {
  int64_t state, status, offset, freq, maxerror, esterror, constant, tick, ppsfreq, jitter, shift, stabil, jitcnt, calcnt,
      errcnt, stbcnt, tai;
};
// Returns 0, or -1 where the kernel refuses.
int clinux_adjtimex(struct clinux_timex *out);

// A socket that asks the kernel for its sockets, which gives up waiting after half a second. See sock_diag(7).
int clinux_sock_diag(void);
// Asks for all TCP sockets of a family in the states whose bits are set, with the attributes whose bits are set.
int clinux_sock_diag_ask(int fd, int family, uint32_t states, int extensions);
// Receives one datagram that the kernel itself sent: its bytes, or -1; EMSGSIZE where the room is too small.
int64_t clinux_sock_diag_receive(int fd, void *bytes, size_t room);

#endif
