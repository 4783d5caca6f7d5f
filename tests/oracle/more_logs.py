"""Random logs of several events that share keys, crowded on edges."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import strategies as st

from tests.oracle.clean import Cells
from tests.oracle.populations import DAY, HOUR, MINUTE, iso

COLUMNS = (
    *("id", "case_id", "person", "log", "began", "ends", "due"),
    *("kind", "staff", "region", "score"),
)
FILES = ("complaints", "replies", "letters", "holds", "states")

#: Moments of a log, from its centre: hours and days apart, so that limits are hit.
PLACES = (
    *(-7 * DAY, -2 * DAY, -25 * HOUR, -DAY, -3 * HOUR, -2 * HOUR, -HOUR, 0, 0),
    *(HOUR, 2 * HOUR, 3 * HOUR, 8 * HOUR, 12 * HOUR, DAY, 25 * HOUR, 2 * DAY),
    *(3 * DAY, 4 * DAY, 7 * DAY, 8 * DAY),
)
BESIDE = (0, 0, 0, 0, 0, 1, -1, 30 * MINUTE)
NOWS = (0, HOUR, 3 * HOUR, DAY, 25 * HOUR, 2 * DAY, 8 * DAY, 9 * DAY, 15 * DAY)
LATER = (*(0, 1, HOUR, HOUR, 2 * HOUR, 4 * HOUR, DAY, 2 * DAY), *(-HOUR, 5 * DAY))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Logs:
    """The tables of a policy, and the moment as of which they are read."""

    tables: dict[str, list[Cells]]
    as_of: int
    centre: int


class Picker:
    """Makes logs: by Hypothesis, which makes those of a failure small, or by chance."""

    def __init__(self, draw: st.DrawFn | None, chance: random.Random | None) -> None:
        self.draw, self.chance = draw, chance

    def one(self, values: Sequence[T]) -> T:
        """One of some values."""
        if self.chance is not None:
            return self.chance.choice(values)
        assert self.draw is not None
        return self.draw(st.sampled_from(values))

    def moment(self, centre: int, scale: int = 1) -> int:
        """A moment on an edge, or just beside one."""
        return centre + scale * self.one(PLACES) + self.one(BESIDE)

    def rows(self, centre: int, scale: int, most: int) -> list[Cells]:
        """Rows of one file."""
        found: list[Cells] = []
        for number in range(self.one(range(most + 1))):
            row = self.row(centre, scale)
            # The identities are in another order than the rows.
            name = f"r{number}" if number % 2 else f"q{number}"
            found.append({"id": name, **row})
        if found and not self.one(range(6)):
            found.insert(self.one(range(len(found))), dict(found[0]))
        return found

    def row(self, centre: int, scale: int) -> Cells:
        """One row, but for its identity."""
        start = self.moment(centre, scale)
        ends, due = (start + self.one(LATER) * scale for _ in "ab")
        odd = self.one(range(12))
        staff = self.one(("ann", "ann", "bo", "cy", ""))
        return {
            "case_id": self.one(("a", "a", "a", "b", "b", "")),
            "person": staff,
            "log": "",
            "began": "" if odd == 0 else iso(start, "UTC"),
            "ends": "" if self.one(range(3)) == 0 else iso(ends, "UTC"),
            "due": "" if odd == 1 else iso(due, "UTC"),
            "kind": self.one(("x", "x", "x", "y", "")),
            "staff": staff,
            "region": self.one(("north", "south", "south", "")),
            "score": self.one(("0", "1", "2", "5", "9", "1.5", "", "-")),
        }

    def staff(self, centre: int) -> list[Cells]:
        """Staff with the days between which they count, perhaps open, each once."""
        found: list[Cells] = []
        for name in ("ann", "bo", "dee", ""):
            if self.one((True, False)):
                since, until = sorted(self.moment(centre) for _ in "ab")
                hired = self.one(("", iso(since, "UTC")))
                left = self.one(("", iso(until, "UTC")))
                found.append({"name": name, "hired": hired, "left": left})
        return found

    def logs(self, centre: int, scale: int, most: int = 6) -> Logs:
        """All tables of the policy that the forms share."""
        now = centre + self.one(NOWS) * scale + self.one(BESIDE)
        tables = {f"{name}.csv": self.rows(centre, scale, most) for name in FILES}
        tables["staff.csv"] = self.staff(centre)
        return Logs(tables, now, centre)


@st.composite
def several_logs(draw: st.DrawFn, centre: int, *, scale: int = 1) -> Logs:
    """Logs that Hypothesis can make smaller.

    Args:
        scale: How far apart moments lie: 1 for days, 30 for months.
    """
    return Picker(draw, None).logs(centre, scale)


def logs_by_chance(seed: int, centre: int, scale: int, size: int) -> Logs:
    """So many logs in the same tables, with keys of their own and the same staff."""
    picker = Picker(None, random.Random(seed))
    first, *others = (picker.logs(centre, scale) for _ in range(size))
    tables: dict[str, list[Cells]] = {f"{name}.csv": [] for name in FILES}
    for number, logs in enumerate((first, *others)):
        for name, rows in tables.items():
            rows += [marked(row, f"log-{number}") for row in logs.tables[name]]
    tables["staff.csv"] = first.tables["staff.csv"]
    return Logs(tables, first.as_of, centre)


def marked(row: Cells, name: str) -> Cells:
    """A row with the name of its log, and keys that no other log has."""
    own = {key: f"{name}-{row[key]}" for key in ("id", "case_id", "person") if row[key]}
    return {**row, **own, "log": name}


def csv_of(name: str, table: list[Cells]) -> str:
    """A table as the file that an engine reads; every column, also without rows."""
    names = ("name", "hired", "left") if name == "staff.csv" else COLUMNS
    lines = [",".join(names)]
    lines += [",".join(f'"{row.get(n) or ""}"' for n in names) for row in table]
    return "\n".join(lines) + "\n"
