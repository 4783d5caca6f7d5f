"""Reports made by hand, with every verdict, unit and shape that a rendering meets."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.unit.report_builders import (
    amount,
    day,
    report,
    share_window,
    standard,
    target,
    whole,
)
from upheld.checker.report import (
    Counts,
    Definition,
    FailedEvent,
    Failures,
    Message,
    Place,
    PolicyFile,
    Rejected,
    Report,
    SourceFile,
    SourceResult,
    StandardResult,
    Totals,
    Verdict,
    Window,
)

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

_SQL = """-- standard: answer-speed
WITH calls AS (
  SELECT call_id, queued_at, answered_at
  FROM source_calls
)
SELECT window_start,
  count(*) FILTER (WHERE answered_at - queued_at <= INTERVAL 2 MINUTE) AS met
FROM calls
GROUP BY ALL
ORDER BY ALL"""


def answer_speed() -> StandardResult:
    """October's calls by day: one bad week, a thin day, a closed Sunday, a waiver."""
    first = date(2026, 10, 1)
    windows = [_october_day(first, offset) for offset in range(31)]
    return standard(
        "answer-speed",
        "90% of calls answered within 2m per day",
        "breached",
        *windows,
        title="Calls are answered promptly",
        noun="call",
        nouns="calls",
        period_start="2026-10-01T00:00:00+02:00",
        period_end="2026-11-01T00:00:00+01:00",
        clauses=("minimum 30 calls", "warn below 92%", "exceeds at 97%"),
        marks=("23/25", "97/100"),
        reading=(
            "A call is met if answered no later than 2 minutes after it was queued.",
            "Abandoned calls count as not answered in time.",
        ),
        metadata={
            "owner": "Contact centre",
            "because": "Long waits make it hard to build rapport",
        },
        totals=_added_up(windows),
        failures=Failures(shown=_missed_calls(), total=411),
        sql=(_SQL,),
        sources=("calls.csv",),
        place=Place(file="policies/contact-centre.std", line=12, column=3),
    )


def _october_day(first: date, offset: int) -> Window:
    """Days 1 to 31; the 20th to 24th are bad, the 11th empty, the 25th thin."""
    number = offset + 1
    label = day(first, offset)
    if number == 11:
        return share_window(label, 0, 0, "no_data")
    if number == 25:
        return share_window(label, 11, 1, "insufficient", note="fewer than 30 calls")
    if number == 31:
        return share_window(label, 40, 2, "pending", pending=3, open=True)
    if number == 14:
        lifted: dict[str, Any] = {
            "waiver": "storm-october",
            "verdict_without_waiver": "breached",
        }
        return share_window(label, 60, 40, "waived", gap=30, **lifted)
    if 20 <= number <= 24:
        met = 87 - 11 * (24 - number)
        return share_window(label, met, 100 - met, "breached", gap=90 - met)
    if number % 7 == 2:
        return share_window(label, 91, 9, "warned", headroom=1)
    if number % 7 == 5:
        return share_window(label, 98, 2, "exceeded", headroom=8)
    return share_window(label, 94 - offset % 2, 6 + offset % 2, "met", excluded=1)


def _added_up(windows: list[Window]) -> Totals:
    counts = [window.counts for window in windows]
    states = {
        name: sum(getattr(count, name) for count in counts)
        for name in ("met", "missed", "pending", "excluded", "invalid")
    }
    other = {"repeats": 4, "outside_period": 0, "not_in_population": 212}
    return Totals(read=sum(states.values()) + sum(other.values()), **other, **states)


def _missed_calls() -> tuple[FailedEvent, ...]:
    start = datetime.fromisoformat("2026-10-20T09:00:00+02:00")
    return tuple(
        FailedEvent(
            window="2026-10-20",
            identity=f"call-{number}",
            start=(start + timedelta(minutes=7 * number)).isoformat(),
            deadline=(start + timedelta(minutes=7 * number + 2)).isoformat(),
            outcome=None
            if number % 3 == 0
            else (start + timedelta(minutes=7 * number + 5)).isoformat(),
            measured=None if number % 3 == 0 else "5m",
            state="missed",
            reason="never" if number % 3 == 0 else "late",
        )
        for number in range(25)
    )


def by_team() -> StandardResult:
    """Weeks of two teams, side by side."""
    windows = []
    for week in range(40, 45):
        start = date.fromisocalendar(2026, week, 1)
        label = {
            "window": f"2026-W{week}",
            "start": f"{start}T00:00:00+01:00",
            "end": f"{start + timedelta(days=7)}T00:00:00+01:00",
        }
        north, south = 4700 + 7 * (week - 40), 4500 + 30 * (week - 40)
        kept: Verdict = "met" if south >= 4500 else "breached"
        one: dict[str, Any] = {"group": {"team": "north"}}
        other: dict[str, Any] = {"group": {"team": "south"}}
        windows.append(share_window(label, north, 5000 - north, "met", **one))
        windows.append(share_window(label, south, 5000 - south, kept, **other))
    return standard(
        "answer-by-team",
        "90% of calls answered within 2m per week for each team",
        "met",
        *windows,
        noun="call",
        nouns="calls",
        clauses=("for each team",),
    )


def handle_time() -> StandardResult:
    """A band of lengths by week, one week beyond it."""
    windows = []
    for week, seconds in (
        (40, Fraction(241)),
        (41, Fraction(3001, 10)),
        (42, Fraction(300)),
    ):
        start = date.fromisocalendar(2026, week, 1)
        windows.append(
            Window(
                window=f"2026-W{week}",
                start=f"{start}T00:00:00+02:00",
                end=f"{start + timedelta(days=7)}T00:00:00+02:00",
                verdict="met" if seconds <= 300 else "breached",
                unit="seconds",
                bound="between",
                **amount(seconds),
                **target(Fraction(180), Fraction(300)),
                counts=Counts(used=650, without_value=3),
            )
        )
    return standard(
        "handle-time",
        "average handle-time of calls between 3m and 5m per week",
        "breached",
        *windows,
        noun="call",
        nouns="calls",
    )


def cost() -> StandardResult:
    """Money, in one window, exactly at its ceiling."""
    window = Window(
        **whole(),
        verdict="met",
        unit="money",
        currency="EUR",
        bound="at_most",
        **amount(Fraction(9, 2)),
        **target(Fraction(9, 2)),
        counts=Counts(used=1200),
    )
    return standard(
        "cost-per-incident",
        "cost-per-incident at most 4.50 EUR overall",
        "met",
        window,
        noun="ticket",
        nouns="tickets",
        definitions=(
            Definition(
                name="cost-per-incident",
                formula="total cost of tickets / number of resolved tickets",
            ),
        ),
    )


def complaints() -> StandardResult:
    """A count with a ceiling, two over."""
    window = Window(
        **whole(),
        verdict="breached",
        unit="count",
        bound="at_most",
        **amount(Fraction(7)),
        **target(Fraction(5)),
        counts=Counts(met=7),
        gap=2,
    )
    return standard(
        "complaints",
        "at most 5 complaints overall",
        "breached",
        window,
        noun="complaint",
        nouns="complaints",
    )


def failed() -> StandardResult:
    """A standard that could not be evaluated."""
    text = (
        "error[E4001]: source `calls` has no column `wait_secondz`\n"
        "  --> policies/contact-centre.std:31:21\n   |\n"
        "31 |   90% of calls with wait_secondz at most 40 per day\n"
        "   |                     ^^^^^^^^^^^^ did you mean `wait_seconds`?"
    )
    place = Place(file="policies/contact-centre.std", line=31, column=21)
    message = Message(
        code="E4001",
        message="source `calls` has no column `wait_secondz`",
        place=place,
        text=text,
    )
    return standard(
        "wait-limit",
        "90% of calls with wait-secondz at most 40 per day",
        "error",
        messages=(message,),
        place=place,
    )


def one_window(name: str, verdict: Verdict, met: int, missed: int) -> StandardResult:
    """A standard with a single window of a verdict."""
    more: dict[str, Any] = {"gap": 1} if verdict == "breached" else {}
    if verdict == "waived":
        more = {"waiver": "storm-january", "verdict_without_waiver": "breached"}
    window = share_window(whole(), met, missed, verdict, **more)
    return standard(name, "90% of parcels delivered within 3d overall", verdict, window)


def source() -> SourceResult:
    """A source with something wrong with it."""
    return SourceResult(
        name="calls.csv",
        event="call",
        kind="csv",
        files=(SourceFile(name="calls.csv", bytes=181204, sha256=HASH),),
        rows=3012,
        rejected=5,
        repeats=4,
        doubtful_moments=1,
        first="2026-10-01T06:00:12+02:00",
        last="2026-10-31T21:58:03+01:00",
        rejects=(
            Rejected(
                file="calls.csv",
                line=12,
                column="queued_at",
                value="yesterday",
                reason="not a moment",
            ),
            Rejected(file="calls.csv", line=40, reason="too few columns"),
        ),
    )


def everything() -> Report:
    """One run with all nine verdicts, groups, bands, money, messages and data."""
    return report(
        answer_speed(),
        by_team(),
        handle_time(),
        cost(),
        complaints(),
        failed(),
        one_window("delivery-waived", "waived", 80, 20),
        one_window("delivery-warned", "warned", 91, 9),
        one_window("delivery-thin", "insufficient", 3, 0),
        one_window("delivery-none", "no_data", 0, 0),
        one_window("delivery-pending", "pending", 8, 1),
        one_window("delivery-exceeded", "exceeded", 99, 1),
        exit_status=3,
        period_from="2026-10-01",
        period_to="2026-10-31",
        sources=(source(),),
        policies=(PolicyFile(name="policies/contact-centre.std", sha256=HASH),),
        versions={"upheld": "0.1.0", "duckdb": "2.0.0", "python": "3.11.9"},
        parameters={"target": "90%"},
    )
