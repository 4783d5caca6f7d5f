"""The cases of the language through the oracle alone, without any SQL."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.oracle.casebook import Written, read_casebook
from tests.oracle.evaluate import Result, WindowResult, evaluate
from tests.oracle.judge import as_metric, unit_of, worst
from tests.oracle.policies import policy_of, waivers_of
from tests.oracle.told import as_judged
from upheld.dsl import model

FOLDER = Path(__file__).parents[1] / "cases"
FILES = (
    *("shares", "statistics", "pending-and-as-of", "windows", "tiers-and-bands"),
    *("time-zones", "ratios-and-scores", "data-quality", "groups-and-lists"),
    "waivers-and-exclusions",
)
#: Windows over windows come to the oracle with a later issue.
LATER = ("A share of days", "An average of days is not an average of calls")
CASES = [
    case
    for name in FILES
    for case in read_casebook(FOLDER / f"{name}.md")
    if case.name not in LATER
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_of_the_language_has_the_same_answer_here(case: Written) -> None:
    policy = policy_of(case.policy)
    for row in case.rows:
        standard = next(s for s in policy.standards if s.id == row["standard"])
        waivers = waivers_of(policy, standard.id)
        results = [
            evaluate(edition, case.tables, as_of=case.as_of, waivers=waivers)
            for edition in standard.editions
        ]
        if row.get("window") or row.get("group"):
            found = [
                seen_as(row, w, standard.editions[0]) for w in windows(row, results)
            ]
            assert found == [row], row
        else:
            assert (
                worst([w.verdict for r in results for w in r.windows]) == row["verdict"]
            )


def windows(row: dict[str, str], results: list[Result]) -> list[WindowResult]:
    """The windows that a row of the table means."""
    return [
        window
        for result in results
        for window in result.windows
        if window.label == row["window"] and group(window) == row.get("group", "")
    ]


def group(window: WindowResult) -> str:
    """A group as the cases write it."""
    return ";".join(f"{name}={value}" for name, value in window.group.items())


def seen_as(
    row: dict[str, str], window: WindowResult, edition: model.Edition
) -> dict[str, str]:
    """A window in the columns of a row; a value as near as the row gives it."""
    found = {
        "standard": row["standard"],
        "window": window.label,
        "group": group(window),
        "value": row.get("value", ""),
    }
    value = as_judged(window.value, edition)
    if "value" in row and not is_near(value, row["value"], edition):
        found["value"] = str(value)
    for name in row.keys() - found.keys():
        found[name] = str(getattr(window, name))
    return {name: found[name] for name in row}


def is_near(value: Fraction | None, text: str, edition: model.Edition) -> bool:
    """Whether a value is what a row says: lengths in seconds, all else as it is."""
    if value is None:
        return not text
    is_share = edition.over is not None and edition.over.kind == "share"
    seconds = unit_of(as_metric(edition.subject)) == model.LENGTH and not is_share
    shown = value / 1_000_000 if seconds else value
    return abs(shown - Fraction(text)) < Fraction(1, 10**9)
