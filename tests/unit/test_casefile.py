"""Reading the cases of a Markdown file."""

from pathlib import Path

import pytest

from upheld.checker.casefile import CaseFile, read_cases
from upheld.checker.caserows import Refusal, Rows

WHOLE = """\
# A page about calls

## One call
Some prose.

```std
zone UTC
```
```csv calls.csv
id
1
```
```expect as of 2026-03-03T00:00:00+01:00
standard,window,group,verdict
s,2026-03-02,,met
```
"""


def cases_of(folder: Path, text: str) -> CaseFile:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return read_cases(path)


def fault_of(folder: Path, text: str) -> str:
    """The only fault of a page, without the path in front."""
    (fault,) = cases_of(folder, text).faults
    return f"{fault.line}: {fault.message}"


def test_heading_with_blocks_is_a_case_and_one_without_is_not(tmp_path: Path) -> None:
    (case,) = cases_of(tmp_path, WHOLE).cases
    assert (case.name, case.line) == ("One call", 3)


def test_files_of_a_case_keep_their_text(tmp_path: Path) -> None:
    (case,) = cases_of(tmp_path, WHOLE).cases
    assert case.files == {"case.std": "zone UTC\n", "calls.csv": "id\n1\n"}


def test_expected_rows_know_their_lines(tmp_path: Path) -> None:
    (case,) = cases_of(tmp_path, WHOLE).cases
    assert isinstance(case.expectation, Rows)
    assert case.expectation.as_of == "2026-03-03T00:00:00+01:00"
    assert [row.line for row in case.expectation.rows] == [15]


def test_longer_fence_holds_shorter_ones(tmp_path: Path) -> None:
    text = WHOLE.replace("```std\nzone UTC\n```", "````std\n```\n````")
    (case,) = cases_of(tmp_path, text).cases
    assert case.files["case.std"] == "```\n"


def test_heading_inside_a_block_is_text(tmp_path: Path) -> None:
    text = WHOLE.replace("zone UTC", "## not a heading")
    assert [case.name for case in cases_of(tmp_path, text).cases] == ["One call"]


def test_named_std_block_is_a_file_beside_the_first(tmp_path: Path) -> None:
    text = WHOLE.replace("```csv", "```std other.std\n# more\n```\n```csv")
    (case,) = cases_of(tmp_path, text).cases
    assert case.files["other.std"] == "# more\n"


def test_error_with_a_code_is_a_refusal(tmp_path: Path) -> None:
    page = "## No\n```std\n```\n```expect\nerror E1002 8:16\n```\n"
    (case,) = cases_of(tmp_path, page).cases
    assert case.expectation == Refusal(4, None, "E1002", (8, 16))


def test_period_may_stand_behind_the_moment(tmp_path: Path) -> None:
    text = WHOLE.replace("+01:00\n", "+01:00 from 2026-03-01 to 2026-03-02\n")
    (case,) = cases_of(tmp_path, text).cases
    assert isinstance(case.expectation, Rows)
    assert case.expectation.first == "2026-03-01"
    assert case.expectation.last == "2026-03-02"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("```expect as of", "```text as of", "3: `One call` has no `expect` block"),
        ("```std", "```text", "3: `One call` has no `std` block"),
        (
            "```csv calls.csv",
            "```std",
            "9: two `std` blocks without a name: write `std NAME` for the second",
        ),
        ("verdict", "vredict", "14: unknown column `vredict`: did you mean `verdict`?"),
        ("s,2026-03-02,,met", "s,met", "15: 2 cells in a table of 4 columns"),
        ("s,2026-03-02,,met\n", "", "14: the `expect` table has no rows"),
        ("standard,", "", "14: the `expect` table has no column `standard`"),
        (",,met", ",north,met", "15: write the group `north` as `column=value`"),
        (
            "calls.csv",
            "../calls.csv",
            "9: the file `../calls.csv` would lie outside the case",
        ),
        (
            "as of ",
            "at ",
            "13: write `expect`, or `expect as of MOMENT from DATE to DATE`",
        ),
        ("met\n```\n", "met\n", "13: the `expect` block is never closed"),
        ("## One call", "One call", "6: a block before the first heading"),
    ],
)
def test_faulty_case_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    page = WHOLE.replace("# A page about calls\n", "\n").replace(old, new)
    assert fault_of(tmp_path, page) == fault


def test_two_cases_of_one_name_are_refused(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, WHOLE + WHOLE)
    assert fault == "19: a second case named `One call`, the first is in line 3"


def test_repeated_rows_stand_in_full_and_are_numbered(tmp_path: Path) -> None:
    rows = "times,id,queued\n2,c{n},2026-03-02\n1,c{n},2026-03-03\n0,c{n},2026-03-04\n"
    text = WHOLE.replace(
        "```csv calls.csv\nid\n1\n", f"```csv calls.csv repeated\n{rows}"
    )
    (case,) = cases_of(tmp_path, text).cases
    table = "id,queued\nc1,2026-03-02\nc2,2026-03-02\nc3,2026-03-03\n"
    assert case.files["calls.csv"] == table


def test_row_that_does_not_say_how_often_is_a_fault_at_its_line(tmp_path: Path) -> None:
    rows = "times,id\n2,a\nmany,b\n"
    text = WHOLE.replace(
        "```csv calls.csv\nid\n1\n", f"```csv calls.csv repeated\n{rows}"
    )
    wanted = "12: `times` takes a whole number, not `many`"
    assert fault_of(tmp_path, text) == wanted


def test_repeated_table_without_its_column_is_a_fault(tmp_path: Path) -> None:
    text = WHOLE.replace("calls.csv\nid", "calls.csv repeated\nid")
    assert fault_of(tmp_path, text) == "10: a repeated table needs a column `times`"


def test_repeated_table_has_an_end(tmp_path: Path) -> None:
    rows = "times,id\n99999,a\n2,b\n"
    text = WHOLE.replace(
        "```csv calls.csv\nid\n1\n", f"```csv calls.csv repeated\n{rows}"
    )
    wanted = "12: a table may stand for 100000 rows at most"
    assert fault_of(tmp_path, text) == wanted


def test_policy_beside_the_page_is_used_with_all_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "calls.std").write_text('use "words.std"\n', encoding="utf-8")
    (tmp_path / "words.std").write_text("zone UTC\n", encoding="utf-8")
    (tmp_path / "other.std").write_text("zone UTC\n", encoding="utf-8")
    text = WHOLE.replace("zone UTC", 'use "calls.std"')
    (case,) = cases_of(tmp_path, text).cases
    assert case.beside == {"calls.std": 'use "words.std"\n', "words.std": "zone UTC\n"}


def test_block_goes_before_the_file_beside_the_page(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text("id\n2\n", encoding="utf-8")
    text = WHOLE.replace("zone UTC", 'event call from "calls.csv" occurring at id')
    (case,) = cases_of(tmp_path, text).cases
    assert case.beside == {}
    assert case.files["calls.csv"] == "id\n1\n"
