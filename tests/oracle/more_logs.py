"""Random logs of several events that share keys, crowded on edges."""

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.oracle.clean import Cells
from tests.oracle.moments import instant
from tests.oracle.populations import CENTRES, DAY, HOUR, MINUTE, iso

COLUMNS = ("id", "case_id", "began", "ends", "due", "kind", "staff", "region", "score")
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


@dataclass(frozen=True, slots=True)
class Logs:
    """The tables of a policy, and the moment as of which they are read."""

    tables: dict[str, list[Cells]]
    as_of: int
    centre: int


@st.composite
def moments(draw: st.DrawFn, centre: int, scale: int = 1) -> int:
    """A moment on an edge, or just beside one."""
    place, beside = draw(st.sampled_from(PLACES)), draw(st.sampled_from(BESIDE))
    return centre + scale * place + beside


@st.composite
def rows(draw: st.DrawFn, centre: int, scale: int, most: int) -> list[Cells]:
    """Rows of one file."""
    found: list[Cells] = []
    for number in range(draw(st.integers(0, most))):
        start = draw(moments(centre, scale))
        ends, due = (start + draw(st.sampled_from(LATER)) * scale for _ in "ab")
        odd = draw(st.integers(0, 11))
        found.append(
            {
                "id": f"r{number}",
                "case_id": draw(st.sampled_from(("a", "a", "a", "b", "b", ""))),
                "began": "" if odd == 0 else iso(start, "UTC"),
                "ends": "" if draw(st.integers(0, 2)) == 0 else iso(ends, "UTC"),
                "due": "" if odd == 1 else iso(due, "UTC"),
                "kind": draw(st.sampled_from(("x", "x", "x", "y", ""))),
                "staff": draw(st.sampled_from(("ann", "ann", "bo", "cy", ""))),
                "region": draw(st.sampled_from(("north", "south", "south", ""))),
                "score": draw(st.sampled_from(("0", "1", "2", "5", "9", "", "-"))),
            }
        )
    if found and draw(st.integers(0, 5)) == 0:
        found.append(dict(found[0]))
    return draw(st.permutations(found))


@st.composite
def dated_list(draw: st.DrawFn, centre: int) -> list[Cells]:
    """Staff with the days between which they count, perhaps open, each name once."""
    found: list[Cells] = []
    some = st.sampled_from(("ann", "bo", "dee", ""))
    for name in draw(st.lists(some, max_size=4, unique=True)):
        since, until = sorted(draw(moments(centre)) for _ in "ab")
        found.append(
            {
                "name": name,
                "hired": draw(st.sampled_from(("", iso(since, "UTC")))),
                "left": draw(st.sampled_from(("", iso(until, "UTC")))),
            }
        )
    return found


@st.composite
def several_logs(draw: st.DrawFn, *, most: int = 6, scale: int = 1) -> Logs:
    """All tables of the policy that the forms share.

    Args:
        scale: How far apart moments lie: 1 for days, 30 for months.
    """
    centre = instant(draw(st.sampled_from(CENTRES)))
    # Opening hours lie around local noon, the changes of the clock at night.
    centre += draw(st.sampled_from((0, 0, 8 * HOUR, 9 * HOUR)))
    now = centre + draw(st.sampled_from(NOWS)) * scale + draw(st.sampled_from(BESIDE))
    tables = {f"{name}.csv": draw(rows(centre, scale, most)) for name in FILES}
    tables["staff.csv"] = draw(dated_list(centre))
    return Logs(tables, now, centre)


def csv_of(name: str, table: list[Cells]) -> str:
    """A table as the file that an engine reads; every column, also without rows."""
    names = ("name", "hired", "left") if name == "staff.csv" else COLUMNS
    lines = [",".join(names)]
    lines += [",".join(f'"{row.get(n) or ""}"' for n in names) for row in table]
    return "\n".join(lines) + "\n"
