"""Populations judged by DuckDB, the small evaluator and the larger one, in one run.

The small one and DuckDB tell the same `Line`s; the larger one reads the rows as text.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from tests.oracle import agreement
from tests.oracle.policies import policy_of
from tests.oracle.sentences import Scenario
from tests.oracle.small import SECOND, Run, at, instant
from tests.oracle.small_populations import COLUMNS, MOMENTS, Batch, Cells
from upheld.checker.check import Request, check
from upheld.checker.documents import as_data
from upheld.checker.report import StandardResult, Window
from upheld.dsl import model
from upheld.dsl.excerpt import render


class Line(NamedTuple):
    """One window and group."""

    start: int
    end: int
    group: tuple[str, ...]
    verdict: str
    value: Fraction | None
    band: str
    counts: tuple[tuple[str, int], ...]


class Told(NamedTuple):
    """Every window of a standard in a fixed order, and its verdict."""

    verdict: str
    lines: list[Line]


WORST = ("breached", "warned", "met", "exceeded", "insufficient", "no_data", "pending")


def some(counts: dict[str, int | None] | Counter[str]) -> tuple[tuple[str, int], ...]:
    """The counts that are not zero."""
    return tuple(sorted((name, n) for name, n in counts.items() if n))


def order(line: Line) -> tuple[object, ...]:
    return line.start, line.end, line.group


def by_small(standard: model.Standard, batch: Batch) -> Told:
    """What the small evaluator says of all editions of a standard."""
    lines = []
    tables = own_rows(standard, batch)
    for edition in standard.editions:
        first, last = (
            d and at(d, edition.zone) for d in after(batch.first, batch.last)
        )
        period = (-inf if first is None else first, inf if last is None else last)
        run = Run(edition, instant(batch.as_of), period)
        for start, end, group, verdict, value, band, counts in run.judge(tables):
            told_ = (verdict, value, band, some(counts))
            lines.append(Line(start, end, group, *told_))
    said = [line.verdict for line in lines]
    verdict = next((word for word in WORST if word in said), "no_data")
    return Told(verdict, sorted(lines, key=order))


def own_rows(standard: model.Standard, batch: Batch) -> dict[str, list[Cells]]:
    """Without rows of other populations, which fail the `where` of this one."""
    number, part = standard.id[1:].split("-")
    return {
        name: [row for row in rows if row.get("population", f"p{part}") == f"p{part}"]
        for name, rows in batch.tables.items()
        if name.endswith(f"s{number}")
    }


def after(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """A period whose last day is not in it any more."""
    return first, None if last is None else last + timedelta(1)


def by_checker(batch: Batch, root: Path) -> dict[str, StandardResult]:
    """What the checker says, with DuckDB reading Arrow tables."""
    outcome = check(
        Request(
            policies=(Path("case.std"),),
            root=root,
            as_of=batch.as_of.isoformat(),
            first=None if batch.first is None else str(batch.first),
            last=None if batch.last is None else str(batch.last),
            texts={"case.std": batch.text},
            sources={name: arrow(rows) for name, rows in batch.tables.items()},
            failures=0,
        )
    )
    wrong = [render(d, outcome.sources, color=False) for d in outcome.diagnostics]
    assert outcome.report is not None, "\n".join(wrong)
    return {standard.id: standard for standard in outcome.report.standards}


def told(standard: StandardResult) -> Told:
    """A standard of the report."""
    assert standard.verdict != "error", (standard.messages, standard.sentence)
    lines = [
        Line(
            instant(datetime.fromisoformat(window.start)),
            instant(datetime.fromisoformat(window.end)),
            tuple(window.group.values()),
            window.verdict,
            value_of(window),
            window.band or "",
            some(as_data(window.counts)),
        )
        for window in standard.windows
    ]
    return Told(standard.verdict, sorted(lines, key=order))


def value_of(window: Window) -> Fraction | None:
    """A value as the model has it: a length in microseconds."""
    if window.exact is None:
        return None
    return Fraction(window.exact) * (SECOND if window.unit == "seconds" else 1)


def arrow(rows: list[Cells]) -> pa.Table:
    """Typed columns; one that holds something of another type is text."""
    names = ("id", "population", *MOMENTS, *COLUMNS)
    return pa.table({name: column([row.get(name) for row in rows]) for name in names})


def column(cells: Sequence[object]) -> pa.Array:
    """Of moments, truths, numbers or text."""
    known = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, datetime) for cell in known):
        return pa.array(cells, pa.timestamp("us", "UTC"))
    if known and all(isinstance(cell, bool) for cell in known):
        return pa.array(cells, pa.bool_())
    if known and all(type(cell) is int for cell in known):
        return pa.array(cells, pa.int64())
    if known and all(type(cell) in (int, Fraction) for cell in known):
        return pa.array([None if c is None else decimal(c) for c in cells])
    return pa.array(
        [None if cell is None else text(cell) for cell in cells], pa.string()
    )


def decimal(cell: object) -> Decimal:
    assert isinstance(cell, int | Fraction)
    return Decimal(cell.numerator) / Decimal(cell.denominator)


def text(cell: object) -> str:
    """As a file would spell it."""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat()
    if isinstance(cell, bool):
        return str(cell).lower()
    return str(decimal(cell)) if isinstance(cell, int | Fraction) else str(cell)


def differences(batch: Batch, root: Path) -> list[str]:
    """Every difference between the three, in words."""
    found, said = by_checker(batch, root), []
    policy = policy_of(batch.text)
    for standard in policy.standards:
        report, own = found[standard.id], own_rows(standard, batch)
        apart = apart_from_small(standard, batch, report)
        apart += apart_from_larger(standard, policy, batch, report)
        if apart:
            said += [f"{e.sentence} {e.clauses} {e.zone}" for e in standard.editions]
            said += apart
            said += [
                f"  {name}: {shown(r)}" for name, rows in own.items() for r in rows
            ]
    if said:
        asked = f"as of {batch.as_of} from {batch.first} to {batch.last}"
        said.insert(0, asked)
    return said


def apart_from_small(
    standard: model.Standard, batch: Batch, report: StandardResult
) -> list[str]:
    """What only one of the small evaluator and DuckDB says."""
    here, there = by_small(standard, batch), told(report)
    said = [f"  small:  {line}" for line in here.lines if line not in there.lines]
    said += [f"  engine: {line}" for line in there.lines if line not in here.lines]
    if here.verdict != there.verdict:
        said.append(f"  verdict: small {here.verdict} engine {there.verdict}")
    return said


def apart_from_larger(
    standard: model.Standard, policy: model.Policy, batch: Batch, report: StandardResult
) -> list[str]:
    """What only one of the larger evaluator and DuckDB says."""
    texts = {
        name: [
            {n: text(cell) for n, cell in row.items() if cell is not None}
            | {n: None for n, cell in row.items() if cell is None}
            for row in rows
        ]
        for name, rows in own_rows(standard, batch).items()
    }
    first, last = (None if d is None else str(d) for d in (batch.first, batch.last))
    case = Scenario(batch.text, texts, instant(batch.as_of), first, last)
    edition = standard.editions[0]
    here = agreement.states_alone(agreement.told(standard, policy, case), edition)
    there = agreement.states_alone(agreement.told_by(report), edition)
    return [] if here == there else agreement.lines_apart(here, there)


def shown(row: Cells) -> str:
    """A row for a reader of a failed test, without what is empty."""
    known = {name: text(cell) for name, cell in row.items() if cell is not None}
    return " ".join(f"{name}={cell}" for name, cell in known.items())
