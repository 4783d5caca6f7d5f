"""Standards over the same logs, judged by the checker and by the oracle alike."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from tests.oracle.board import judged_edition
from tests.oracle.clean import Cells
from tests.oracle.evaluate import Result, WindowResult, ranked
from tests.oracle.judge import as_metric, leaves, unit_of, worst
from tests.oracle.membership import after_day
from tests.oracle.moments import instant, midnight
from tests.oracle.more_logs import csv_of
from tests.oracle.policies import policy_of, waivers_of
from tests.oracle.populations import iso
from tests.oracle.sentences import Scenario, as_csv
from tests.oracle.told import as_judged
from tests.oracle.whole import evaluate_whole
from upheld.checker.check import Request, check
from upheld.checker.documents import as_data
from upheld.checker.report import StandardResult, Window
from upheld.dsl import model

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One window and group as both sides tell it; a length in seconds."""

    label: str
    group: tuple[tuple[str, str], ...]
    start: int
    end: int
    verdict: str
    value: Fraction | None
    partial: bool
    band: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The verdict, the windows in an order of their own, and the totals."""

    verdict: str
    lines: tuple[Line, ...]
    totals: tuple[tuple[str, int], ...]


def order(line: Line) -> tuple[object, ...]:
    """By time, then by group."""
    return line.start, line.label, line.group


def file_of(name: str, rows: list[Cells]) -> str:
    """A table as the file that an engine reads."""
    first_half = name in ("calls.csv", "orders.csv")
    return as_csv(rows) if first_half else csv_of(name, rows)


def by_checker(case: Scenario, folder: Path) -> dict[str, Told]:
    """What the checker says of each standard."""
    for name, rows in case.tables.items():
        (folder / name).write_text(file_of(name, rows))
    outcome = check(
        Request(
            policies=(Path("case.std"),),
            root=folder,
            as_of=iso(case.as_of, "UTC"),
            first=case.first,
            last=case.last,
            texts={"case.std": case.text},
            failures=0,
        )
    )
    assert outcome.report is not None, outcome.diagnostics
    found = {}
    for standard in outcome.report.standards:
        found[standard.id] = told_by(standard)
    return found


def told_by(standard: StandardResult) -> Told:
    """What a report says of a standard."""
    assert standard.verdict != "error", (standard.sentence, standard.messages)
    lines = tuple(sorted(map(line_of_report, standard.windows), key=order))
    return Told(standard.verdict, lines, totals_of_report(standard))


def by_oracle(case: Scenario) -> dict[str, Told]:
    """What the oracle says of each standard."""
    policy = policy_of(case.text)
    return {s.id: told(s, policy, case) for s in policy.standards}


def told(standard: model.Standard, policy: model.Policy, case: Scenario) -> Told:
    """All editions of a standard."""
    lines: list[Line] = []
    results = []
    for edition in standard.editions:
        first, last = period_of(case, edition.zone)
        result = evaluate_whole(
            edition,
            case.tables,
            policy,
            as_of=case.as_of,
            first=first,
            last=last,
            waivers=waivers_of(policy, standard.id),
        )
        results.append(result)
        shown = judged_edition(edition)
        lines += [line_of_oracle(window, shown) for window in result.windows]
    verdict = worst([line.verdict for line in lines])
    return Told(verdict, tuple(sorted(lines, key=order)), totals_of_oracle(results))


def line_of_report(window: Window) -> Line:
    """A window of the report."""
    return Line(
        window.window,
        tuple(window.group.items()),
        instant(datetime.fromisoformat(window.start)),
        instant(datetime.fromisoformat(window.end)),
        window.verdict,
        None if window.exact is None else Fraction(window.exact),
        window.partial,
        window.band or "",
        some(as_data(window.counts)),
    )


def totals_of_report(standard: StandardResult) -> tuple[tuple[str, int], ...]:
    """The counts of the first event, by the oracle's names."""
    assert standard.totals is not None
    found = as_data(standard.totals)
    found["outside"] = found.pop("outside_period")
    return some(found)


def period_of(scenario: Scenario, zone: str) -> tuple[int | None, int | None]:
    """The first moment of the first day, and the first one after the last day."""
    first, last = scenario.first, scenario.last
    return (
        None if first is None else midnight(date.fromisoformat(first), zone),
        None if last is None else after_day(last, zone),
    )


def line_of_oracle(window: WindowResult, edition: model.Edition) -> Line:
    """A window of the oracle."""
    length = unit_of(as_metric(edition.subject)) == model.LENGTH
    value = None if window.verdict == "no_data" else as_judged(window.value, edition)
    return Line(
        window.label,
        tuple(window.group.items()),
        window.start_us,
        window.end_us,
        window.verdict,
        value / 1_000_000 if length and value is not None else value,
        window.partial,
        window.band,
        some({name: getattr(window, name) for name in STATES}),
    )


STATES = ("met", "missed", "pending", "excluded", "invalid", "used", "without_value")


def totals_of_oracle(results: list[Result]) -> tuple[tuple[str, int], ...]:
    """The counts of all editions: a row is in the population of one of them at most."""
    first = results[0]
    found = {
        "read": first.rows,
        "repeats": first.repeats,
        "outside": first.outside,
        **{name: sum(getattr(r, name) for r in results) for name in STATES},
    }
    judged = sum(number for name, number in found.items() if name != "read")
    return some({**found, "not_in_population": first.rows - judged})


def some(counts: dict[str, int | None]) -> tuple[tuple[str, int], ...]:
    """The counts that are not zero; which of them are shown is a matter of form."""
    return tuple(sorted((name, n) for name, n in counts.items() if n))


def differences(case: Scenario, folder: Path) -> list[str]:
    """Every difference between the two, in words."""
    found, expected = by_checker(case, folder), by_oracle(case)
    policy = policy_of(case.text)
    said = []
    for standard in policy.standards:
        here, there = expected[standard.id], found[standard.id]
        edition = standard.editions[0]
        if comparable(here, edition) != comparable(there, edition):
            said.append(f"{standard.id}: {edition.sentence} {edition.clauses}")
            said += lines_apart(comparable(here, edition), comparable(there, edition))
    return said


def lines_apart(here: Told, there: Told) -> list[str]:
    """What only one side says."""
    said = [f"  oracle: {line}" for line in here.lines if line not in there.lines]
    said += [f"  engine: {line}" for line in there.lines if line not in here.lines]
    if here.totals != there.totals:
        said.append(f"  totals: oracle {here.totals} engine {there.totals}")
    if here.verdict != there.verdict:
        said.append(f"  verdict: oracle {here.verdict} engine {there.verdict}")
    return said


def comparable(said: Told, edition: model.Edition) -> Told:
    """What both sides must say alike.

    Of gaps the rows left out are not told; the value of a rank is
    not one yet while an event of its runs.
    """
    lines = tuple(comparable_line(line, edition) for line in said.lines)
    return Told(said.verdict, lines, said.totals)


def states_alone(said: Told, edition: model.Edition) -> Told:
    """The same, of rows without those of other populations in their source."""
    totals = tuple(count for count in said.totals if count[0] in STATES)
    return replace(comparable(said, edition), totals=totals)


def comparable_line(line: Line, edition: model.Edition) -> Line:
    """One window; the whole of a period without events has no length."""
    counts, value = counts_told(line, edition), value_told(line, edition)
    if line.label == "overall" and not counts and not value:
        line = replace(line, start=line.end)
    return replace(line, counts=counts, value=value)


def counts_told(line: Line, edition: model.Edition) -> tuple[tuple[str, int], ...]:
    """The counts of a window that both sides give."""
    if isinstance(edition.subject, model.Recurrence):
        return tuple(c for c in line.counts if c[0] in ("met", "missed"))
    return line.counts


def value_told(line: Line, edition: model.Edition) -> Fraction | None:
    """The value of a window, if it is one; without data there is none to tell."""
    parts = leaves(as_metric(judged_edition(edition).subject))
    running = "pending" in dict(line.counts) and any(map(ranked, parts))
    return None if running or line.verdict == "no_data" else line.value
