"""What is counted in shared scans is what each standard's own query gives."""

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle.populations import iso
from tests.oracle.sentences import FORMS, Scenario, as_csv, scenarios
from tests.test_cases import all_cases, name
from upheld.checker.casefile import Case
from upheld.checker.cases import request
from upheld.checker.check import Request, check

EXAMPLES = int(os.environ.get("UPHELD_EXAMPLES", "10"))
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def judged(request: Request) -> dict[str, object]:
    """The report of a run; without data `as of` is the moment of the run itself."""
    report = check(request).report
    return {} if report is None else report.model_dump(exclude={"as_of"})


def assert_same(request: Request) -> None:
    """The same report, counted together and one by one."""
    assert judged(request) == judged(replace(request, together=False))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_counts_the_same_in_shared_scans(form: str) -> None:
    @MANY
    @given(scenarios(form))
    def agree(scenario: Scenario) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name, rows in scenario.tables.items():
                (Path(folder) / name).write_text(as_csv(rows))
            assert_same(
                Request(
                    policies=(Path("case.std"),),
                    root=Path(folder),
                    as_of=iso(scenario.as_of, "UTC"),
                    first=scenario.first,
                    last=scenario.last,
                    texts={"case.std": scenario.text},
                )
            )

    agree()


@pytest.mark.parametrize("case", all_cases(), ids=name)
def test_every_case_counts_the_same_in_shared_scans(case: Case, tmp_path: Path) -> None:
    for file, text in case.files.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    assert_same(request(case, tmp_path))
