"""`upheld explain` of every fifth case: each stage is there, whatever the form."""

from pathlib import Path

import pytest

from tests.oracle.test_fusion import written
from tests.test_cases import all_cases, name
from upheld.checker.casefile import Case
from upheld.checker.caserows import Rows
from upheld.checker.check import check
from upheld.checker.commands.explain import STAGES
from upheld.checker.explain import stages

#: Cases that are judged, with one standard of a name that no other of them has.
CASES = [case for case in all_cases()[3::5] if isinstance(case.expectation, Rows)]


@pytest.mark.parametrize("case", CASES, ids=name)
def test_every_stage_of_a_case_is_told(case: Case, tmp_path: Path) -> None:
    request = written(case, tmp_path)
    for file, text in (request.texts or {}).items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    assert isinstance(case.expectation, Rows)
    explained = stages(
        tmp_path / "case.std",
        None,
        STAGES,
        as_of=request.as_of,
        first=request.first,
        last=request.last,
        lang="en",
    )
    told = dict(explained.stages)
    report = check(request).report
    if report is None:
        assert explained.diagnostics
        return
    judged = [s for s in report.standards if s.verdict != "error"]
    if len(judged) < len(report.standards):
        assert explained.diagnostics
    if not judged:
        return
    assert set(told) >= {"text", "tree", "reading", "model", "plan", "sql", "verdicts"}
    for standard in judged:
        assert standard.sentence.splitlines()[0] in told["reading"]
        for window in standard.windows:
            assert window.verdict.replace("_", " ") in told["verdicts"].replace(
                "_", " "
            )
