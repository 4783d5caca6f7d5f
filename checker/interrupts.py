"""Ctrl-C while the engine works: a thread hears it and stops what runs.

DuckDB looks for signals between the tasks of its main thread alone. Where one task is
all there is (a scan of one piece, numbers given to rows) and another thread has it, the
signal is seen when that task ends, which may be minutes later. The system's own handler
writes each signal to a socket at once; whoever reads it tells the engines. Python then
raises KeyboardInterrupt as always.

Only the command line listens (`EAR.wanted`): a program that has imported upheld keeps
its signals to itself.
"""

import signal
import threading
from typing import Protocol


class Interruptible(Protocol):
    """Something that can be stopped from another thread."""

    def interrupt(self) -> None:
        """Stop what runs."""


class Ear:
    """What this process hears with, and the engines that it tells."""

    def __init__(self) -> None:
        self.wanted = False
        self.listening = False
        self.engines: list[Interruptible] = []


EAR = Ear()


def opened(engine: Interruptible) -> None:
    """Tell an engine of Ctrl-C from here on, in a command."""
    EAR.engines.append(engine)
    if EAR.wanted and not EAR.listening:
        EAR.listening = True
        _listen()


def closed(engine: Interruptible) -> None:
    """Leave it alone."""
    EAR.engines = [one for one in EAR.engines if one is not engine]


def _listen() -> None:
    from socket import socketpair

    hearing, told = socketpair()
    told.setblocking(False)
    try:
        signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    except ValueError:
        # Not in the main thread, which alone has signals.
        return

    def hear() -> None:
        # `told` stays open with this function.
        while told and (heard := hearing.recv(64)):
            if signal.SIGINT in heard:
                for engine in list(EAR.engines):
                    engine.interrupt()

    threading.Thread(target=hear, name="Ctrl-C", daemon=True).start()
