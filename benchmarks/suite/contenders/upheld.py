"""upheld itself: sentences in, windows with their values or verdicts alone out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.suite.contenders.base import Job, ours, versions
from benchmarks.suite.settings import AS_OF, FIRST, LAST
from benchmarks.suite.standards import (
    policy,
)
from benchmarks.suite.tables import Failing, Table, read_upheld

#: The year that is judged, seen from a month later: every window is closed.
PERIOD = ("--as-of", AS_OF, "--from", FIRST, "--to", LAST)


@dataclass(frozen=True, slots=True)
class Upheld:
    """`upheld check`; `identity` is a clause of the event, `more` are options."""

    name: str = "upheld"
    identity: str = ""
    more: tuple[str, ...] = ()
    statuses: tuple[int, ...] = (0, 1)

    def python(self) -> Path:
        """The interpreter of the suite."""
        return ours()

    def version(self) -> str:
        """Of upheld and its engine."""
        return versions(self.python(), "upheld", "duckdb")

    def prepare(self, job: Job) -> None:
        """The policy, as somebody would have written it."""
        text = policy(job.standards(), str(job.calls), self.identity)
        (job.folder / "policy.std").write_text(text, encoding="utf-8")

    def command(self, job: Job) -> Sequence[str]:
        """Every window with its value, as CSV."""
        return [
            *(str(self.python()), "-m", "upheld", "check"),
            *(str(job.folder / "policy.std"), "--outside", "--format", "csv"),
            *PERIOD,
            *self.more,
        ]

    def table(self, job: Job) -> Table | None:
        """What it printed."""
        return read_upheld(job.printed, {s.name: s.unit() for s in job.standards()})


@dataclass(frozen=True, slots=True)
class Verdicts(Upheld):
    """`upheld check --format verdicts`: what the other tools' checks tell."""

    name: str = "upheld, verdicts only"

    def command(self, job: Job) -> Sequence[str]:
        """A line for each standard."""
        return ["verdicts" if c == "csv" else c for c in Upheld.command(self, job)]

    def table(self, job: Job) -> Table | None:
        """How many windows of each standard are breached."""
        return read_verdicts(job.printed)


def read_verdicts(printed: Path) -> Failing:
    """A line for each standard, as `upheld check --format verdicts` prints it."""
    line = re.compile(r"^\S+ (\S+)  \w+  (?:([\d,]+) breached)?", re.MULTILINE)
    found = line.findall(printed.read_text(encoding="utf-8"))
    return Failing({one: int(n.replace(",", "") or 0) for one, n in found})
