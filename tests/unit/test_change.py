"""The change since the window before, in the table of all standards."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.unit.report_builders import amount, day, target
from upheld.checker.render.change import change_since
from upheld.checker.report import Counts, StandardResult, Verdict, Window
from upheld.checker.wording import Language, wording_of

FIRST = date(2026, 3, 2)
N = "\N{NO-BREAK SPACE}"


def window(
    at: int, value: Fraction | None, verdict: Verdict = "met", **given: Any
) -> Window:
    return Window(
        **day(FIRST, at),
        **amount(value),
        **target(Fraction(9, 10)),
        **{"unit": "share", "bound": "at_least", "counts": Counts(), **given},
        verdict=verdict,
    )


def standard(*windows: Window) -> StandardResult:
    return StandardResult(id="s", sentence="s", verdict="met", windows=windows)


def told(*windows: Window, language: Language = "en") -> tuple[str, str] | None:
    change = change_since(standard(*windows), wording_of(language))
    return None if change is None else (change.text, change.before)


@pytest.mark.parametrize(
    ("before", "after", "bound", "text"),
    [
        # 90% to 91.2% are 1.2 points more; of a ceiling that is worse.
        ("0.9", "0.912", "at_least", "+1.2 points, better"),
        ("0.9", "0.912", "at_most", "+1.2 points, worse"),
        ("0.912", "0.9", "more_than", "-1.2 points, worse"),
        ("0.912", "0.9", "less_than", "-1.2 points, better"),
        ("0.9", "0.912", "between", "+1.2 points"),
        ("0.9", "0.9", "at_least", "unchanged"),
    ],
)
def test_change_says_in_points_whether_a_share_got_better(
    before: str, after: str, bound: str, text: str
) -> None:
    first = window(0, Fraction(before), bound=bound)
    assert told(first, window(1, Fraction(after), bound=bound)) == (text, "2026-03-02")


def test_open_and_empty_windows_are_passed_over() -> None:
    found = told(
        window(0, Fraction(1, 2), "breached"),
        window(1, None, "no_data"),
        window(2, Fraction(3, 4), "breached"),
        window(3, Fraction(1), "pending", open=True),
    )
    assert found == ("+25 points, better", "2026-03-02")


def test_one_closed_window_has_nothing_to_be_compared_with() -> None:
    assert told() is None
    assert told(window(0, Fraction(1)), window(1, Fraction(1), open=True)) is None


def test_length_of_time_changes_in_its_own_unit() -> None:
    given: dict[str, Any] = {"unit": "seconds", "bound": "at_most"}
    found = told(window(0, Fraction(120), **given), window(1, Fraction(90), **given))
    assert found == ("-30s, better", "2026-03-02")


def test_standard_for_groups_tells_how_many_kept_the_target() -> None:
    days: list[tuple[Verdict, Verdict]] = [("met", "met"), ("met", "breached")]
    found = [
        window(at, Fraction(1), verdict, group={"team": team})
        for at, verdicts in enumerate(days)
        for team, verdict in zip(("a", "b"), verdicts, strict=True)
    ]
    assert told(*found) == ("1 of 2, was 2 of 2", "2026-03-02")


def test_change_is_told_in_the_language_of_the_reader() -> None:
    windows = window(0, Fraction("0.9")), window(1, Fraction("0.912"))
    assert told(*windows, language="pl") == (
        "+1,2 punktu procentowego, lepiej",
        "2026-03-02",
    )
