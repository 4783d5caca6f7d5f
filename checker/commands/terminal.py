"""What the terminal allows: colour, width, a progress bar; and writing to streams."""

import os
import shutil
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Self, TextIO

from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.dsl.diagnostics import Diagnostic
    from upheld.dsl.source import Source

#: A progress bar appears only after this many seconds.
PATIENCE = 1.0

#: Width of the text where there is no terminal to ask.
WIDTH = 100


def wants_color(stream: TextIO) -> bool:
    """Whether to colour: `NO_COLOR` forbids it, `FORCE_COLOR` orders it."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO) -> bool:
    """Whether a person looks at a stream: a terminal, and not a build server's."""
    return stream.isatty() and not os.environ.get("CI")


def width() -> int:
    """How many columns there are; `COLUMNS` wins."""
    return max(40, shutil.get_terminal_size(fallback=(WIDTH, 24)).columns)


def say(text: str = "") -> None:
    """Write a line of talk to standard error."""
    print(text, file=sys.stderr)


def tell(diagnostics: "Iterable[Diagnostic]", sources: "Mapping[str, Source]") -> None:
    """Draw diagnostics on standard error."""
    from upheld.dsl.excerpt import render

    for diagnostic in diagnostics:
        say(render(diagnostic, sources, color=wants_color(sys.stderr)))


def show(text: str) -> None:
    """Write results to standard output; a reader that has gone away is no error."""
    try:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        abandon(sys.stdout)


def abandon(stream: TextIO) -> None:
    """Send the rest of a stream to nowhere, so that closing it raises nothing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


@dataclass(slots=True)
class Progress:
    """A bar on standard error: on a terminal only, and only on longer runs.

    Use it as a context; call it with steps done, steps in all, and what comes next.
    """

    stream: TextIO = field(default_factory=lambda: sys.stderr)
    started: float = field(default_factory=time.monotonic)
    drawn: bool = False

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int, text: str) -> None:
        """Draw the bar, if it is time for one."""
        late = time.monotonic() - self.started > PATIENCE
        if late and total > 0 and is_terminal(self.stream):
            self.drawn = True
            self.stream.write(f"\r\x1b[2K{bar(done, total)} {text}"[: width() + 4])
            self.stream.flush()

    def __exit__(self, *reason: object) -> None:
        if self.drawn:
            self.stream.write("\r\x1b[2K")
            self.stream.flush()


def bar(done: int, total: int, cells: int = 20) -> str:
    """A bar of fixed width with the steps behind it: `[#####.....] 3/6`."""
    filled = cells * min(done, total) // total
    return f"[{'#' * filled}{'.' * (cells - filled)}] {done}/{total}"
