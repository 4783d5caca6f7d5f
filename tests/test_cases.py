"""The cases of the language: every heading of `tests/cases/*.md` is one test."""

from pathlib import Path

import pytest

from upheld.checker.casefile import Case, read_cases
from upheld.checker.cases import run_case
from upheld.checker.casetext import failure_text

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


@pytest.mark.parametrize("case", all_cases(), ids=name)
def test_case_passes(case: Case) -> None:
    result = run_case(case)
    assert result.passed, failure_text(result)
