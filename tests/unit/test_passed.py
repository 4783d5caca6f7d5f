"""Limits held against the time that passed, or against the moment they end at."""

from pathlib import Path

import pytest

from upheld.checker.calendars import OpenSpan, pieces_of
from upheld.checker.check import Request, check
from upheld.checker.report import StandardResult
from upheld.checker.stops import MANY
from upheld.checker.zones import HOUR

POLICY = """zone UTC

event ticket, tickets
  from "tickets.csv"
  identified by id
  about case case
  occurring at opened
  resolved at resolved

event hold, holds
  from "holds.csv"
  about case case
  during begins to ends

calendar office
  Mon-Fri 08:00-16:00

standard s
  50% of tickets resolved within {limit} overall
  for each id
  pausing while hold
"""

#: On a Monday; case 1 is seen until 12:50.
TICKETS = """id,case,opened,resolved
early,1,2026-03-02T08:00:00Z,2026-03-02T12:30:00Z
at 8,1,2026-03-02T08:00:00Z,2026-03-02T12:48:00Z
after 8,1,2026-03-02T08:00:00Z,2026-03-02T12:48:00.000001Z
later,1,2026-03-02T08:00:00Z,2026-03-02T13:00:00Z
never,1,2026-03-02T08:00:00Z,
no case,,2026-03-02T08:00:00Z,2026-03-02T09:00:00Z
"""


def judged(folder: Path, holds: list[str], limit: str) -> StandardResult:
    """The standard, with some pauses of a case."""
    (folder / "tickets.csv").write_text(TICKETS)
    rows = [f"{case_and_times}\n" for case_and_times in holds]
    (folder / "holds.csv").write_text("case,begins,ends\n" + "".join(rows))
    outcome = check(
        Request(
            policies=(Path("s.std"),),
            root=folder,
            as_of="2026-03-02T12:50:00Z",
            texts={"s.std": POLICY.format(limit=limit)},
        )
    )
    assert outcome.report is not None, outcome.diagnostics
    return outcome.report.standards[0]


def states(result: StandardResult) -> dict[str, str]:
    """What became of each ticket."""
    names = ("met", "missed", "pending", "invalid")
    return {
        window.group["id"]: next(n for n in names if getattr(window.counts, n))
        for window in result.windows
    }


def hold(minute: int, case: str = "1") -> str:
    """A hold of six minutes after ten."""
    begins = f"2026-03-02T10:{minute:02}:00Z"
    return f"{case},{begins},2026-03-02T10:{minute + 6:02}:00Z"


@pytest.mark.parametrize("limit", ["4 working hours", "4h"])
@pytest.mark.parametrize("number", [1, MANY, MANY + 1])
def test_few_pauses_of_a_key_are_added_up_and_many_searched(
    tmp_path: Path, limit: str, number: int
) -> None:
    result = judged(tmp_path, [hold(6 * n) for n in range(number)], limit)
    (sql,) = result.sql
    assert ("clock resumed" in sql) == (number > MANY)
    assert ('"ran ' in sql) == (number <= MANY)
    # Six minutes of each pause are not counted, of 290 that have passed.
    unended = "pending" if 290 - 6 * number < 240 else "missed"
    assert states(result) == {
        "early": "met" if 270 - 6 * number <= 240 else "missed",
        "at 8": "met" if 288 - 6 * number <= 240 else "missed",
        "after 8": "met" if 288 - 6 * number < 240 else "missed",
        "later": unended,
        "never": unended,
        "no case": "invalid",
    }


def test_pauses_without_a_key_are_no_reason_to_search(tmp_path: Path) -> None:
    holds = [hold(6 * n, "") for n in range(MANY + 1)]
    result = judged(tmp_path, holds, "4h")
    assert '"ran ' in result.sql[0]


@pytest.mark.parametrize(("limit", "state"), [("231m", "pending"), ("230m", "missed")])
def test_overlapping_pauses_count_once(tmp_path: Path, limit: str, state: str) -> None:
    whole = "1,2026-03-02T10:00:00Z,2026-03-02T10:59:30Z"
    result = judged(tmp_path, [whole, hold(0), hold(12)], limit)
    # 290 minutes less 59 and a half; less the other two as well it would be 218.
    assert states(result)["never"] == state


# --- calendars cut into pieces --------------------------------------------------------


def spans(*hours: tuple[float, float]) -> list[OpenSpan]:
    """Spans from hours since 1970."""
    found, before = [], 0
    for opens, closes in hours:
        span = OpenSpan(int(opens * HOUR), int(closes * HOUR), before)
        found.append(span)
        before += span.closes - span.opens
    return found


def clock_of(found: list[OpenSpan], at: int) -> int:
    """What the working clock shows, by adding up."""
    return sum(max(0, min(at, s.closes) - s.opens) for s in found)


@pytest.mark.parametrize(
    ("hours", "length"),
    [
        ([(8, 16), (32, 40)], 24),
        ([(8, 12), (13, 17), (32, 40)], 12),
        ([(20, 30), (44, 54)], 12),
        ([(20, 54)], 24),
        ([(-10, -2), (8, 9), (9.5, 10.5)], 3),
    ],
)
def test_pieces_show_the_same_clock(
    hours: list[tuple[float, float]], length: int
) -> None:
    found = spans(*hours)
    cut = pieces_of(found)
    assert cut is not None
    assert cut.length == length * HOUR
    for quarter in range(-40 * 4, 80 * 4):
        at = quarter * HOUR // 4
        number = at // cut.length - cut.first
        piece = cut.spans[max(0, min(number, len(cut.spans) - 1))]
        shown = piece.before + max(min(at, piece.closes) - piece.opens, 0)
        assert shown == clock_of(found, at)


def test_two_spans_within_an_hour_are_not_cut() -> None:
    assert pieces_of(spans((8, 8.25), (8.5, 9))) is None


def test_a_long_calendar_is_not_cut_small() -> None:
    assert pieces_of(spans((0, 1), (2, 3), (2_000_000, 2_000_001))) is None
