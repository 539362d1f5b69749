#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <malloc.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int clinux_eventfd_signal(int fd) {
  uint64_t one = 1;
  // EAGAIN means that the counter is full: whoever waits wakes up anyway.
  return write(fd, &one, sizeof one) == sizeof one || errno == EAGAIN ? 0 : -1;
}

static uint64_t read_count(int fd) {
  uint64_t count = 0;
  return read(fd, &count, sizeof count) == sizeof count ? count : 0;
}

uint64_t clinux_eventfd_clear(int fd) { return read_count(fd); }

static void handled_signals(sigset_t *set) {
  static const int signals[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGWINCH,
                                SIGTSTP, SIGCONT, SIGCHLD, SIGUSR1};
  sigemptyset(set);
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaddset(set, signals[i]);
}

int clinux_block_signals(void) {
  sigset_t set;
  handled_signals(&set);
  if (signal(SIGPIPE, SIG_IGN) == SIG_ERR) return -1;
  return sigprocmask(SIG_BLOCK, &set, NULL);
}

int clinux_signalfd(void) {
  sigset_t set;
  handled_signals(&set);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int clinux_read_signal(int fd) {
  struct signalfd_siginfo received;
  return read(fd, &received, sizeof received) == sizeof received ? (int)received.ssi_signo : 0;
}

int clinux_stop_self(void) {
  struct sigaction standard = {.sa_handler = SIG_DFL}, saved;
  sigset_t stop, before;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  if (sigaction(SIGTSTP, &standard, &saved) != 0) return -1;
  // Pending until it is unblocked; the process stops there.
  kill(getpid(), SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, &before);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return sigaction(SIGTSTP, &saved, NULL);
}

int clinux_timerfd(int realtime) {
  return timerfd_create(realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
}

static struct timespec timespec_of(int64_t nanoseconds) {
  return (struct timespec){.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
}

int clinux_timerfd_set(int fd, int64_t first_nanoseconds, int64_t interval_nanoseconds) {
  struct itimerspec when = {.it_interval = timespec_of(interval_nanoseconds),
                            .it_value = timespec_of(first_nanoseconds)};
  return timerfd_settime(fd, TFD_TIMER_ABSTIME, &when, NULL);
}

uint64_t clinux_timerfd_read(int fd) { return read_count(fd); }

int clinux_thread(size_t stack_bytes, void *(*body)(void *), void *argument, uintptr_t *thread) {
  pthread_attr_t attributes;
  pthread_t handle;
  int error = pthread_attr_init(&attributes);
  if (error) return error;
  pthread_attr_setstacksize(&attributes, stack_bytes);
  if (!thread) pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  error = pthread_create(&handle, &attributes, body, argument);
  pthread_attr_destroy(&attributes);
  if (!error && thread) *thread = (uintptr_t)handle;
  return error;
}

void clinux_join(uintptr_t thread) { pthread_join((pthread_t)thread, NULL); }

int clinux_join_within(uintptr_t thread, int milliseconds) {
  struct timespec end;
  clock_gettime(CLOCK_REALTIME, &end);
  int64_t nanoseconds = end.tv_nsec + (int64_t)milliseconds * 1000000;
  end.tv_sec += nanoseconds / 1000000000;
  end.tv_nsec = nanoseconds % 1000000000;
  return pthread_timedjoin_np((pthread_t)thread, NULL, &end);
}

void clinux_name_thread(const char *name) {
  char short_name[16] = {0};
  for (int i = 0; i < 15 && name[i]; i++) short_name[i] = name[i];
  pthread_setname_np(pthread_self(), short_name);
}

int64_t clinux_clock(int realtime) {
  struct timespec now = {0};
  clock_gettime(realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int clinux_memfd(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int clinux_pipe(int32_t *reading, int32_t *writing, int room) {
  int ends[2];
  // Closed on exec from its first moment on: another thread may start a program at any time.
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  if (room > 0) fcntl(ends[1], F_SETPIPE_SZ, room);
  *reading = ends[0];
  *writing = ends[1];
  return 0;
}

int clinux_kernel_log(void) { return open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC); }

int64_t clinux_kernel_log_copy(void *bytes, size_t room) {
  enum { read_all = 3 };
  return klogctl(read_all, bytes, (int)room);
}

// Puts `fd`, or /dev/null, where the child expects `target`.
static int add_descriptor(posix_spawn_file_actions_t *actions, int fd, int target) {
  if (fd >= 0) return posix_spawn_file_actions_adddup2(actions, fd, target);
  return posix_spawn_file_actions_addopen(actions, target, "/dev/null", target == 0 ? O_RDONLY : O_WRONLY, 0);
}

static int prepare(posix_spawnattr_t *attributes, posix_spawn_file_actions_t *actions, const int fds[3]) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int error = posix_spawnattr_setflags(
      attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  if (error == 0) error = posix_spawnattr_setsigmask(attributes, &none);
  if (error == 0) error = posix_spawnattr_setsigdefault(attributes, &all);
  for (int target = 0; error == 0 && target < 3; target++) error = add_descriptor(actions, fds[target], target);
  if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(actions, 3);
  return error;
}

int clinux_spawn(const char *path, char *const arguments[], char *const environment[], int standard_input,
                 int standard_output, int standard_error, int32_t *process) {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  const int fds[3] = {standard_input, standard_output, standard_error};
  pid_t child = -1;
  int error = posix_spawnattr_init(&attributes);
  if (error != 0) return error;
  error = posix_spawn_file_actions_init(&actions);
  if (error == 0) {
    error = prepare(&attributes, &actions, fds);
    if (error == 0) error = posix_spawn(&child, path, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
  }
  posix_spawnattr_destroy(&attributes);
  *process = child;
  return error;
}

int clinux_kill_group(int32_t process, int signal_number) { return kill(-process, signal_number); }

static struct flock whole_file(void) { return (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET}; }

int clinux_lock(int fd) {
  struct flock lock = whole_file();
  return fcntl(fd, F_OFD_SETLK, &lock);
}

int clinux_is_locked(int fd) {
  struct flock lock = whole_file();
  // A descriptor for reading may ask about the lock for writing that it could not take.
  if (fcntl(fd, F_OFD_GETLK, &lock) != 0) return -1;
  return lock.l_type != F_UNLCK;
}

int clinux_yield_disk(void) {
  // Best effort, its last level: the idle class could wait for ever behind a busy disk. The headers have no names.
  enum { this_thread_only = 1, best_effort = 2, last_level = 7 };
  return (int)syscall(SYS_ioprio_set, this_thread_only, 0, best_effort << 13 | last_level);
}

int clinux_file_system(int fd, uint64_t *kind, uint64_t *free_bytes) {
  struct statfs status;
  if (fstatfs(fd, &status) != 0) return -1;
  // Some kinds have the highest of 32 bits set, which must not be a sign.
  *kind = (uint32_t)status.f_type;
  *free_bytes = (uint64_t)status.f_bavail * (uint64_t)status.f_bsize;
  return 0;
}

static int release_object(struct dl_phdr_info *object, size_t size, void *argument) {
  (void)size;
  (void)argument;
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    // What the loader relocates lies in segments that may be written.
    if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
    uintptr_t start = (object->dlpi_addr + segment->p_vaddr) & ~(page - 1);
    uintptr_t end = object->dlpi_addr + segment->p_vaddr + segment->p_memsz;
    madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void clinux_give_back_memory(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

void clinux_release_program(void) {
  clinux_give_back_memory();
  dl_iterate_phdr(release_object, NULL);
}

struct lock_request {
  int pagemap;    // says of every page of this process whether it is in memory
  uint64_t left;  // how many bytes may still be locked
  int64_t locked;
};

// Locks pages that follow each other and are in memory; 0 once no more may be locked. The call's name and number are newer
// than some C libraries: it is mlock2(2) with MLOCK_ONFAULT, so that no page is fetched for it.
static int lock_run(struct lock_request *request, uintptr_t start, uintptr_t end) {
  if (end - start > request->left) end = start + request->left;
  if (end == start) return 0;
  if (syscall(SYS_mlock2, start, end - start, 1) != 0) return 0;
  request->left -= end - start;
  request->locked += (int64_t)(end - start);
  return 1;
}

// Source: Documentation/admin-guide/mm/pagemap.rst.
static int lock_object(struct dl_phdr_info *object, size_t size, void *argument) {
  (void)size;
  struct lock_request *request = argument;
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    // What may be written is no file's any more; without swap it stays anyway.
    if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
    uintptr_t next = (object->dlpi_addr + segment->p_vaddr) & ~(page - 1);
    uintptr_t end = object->dlpi_addr + segment->p_vaddr + segment->p_memsz;
    uintptr_t run = 0;
    while (next < end) {
      uint64_t entries[512];
      ssize_t count = pread(request->pagemap, entries, sizeof entries, (off_t)(next / page * sizeof *entries));
      if (count < (ssize_t)sizeof *entries) return 1;
      for (size_t place = 0; place < (size_t)count / sizeof *entries && next < end; place++, next += page) {
        int is_present = entries[place] >> 63 != 0;
        if (is_present && run == 0) run = next;
        if (is_present || run == 0) continue;
        if (!lock_run(request, run, next)) return 1;
        run = 0;
      }
    }
    if (run != 0 && !lock_run(request, run, next)) return 1;
  }
  return 0;
}

int64_t clinux_lock_program(uint64_t most) {
  int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  if (pagemap < 0) return -1;
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
  struct lock_request request = {.pagemap = pagemap, .left = most / page * page};
  dl_iterate_phdr(lock_object, &request);
  close(pagemap);
  return request.locked;
}

int clinux_adjtimex(struct clinux_timex *out) {
  struct timex now = {.modes = 0};
  int state = adjtimex(&now);
  if (state < 0) return -1;
  *out = (struct clinux_timex){
      .state = state,
      .status = now.status,
      .offset = now.offset,
      .freq = now.freq,
      .maxerror = now.maxerror,
      .esterror = now.esterror,
      .constant = now.constant,
      .tick = now.tick,
      .ppsfreq = now.ppsfreq,
      .jitter = now.jitter,
      .shift = now.shift,
      .stabil = now.stabil,
      .jitcnt = now.jitcnt,
      .calcnt = now.calcnt,
      .errcnt = now.errcnt,
      .stbcnt = now.stbcnt,
      .tai = now.tai,
  };
  return 0;
}

int clinux_sock_diag(void) {
  int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (fd < 0) return -1;
  struct timeval patience = {.tv_sec = 0, .tv_usec = 500000};
  if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0) return fd;
  int reason = errno;
  close(fd);
  errno = reason;
  return -1;
}

int clinux_sock_diag_ask(int fd, int family, uint32_t states, int extensions) {
  struct {
    struct nlmsghdr head;
    struct inet_diag_req_v2 body;
  } question = {
      .head = {.nlmsg_len = sizeof question,
               .nlmsg_type = SOCK_DIAG_BY_FAMILY,
               .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
      .body = {.sdiag_family = (uint8_t)family,
               .sdiag_protocol = IPPROTO_TCP,
               .idiag_ext = (uint8_t)extensions,
               .idiag_states = states},
  };
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  ssize_t sent = sendto(fd, &question, sizeof question, 0, (struct sockaddr *)&kernel, sizeof kernel);
  return sent == (ssize_t)sizeof question ? 0 : -1;
}

int64_t clinux_sock_diag_receive(int fd, void *bytes, size_t room) {
  for (;;) {
    struct sockaddr_nl sender = {0};
    socklen_t length = sizeof sender;
    ssize_t count = recvfrom(fd, bytes, room, MSG_TRUNC, (struct sockaddr *)&sender, &length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    if (length != sizeof sender || sender.nl_pid != 0) continue;
    if ((size_t)count <= room) return count;
    errno = EMSGSIZE;
    return -1;
  }
}
