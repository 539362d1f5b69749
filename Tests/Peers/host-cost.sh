#!/bin/bash
# What one tick a second costs: Ringside beside htop and btop, and beside the least that reading /proc costs, with 0, 1,000
# and 10,000 idle processes more and with 200 short-lived ones a second. All in one run: only the ratios mean anything.
#
#     RINGSIDE=PROGRAM [SECONDS_EACH=20] [FLOOR=PROGRAM] [HERDS="0 1000 10000 churn"] Tests/Peers/host-cost.sh
#
# FLOOR is a program that is called as `FLOOR changed SECONDS`, reads of each process only what moved, and prints what CPU
# that took; the column stays empty without it. CPU and system calls are of the whole process, from /proc and perf.
set -u
ringside=${RINGSIDE:?names the program}
seconds=${SECONDS_EACH:-20}
work=$(mktemp -d)
trap 'end_herd; rm -rf "$work"' EXIT
herd=

end_herd() {
  [ -z "$herd" ] || { kill "$herd" 2>/dev/null; wait "$herd" 2>/dev/null; }
  herd=
}

# So many processes that sleep, each with a name of its own; `churn` instead starts 200 a second that compute for a moment.
start_herd() {
  python3 - "$1" <<'PYTHON' > "$work/herd" &
import os, signal, sys, time
def end(*_):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for child in children: os.kill(child, 9)
    os._exit(0)
children = []
signal.signal(signal.SIGTERM, end)
if sys.argv[1] == "churn":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    next_birth = time.monotonic()
    while True:
        if os.fork() == 0:
            end_of_life = time.process_time() + 0.001
            while time.process_time() < end_of_life: pass
            os._exit(0)
        next_birth += 1 / 200
        time.sleep(max(0, next_birth - time.monotonic()))
for number in range(int(sys.argv[1])):
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with open("/proc/self/comm", "w") as file: file.write(f"svc-{number:05}")
        while True: signal.pause()
    children.append(child)
print("ready", flush=True)
while True: signal.pause()
PYTHON
  herd=$!
  until grep -q ready "$work/herd"; do sleep 0.2; kill -0 "$herd" || exit 1; done
}

# NAME SECONDS COMMAND…: one line of CPU, memory, bytes to the terminal and system calls a second.
measure() {
  python3 - "$@" <<'PYTHON'
import fcntl, os, pty, re, select, shutil, signal, struct, subprocess, sys, termios, time
name, seconds, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
pid, file = pty.fork()
if pid == 0:
    os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
    os.execvp(command[0], command)
fcntl.ioctl(file, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
written = 0
def drain(length):
    global written
    end = time.monotonic() + length
    while (left := end - time.monotonic()) > 0:
        if select.select([file], [], [], left)[0]:
            try: written += len(os.read(file, 1 << 16))
            except OSError: sys.exit(f"{name} has ended")
def cpu(): return time.clock_gettime((~pid << 3) | 2)
drain(8)
before, start, first = cpu(), time.monotonic(), written
drain(seconds)
used, passed, bytes_a_second = cpu() - before, time.monotonic() - start, (written - first) / seconds
text = open(f"/proc/{pid}/smaps_rollup").read()
rss, pss = (int(re.search(rf"^{key}:\s+(\d+)", text, re.M)[1]) / 1024 for key in ("Rss", "Pss"))
calls = "–"
if shutil.which("perf"):
    perf = subprocess.Popen(["perf", "stat", "-x,", "-e", "raw_syscalls:sys_enter", "-p", str(pid), "--", "sleep", "5"],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    drain(5.3)
    found = re.search(r"^(\d+),", perf.communicate()[1], re.M)
    if found: calls = f"{int(found[1]) / 5:.0f}"
print(f"{name:<10} CPU {100 * used / passed:6.2f} %  RSS {rss:6.1f} MiB  PSS {pss:6.1f} MiB  "
      f"system calls {calls:>6}/s  terminal {bytes_a_second:6.0f} B/s", flush=True)
os.kill(pid, signal.SIGTERM)
time.sleep(0.5)
try: os.kill(pid, signal.SIGKILL)
except ProcessLookupError: pass
PYTHON
}

ulimit -n "$(ulimit -Hn)"
for kind in ${HERDS:-0 1000 10000 churn}; do
  echo "== idle processes more, or 200 short-lived a second: $kind"
  [ "$kind" = 0 ] || start_herd "$kind"
  sleep 2
  echo "processes: $(ls /proc | grep -c '^[0-9]')"
  [ -z "${FLOOR:-}" ] || "$FLOOR" changed "$seconds"
  for peer in htop btop; do
    command -v "$peer" > /dev/null || { echo "$peer: not installed"; continue; }
    case $peer in
      htop) measure htop "$seconds" htop -d 10 ;;
      btop) mkdir -p "$work/btop"; measure btop "$seconds" env XDG_CONFIG_HOME="$work" btop -p 0 ;;
    esac
  done
  measure ringside "$seconds" env HOME="$work" XDG_STATE_HOME="$work/state" "$ringside" --no-store
  [ -z "${FLOOR:-}" ] || "$FLOOR" changed "$seconds"
  end_herd
done
