"""Values that did not convert are reported with the line they stand on."""

from pathlib import Path

from tests.small_runs import COLUMNS, call, report
from upheld.checker.report import Rejected

WITHIN = "standard s\n  90% of calls answered within 2m per day\n"


def rejects(folder: Path, rows: str) -> list[tuple[str | None, str | None, int | None]]:
    (source,) = report(folder, WITHIN, rows).sources
    return [(one.column, one.value, one.line) for one in source.rejects]


def test_a_bad_value_has_its_line(tmp_path: Path) -> None:
    # The header is line 1.
    rows = call("1", "09:00", "09:01") + call("2", "09:00", "24 s")
    assert rejects(tmp_path, rows) == [("answered", "24 s", 3)]


def test_equal_bad_values_have_lines_of_their_own(tmp_path: Path) -> None:
    rows = call("1", "09:00", "soon") + call("2", "09:00") + call("3", "09:00", "soon")
    assert rejects(tmp_path, rows) == [
        ("answered", "soon", 2),
        ("answered", "soon", 4),
    ]


def test_a_row_of_two_lines_counts_as_two_lines(tmp_path: Path) -> None:
    rows = call("1", "09:00", customer='"a\nb"') + call("2", "09:00", "soon")
    assert rejects(tmp_path, rows) == [("answered", "soon", 4)]


def test_a_bad_value_in_row_31843_has_its_line(tmp_path: Path) -> None:
    good = call("x", "09:00", "09:01")
    lines = [call(str(n), "09:00", "09:01") for n in range(31_842)]
    assert rejects(tmp_path, "".join([*lines, call("bad", "09:00", "24 s"), good])) == [
        ("answered", "24 s", 31_844)
    ]


def test_a_line_that_is_no_row_is_told_apart(tmp_path: Path) -> None:
    (source,) = report(tmp_path, WITHIN, "1,c\n" + call("2", "09:00")).sources
    assert source.rejects == (
        Rejected(
            file="calls.csv", line=2, reason=source.rejects[0].reason, value="1,c"
        ),
    )
    assert len(COLUMNS.split(",")) == 6
