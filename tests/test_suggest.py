"""`upheld suggest`: what past windows kept, by nearest rank."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from tests.small_project import HEAD, Project, Upheld
from upheld.checker.documents import part_of
from upheld.checker.experience import Experience, experience_of
from upheld.checker.report import Counts, ValueUnit, Window

pytestmark = pytest.mark.usefixtures("plain")

NINE_TENTHS = Fraction(9, 10)


def window(number: int, value: Fraction, **fields: object) -> Window:
    return part_of(
        Window,
        {
            "window": f"2026-{number:02d}",
            "start": f"2026-{number:02d}-01T00:00:00Z",
            "end": f"2026-{number:02d}-28T00:00:00Z",
            "verdict": "met",
            "exact": str(value),
            "unit": "share",
            "bound": "at_least",
            "target_exact": "9/10",
            "counts": Counts(),
            **fields,
        },
    )


def experience(
    *values: Fraction, share: Fraction = NINE_TENTHS, **fields: object
) -> Experience:
    windows = [window(n, value, **fields) for n, value in enumerate(values, 1)]
    return experience_of("s", "", "a sentence", windows, share)


#: Twenty shares, 81% to 100%.
TWENTY = tuple(Fraction(percent, 100) for percent in range(81, 101))


def test_floor_is_the_value_of_the_nearest_rank_from_the_top() -> None:
    # ceil(0.9 * 20) = 18: the 18th from the top of 100, 99, … is 83
    found = experience(*TWENTY)
    assert found.suggestion is not None
    assert (found.suggestion.target, found.suggestion.kept) == (Fraction(83, 100), 18)
    # the target of 90% was kept by 90 to 100
    assert found.present is not None
    assert (found.windows, found.present.kept) == (20, 11)


def test_ceiling_is_the_value_of_the_nearest_rank_from_the_bottom() -> None:
    found = experience(*TWENTY, bound="at_most")
    assert found.suggestion is not None
    assert (found.suggestion.target, found.suggestion.kept) == (Fraction(98, 100), 18)
    assert found.present is not None
    assert found.present.kept == 10


def test_strict_target_is_not_kept_by_its_own_value() -> None:
    found = experience(*TWENTY, bound="more_than")
    assert found.present is not None
    assert found.present.kept == 10


def test_band_leaves_out_as_many_below_as_above() -> None:
    # floor(0.1 * 20 / 2) = 1 at either end: 82% to 99%
    found = experience(
        *TWENTY, bound="between", target_exact="85/100", target_high_exact="95/100"
    )
    assert found.suggestion is not None
    assert (found.suggestion.target, found.suggestion.high) == (
        Fraction(82, 100),
        Fraction(99, 100),
    )
    assert found.suggestion.kept == 18
    assert found.present is not None
    assert found.present.kept == 11


@pytest.mark.parametrize(
    ("unit", "bound", "value", "target"),
    [
        # a floor is rounded down, a ceiling up: the windows keep what is suggested
        ("share", "at_least", Fraction(2, 3), Fraction(666, 1000)),
        ("share", "at_most", Fraction(2, 3), Fraction(667, 1000)),
        ("seconds", "at_most", Fraction(81, 2), Fraction(41)),
        ("count", "at_most", Fraction(7), Fraction(7)),
        ("money", "at_most", Fraction(10, 3), Fraction(334, 100)),
        ("points", "at_least", Fraction(-1, 3), Fraction(-4, 10)),
    ],
)
def test_target_is_a_plain_figure_on_the_looser_side(
    unit: ValueUnit, bound: str, value: Fraction, target: Fraction
) -> None:
    found = experience(*[value] * 12, unit=unit, bound=bound)
    assert found.suggestion is not None
    assert (found.suggestion.target, found.suggestion.kept) == (target, 12)
    assert [rung.target for rung in found.ladder] == [target]


def test_fewer_than_a_dozen_windows_support_nothing() -> None:
    found = experience(*TWENTY[:11])
    assert (found.windows, found.suggestion, found.missing) == (11, None, "few")
    assert experience(*TWENTY[:12]).suggestion is not None


def test_windows_that_were_not_judged_whole_or_over_do_not_count() -> None:
    left_out = [
        window(3, Fraction(0), open=True),
        window(4, Fraction(0), partial=True),
        window(5, Fraction(0), verdict="insufficient"),
        window(6, Fraction(0), verdict="no_data", exact=None),
    ]
    good = [window(n, Fraction(95, 100)) for n in (1, 2)]
    found = experience_of("s", "", "", [*left_out, *good], NINE_TENTHS)
    assert (found.windows, found.first, found.last) == (2, "2026-01", "2026-02")


def test_only_windows_of_the_latest_edition_count() -> None:
    windows = [window(n, Fraction(1, 2), edition="1") for n in range(1, 6)]
    windows += [window(n, Fraction(1), edition="2") for n in range(6, 9)]
    assert experience_of("s", "", "", windows, NINE_TENTHS).windows == 3


def test_target_that_moves_with_every_window_is_left_alone() -> None:
    windows = [
        window(n, Fraction(1), target_exact=f"{80 + n}/100") for n in range(1, 13)
    ]
    found = experience_of("s", "", "", windows, NINE_TENTHS)
    assert (found.missing, found.suggestion) == ("moving", None)


# --- the command ----------------------------------------------------------------------


@pytest.fixture
def fortnight(project: Project, tmp_path: Path) -> None:
    """Fourteen days of ten calls: on day n, n of them late; one day more, not over."""
    project("standard s\n  90% of calls answered within 2m per day\n")
    rows = [
        f"{day}-{n},2026-03-{day:02}T09:{n:02}:00Z,"
        f"2026-03-{day:02}T09:{n + (9 if n < day - 1 else 1):02}:00Z"
        for day in range(1, 16)
        for n in range(10)
    ]
    text = "\n".join(("id,queued,answered", *rows)) + "\n"
    (tmp_path / "calls.csv").write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("fortnight")
def test_command_shows_the_ladder_and_what_experience_supports(upheld: Upheld) -> None:
    # in time: 100%, 90%, … 10% on days 1 to 10, 0% on days 11 to 14. ceil(0.9 * 14) is
    # 13 and finds a 0%; half of the days, 7, kept 40%; three quarters, 11, kept 0%.
    status, out, err = upheld("suggest", "policy.std")
    assert (status, err) == (0, "")
    assert out == (
        "s  90% of calls answered within 2m per day\n"
        "  14 windows, 2026-03-01 to 2026-03-14; at least 90% was kept in 2 of them"
        " (14.3%)\n"
        "    at least 40%  kept in 7 of 14 windows (50.0%)\n"
        "    at least 0%   kept in 14 of 14 windows (100.0%)\n"
        "  experience supports at least 0%: kept in 14 of 14 windows (100.0%)\n"
    )


@pytest.mark.usefixtures("fortnight")
def test_share_of_windows_is_chosen(upheld: Upheld) -> None:
    # ceil(0.3 * 14) = 5: the fifth from the top of 100, 90, 80, … is 60%
    _, out, _ = upheld("suggest", "policy.std", "--kept", "30%", "--format", "json")
    document = json.loads(out)
    assert document["schema"] == "upheld/suggest/1"
    assert document["kept"] == "3/10"
    (standard,) = document["standards"]
    assert standard["suggestion"] == {"target": "3/5", "target_high": None, "kept": 5}
    assert standard["windows"] == 14


@pytest.mark.usefixtures("fortnight")
def test_history_gives_the_same_as_the_data_it_came_from(upheld: Upheld) -> None:
    upheld("check", "policy.std", "--history", "past.duckdb")
    _, judged, _ = upheld("suggest", "policy.std")
    status, kept, err = upheld("suggest", "--history", "past.duckdb")
    assert (status, err) == (0, "")
    assert kept == judged


@pytest.mark.usefixtures("fortnight")
def test_suggestion_is_told_in_the_language_asked_for(upheld: Upheld) -> None:
    _, out, _ = upheld("suggest", "policy.std", "--lang", "pl")
    assert "doświadczenie przemawia za: co najmniej 0%" in out


@pytest.mark.usefixtures("fortnight")
@pytest.mark.parametrize("share", ["90", "0%", "101%", "many%", "nan%"])
def test_share_that_is_none_is_refused(upheld: Upheld, share: str) -> None:
    status, out, err = upheld("suggest", "policy.std", "--kept", share)
    assert (status, out) == (2, "")
    assert f"--kept takes a share such as 90%, not `{share}`" in err


@pytest.mark.usefixtures("fortnight")
def test_what_cannot_be_suggested_is_said(upheld: Upheld, tmp_path: Path) -> None:
    policy = (
        f"{HEAD}  wait is answered - queued\n"
        "standard few\n  90% of calls answered within 2m per week\n"
        "standard band\n  average wait of answered calls between 1m and 3m per day\n"
        "standard moves\n  average wait of answered calls at most 5% above the previous"
        " day per day\n"
        "standard none\n  90% of calls answered within 2m per year\n"
        "standard not-asked\n  90% of calls answered within 2m per day\n"
    )
    (tmp_path / "policy.std").write_text(policy, encoding="utf-8")
    chosen = ("--select", "few", "--select", "band", "--select", "m*")
    _, out, _ = upheld("suggest", "policy.std", *chosen)
    assert "too few to support a target: 12 are needed" in out
    assert "experience supports between 1m and 9m: kept in 14 of 14 windows" in out
    assert "its target moves with every window: nothing to suggest" in out
    assert "not-asked" not in out
    _, out, _ = upheld("suggest", "policy.std", "--select", "none")
    assert "no window was judged: nothing to suggest" in out


@pytest.mark.usefixtures("fortnight")
def test_single_window_is_named_once(upheld: Upheld, project: Project) -> None:
    project("standard s\n  90% of calls answered within 2m overall\n")
    _, out, _ = upheld("suggest", "policy.std")
    assert "  1 window: overall; at least 90% was kept in 0 of them (0.0%)\n" in out


@pytest.mark.usefixtures("fortnight")
def test_history_is_narrowed_to_the_standards_asked_for(upheld: Upheld) -> None:
    upheld("check", "policy.std", "--history", "past.duckdb")
    status, out, _ = upheld("suggest", "--history", "past.duckdb", "--select", "x*")
    assert (status, out) == (0, "\n")


def test_absent_history_is_refused(upheld: Upheld) -> None:
    status, out, err = upheld("suggest", "--history", "nowhere.duckdb")
    assert (status, out) == (2, "")
    assert "error[E0052]" in err
