#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum { frame_limit = 48, leave_limit = 512, version_limit = 64, stack_bytes = 65536 };

static const int fatal[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE};
enum { fatal_count = sizeof fatal / sizeof *fatal };

// Written before a signal can come and then only read by the handler.
static struct {
  char version[version_limit];
  uint8_t leave[leave_limit];
  size_t leave_length;
  int terminal, saved_stderr, captured_stderr, report;
  int has_modes, is_installed;
  struct termios modes;
  struct sigaction saved[fatal_count];
} crash = {.terminal = -1, .saved_stderr = -1, .captured_stderr = -1, .report = -1};

// What the terminal looked like before we changed it; set once.
static volatile sig_atomic_t has_terminal;

// Whether the terminal has been given back for good, and which thread is writing to it; 0 for none.
static atomic_int is_over, writing_thread;

struct text {
  char bytes[64 + version_limit];
  size_t length;
};

static void add(struct text *text, const char *word) {
  while (*word != 0 && text->length < sizeof text->bytes) text->bytes[text->length++] = *word++;
}

static void add_number(struct text *text, uintptr_t number, unsigned base) {
  char digits[24];
  size_t count = 0;
  do digits[count++] = "0123456789abcdef"[number % base];
  while ((number /= base) != 0);
  while (count > 0 && text->length < sizeof text->bytes) text->bytes[text->length++] = digits[--count];
}

static void write_all(int fd, const void *bytes, size_t length) {
  const char *next = bytes;
  while (fd >= 0 && length > 0) {
    ssize_t written = write(fd, next, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    next += written;
    length -= (size_t)written;
  }
}

static void say(const struct text *text) {
  write_all(STDERR_FILENO, text->bytes, text->length);
  write_all(crash.report, text->bytes, text->length);
}

static void copy_captured(void) {
  char chunk[512];
  ssize_t length;
  off_t offset = 0;
  if (crash.captured_stderr < 0) return;
  while ((length = pread(crash.captured_stderr, chunk, sizeof chunk, offset)) > 0) {
    write_all(STDERR_FILENO, chunk, (size_t)length);
    offset += length;
  }
}

static void say_address(uintptr_t address) {
  struct text line = {.length = 0};
  add(&line, "  0x");
  add_number(&line, address, 16);
  add(&line, "\n");
  say(&line);
}

// Whether two words can be read at `frame`: mincore answers for unmapped pages without a fault.
static int is_readable(uintptr_t frame) {
  unsigned char resident;
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (uintptr_t at = frame & ~(page - 1); at < frame + 2 * sizeof(uintptr_t); at += page)
    if (mincore((void *)at, 1, &resident) != 0) return 0;
  return 1;
}

// Returns how many addresses it said.
static int say_frames(uintptr_t program_counter, uintptr_t frame) {
  int count = 1;
  say_address(program_counter);
  while (count < frame_limit && frame % sizeof frame == 0 && frame != 0 && is_readable(frame)) {
    const uintptr_t *words = (const uintptr_t *)frame;
    if (words[1] == 0) break;
    say_address(words[1]);
    count++;
    // The stack grows down: a caller's frame lies above, or the chain is broken.
    if (words[0] <= frame) break;
    frame = words[0];
  }
  return count;
}

static void registers(const ucontext_t *context, uintptr_t *program_counter, uintptr_t *frame) {
#if defined(__x86_64__)
  *program_counter = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
  *frame = (uintptr_t)context->uc_mcontext.gregs[REG_RBP];
#elif defined(__aarch64__)
  *program_counter = (uintptr_t)context->uc_mcontext.pc;
  *frame = (uintptr_t)context->uc_mcontext.regs[29];
#else
  *program_counter = *frame = 0;
#endif
}

// Another thread may be at work on a frame: what it writes now is waited for, for a while, and then it writes no more.
static void end_writing(void) {
  const struct timespec millisecond = {.tv_nsec = 1000000};
  int self = gettid();
  atomic_store(&is_over, 1);
  for (int waited = 0; waited < 200; waited++) {
    int writer = atomic_load(&writing_thread);
    if (writer == 0 || writer == self) return;
    nanosleep(&millisecond, NULL);
  }
}

ptrdiff_t clinux_terminal_write(int fd, const void *bytes, size_t length) {
  atomic_store(&writing_thread, gettid());
  if (atomic_load(&is_over)) {
    atomic_store(&writing_thread, 0);
    for (;;) pause();
  }
  ssize_t written = write(fd, bytes, length);
  int error = errno;
  atomic_store(&writing_thread, 0);
  errno = error;
  return written;
}

static void give_terminal_back(void) {
  if (!has_terminal) return;
  has_terminal = 0;
  end_writing();
  write_all(crash.terminal, crash.leave, crash.leave_length);
  if (crash.has_modes) tcsetattr(crash.terminal, TCSANOW, &crash.modes);
}

static void say_signal(int number, uintptr_t program_counter) {
  struct text line = {.length = 0};
  add(&line, "ringside ");
  add(&line, crash.version);
  add(&line, ": fatal signal ");
  add_number(&line, (uintptr_t)number, 10);
  add(&line, " at 0x");
  add_number(&line, program_counter, 16);
  add(&line, "\n");
  say(&line);
}

static void on_fatal(int number, siginfo_t *details, void *context) {
  uintptr_t program_counter, frame;
  registers(context, &program_counter, &frame);
  // From here on a second fault takes the saved action.
  for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &crash.saved[i], NULL);
  give_terminal_back();
  if (crash.saved_stderr >= 0) dup2(crash.saved_stderr, STDERR_FILENO);
  copy_captured();
  say_signal(number, program_counter);
  // Addresses that fill a screen push the words out of it.
  if (say_frames(program_counter, frame) > 16) say_signal(number, program_counter);
  // A fault repeats when the instruction runs again, so the saved action sees the registers of the fault itself; what
  // was sent, and a breakpoint, which the program counter has passed, must be sent again.
  if (details->si_code <= 0 || number == SIGTRAP) raise(number);
}

static void remember(const struct clinux_crash *given) {
  strncpy(crash.version, given->version, version_limit - 1);
  crash.leave_length = given->leave_length < leave_limit ? given->leave_length : leave_limit;
  memcpy(crash.leave, given->leave, crash.leave_length);
  crash.terminal = given->terminal;
  crash.saved_stderr = given->saved_stderr;
  crash.captured_stderr = given->captured_stderr;
  crash.report = given->report;
  if (given->terminal >= 0 && !crash.has_modes)
    crash.has_modes = tcgetattr(given->terminal, &crash.modes) == 0;
  has_terminal = given->terminal >= 0;
}

int clinux_crash_install(const struct clinux_crash *given) {
  struct sigaction action = {.sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  remember(given);
  if (crash.is_installed) return 0;
  if (clinux_crash_stack() != 0) return -1;
  for (int i = 0; i < fatal_count; i++)
    if (sigaction(fatal[i], &action, &crash.saved[i]) != 0) return -1;
  crash.is_installed = 1;
  return 0;
}

void clinux_crash_terminal_left(void) { has_terminal = 0; }

int clinux_crash_stack(void) {
  stack_t current, stack = {.ss_size = stack_bytes};
  if (sigaltstack(NULL, &current) == 0 && !(current.ss_flags & SS_DISABLE)) return 0;
  stack.ss_sp = malloc(stack_bytes);
  return stack.ss_sp == NULL ? -1 : sigaltstack(&stack, NULL);
}
