"""Comparing expected rows with results."""

from fractions import Fraction

import pytest

from upheld.checker.caserows import (
    Difference,
    ExpectedRow,
    compare_row,
    is_same_number,
    read_rows,
)
from upheld.checker.report import Counts, StandardResult, Totals, Verdict, Window


def window(label: str, verdict: Verdict, met: int, missed: int, **group: str) -> Window:
    """A window of a share with a floor of 90%."""
    total = met + missed
    return Window(
        window=label,
        start="",
        end="",
        group=group,
        verdict=verdict,
        value=met / total if total else None,
        exact=f"{met}/{total}" if total else None,
        unit="share",
        bound="at_least",
        target=0.9,
        counts=Counts(met=met, missed=missed),
    )


RESULT = StandardResult(
    id="s",
    sentence="",
    verdict="breached",
    totals=Totals(read=7, repeats=0, outside_period=0, not_in_population=1, met=5),
    windows=(
        window("2026-03-02", "met", 3, 0, team="north", channel="phone"),
        window("2026-03-02", "breached", 1, 2, team="south", channel="phone"),
        window("2026-03-03", "no_data", 0, 0, team="north", channel="phone"),
    ),
)


def differences(table: str) -> list[Difference]:
    return [d for row in read_rows(table, 1) for d in compare_row(row, RESULT)]


def test_row_that_fits_has_no_difference() -> None:
    table = (
        "standard,window,group,verdict,met,missed,value\n"
        "s,2026-03-02,team=south;channel=phone,breached,1,2,0.3333333333\n"
    )
    assert differences(table) == []


def test_order_of_the_parts_of_a_group_is_free() -> None:
    table = "standard,window,group,met\ns,2026-03-02,channel=phone;team=north,3\n"
    assert differences(table) == []


def test_cell_that_differs_is_told_with_its_line() -> None:
    table = (
        "standard,window,group,verdict,met\ns,2026-03-02,team=north;channel=phone,met,4"
    )
    found = Difference(2, "s 2026-03-02 team=north;channel=phone", "met", "4", "3")
    assert differences(table) == [found]


def test_empty_cell_is_not_compared() -> None:
    table = "standard,window,verdict,met\ns,2026-03-03,,0\n"
    assert differences(table) == []


def test_empty_group_beside_a_window_is_the_window_without_groups() -> None:
    table = "standard,window,group,verdict\ns,2026-03-03,,no_data\n"
    assert [d.column for d in differences(table)] == ["window"]


def test_missing_value_is_called_none() -> None:
    table = "standard,window,verdict,value\ns,2026-03-03,no_data,none\n"
    assert differences(table) == []


def test_row_without_window_and_group_is_the_whole_standard() -> None:
    assert differences("standard,window,group,verdict,met\ns,,,breached,5\n") == []


def test_table_without_a_window_column_speaks_of_the_whole_standard() -> None:
    (difference,) = differences("standard,verdict\ns,met\n")
    assert (difference.expected, difference.found) == ("met", "breached")


def test_group_with_an_empty_window_needs_a_single_window() -> None:
    table = "standard,window,group,verdict\ns,,team=south;channel=phone,breached\n"
    assert differences(table) == []
    (difference,) = differences(table.replace("south", "north"))
    assert difference.found == "2 windows: 2026-03-02, 2026-03-03"


def test_window_that_is_not_there_lists_those_that_are() -> None:
    (difference,) = differences("standard,window,verdict\ns,2026-03-04,met\n")
    assert difference.found.startswith("not found; there are: 2026-03-02 team=north")


def test_one_fitting_edition_of_a_window_is_enough() -> None:
    both = (window("2026", "met", 9, 1), window("2026", "breached", 1, 9))
    result = RESULT.but(windows=both)
    row = ExpectedRow(2, "s", "2026", {}, {"verdict": "breached", "met": "1"})
    assert compare_row(row, result) == []


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ("0.9", Fraction(9, 10), True),
        ("0.90", Fraction(9, 10), True),
        ("0.9", Fraction(1799, 2000), False),  # 0.8995, not rounded to 0.9
        ("0.3333", Fraction(1, 3), False),
        ("0.333333333", Fraction(1, 3), False),  # off by 1e-9 of the value
        ("0.3333333333", Fraction(1, 3), True),
        ("0.7714846144", Fraction(6293, 8157), True),
        ("0.7714846145", Fraction(6293, 8157), True),  # off by less than 1e-9
        ("3", Fraction(3), True),
        ("3.0", Fraction(3), True),
        ("3", Fraction(4), False),
    ],
)
def test_numbers_agree_exactly_or_to_nine_digits(
    expected: str, found: Fraction, same: bool
) -> None:
    assert is_same_number(expected, found) is same
