"""The cases of the language: every heading of `tests/cases/*.md` is one test."""

from pathlib import Path

import pytest

from upheld.checker.casefile import Case, read_cases
from upheld.checker.cases import run_case
from upheld.checker.casetext import failure_text

#: What is said where a form of the language comes with a later issue.
NOT_YET = "E3900"

#: Cases of such forms; each moves out of this list when its form is there.
LATER: dict[str, set[str]] = {
    "absence-and-recurrence": {
        "Posts at least every 7 days, for each account of a list",
        "Updates at least every 2 hours until resolved",
    },
    "working-time": {
        "Working hours run on after the weekend",
        "A closed date does not count",
        "Closed dates may come from a file",
        "Working days end at the close of the last one",
        "A short Saturday is a working day with its own close",
        "A `calendar` clause chooses between two",
        "Overlapping pauses stop the clock once",
    },
}

FOLDER = Path(__file__).parent / "cases"


def all_cases() -> list[Case]:
    """The cases of all files, in order."""
    found: list[Case] = []
    for path in sorted(FOLDER.glob("*.md")):
        file = read_cases(path)
        assert not file.faults, "\n".join(map(str, file.faults))
        found += file.cases
    return found


def name(case: Case) -> str:
    """The name of a case in pytest: its file and heading."""
    return f"{Path(case.file).stem}: {case.name}"


def is_later(case: Case) -> bool:
    """Whether a case is about a form that is still to come."""
    return case.name in LATER.get(Path(case.file).stem, set())


@pytest.mark.parametrize("case", [c for c in all_cases() if not is_later(c)], ids=name)
def test_case_passes(case: Case) -> None:
    result = run_case(case)
    assert result.passed, failure_text(result)


@pytest.mark.parametrize("case", [c for c in all_cases() if is_later(c)], ids=name)
def test_form_that_is_still_to_come_says_so(case: Case) -> None:
    result = run_case(case)
    assert not result.passed, "the form is there: take the case out of LATER"
    assert any(NOT_YET in note for note in result.notes), failure_text(result)


def test_every_case_that_is_still_to_come_is_there() -> None:
    listed = {f"{file}: {heading}" for file in LATER for heading in LATER[file]}
    assert listed <= {name(case) for case in all_cases()}
