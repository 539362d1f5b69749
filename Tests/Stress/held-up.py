#!/usr/bin/env python3
"""Runs the dashboard where the machine is in trouble: beside a FUSE mount that never answers, and where a control group
can be made, under a memory limit that forces constant reclaim. Says how late ticks were and how long keys took.

    Tests/Stress/held-up.py PROGRAM [SECONDS] [--limit MIB]

The group runs a copy of the program that it has written itself, so that the program's pages count as its own and are
taken back like all others. Keys are pressed in turn at no fixed distance from a tick. One that changes nothing is
answered with nothing, and what the next tick writes would be taken for its answer: so each must show another view.

Needs root for the mount and the group; what cannot be made is named and left out. Exit 1 where a tick was more than a
second late, a key took longer than 100 ms, or there were fewer than 300 keys in a minute.
"""

import argparse
import ctypes
import fcntl
import json
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time

LATEST_TICK = 1.0
SLOWEST_KEY = 0.1
FEWEST_KEYS_A_SECOND = 5


class Mount:
    """A file system of which nobody answers any question."""

    def __init__(self, folder):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.folder = folder
        self.descriptor = -1

    def make(self):
        try:
            self.descriptor = os.open("/dev/fuse", os.O_RDWR)
        except OSError as error:
            return f"/dev/fuse: {error.strerror}"
        options = f"fd={self.descriptor},rootmode=40000,user_id=0,group_id=0".encode()
        if self.libc.mount(b"dead", self.folder.encode(), b"fuse", 0, options) != 0:
            return self.problem("mount")
        return None

    def problem(self, call):
        return f"{call}: {os.strerror(ctypes.get_errno())}"

    def end(self):
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.libc.umount2(self.folder.encode(), 2)


class Group:
    """A control group whose memory is limited; version 2 where that controls memory, else version 1."""

    def __init__(self, mebibytes):
        self.limit = mebibytes << 20
        self.path = None

    def make(self):
        name = f"ringside-held-up-{os.getpid()}"
        for parent, limit in [
            ("/sys/fs/cgroup", "memory.max"),
            ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
        ]:
            path = os.path.join(parent, name)
            try:
                os.mkdir(path)
                if not os.path.exists(os.path.join(path, limit)):
                    problem = f"{path}: memory is not controlled there"
                    os.rmdir(path)
                    continue
                with open(os.path.join(path, limit), "w") as file:
                    file.write(str(self.limit))
                self.path = path
                return None
            except OSError as error:
                problem = f"{path}: {error.strerror}"
                if os.path.isdir(path):
                    os.rmdir(path)
        return problem

    def enter(self):
        if self.path:
            with open(os.path.join(self.path, "cgroup.procs"), "w") as file:
                file.write(str(os.getpid()))

    def reclaims(self):
        """How often the kernel had to take memory back; None where it does not say."""
        for name, key in [("memory.events", "max"), ("memory.failcnt", None)]:
            try:
                with open(os.path.join(self.path, name)) as file:
                    text = file.read()
            except OSError:
                continue
            if key is None:
                return int(text)
            for line in text.splitlines():
                if line.startswith(key + " "):
                    return int(line.split()[1])
        return None

    def end(self):
        for _ in range(50):
            try:
                if self.path:
                    os.rmdir(self.path)
                return
            except OSError:
                time.sleep(0.1)


def churn(path, mebibytes):
    """Writes a file and reads it over and over, so that its pages push others out."""
    with open(path, "wb") as file:
        for _ in range(mebibytes):
            file.write(os.urandom(1 << 20))
    while True:
        with open(path, "rb") as file:
            while file.read(1 << 20):
                pass


def fork(work, group):
    child = os.fork()
    if child == 0:
        try:
            if group:
                group.enter()
            work()
        finally:
            os._exit(1)
    return child


def take_along(program, folder):
    """Copies a program with the dashboards and rules that it finds beside itself; the copy."""
    copy = os.path.join(folder, "bin", "ringside")
    os.makedirs(os.path.dirname(copy))
    shutil.copy(program, copy)
    place = os.path.dirname(os.path.realpath(program))
    while place != "/":
        for found in (os.path.join(place, "dashboards"), os.path.join(place, "share/ringside/dashboards")):
            if os.path.isdir(found):
                shutil.copytree(found, os.path.join(folder, "share/ringside/dashboards"))
                os.sync()
                return copy
        place = os.path.dirname(place)
    raise SystemExit(f"{program}: no dashboards beside it")


class Screen:
    """The program in a terminal of its own."""

    def __init__(self, command, group, copy, environment):
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            try:
                if group:
                    group.enter()
                    command[0] = take_along(command[0], copy)
                os.execvpe(command[0], command, environment)
            finally:
                os._exit(127)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def read(self, seconds):
        """What it writes within a time; empty where nothing, None where it has ended."""
        if not select.select([self.file], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self.file, 1 << 16) or None
        except OSError:
            return None

    def quiet(self, pause, limit):
        """Waits until it has written nothing for a while."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            data = self.read(pause)
            if data is None:
                raise SystemExit("the program has ended")
            if not data:
                return

    def key(self, key):
        """Presses a key; the seconds until the first byte of an answer, None where there was none for two seconds."""
        self.quiet(0.08, 3)
        start = time.monotonic()
        os.write(self.file, key)
        data = self.read(2)
        return time.monotonic() - start if data else None


def ask(program, ring, expression, at):
    command = [program, "query", "--source", ring, "--format", "json", "--at", at, expression]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if answer.returncode != 0:
        raise SystemExit(f"{expression}: {answer.stderr.strip()}")
    result = json.loads(answer.stdout)["result"]
    return float(result[0]["value"][1]) if result else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("seconds", nargs="?", type=int, default=60)
    parser.add_argument("--limit", type=int, default=96, help="MiB of the group (96)")
    parser.add_argument("--keys", default="563982", help="each shows another view than the one before (563982)")
    arguments = parser.parse_args()
    if "HELD_UP_INSIDE" not in os.environ and os.geteuid() == 0:
        # Processes and mounts of its own: the mount is seen by nobody else and ends with the last of them.
        os.environ["HELD_UP_INSIDE"] = "1"
        apart = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--propagation", "private"]
        os.execvp(apart[0], apart + [sys.executable] + sys.argv)
    work = tempfile.mkdtemp(prefix="ringside-held-up-")
    ring = os.path.join(work, "held-up.ring")
    mount = Mount(os.path.join(work, "dead"))
    os.mkdir(mount.folder)
    group = Group(arguments.limit)
    children = []
    try:
        problem = mount.make()
        print(f"mount that never answers: {problem or 'made'}")
        problem = group.make()
        print(f"group of {arguments.limit} MiB: {problem or group.path}")
        pages = os.path.join(work, "pages")
        if group.path:
            children.append(fork(lambda: churn(pages, 4 * arguments.limit), group))
        environment = dict(os.environ, TERM="xterm-256color", HOME=work, LANG="C.UTF-8")
        environment["SWIFT_BACKTRACE"] = "enable=no"
        command = [os.path.abspath(arguments.program), "--ring", ring, "--ring-size", "24MiB"]
        copy = os.path.join(work, "installed")
        screen = Screen(command, group if group.path else None, copy, environment)
        children.append(screen.pid)
        status = watch(screen, arguments, ring, group)
    finally:
        for child in children:
            try:
                os.kill(child, 9)
                os.waitpid(child, 0)
            except OSError:
                pass
        mount.end()
        group.end()
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(status)


def watch(screen, arguments, ring, group):
    time.sleep(5)
    end = time.monotonic() + arguments.seconds
    keys = [bytes([key]) for key in arguments.keys.encode()]
    times, silent, place = [], 0, 0
    while time.monotonic() < end:
        taken = screen.key(keys[place % len(keys)])
        place += 1
        if taken is None:
            silent += 1
        else:
            times.append(taken)
        screen.quiet(0.05, 2)
    reclaims = group.reclaims() if group.path else None
    at = str(time.time())
    os.write(screen.file, b"q")
    last = time.monotonic() + 10
    while time.monotonic() < last and (data := screen.read(0.5)) is not None:
        if not data:
            os.write(screen.file, b"y")
    window = f"{arguments.seconds}s"
    ticks = ask(arguments.program, ring, f"max(count_over_time(node_load1[{window}]))", at)
    late = ask(
        arguments.program, ring, f"max(max_over_time(ringside_tick_lag_seconds[{window}]))", at)
    silent_mounts = 'node_filesystem_device_error{device_error="mountpoint timeout"}'
    stuck = ask(arguments.program, ring, f"count(max_over_time({silent_mounts}[{window}]))", at)
    if ticks is None or late is None:
        raise SystemExit(f"the ring has no ticks of that time: {ticks}, {late}")
    times.sort()
    slowest = times[-1] if times else None
    print(f"ticks: {ticks:.0f} in {arguments.seconds} s, the latest {late:.3f} s late")
    if times:
        print(
            f"keys: {len(times)}, median {times[len(times) // 2] * 1000:.1f} ms, "
            f"99 of 100 within {times[len(times) * 99 // 100] * 1000:.1f} ms, "
            f"slowest {slowest * 1000:.1f} ms, without an answer {silent}")
        print("slowest keys: " + ", ".join(f"{time * 1000:.0f}" for time in times[-8:]) + " ms")
    print(f"mounts that do not answer: {stuck or 0:.0f}; reclaims by the limit: {reclaims}")
    is_enough = len(times) >= FEWEST_KEYS_A_SECOND * arguments.seconds
    is_fine = (
        late <= LATEST_TICK and slowest is not None and slowest <= SLOWEST_KEY and not silent
        and is_enough)
    print("fine" if is_fine else "too late")
    return 0 if is_fine else 1


main()
