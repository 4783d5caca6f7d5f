"""Made-up data for every source of the seeds: three rows of each event.

What columns a source needs, and how each is read, is asked of the checker itself; the
values follow from the policy: a text that is compared takes the texts it is compared
with, moments of one row follow each other by an hour, numbers count from 1, and every
other value is the number of its row, so that rows of two events share their keys.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from upheld.checker.needs import ask_for_everything
from upheld.checker.session import Session
from upheld.checker.settings import Settings
from upheld.dsl import model

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROWS = 3


def write_data(policy: model.Policy, folder: Path) -> None:
    """A file for every source and list of a policy."""
    for path in sources(policy):
        (folder / path).write_text("nothing\n", encoding="utf-8")
    session = Session(folder, Settings(), {}, base=folder)
    ask_for_everything(session, policy, policy.standards)
    columns = {name: wanted(session, name) for name in session.events}
    session.close()
    texts = compared(policy)
    for event in policy.events.values():
        moments, others = columns.get(event.name, ([], {}))
        names = [*dict.fromkeys((*event.identity, *moments, *others)), "spare"]
        rows = [
            {
                name: cell(name, number, moments, others, texts.get(name, ()))
                for name in names
            }
            for number in range(ROWS)
        ]
        write(folder / event.source, names, rows)
    for members in policy.lists.values():
        if members.path is not None:
            moments = [m.columns[0] for m in (members.since, members.until) if m]
            row = {members.column: "0", **dict.fromkeys(moments, "")}
            write(folder / members.path, list(row), [row])
    write(folder / "holidays.csv", ["date"], [{"date": "2026-04-03"}])


def sources(policy: model.Policy) -> Iterator[str]:
    """Every file that the policy names."""
    yield from (event.source for event in policy.events.values())
    yield from (m.path for m in policy.lists.values() if m.path is not None)
    yield "holidays.csv"


def wanted(session: Session, event: str) -> tuple[list[str], dict[str, model.Unit]]:
    """The columns of moments of an event, its start first, and its other columns."""
    data = session.events[event]
    moments, others = list(data.event.start.columns), {}
    for reading in data.wanted.names:
        if isinstance(reading, model.Moment):
            moments += reading.columns
        else:
            others[reading.name] = reading.unit
    return list(dict.fromkeys(moments)), others


def cell(
    name: str,
    number: int,
    moments: list[str],
    others: dict[str, model.Unit],
    texts: tuple[str, ...],
) -> str:
    """One value of one row."""
    if name in moments:
        moment = FIRST + timedelta(days=number, hours=moments.index(name))
        return moment.isoformat()
    unit = others.get(name)
    if unit is not None and unit.kind not in ("text", "truth"):
        return str(number + 1)
    return texts[number % len(texts)] if texts else str(number)


def compared(node: object) -> dict[str, tuple[str, ...]]:
    """The texts that each column is compared with, anywhere in the policy."""
    found: dict[str, dict[str, None]] = {}

    def visit(part: object) -> None:
        match part:
            case model.OneOf(model.Column(name), values):
                found.setdefault(name, {}).update({str(v.value): None for v in values})
            case model.GroupField(_, model.Column(name), model.Members(_, values)):
                found.setdefault(name, {}).update(dict.fromkeys(values))
            case str() | int() | None:
                return
            case tuple():
                for each in part:
                    visit(each)
            case Mapping():
                visit(tuple(part.values()))
            case _:
                for name in getattr(part, "__dataclass_fields__", ()):
                    visit(getattr(part, name))

    visit(node)
    return {name: tuple(texts) for name, texts in found.items()}


def write(path: Path, names: list[str], rows: list[dict[str, str]]) -> None:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
