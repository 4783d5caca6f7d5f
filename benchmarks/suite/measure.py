"""Processes timed whole, one at a time, contenders taking turns."""

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.suite.settings import ENVIRONMENT, ROOT

#: Seconds after which a process is ended.
LONGEST = int(os.environ.get("BENCH_LIMIT", "1800"))

#: The small process that starts the one to be timed, and waits for it.
CLOCK = str(Path(__file__).parent / "programs" / "clock.py")

MEGABYTE = 1024


@dataclass(frozen=True, slots=True)
class Run:
    """A process to time.

    Args:
        label: who, as the tables say it.
        command: the process.
        printed: where its standard output goes.
        statuses: exit statuses of a run that went well.
        check: says what is wrong with what the run found; nothing where all is right.
        ready: puts things in place before each round, not timed.
    """

    label: str
    command: Sequence[str]
    printed: Path
    statuses: Sequence[int] = (0,)
    check: Callable[[], str] = lambda: ""
    ready: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Measured:
    """What the rounds of a run took: seconds of CPU and of a clock, peak megabytes.

    `problem` says why it was not timed (further); `note` what else there is to know.
    """

    label: str
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    problem: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Experiment:
    """Runs that are compared, over data of a size; `base` is what ratios are over."""

    name: str
    size: str
    base: str
    runs: Sequence[Run]
    rounds: int = 0
    versions: dict[str, str] = field(default_factory=dict)


def interleaved(
    experiment: Experiment,
    rounds: int,
    say: Callable[[str], None],
    kept: Callable[[list[Measured]], None] | None = None,
) -> list[Measured]:
    """Every run in turn, round after round, kept after each; a wrong one drops out."""
    found = [Measured(run.label) for run in experiment.runs]
    for number in range(experiment.rounds or rounds):
        for run, measured in zip(experiment.runs, found, strict=True):
            if not measured.problem:
                once(run, measured)
                say(line(experiment, number, measured))
        if kept is not None:
            kept(found)
    return found


def line(experiment: Experiment, number: int, measured: Measured) -> str:
    """One line for whoever waits."""
    head = f"{experiment.name} {experiment.size} {number + 1} {measured.label:28}"
    if measured.problem:
        return f"{head} {measured.problem}"
    return f"{head} {measured.cpu[-1]:8.2f} s CPU {measured.memory[-1]:6} MB"


def once(run: Run, measured: Measured) -> None:
    """One process; its time is kept only if what it found is right."""
    run.ready()
    errors, note = (run.printed.with_suffix(end) for end in (".err", ".used"))
    clock = [
        sys.executable,
        "-S",
        "-E",
        CLOCK,
        str(note),
        str(run.printed),
        str(errors),
    ]
    subprocess.run(
        [*clock, str(LONGEST), *run.command], cwd=ROOT, env=ENVIRONMENT, check=True
    )
    cpu, wall, kilobytes, status = note.read_text(encoding="utf-8").split()
    measured.problem = problem(run, int(status), errors)
    if not measured.problem:
        measured.cpu.append(round(float(cpu), 3))
        measured.wall.append(round(float(wall), 3))
        measured.memory.append(int(kilobytes) // MEGABYTE)


def problem(run: Run, status: int, errors: Path) -> str:
    """Why a run does not count; nothing where it does."""
    if status not in run.statuses:
        last = errors.read_text(encoding="utf-8", errors="replace").strip()[-300:]
        return f"ended with status {status}: {last}"
    try:
        different = run.check()
    except (OSError, ValueError, KeyError) as error:
        return f"left no table: {error!r}"
    return f"another table of verdicts: {different}" if different else ""


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)
