"""Runs a command and writes what it used: NOTE PRINTED ERRORS SECONDS COMMAND.

A process is born with the peak memory of the one that started it, so the suite, which
holds tables, starts this small one. It writes CPU seconds, seconds of a clock, peak
kilobytes and the exit status.
"""

import os
import signal
import sys
import time

note, printed, errors, seconds, *command = sys.argv[1:]

begun = time.perf_counter()
flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
outputs = [
    (os.POSIX_SPAWN_OPEN, 1, printed, flags, 0o644),
    (os.POSIX_SPAWN_OPEN, 2, errors, flags, 0o644),
]
child = os.posix_spawn(command[0], command, os.environ, file_actions=outputs)
signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
signal.alarm(int(seconds))
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - begun
cpu, code = used.ru_utime + used.ru_stime, os.waitstatus_to_exitcode(status)
with open(note, "w", encoding="utf-8") as file:  # noqa: PTH123 - quick to start
    file.write(f"{cpu} {wall} {used.ru_maxrss} {code}")
