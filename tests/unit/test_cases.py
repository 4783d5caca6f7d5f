"""Running cases, and telling of them in text and JUnit XML."""

import xml.etree.ElementTree as ET
from pathlib import Path

from upheld.checker.casefile import Case
from upheld.checker.caserows import Difference, Rows, read_rows
from upheld.checker.cases import CaseResult, CaseResults, run_cases
from upheld.checker.casetext import closing_line, failure_text, junit

PAGE = """\
## A call is answered
```std
zone UTC
event call, calls
  from "calls.csv"
  identified by id
  occurring at queued
  answered at answered
standard s
  90% of calls answered within 2m per day
```
```csv calls.csv
id,queued,answered
1,2026-03-02T09:00:00Z,2026-03-02T09:02:00Z
```
```expect as of 2026-03-03T00:00:00Z
standard,window,verdict,met
s,2026-03-02,met,1
s,,met,
```
"""


def page(folder: Path, text: str) -> list[Path]:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return [path]


def result_of(folder: Path, text: str) -> CaseResult:
    (result,) = run_cases(page(folder, text)).results
    return result


def test_case_that_fits_passes(tmp_path: Path) -> None:
    result = result_of(tmp_path, PAGE)
    assert result.passed, failure_text(result)


def test_case_that_does_not_fit_says_what_was_found(tmp_path: Path) -> None:
    result = result_of(
        tmp_path, PAGE.replace("s,2026-03-02,met,1", "s,2026-03-02,met,2")
    )
    assert result.differences == (Difference(18, "s 2026-03-02", "met", "2", "1"),)


def test_standard_that_is_not_there_lists_those_that_are(tmp_path: Path) -> None:
    result = result_of(tmp_path, PAGE.replace("s,,met", "t,,met"))
    assert [d.found for d in result.differences] == ["not found; there are: s"]


def test_refused_policy_is_a_failure_with_its_diagnostics(tmp_path: Path) -> None:
    result = result_of(tmp_path, PAGE.replace("calls answered", "calls anwsered"))
    assert [d.found for d in result.differences] == ["nothing judged, exit status 2"]
    assert any("case.std:8:16" in note for note in result.notes)


def test_expected_refusal_compares_its_place_and_code(tmp_path: Path) -> None:
    wrong = PAGE.replace("calls answered", "calls anwsered")
    head = wrong[: wrong.index("```expect")]
    for body, fits in (("error 8:16", True), ("error 8:17", False)):
        assert result_of(tmp_path, f"{head}```expect\n{body}\n```\n").passed is fits
    assert not result_of(tmp_path, f"{head}```expect\nerror E0001 8:16\n```\n").passed


def test_policy_that_should_be_refused_but_is_judged_is_a_failure(
    tmp_path: Path,
) -> None:
    head = PAGE[: PAGE.index("standard,window")]
    result = result_of(tmp_path, f"{head}error 8:16\n```\n")
    assert [d.found for d in result.differences] == ["no error, exit status 0"]


def test_folder_stands_for_its_pages(tmp_path: Path) -> None:
    page(tmp_path, PAGE)
    assert run_cases([tmp_path]).passed == 1


def test_faulty_page_runs_nothing(tmp_path: Path) -> None:
    results = run_cases(page(tmp_path, PAGE + "## Two\n```std\n```\n"))
    assert (results.results, results.exit_status) == ((), 2)


def test_page_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    (fault,) = run_cases([tmp_path / "none.md"]).faults
    assert str(fault).endswith(
        "none.md:1: error: cannot be read: No such file or directory"
    )


def test_selection_leaves_out_other_cases(tmp_path: Path) -> None:
    results = run_cases(page(tmp_path, PAGE), select=lambda case: case.name == "none")
    assert (results.results, results.exit_status) == ((), 2)


def case(name: str) -> Case:
    rows = Rows(9, None, None, None, tuple(read_rows("standard,verdict\ns,met", 10)))
    return Case(name, "cases/page.md", 3, {"case.std": ""}, rows)


RESULTS = CaseResults(
    (
        CaseResult(case("good"), (), (), 0.25),
        CaseResult(
            case("bad & <ugly>"),
            (Difference(11, "s", "verdict", "met", "breached"),),
            ("case.std:1:1: E1002: unknown \x07",),
            0.5,
        ),
    ),
    (),
)


def test_failure_is_a_table_of_expected_and_found() -> None:
    assert failure_text(RESULTS.results[1]) == (
        "FAILED cases/page.md:3 bad & <ugly>\n"
        "  line  row  column   expected  found\n"
        "  11    s    verdict  met       breached\n"
        "  | case.std:1:1: E1002: unknown \x07"
    )


def test_closing_line_counts_and_the_status_follows() -> None:
    assert closing_line(RESULTS) == "1 passed, 1 failed"
    assert RESULTS.exit_status == 1


def test_junit_has_a_suite_for_the_file_and_a_failure_with_its_table() -> None:
    root = ET.fromstring(junit(RESULTS))
    (suite,) = root
    assert suite.attrib == {
        "name": "page",
        "tests": "2",
        "failures": "1",
        "errors": "0",
        "time": "0.750",
    }
    good, bad = suite
    assert (good.get("name"), len(good)) == ("good", 0)
    (failure,) = bad
    assert failure.get("message") == "s verdict: met != breached"
    assert "11    s    verdict  met       breached" in (failure.text or "")
