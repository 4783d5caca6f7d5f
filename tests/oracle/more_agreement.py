"""Several standards over the same logs, judged by both sides in the same words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from tests.oracle.agreement import (
    Line,
    Told,
    line_of_oracle,
    line_of_report,
    order,
    period_of,
    totals_of_oracle,
    totals_of_report,
)
from tests.oracle.board import judged_edition
from tests.oracle.clean import Cells
from tests.oracle.evaluate import ranked
from tests.oracle.judge import as_metric, leaves, worst
from tests.oracle.more_logs import csv_of
from tests.oracle.policies import policy_of, waivers_of
from tests.oracle.populations import iso
from tests.oracle.sentences import Scenario
from tests.oracle.whole import evaluate_whole
from upheld.checker.check import Request, check
from upheld.dsl import model


@dataclass(frozen=True, slots=True)
class Case:
    """A policy with standards `s0`, `s1` …, its tables, and when it is read."""

    text: str
    tables: Mapping[str, list[Cells]]
    as_of: int
    first: str | None = None
    last: str | None = None


def by_checker(case: Case, folder: Path) -> dict[str, Told]:
    """What the checker says of each standard."""
    for name, rows in case.tables.items():
        (folder / name).write_text(csv_of(name, rows))
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
        assert standard.verdict != "error", (standard.sentence, standard.messages)
        lines = tuple(sorted(map(line_of_report, standard.windows), key=order))
        found[standard.id] = Told(standard.verdict, lines, totals_of_report(standard))
    return found


def by_oracle(case: Case) -> dict[str, Told]:
    """What the oracle says of each standard."""
    policy = policy_of(case.text)
    return {s.id: told(s, policy, case) for s in policy.standards}


def told(standard: model.Standard, policy: model.Policy, case: Case) -> Told:
    """All editions of a standard."""
    lines: list[Line] = []
    results = []
    asked = Scenario(case.text, {}, case.as_of, case.first, case.last)
    for edition in standard.editions:
        first, last = period_of(asked, edition.zone)
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


def differences(case: Case, folder: Path) -> list[str]:
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
