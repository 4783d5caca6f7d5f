"""One day more, and other changes to a year kept as a file for each day.

W20 over 365 files is judged with `--state`, from what a run before the change kept.
What it prints of windows has to be the bytes that a run without a state prints.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.suite.contenders.upheld import PERIOD
from benchmarks.suite.data import START, table
from benchmarks.suite.experiments import place
from benchmarks.suite.measure import Experiment, Run
from benchmarks.suite.settings import DATA, DAYS, ENVIRONMENT, ROOT
from benchmarks.suite.standards import (
    policy,
)
from benchmarks.suite.workloads import w20

FULL = "full check, no state"

#: A day in a month that is long closed.
CLOSED_DAY = 68


def days(size: str) -> Path:
    """A folder with a file for each day of the year."""
    folder = DATA / f"days_{size}"
    if not folder.exists():
        begun = folder.with_suffix(".part")
        shutil.rmtree(begun, ignore_errors=True)
        begun.mkdir(parents=True)
        calls = table("calls", size)
        with duckdb.connect() as connection:
            for day in range(DAYS):
                first = f"make_timestamptz({START + day * 86400}000000)"
                after = f"make_timestamptz({START + (day + 1) * 86400}000000)"
                connection.execute(
                    f"COPY (FROM '{calls}' WHERE arrived_at >= {first}"
                    f" AND arrived_at < {after}) TO '{begun / named(day)}'"
                    " (FORMAT parquet, COMPRESSION zstd)"
                )
        begun.rename(folder)
    return folder


def named(day: int) -> str:
    """The file of a day of the year, from 0."""
    return f"day-{day:03}.parquet"


def rewritten(path: Path, query: str) -> None:
    """A file with other rows; the link to the kept one is replaced."""
    new = path.with_suffix(".new")
    with duckdb.connect() as connection:
        text = query.format(file=path)
        connection.execute(f"COPY ({text}) TO '{new}' (FORMAT parquet)")
    new.replace(path)


Change = Callable[[Path], None]

LATE = (
    "FROM '{file}' UNION ALL SELECT * REPLACE (0 AS call_id) FROM"
    " (FROM '{file}' ORDER BY call_id LIMIT 1)"
)
CORRECTED = (
    "SELECT * REPLACE (CASE WHEN call_id = (SELECT min(call_id) FROM '{file}')"
    " THEN cost + 1 ELSE cost END::DECIMAL(10, 2) AS cost) FROM '{file}'"
)


@dataclass(frozen=True, slots=True)
class Year:
    """A project in a folder: its days, its policy, its state.

    The files stay as they are from round to round, but for the one that is changed: a
    file that is written or linked anew is looked at anew.
    """

    folder: Path
    kept: Path
    size: str
    changed: str

    def write(self) -> Path:
        """The year before the change."""
        here = self.folder / "days"
        here.mkdir(parents=True, exist_ok=True)
        (here / self.changed).unlink(missing_ok=True)
        for day in range(DAYS - 1):
            if not (here / named(day)).exists():
                shutil.copyfile(self.kept / named(day), here / named(day))
        text = policy(w20(self.size), "days/*.parquet")
        (self.folder / "policy.std").write_text(text, encoding="utf-8")
        return here

    def command(self, *more: str) -> list[str]:
        """The check, from the project's folder."""
        check = [sys.executable, "-m", "upheld", "check"]
        policy_file = str(self.folder / "policy.std")
        return [*check, policy_file, "--outside", "--format", "csv", *PERIOD, *more]

    def state(self) -> tuple[str, str]:
        """The option of the state."""
        return "--state", str(self.folder / "state")

    def change(self, change: Change) -> None:
        """The state of a run before the change, then the change."""
        here = self.write()
        # What was written a moment ago is not taken for known.
        time.sleep(3)
        shutil.rmtree(self.folder / "state", ignore_errors=True)
        printed(self.command(*self.state()))
        change(here)


def printed(command: list[str]) -> bytes:
    """What a run prints."""
    ran = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, check=False
    )
    if ran.returncode not in (0, 1):
        raise ValueError(ran.stderr.decode(errors="replace")[-300:])
    return ran.stdout


@dataclass(frozen=True, slots=True)
class Case:
    """A change to a file of the folder of days."""

    label: str
    file: str
    change: Change


def changes(kept: Path) -> list[Case]:
    """Each change to the folder of days."""
    last, closed = named(DAYS - 1), named(CLOSED_DAY)

    def appended(here: Path) -> None:
        shutil.copyfile(kept / last, here / last)

    return [
        Case("one day appended", last, appended),
        Case(
            "a late row in a closed month",
            closed,
            lambda here: rewritten(here / closed, LATE),
        ),
        Case(
            "a corrected row", closed, lambda here: rewritten(here / closed, CORRECTED)
        ),
        Case("a deleted file", closed, lambda here: (here / closed).unlink()),
    ]


def append_experiment(size: str) -> Experiment:
    """The full check, then each change with a state."""
    runs: list[Run] = []
    for case in changes(days(size)):
        folder = place("append", size, case.label.replace(" ", "-"))
        year = Year(folder, days(size), size, case.file)
        ready = partial(year.change, case.change)
        if not runs:
            full = folder / "full.csv"
            runs.append(Run(FULL, year.command(), full, (0, 1), ready=ready))
        out = folder / "state.csv"
        command = year.command(*year.state())
        check = partial(same_bytes, year, out)
        runs.append(Run(case.label, command, out, (0, 1), check, ready))
    return Experiment("append", size, FULL, runs)


def same_bytes(year: Year, path: Path) -> str:
    """Whether a run with a state printed what a run without one prints."""
    same = path.read_bytes() == printed(year.command())
    return "" if same else "not the bytes of a full run"
