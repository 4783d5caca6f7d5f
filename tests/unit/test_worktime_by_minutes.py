"""Working time and pauses, minute by minute in plain Python, against the SQL.

It asks of each minute whether a span is open and no pause lasts, and counts. Every
ticket is resolved three times, at its deadline, one microsecond before and one after.
`UPHELD_EXAMPLES` is the number of random calendars (15 unless given)."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.minute_walk import (
    DAYS,
    MICROSECOND,
    MINUTE,
    ZONES,
    Hours,
    World,
    begun,
    close_of,
    due,
    opening_of,
)
from upheld.checker import timetables
from upheld.checker.check import Request, check
from upheld.checker.worktime import WorkClock

EXAMPLES = int(os.environ.get("UPHELD_EXAMPLES", "15"))
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def ranges(draw: st.DrawFn, grain: int) -> tuple[tuple[int, int], ...]:
    """The hours of one weekday, often none; some run over midnight, some overlap."""
    count = draw(st.sampled_from((0, 1, 1, 2)))
    minute = st.integers(0, 1440 // grain - 1).map(lambda step: step * grain)
    found = []
    for _ in range(count):
        start, end = draw(minute), draw(minute)
        found.append((start, 1440 if end == start else end))
    return tuple(sorted(set(found)))


@st.composite
def hours_near(draw: st.DrawFn, zone: str, day: date, grain: int) -> Hours:
    """Opening hours, each week open for a while, with dates closed near a day."""
    week = draw(st.lists(ranges(grain), min_size=7, max_size=7))
    at = draw(st.integers(0, 6))
    week[at] = draw(ranges(grain).filter(bool))
    offsets = draw(st.sets(st.integers(-6, 6), max_size=4))
    closed = frozenset(day + timedelta(days=offset) for offset in offsets)
    return Hours(zone, tuple(week), closed)


@dataclass(frozen=True)
class Scene:
    """One random case: a sentence, its world, and when each ticket begins."""

    form: str
    zone: str
    hours: Hours | None
    amount: int
    starts: tuple[datetime, ...]
    pauses: tuple[tuple[tuple[datetime, datetime | None], ...], ...]
    as_of: datetime
    strict: bool = False

    def world(self, ticket: int) -> World:
        """What the clock of a ticket knows."""
        return World(self.hours, self.pauses[ticket], self.as_of)

    def deadline(self, ticket: int) -> datetime:
        """The last moment in time."""
        world, start = self.world(ticket), self.starts[ticket]
        match self.form:
            case "days":
                assert self.hours is not None
                return close_of(self.hours, start, self.amount)
            case "lead days":
                assert self.hours is not None
                return opening_of(self.hours, start, self.amount)
            case "lead":
                return begun(world, start, self.amount)
            case _:
                return due(world, start, self.amount)


PAUSED = ("pauses", "pauses in hours", "log", "log in hours")
FORMS = ("hours", "days", "lead", "lead days", *PAUSED)


@st.composite
def scenes(draw: st.DrawFn, form: str) -> Scene:
    """Some tickets of whole minutes around a day on which the clocks change.

    With a coarse grain, starts, limits, pauses and opening hours often end together.
    """
    grain = draw(st.sampled_from((1, 30, 120)))
    zone = draw(st.sampled_from(sorted(ZONES)))
    day = draw(st.sampled_from(ZONES[zone]))
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    steps = st.integers(-5 * 1440 // grain, 3 * 1440 // grain)
    moments = steps.map(lambda step: noon + step * grain * MINUTE)
    around = hours_near(zone, day, max(grain, 15))
    hours = None if form in ("pauses", "log") else draw(around)
    limit = st.integers(1, 900 // grain).map(lambda step: step * grain)
    limit = st.integers(1, 4) if "days" in form else limit
    starts = draw(st.lists(moments, min_size=1, max_size=4))
    as_of = noon + timedelta(days=20 if form in PAUSED else 600)
    if form in PAUSED and draw(st.booleans()):
        as_of = max(draw(moments), *starts) + draw(st.integers(0, 2000)) * MINUTE
    pauses = [draw(pauses_of(form, moments, grain)) for _ in starts]
    strict = form in ("hours", *PAUSED) and draw(st.booleans())
    return Scene(
        form, zone, hours, draw(limit), tuple(starts), tuple(pauses), as_of, strict
    )


@st.composite
def pauses_of(
    draw: st.DrawFn, form: str, moments: st.SearchStrategy[datetime], grain: int
) -> tuple[tuple[datetime, datetime | None], ...]:
    """Pauses of one ticket: intervals that may overlap, or the waits of a log."""
    if form not in PAUSED:
        return ()
    if form.startswith("log"):
        changes = sorted(draw(st.sets(moments, max_size=6)))
        ends = [*changes[1:], None]
        kept = draw(st.lists(st.booleans(), min_size=6, max_size=6))
        return tuple(
            p for p, k in zip(zip(changes, ends, strict=False), kept, strict=False) if k
        )
    found: list[tuple[datetime, datetime | None]] = []
    for start in draw(st.lists(moments, max_size=5)):
        steps = draw(st.one_of(st.none(), st.integers(0, 3000 // grain)))
        end = None if steps is None else start + steps * grain * MINUTE
        found.append((start, end))
    return tuple(found)


# --- the same in the language ---------------------------------------------------------


def clock_text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def calendar_text(hours: Hours) -> str:
    """The declaration of the opening hours."""
    lines = ["calendar office"]
    for name, day in zip(DAYS, hours.ranges, strict=True):
        if day:
            spans = ", ".join(f"{clock_text(a)}-{clock_text(b)}" for a, b in day)
            lines.append(f"  {name} {spans}")
    if hours.closed:
        lines.append(
            "  closed " + ", ".join(d.isoformat() for d in sorted(hours.closed))
        )
    return "\n".join(lines) + "\n"


TICKETS = """
event ticket, tickets
  from "tickets.csv"
  identified by id
  about case case
  occurring at opened
  resolved at resolved
"""
HOLDS = """
event hold, holds
  from "holds.csv"
  identified by id
  about case case
  during begins to ends
"""
LOG = """
event hold, holds
  from "log.csv"
  identified by id
  about case case
  occurring at changed
  where state is "waiting"
  lasting until the next
"""


def policy(scene: Scene) -> str:
    """The policy of a scene."""
    outcome = {
        "days": f"within {scene.amount} working days",
        "lead days": f"at least {scene.amount} working days before due",
        "lead": "at least limit before due",
        "pauses": f"within {scene.amount}m",
        "log": f"within {scene.amount}m",
    }.get(scene.form, "within limit")
    if scene.strict:
        outcome = outcome.replace("within", "in less than")
    calendar = "" if scene.hours is None else calendar_text(scene.hours)
    more = {"pauses": HOLDS, "log": LOG}.get(scene.form.removesuffix(" in hours"), "")
    parameter = f"parameter limit = {scene.amount} working minutes\n"
    pausing = "  pausing while hold\n" if more else ""
    return (
        f"zone {scene.zone}\n{TICKETS}{more}{calendar}{parameter}"
        f"standard s\n  50% of tickets resolved {outcome} overall\n"
        f"  for each id\n{pausing}"
    )


def iso(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()


def tickets(scene: Scene) -> Iterator[tuple[str, int, datetime, datetime]]:
    """Each ticket resolved at its deadline, right before and right after it."""
    for index, start in enumerate(scene.starts):
        deadline = scene.deadline(index)
        yield f"{index}-at-it", index, start, deadline
        yield f"{index}-late", index, start, deadline + MICROSECOND
        if deadline > start or scene.form.startswith("lead"):
            yield f"{index}-before", index, start, deadline - MICROSECOND


def write_sources(scene: Scene, folder: Path) -> None:
    """The tickets and what pauses them."""
    backwards = scene.form.startswith("lead")
    lines = ["id,case,opened,due,resolved"]
    for name, case, start, resolved in tickets(scene):
        opened = resolved - timedelta(days=1) if backwards else start
        lines.append(f"{name},{case},{iso(opened)},{iso(start)},{iso(resolved)}")
    (folder / "tickets.csv").write_text("\n".join(lines) + "\n")
    holds, log, number = ["id,case,begins,ends"], ["id,case,changed,state"], 0
    for case, pauses in enumerate(scene.pauses):
        ends = {end for _, end in pauses if end} - {start for start, _ in pauses}
        for start, end in pauses:
            number += 1
            holds.append(f"{number},{case},{iso(start)},{iso(end)}")
            log.append(f"{number},{case},{iso(start)},waiting")
        for end in ends:
            number += 1
            log.append(f"{number},{case},{iso(end)},working")
    (folder / "holds.csv").write_text("\n".join(holds) + "\n")
    (folder / "log.csv").write_text("\n".join(log) + "\n")


def expected(scene: Scene) -> dict[str, str]:
    """The state of each ticket that has begun by `as of`."""
    states = {}
    deadlines = [scene.deadline(index) for index in range(len(scene.starts))]
    for name, index, _, resolved in tickets(scene):
        deadline = deadlines[index]
        if resolved <= scene.as_of:
            late = resolved >= deadline if scene.strict else resolved > deadline
            states[name] = "missed" if late else "met"
        else:
            states[name] = "pending" if deadline > scene.as_of else "missed"
    return states


def found(scene: Scene) -> dict[str, str]:
    """What the checker says of each ticket."""
    with tempfile.TemporaryDirectory() as folder:
        write_sources(scene, Path(folder))
        text = policy(scene)
        outcome = check(
            Request(
                policies=(Path("case.std"),),
                root=Path(folder),
                as_of=iso(scene.as_of),
                texts={"case.std": text},
            )
        )
    assert outcome.report is not None, (outcome.diagnostics, text)
    (standard,) = outcome.report.standards
    assert standard.verdict != "error", (standard.messages, text)
    states = ("met", "missed", "pending", "invalid")
    return {
        window.group["id"]: next(s for s in states if getattr(window.counts, s))
        for window in standard.windows
    }


@pytest.mark.parametrize("form", ["hours", *PAUSED])
def test_so_it_does_where_each_limit_is_made_a_moment(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is where a key has many pauses, and a calendar cannot be cut."""
    monkeypatch.setattr(WorkClock, "can_measure", False)
    monkeypatch.setattr(timetables, "pieces_of", lambda _: None)

    @MANY
    @given(scenes(form))
    def agree(scene: Scene) -> None:
        assert found(scene) == expected(scene), policy(scene)

    agree()


@pytest.mark.parametrize("form", FORMS)
def test_the_sql_agrees_with_a_walk_minute_by_minute(form: str) -> None:
    @MANY
    @given(scenes(form))
    def agree(scene: Scene) -> None:
        assert found(scene) == expected(scene), policy(scene)

    agree()
