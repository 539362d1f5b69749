#!/usr/bin/env python3
"""Runs the dashboard for a thousand ticks on a machine made of files that change all the time: processes and interfaces
come and go, and keys change the view. Says what memory it holds after a third, two thirds and all of the ticks, and with
--valgrind what it has lost.

    Tests/Stress/steady.py PROGRAM [TICKS] [--valgrind] [--interval MILLISECONDS]

Exit 1 where memory of its own grows by more than a mebibyte in the last third, or where valgrind finds a leak.
"""

import argparse
import fcntl
import os
import pty
import random
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time

MOST_GROWTH = 1 << 20
COPIED = """stat meminfo loadavg diskstats vmstat uptime version cpuinfo filesystems sys/fs/file-nr
sys/kernel/osrelease sys/kernel/pid_max sys/kernel/threads-max net/netstat net/snmp net/snmp6 net/sockstat net/sockstat6
net/softnet_stat net/arp pressure/cpu pressure/memory pressure/io sys/kernel/hostname sys/kernel/random/boot_id
self/mounts self/mountinfo""".split()


class Machine:
    """A process file system of plain files."""

    def __init__(self, root):
        self.root = root
        self.random = random.Random(7)
        self.tick = 0
        self.born = 1000
        self.processes = {}
        for path in COPIED:
            try:
                with open("/proc/" + path, "rb") as file:
                    self.write(path, file.read())
            except OSError:
                continue
        with open("/proc/stat") as file:
            self.stat = file.read().splitlines()
        for _ in range(60):
            self.give_birth()
        self.advance()

    def write(self, path, content):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        # As from a kernel: whoever reads it gets one or the other.
        with open(path + ".new", "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        os.rename(path + ".new", path)

    def give_birth(self):
        self.born += 1
        pid = self.born
        self.processes[pid] = {"name": f"work-{self.random.randrange(400)}", "ticks": 0, "start": self.tick * 10 + pid}
        self.describe(pid)
        self.write(f"{pid}/cmdline", f"/usr/bin/work\0--number\0{pid}\0")
        self.write(f"{pid}/status", "Name:\twork\nUid:\t0\t0\t0\t0\n")
        self.write(f"{pid}/cgroup", f"0::/work.slice/run-{pid % 97}.service\n")
        self.write(f"{pid}/io", "read_bytes: 4096\nwrite_bytes: 4096\n")

    def describe(self, pid):
        process = self.processes[pid]
        ticks = process["ticks"]
        numbers = f"S 1 {pid} {pid} 0 -1 0 10 0 1 0 {ticks} {ticks // 3} 0 0 20 0 1 0 {process['start']} 10000000"
        pages = 500 + ticks % 700
        self.write(f"{pid}/stat", f"{pid} ({process['name']}) {numbers} {pages} 18446744073709551615\n")
        self.write(f"{pid}/schedstat", f"{ticks * 10000000} 1000 {ticks + 1}\n")

    def advance(self):
        self.tick += 1
        for _ in range(3):
            pid = self.random.choice(list(self.processes))
            del self.processes[pid]
            shutil.rmtree(os.path.join(self.root, str(pid)))
            self.give_birth()
        for pid in self.random.sample(list(self.processes), 12):
            self.processes[pid]["ticks"] += 2
            self.describe(pid)
        lines = []
        for line in self.stat:
            words = line.split()
            if words[0].startswith("cpu"):
                words[1] = str(int(words[1]) + 20 * self.tick)
                words[4] = str(int(words[4]) + 60 * self.tick)
            elif words[0] in ("processes", "ctxt"):
                words[1] = str(int(words[1]) + 5 * self.tick)
            lines.append(" ".join(words))
        self.write("stat", "\n".join(lines) + "\n")
        head = "Inter-|   Receive                            |  Transmit\n face |bytes packets|bytes packets\n"
        names = ["lo", "eth0", f"veth{self.tick // 10 % 200}"]
        numbers = " ".join(str(self.tick * place) for place in range(16))
        self.write("net/dev", head + "".join(f"  {name}: {numbers}\n" for name in names))


class Screen:
    """The program in a terminal of its own."""

    def __init__(self, command, environment):
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            try:
                os.execvpe(command[0], command, environment)
            finally:
                os._exit(127)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def drain(self, seconds):
        """Reads what it writes for a while; whether it still runs."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.file], [], [], left)[0]:
                return True
            try:
                if not os.read(self.file, 1 << 16):
                    return False
            except OSError:
                return False
        return True

    def own_bytes(self):
        with open(f"/proc/{self.pid}/status") as file:
            return int(re.search(r"RssAnon:\s+(\d+)", file.read())[1]) << 10


def leaks(path):
    """What valgrind says was lost: lines of its summary, and whether there is any."""
    with open(path) as file:
        text = file.read()
    found = re.findall(r"(?:definitely|indirectly) lost: [\d,]+ bytes in [\d,]+ blocks", text)
    clean = "All heap blocks were freed" in text
    return found or [text[-300:]], not clean and (not found or any(" lost: 0 bytes" not in line for line in found))


def suppressions(folder):
    """The stacks on which crashes are handled: one a thread for its whole life, and known to the kernel only."""
    path = os.path.join(folder, "suppressions")
    with open(path, "w") as file:
        file.write("{\n  alternate signal stacks\n  Memcheck:Leak\n  ...\n  fun:clinux_crash_*\n  ...\n}\n")
    return "--suppressions=" + path


def without_debug_information(program):
    """A copy that valgrind can read; beside the program, so that it finds its dashboards."""
    bare = program + ".bare"
    subprocess.run(["objcopy", "--strip-debug", program, bare], check=True)
    return bare


def run(arguments, folder):
    machine = Machine(os.path.join(folder, "proc"))
    log = os.path.join(folder, "valgrind.log")
    ring = os.path.join(folder, "steady.ring")
    program = os.path.abspath(arguments.program)
    tool = []
    if arguments.valgrind:
        tool = ["valgrind", "--leak-check=full", "--num-callers=30", f"--log-file={log}", suppressions(folder)]
        program = without_debug_information(program)
    command = tool + [
        program, "--path.procfs", machine.root, "--interval", f"{arguments.interval}ms",
        "--ring", ring, "--ring-size", "8MiB",
    ]
    environment = dict(os.environ, TERM="xterm-256color", HOME=folder, LANG="C.UTF-8")
    screen = Screen(command, environment)
    seconds = arguments.interval / 1000
    screen.drain(15 if tool else 2)
    sizes = []
    for tick in range(1, arguments.ticks + 1):
        start = time.monotonic()
        machine.advance()
        if tick % 20 == 0:
            os.write(screen.file, b"563982"[tick // 20 % 6:][:1])
        if not screen.drain(max(0.01, seconds - (time.monotonic() - start))):
            raise SystemExit("the program has ended")
        if tick % (arguments.ticks // 3) == 0:
            sizes.append(screen.own_bytes())
            print(f"after {tick} ticks: {sizes[-1] / (1 << 20):.2f} MiB of its own", flush=True)
    at = str(time.time())
    os.write(screen.file, b"2")
    screen.drain(1)
    os.write(screen.file, b"q")
    end = time.monotonic() + 60
    while time.monotonic() < end and screen.drain(0.5):
        os.write(screen.file, b"y")
    question = f"max(count_over_time(node_load1[{int(arguments.ticks * seconds * 2)}s]))"
    asked = subprocess.run(
        [arguments.program, "query", "--source", ring, "--at", at, question], capture_output=True, text=True)
    print("ticks that the ring has:", (asked.stdout.split() or [asked.stderr])[-1])
    growth = sizes[-1] - sizes[-2]
    print(f"growth in the last third: {growth / 1024:.0f} KiB")
    failed = growth > MOST_GROWTH and not tool
    if tool:
        lines, has_leak = leaks(log)
        print("valgrind: " + "; ".join(lines))
        if has_leak:
            shutil.copy(log, "valgrind-steady.log")
            print("see valgrind-steady.log")
        failed = failed or has_leak
    print("grows or leaks" if failed else "fine")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("ticks", nargs="?", type=int, default=1000)
    parser.add_argument("--valgrind", action="store_true", help="look for what is lost; slow")
    parser.add_argument("--interval", type=int, default=100, help="milliseconds between ticks (100)")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="ringside-steady-")
    try:
        sys.exit(run(arguments, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
