#!/usr/bin/env python3
"""tab.py TYPED OUT SHELL...: an interactive shell; once it says READY, each line of the file TYPED is typed into it, then
Tab and Ctrl-T, which has to write the line as it then is into OUT; it becomes OUT.1, OUT.2 and so on, and Ctrl-U takes the
line away.  Ends the shell.  Exit status 0 if every line came."""
import os
import pty
import select
import signal
import sys
import time

typed, out, shell = open(sys.argv[1]).read().splitlines(), sys.argv[2], sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm"
    os.execvp(shell[0], shell)
said = b""


def until(condition):
    """Reads what the shell says; False if it has ended, or nothing came of it for a minute."""
    global said
    end = time.time() + 60
    while not condition() and time.time() < end:
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                said += os.read(terminal, 65536)
            except OSError:
                return False
    return condition()


came = until(lambda: b"READY" in said)
for i, line in enumerate(typed, 1):
    if came:
        os.write(terminal, b"\x15" + line.encode() + b"\t\x14")
        came = until(lambda: os.path.exists(out))
        if came:
            os.rename(out, "%s.%d" % (out, i))
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
if not came:
    sys.exit("nothing came: %r" % said[-300:])
