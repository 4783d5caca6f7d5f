"""Random event logs as text, made to fall on every edge that the language has.

Moments crowd a few hours on either side of a summer-time change or of an ordinary
midnight; answers lie on the limit and a microsecond beside it; some cells are empty or
hold what does not convert; rows repeat. Nothing here knows what a standard says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.oracle.clean import Cells
from tests.oracle.moments import EPOCH, instant

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

COLUMNS = (
    *("id", "queued", "answered", "acknowledged", "promised", "updated_at"),
    *("team", "priority", "score", "hold_s", "talk", "cost_eur", "limit_h", "reopened"),
    *("day", "clock"),
)

#: Moments around which a log lies: both changes of two zones, an ordinary midnight at a
#: turn of month and week, and the turn of the year in an ISO week 53.
CENTRES = (
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
    datetime(2026, 3, 8, 7, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 6, 0, tzinfo=UTC),
    datetime(2026, 5, 31, 22, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
)

#: How far from the centre events begin: on hours and quarters, and just beside them.
STARTS = (
    *(-26 * HOUR, -24 * HOUR, -2 * HOUR, -HOUR, -30 * MINUTE, -1, 0, 1),
    *(15 * MINUTE, 30 * MINUTE, HOUR - 1, HOUR, HOUR + 1, 90 * MINUTE),
    *(2 * HOUR, 3 * HOUR, 23 * HOUR, 24 * HOUR, 25 * HOUR, 50 * HOUR),
)

#: How long after that something happens: the limits of the sentences, and beside them.
DELAYS = (
    *(0, 1, 30 * SECOND, 2 * MINUTE - 1, 2 * MINUTE, 2 * MINUTE + 1),
    *(5 * MINUTE, HOUR - 1, HOUR, HOUR + 1, 23 * HOUR, 24 * HOUR - 1, 24 * HOUR),
    *(24 * HOUR + 1, 25 * HOUR, -1, -HOUR),
)

#: Where `as of` lies after the centre.
NOWS = (
    *(2 * MINUTE, HOUR, HOUR + 30 * MINUTE, 3 * HOUR, 22 * HOUR, 26 * HOUR),
    *(24 * HOUR + 2 * MINUTE, 3 * DAY, 3 * DAY + 1, 9 * DAY, 9 * DAY - 1, 100 * DAY),
)
ZONES = ("Europe/Stockholm", "America/New_York")


@dataclass(frozen=True, slots=True)
class Log:
    """Raw rows of a log, and the moment as of which it is read."""

    rows: tuple[Cells, ...]
    as_of: int


def iso(us: int, zone: str, sign: str = "T") -> str:
    """A moment with its offset in a zone, with as many decimals as it needs."""
    shown = (EPOCH + timedelta(microseconds=us)).astimezone(ZoneInfo(zone))
    return shown.isoformat(sep=sign)


def spelled_moment(us: int) -> st.SearchStrategy[str]:
    """One moment in one of the ways an ISO moment is written."""
    zulu = iso(us, "UTC").replace("+00:00", "Z")
    return st.sampled_from((zulu, *(iso(us, zone, s) for zone in ZONES for s in "T ")))


def mostly(
    usual: st.SearchStrategy[str], *rare: str, of: int = 10
) -> st.SearchStrategy[str]:
    """Something usual, but once in so many times one of some rare texts."""
    odd = st.sampled_from(rare)
    return st.integers(1, of).flatmap(lambda n: odd if n == of else usual)


def after(start: int) -> st.SearchStrategy[str]:
    """A moment some delay after another, or nothing, or no moment at all."""
    moments = st.sampled_from(DELAYS).flatmap(lambda d: spelled_moment(start + d))
    return mostly(mostly(moments, "", of=4), "soon", of=15)


def often(*texts: str, rare: Sequence[str] = ("",)) -> st.SearchStrategy[str]:
    """One of some texts, and now and then one that is odd."""
    return mostly(st.sampled_from(texts), *rare, of=7)


@st.composite
def row(draw: st.DrawFn, centre: int, as_of: int) -> Cells:
    """One row with every column, all as text."""
    near_now = st.sampled_from((0, 1, -1, -30 * SECOND, -2 * MINUTE, -HOUR))
    if draw(st.integers(0, 4)):
        start = centre + draw(st.sampled_from(STARTS))
    else:
        start = as_of + draw(near_now)
    queued = draw(mostly(spelled_moment(start), "", "soon", of=12))
    shown = (EPOCH + timedelta(microseconds=start)).astimezone(ZoneInfo(ZONES[0]))
    cells = {
        "queued": queued,
        "answered": draw(after(start)),
        "acknowledged": draw(after(start)),
        "promised": draw(after(start)),
        "updated_at": draw(spelled_moment(start)),
        "team": draw(often("north", "south")),
        "priority": draw(often("P1", "P2", rare=("", "p1"))),
        "score": draw(often("0", "6", "7", "8.5", "9", "10", rare=("", "11", "x"))),
        "hold_s": draw(often("0", "30", "120", "299.999999", "300", rare=("", "-"))),
        "talk": draw(often("00:02:00", "00:04:59.5", rare=("", "1:2:3"))),
        "cost_eur": draw(often("0.1", "0.2", "3.00", "-1.5", rare=("", "3,00"))),
        "limit_h": draw(often("0", "1", "24", "0.5", rare=("", "x"))),
        "reopened": draw(often("true", "False", "1", "0", rare=("", "yes"))),
        "day": f"{shown:%d/%m/%Y}",
        "clock": f"{shown:%H:%M}",
    }
    return dict(cells)


@st.composite
def logs(
    draw: st.DrawFn, *, most: int = 12, latest: bool = False, short: bool = False
) -> Log:
    """A small log.

    Args:
        latest: Several states of one case instead of exact repeats.
        short: Of a few days only, where windows are hours or quarters of one.
    """
    centre = instant(draw(st.sampled_from(CENTRES)))
    nows = [far for far in NOWS if not short or far < 4 * DAY]
    as_of = centre + draw(st.sampled_from(nows))
    number = draw(st.sampled_from((0, *range(1, most + 1), most, most)))
    found = draw(st.lists(row(centre, as_of), min_size=number, max_size=number))
    if latest:
        rows = [{"id": str(n // 2), **cells} for n, cells in enumerate(found)]
        rows = [{**r, "version": str(n + 9)} for n, r in enumerate(rows)]
    else:
        rows = [{"id": str(n), **cells} for n, cells in enumerate(found)]
        rows += [dict(r) for r in rows if draw(st.integers(0, 9)) == 0]
    return Log(tuple(draw(st.permutations(rows))), as_of)
