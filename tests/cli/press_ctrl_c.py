"""Runs a command in a terminal of its own, presses Ctrl-C once and says how it ended.

Usage: python3 press_ctrl_c.py PATTERN COMMAND...

Presses when what the command printed matches the pattern. Prints one JSON object: the exit code (128 and
the signal where it was killed), the seconds from the press to the end, whether the terminal is
as it was, and what the command printed.
"""
import json
import os
import pty
import re
import select
import sys
import termios
import time

PATIENCE = 120
pattern, command = re.compile(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
before = termios.tcgetattr(terminal)
output, pressed, status = "", None, None
deadline = time.monotonic() + PATIENCE
while time.monotonic() < deadline:
    if select.select([terminal], [], [], 0.05)[0]:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # how Linux says that nobody holds the other end any more
            data = b""
        output += data.decode(errors="replace")
        if data:
            if pressed is None and pattern.search(output):
                pressed = time.monotonic()
                os.write(terminal, b"\x03")
            continue
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        break
else:
    os.kill(pid, 9)
    status = os.waitpid(pid, 0)[1]
print(json.dumps({
    "code": os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status),
    "seconds": None if pressed is None else time.monotonic() - pressed,
    "restored": termios.tcgetattr(terminal) == before,
    "output": output,
}))
