"""The cases of the language: every heading of `tests/cases/*.md` is one test."""

from pathlib import Path

import pytest

from upheld.checker.casefile import Case, read_cases
from upheld.checker.cases import run_case
from upheld.checker.casetext import failure_text

#: What is said where a form of the language comes with a later issue.
NOT_YET = "E3900"

#: Cases of such forms; each moves out of this list when its form is there.
LATER = frozenset[str]()

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
    return name(case) in LATER


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
    assert {name(case) for case in all_cases()} >= LATER
