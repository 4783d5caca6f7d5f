"""Makes the tables of the contact-centre sample: the same bytes from the same seed.

Six weeks from Monday 2 March to Sunday 12 April 2026 in Stockholm, with a telephone
fault on 18 March, the change to summer time on 29 March and no calls on Easter Sunday.
Only `Random.random` is used, whose numbers are the same in every version of Python.
"""

import csv
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from random import Random

from upheld.dsl.dataclass import dataclass

#: Fixed, so that the sample's verdicts can be written down.
SEED = 2026

FIRST_DAY = date(2026, 3, 2)
DAYS = 42
BAD_DAY = date(2026, 3, 18)
EASTER = date(2026, 4, 5)

#: Summer time begins in Stockholm.
SWITCH = datetime(2026, 3, 29, 1, tzinfo=UTC)
WINTER, SUMMER = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))

#: Teams, and where their share of the calls ends.
TEAMS = (("north", 0.45), ("south", 0.85), ("evening", 1.0))

#: Kinds of tickets, their share of all, and mean hours until they are resolved.
KINDS = (("question", 0.62, 6.0), ("fault", 0.93, 14.0), ("complaint", 1.0, 20.0))


@dataclass(frozen=True, slots=True)
class Call:
    """A row of `calls.csv`; empty where it did not happen."""

    call_id: str
    customer_id: str
    team: str
    line: str
    queued_at: str
    answered_at: str
    abandoned_at: str
    ended_at: str
    handle_s: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A row of `tickets.csv`; empty where it did not happen or is not known."""

    ticket_id: str
    customer_id: str
    team: str
    kind: str
    priority: str
    opened_at: str
    acknowledged_at: str
    resolved_at: str
    cost_eur: str
    rating: str


def write_contact_centre(folder: Path, seed: int = SEED) -> None:
    """Write `calls.csv` and `tickets.csv` into a folder."""
    calls = tuple(make_calls(Random(seed)))
    tickets = tuple(make_tickets(Random(seed + 1)))
    (folder / "calls.csv").write_bytes(table(Call, calls))
    (folder / "tickets.csv").write_bytes(table(Ticket, tickets))


def table(kind: type[Call] | type[Ticket], rows: Iterable[Call | Ticket]) -> bytes:
    """Rows as CSV with a head line."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(kind)])
    writer.writerows(astuple(row) for row in rows)
    return text.getvalue().encode()


def make_calls(random: Random) -> Iterator[Call]:
    """The calls in order of their arrival."""
    number = 10_000
    for day in days():
        for moment in arrivals(random, day, calls_on(day)):
            number += 1
            yield make_call(random, number, moment, is_bad=day == BAD_DAY)


def make_call(random: Random, number: int, queued: datetime, *, is_bad: bool) -> Call:
    """One call: answered after a wait, or abandoned before."""
    team = picked(random.random(), TEAMS)
    line = "vip" if random.random() < 0.01 else "standard"
    mean = 38.0 if team != "evening" else 52.0
    wait = round(1 + mean * (7.0 if is_bad else 1.0) * waiting(random))
    patience = round(2 + 900 * waiting(random))
    talk = round(150 + 130 * waiting(random))
    answered = patience >= wait
    left = queued + timedelta(seconds=wait if answered else patience)
    ended = left + timedelta(seconds=talk if answered else 0)
    return Call(
        f"C{number}",
        customer(random),
        team,
        line,
        shown(queued),
        shown(left) if answered else "",
        "" if answered else shown(left),
        shown(ended),
        str(talk) if answered else "",
    )


def make_tickets(random: Random) -> Iterator[Ticket]:
    """The tickets in order of opening; what comes after the last day is unknown."""
    number = 500
    end = midnight(FIRST_DAY + timedelta(days=DAYS))
    for day in days():
        for opened in arrivals(random, day, calls_on(day) // 6):
            number += 1
            yield make_ticket(random, number, opened, end)


def make_ticket(random: Random, number: int, opened: datetime, end: datetime) -> Ticket:
    """One ticket: acknowledged, resolved, paid for, and rated by some."""
    kind = picked(random.random(), [(name, share) for name, share, _ in KINDS])
    mean = {name: hours for name, _, hours in KINDS}[kind]
    priority = "P1" if kind == "fault" and random.random() < 0.2 else "P2"
    hours = mean * waiting(random) * (0.3 if priority == "P1" else 1.0)
    resolved = opened + timedelta(seconds=round(600 + 3600 * hours))
    acknowledged = opened + timedelta(seconds=round(60 + 3600 * 5 * waiting(random)))
    cost = round(180 + 260 * waiting(random))
    rating = min(10, 5 + int(7 * random.random())) if random.random() < 0.4 else None
    return Ticket(
        f"T{number}",
        customer(random),
        picked(random.random(), TEAMS),
        kind,
        priority,
        shown(opened),
        shown(acknowledged) if acknowledged < end else "",
        shown(resolved) if resolved < end else "",
        f"{cost // 100}.{cost % 100:02d}",
        str(rating) if rating is not None and resolved < end else "",
    )


def days() -> Iterator[date]:
    """The days of the sample, without Easter Sunday."""
    for offset in range(DAYS):
        day = FIRST_DAY + timedelta(days=offset)
        if day != EASTER:
            yield day


def calls_on(day: date) -> int:
    """How many calls come in on a day: fewer at the weekend."""
    return (118, 112, 108, 110, 104, 42, 18)[day.weekday()]


def arrivals(random: Random, day: date, count: int) -> list[datetime]:
    """Moments in a day: office hours, or on a Sunday the whole of it."""
    start = midnight(day)
    first, last = (0, 24 * 3600) if day.weekday() == 6 else (8 * 3600, 20 * 3600)
    points = sorted(random.random() for _ in range(count))
    return [start + timedelta(seconds=first + int((last - first) * p)) for p in points]


def midnight(day: date) -> datetime:
    """The first moment of a day in Stockholm."""
    local = datetime(day.year, day.month, day.day, tzinfo=WINTER)
    return local if local <= SWITCH else local.replace(tzinfo=SUMMER)


def waiting(random: Random) -> float:
    """A waiting time with mean 1: many short ones, a few long ones."""
    return -math.log(1.0 - random.random())


def picked(point: float, shares: Iterable[tuple[str, float]]) -> str:
    """The name whose share of the line from 0 to 1 a point lies in."""
    return next(name for name, end in shares if point < end)


def customer(random: Random) -> str:
    """One of 800 customers."""
    return f"K{int(800 * random.random()):03d}"


def shown(moment: datetime) -> str:
    """A moment as it is on the clock in Stockholm, with its offset."""
    zone = SUMMER if moment >= SWITCH else WINTER
    return moment.astimezone(zone).isoformat(timespec="seconds")
