"""Headroom, repair, gap and early decisions as a whole run reports them."""

from pathlib import Path

import pytest

from upheld.checker.check import Request, check
from upheld.checker.report import Window

POLICY = """\
zone UTC
event call, calls
  from "calls.csv"
  identified by id
  occurring at queued
  answered at answered
  abandoned at abandoned
standard floor
  90% of calls answered within 2m per day
standard strict
  more than 50% of calls answered within 2m per day
standard ceiling
  at most 20% of calls abandoned per day
standard all
  every call answered within 2m per day
standard teams
  50% of calls answered within 2m per day
  for each team and overall
standard slow
  80% of calls answered within 24h per day
"""

#: By day: calls answered after a minute (team north), and given up after three (south).
CALLS = {"2026-03-02": (9, 1), "2026-03-03": (17, 3), "2026-03-04": (4, 1)}
AS_OF = "2026-03-04T08:00:00Z"


def calls() -> str:
    lines = ["id,queued,answered,abandoned,team"]
    for day, (answered, lost) in CALLS.items():
        hour = "09" if day < "2026-03-04" else "07"
        lines += [
            f"{day}a{n},{day}T{hour}:00:00Z,{day}T{hour}:01:00Z,,north"
            for n in range(answered)
        ]
        lines += [
            f"{day}l{n},{day}T{hour}:00:00Z,,{day}T{hour}:03:00Z,south"
            for n in range(lost)
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def windows(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, str, str], Window]:
    """Every window by its standard, day and team."""
    folder = tmp_path_factory.mktemp("room")
    (folder / "calls.csv").write_text(calls(), encoding="utf-8")
    request = Request(
        (Path("case.std"),), folder, as_of=AS_OF, texts={"case.std": POLICY}
    )
    report = check(request).report
    assert report is not None
    return {
        (s.id, w.window[-2:], w.group.get("team", "")): w
        for s in report.standards
        for w in s.windows
    }


@pytest.mark.parametrize(
    ("standard", "day", "team", "verdict", "gap", "headroom", "repair"),
    [
        # 9 of 10 is 90%: nothing more may be missed.
        ("floor", "02", "", "met", None, 0, None),
        # 17 of 20: 18 are needed.
        ("floor", "03", "", "breached", 1, None, None),
        # Open, 4 of 5: (4 + x) / (5 + x) is 90% at x = 5.
        ("floor", "04", "", "pending", None, None, 5),
        # 9 of 10, and more than half are 6: 3 may be missed.
        ("strict", "02", "", "met", None, 3, None),
        # Open: 4 / (5 + x) stays above a half up to x = 2; at 3 it is a half.
        ("strict", "04", "", "pending", None, 2, None),
        # 1 of 10 abandoned, 2 may be: 1 more.
        ("ceiling", "02", "", "met", None, 1, None),
        # Open, 1 of 5 is 20%: one more of 6 would be 33%.
        ("ceiling", "04", "", "pending", None, 0, None),
        # Broken for good, though the day is open: no number of calls repairs it.
        ("all", "04", "", "breached", 1, None, None),
        # North 4 of 4: 4 / (4 + x) is a half at 4. South 0 of 1: one more to meet.
        ("teams", "04", "north", "pending", None, 4, None),
        ("teams", "04", "south", "pending", None, None, 1),
        # All teams, 4 of 5: 4 / (5 + x) is a half at 3.
        ("teams", "04", "", "pending", None, 3, None),
        # South on Tuesday, 0 of 3: half of 3 are 2.
        ("teams", "03", "south", "breached", 2, None, None),
        # 3 of Tuesday's calls are pending until 09:00: 20 of 20 at best, 16 are needed.
        ("slow", "03", "", "met", None, 4, None),
        # Monday's are over: 9 of 10, and 8 are needed.
        ("slow", "02", "", "met", None, 1, None),
    ],
)
def test_numbers_of_a_window_are_those_worked_out_by_hand(
    windows: dict[tuple[str, str, str], Window],
    standard: str,
    day: str,
    team: str,
    verdict: str,
    gap: int | None,
    headroom: int | None,
    repair: int | None,
) -> None:
    found = windows[standard, day, team]
    assert found.verdict == verdict
    assert (found.gap, found.headroom, found.repair) == (gap, headroom, repair)
