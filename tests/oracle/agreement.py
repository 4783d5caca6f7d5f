"""One scenario judged by both sides, in the same words."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from tests.oracle.evaluate import Result, WindowResult, evaluate
from tests.oracle.judge import as_metric, unit_of, worst
from tests.oracle.membership import after_day
from tests.oracle.moments import instant, midnight
from tests.oracle.policies import policy_of, waivers_of
from tests.oracle.populations import iso
from tests.oracle.sentences import Scenario, as_csv
from tests.oracle.told import as_judged
from upheld.checker.check import Request, check
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


def by_checker(scenario: Scenario, folder: Path) -> Told:
    """What the checker says, with DuckDB reading the tables from files."""
    for name, rows in scenario.tables.items():
        (folder / name).write_text(as_csv(rows))
    request = Request(
        policies=(Path("case.std"),),
        root=folder,
        as_of=iso(scenario.as_of, "UTC"),
        first=scenario.first,
        last=scenario.last,
        texts={"case.std": scenario.text},
    )
    outcome = check(request)
    assert outcome.report is not None, outcome.diagnostics
    (standard,) = outcome.report.standards
    assert standard.verdict != "error", (standard.messages, standard.sql)
    lines = sorted((line_of_report(w) for w in standard.windows), key=order)
    return Told(standard.verdict, tuple(lines), totals_of_report(standard))


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
        some(window.counts.model_dump()),
    )


def totals_of_report(standard: StandardResult) -> tuple[tuple[str, int], ...]:
    """The counts of the first event, by the oracle's names."""
    assert standard.totals is not None
    found = standard.totals.model_dump()
    found["outside"] = found.pop("outside_period")
    return some(found)


def by_oracle(scenario: Scenario) -> Told:
    """What the oracle says of the same text and the same rows."""
    policy = policy_of(scenario.text)
    (standard,) = policy.standards
    waivers = waivers_of(policy, standard.id)
    lines: list[Line] = []
    results = []
    for edition in standard.editions:
        first, last = period_of(scenario, edition.zone)
        result = evaluate(
            edition,
            scenario.tables,
            as_of=scenario.as_of,
            first=first,
            last=last,
            waivers=waivers,
        )
        results.append(result)
        lines += [line_of_oracle(window, edition) for window in result.windows]
    totals = totals_of_oracle(results)
    verdict = worst([line.verdict for line in lines])
    return Told(verdict, tuple(sorted(lines, key=order)), totals)


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
