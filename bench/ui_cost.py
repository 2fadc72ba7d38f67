#!/usr/bin/env python3
"""What the laboratory costs beside the computation it shows, and how soon it is there.

    bench/ui_cost.py PROGRAM [--runs N]

The laboratory at full speed on a pseudo-terminal of 80 x 24, until it says that the run has ended.  The thread
that draws is the first of the process, so that its processor time beside that of all threads is what the screen
costs.  The same steps by `catapult run` tell whether the computing itself has become dearer; threads that wait
for each other spin, so that other work on the machine blurs that ratio.  Then the time from exec to the first
complete frame, before there is any data, and the bytes of all frames.
"""
import argparse
import fcntl
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

PRESET = """title = "cost of the screen"
model = network
eta = 0.9crit
data {{ source = sphere n = 256 d = 3072 test = 0 }}
network {{ widths = {{5000}} }}
stop {{ steps = {steps} loss = 0 }}
"""


def processor_seconds(path):
    with open(path, encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def lab(program, arguments, until):
    """Runs the laboratory until it shows `until`; returns processor seconds (of all threads, of the first), seconds
    to the first frame, bytes."""
    start = time.monotonic()
    pid, master = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
        os.execv(program, [program, "lab", *arguments])
    seen, first, size, used = b"", None, 0, None
    while used is None:
        ready, _, _ = select.select([master], [], [], 120)
        if not ready:
            sys.exit("ui_cost.py: the laboratory said nothing for two minutes")
        data = os.read(master, 65536)
        size += len(data)
        seen = (seen + data)[-20000:]
        if first is None and b"quit" in seen:  # the last line of the screen
            first = time.monotonic() - start
        if until in re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", seen):
            used = processor_seconds(f"/proc/{pid}/stat"), processor_seconds(f"/proc/{pid}/task/{pid}/stat")
    os.write(master, b"q")
    while True:
        try:
            if not os.read(master, 65536):
                break
        except OSError:
            break
    os.waitpid(pid, 0)
    return used, first, size


def read_until(master, text, limit=120):
    """Reads until the text has come; seconds since the call."""
    start, seen = time.monotonic(), b""
    while text not in seen:
        ready, _, _ = select.select([master], [], [], limit)
        if not ready:
            sys.exit(f"ui_cost.py: waited in vain for {text}")
        seen = (seen + os.read(master, 65536))[-20000:]
    return time.monotonic() - start


def key_to_screen(program, arguments, presses=60):
    """Milliseconds from a key to the first byte that answers it, while the laboratory steps as fast as it goes.

    The key changes the scale of a plot; what it did is written on the last line, whose words alternate, so that
    the answer cannot be mistaken for another frame.
    """
    pid, master = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
        os.execv(program, [program, "lab", *arguments])
    read_until(master, b"steps/s")
    taken = []
    for i in range(presses):
        os.write(master, b"a")
        taken.append(1e3 * read_until(master, b"all" if i % 2 else b"only"))
        end = time.monotonic() + 0.07 + 0.013 * (i % 7)  # at any phase of the frames
        while time.monotonic() < end:
            if select.select([master], [], [], max(0, end - time.monotonic()))[0]:
                os.read(master, 65536)
    os.write(master, b"q")
    try:
        while os.read(master, 65536):
            pass
    except OSError:
        pass
    os.waitpid(pid, 0)
    return sorted(taken)


def run(program, arguments):
    before = os.times()
    subprocess.run([program, "run", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "cost.conf")
        ratios, shares, firsts, rates = [], [], [], []
        for _ in range(options.runs):
            plain, shown = [], []
            for steps in (40, 440):  # the difference leaves start and end out
                with open(path, "w", encoding="ascii") as file:
                    file.write(PRESET.format(steps=steps))
                plain.append(run(program, [path]))
                used, first, size = lab(program, [path, "--rate", "0"], b"end of the run")
                shown.append(used)
                firsts.append(first)
            ratios.append((shown[1][0] - shown[0][0]) / (plain[1] - plain[0]))
            shares.append((shown[1][1] - shown[0][1]) / (shown[1][0] - shown[0][0]))
            rates.append(size)
        print(f"the drawing thread's share of the processor time of 400 steps: {100 * statistics.median(shares):.1f} % "
              f"(of {options.runs}: {', '.join(f'{100 * r:.1f}' for r in sorted(shares))})")
        print(f"processor time of 400 steps, laboratory / run: {statistics.median(ratios):.3f} "
              f"(of {options.runs}: {', '.join(f'{r:.3f}' for r in sorted(ratios))})")
        print(f"first frame after {1e3 * statistics.median(firsts):.0f} ms (least {1e3 * min(firsts):.0f})")
        print(f"bytes to the terminal in 440 steps: {statistics.median(rates):.0f}")
        with open(path, "w", encoding="ascii") as file:
            file.write(PRESET.format(steps=1000000))
        taken = key_to_screen(program, [path, "--rate", "0"])
        print(f"key to screen at this size, stepping: median {statistics.median(taken):.1f} ms, "
              f"19 of 20 within {taken[len(taken) * 19 // 20]:.1f} ms, most {taken[-1]:.1f} ms")


if __name__ == "__main__":
    main()
