"""`upheld lint`: each rule finds its case, and no other file trips it."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.lint_samples import FULL, HEAD, KEPT, codes, found
from tests.reproducer import folder_without, read_reproducer
from tests.small_project import Upheld
from upheld.checker.lint.context import Context
from upheld.checker.lint.run import IGNORING, RULES, STATIC, Selection, lint
from upheld.dsl.codes import CODES
from upheld.dsl.formatter import format_source
from upheld.dsl.loader import load
from upheld.dsl.source import Source

ROOT = Path(__file__).parent.parent
REPRODUCERS = sorted((ROOT / "tests" / "errors").glob("L*.md"))
SENTENCES = ROOT / "tests" / "data" / "vague-sentences.tsv"

pytestmark = pytest.mark.usefixtures("plain")


@pytest.mark.parametrize("path", REPRODUCERS, ids=lambda path: path.stem)
def test_reproducer_is_found_once_at_its_place(
    path: Path, upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = read_reproducer(path)
    with folder_without(wanted) as folder:
        monkeypatch.chdir(folder)
        status, out, err = upheld(*wanted.command, "--format", "json")
    assert (status, err) == (1, "")
    assert [
        (f["code"], f"{f['line']}:{f['column']}") for f in json.loads(out)["findings"]
    ] == [(wanted.code, wanted.place)]


@pytest.mark.parametrize(
    "code", [code for code, _ in STATIC if code != "L0009"] + list(IGNORING)
)
def test_bad_example_of_a_rule_is_found_and_the_good_one_is_not(code: str) -> None:
    # a waiver's example needs a standard; `ALL` runs the rules about ignoring too
    before = "standard s\n  90% of calls answered within 2m per day\n"
    entry = CODES[code]
    for text, wanted in ((entry.bad, True), (entry.good, False)):
        policy = text if "standard" in text else before + text
        assert (code in codes(policy + "\n", "ALL")) == wanted


def test_every_rule_is_explained_and_has_its_code() -> None:
    assert set(RULES) == {code for code in CODES if code.startswith("L")}


def test_good_standard_is_found_faultless() -> None:
    assert codes(KEPT) == []


# --- targets --------------------------------------------------------------------------


def test_hundred_percent_is_as_absolute_as_every() -> None:
    policy = KEPT.replace("90%", "100%")
    assert codes(policy) == ["L0005"]


def test_every_without_a_limit_of_time_is_not_called_absolute() -> None:
    policy = KEPT.replace("90% of calls answered within 2m", "no calls abandoned")
    assert codes(policy) == []


def test_warning_that_meets_the_line_above_leaves_no_room_for_met() -> None:
    # warned below 97%, exceeded at 97%: nothing in between
    assert codes(KEPT + "  warn below 97%\n  exceeds at 97%\n") == ["L0008"]
    assert codes(KEPT + "  warn below 96%\n  exceeds at 97%\n") == []


def test_ceiling_that_warns_above_nothing_can_only_be_met_by_nothing() -> None:
    policy = KEPT.replace(
        "90% of calls answered within 2m", "at most 5% of calls abandoned"
    )
    assert codes(policy + "  warn above 0%\n") == ["L0008"]
    assert codes(policy + "  warn above 3%\n") == []


# --- overlaps -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strict", "loose"),
    [
        ("90% of calls answered within 2m", "90% of calls answered within 2m"),
        ("90% of calls answered within 2m", "85% of calls answered within 2m"),
        ("90% of calls answered within 2m", "90% of calls answered within 3m"),
        ("every call answered within 2m", "90% of calls answered within 2m"),
        ("at most 3% of calls abandoned", "at most 5% of calls abandoned"),
        ("at most 3 calls", "less than 5 calls"),
        (
            "average wait of answered calls between 1m and 2m",
            "average wait of answered calls between 1m and 3m",
        ),
        (
            'no calls where priority is "P1"',
            'no calls where priority is "P1"',
        ),
        (
            "average wait of answered calls at most 30s",
            "average wait of answered calls at most 40s",
        ),
    ],
)
def test_implied_standard_is_told_whichever_comes_first(
    strict: str, loose: str
) -> None:
    one = f"standard one\n  {strict} per day\n{FULL}"
    two = f"standard two\n  {loose} per day\n{FULL}"
    assert [f.message for f in found(one + two, "L0011")] == [
        "`two` is kept whenever `one` is"
    ]
    reverse = [f.message for f in found(two + one, "L0011")]
    same = strict == loose
    wanted = ("one", "two") if same else ("two", "one")
    assert reverse == [f"`{wanted[0]}` is kept whenever `{wanted[1]}` is"]


@pytest.mark.parametrize(
    "other",
    [
        "95% of calls answered within 3m per day",  # a ladder: more in a longer time
        "80% of calls answered within 2m per week",  # a day may fall below
        "80% of calls answered within 2m per day\n  for each customer",
        "80% of calls answered within 2m per day\n  minimum 30 calls",
        "80% of calls where answered is known per day",
    ],
)
def test_standards_that_say_different_things_do_not_overlap(other: str) -> None:
    assert codes(f"{KEPT}standard t\n  {other}\n{FULL}", "L0011") == []


def test_stricter_edition_of_other_days_implies_nothing() -> None:
    later = "  effective from 2026-07-01\n"
    loose = f"standard t\n  80% of calls answered within 2m per day\n{FULL}"
    assert codes(KEPT + later + loose, "L0011") == []
    assert codes(KEPT + loose + later, "L0011") == ["L0011"]


# --- waivers --------------------------------------------------------------------------

WAIVER = '  because "Roads closed"\n  approved by "Logistics" on 2026-01-13\n'


def waiver(kind: str, first: str, last: str) -> str:
    return f"waiver storm\n  {kind} s\n  from {first} until {last}\n{WAIVER}"


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ("2026-02-28", False),  # over since yesterday
        ("2026-03-01", True),  # today
        ("2026-03-31", True),  # in 30 days
        ("2026-04-01", False),
    ],
)
def test_waiver_that_ends_within_thirty_days_is_told(last: str, told: bool) -> None:
    policy = KEPT + waiver("excuses", "2026-01-10", last)
    assert codes(policy) == (["L0009"] if told else [])


def test_accepting_waiver_needs_room_for_a_whole_window() -> None:
    weekly = KEPT.replace("per day", "per week")
    # Monday 5 to Sunday 11 January 2026 is a week; to Saturday 10 it is none
    assert codes(weekly + waiver("accepts", "2026-01-05", "2026-01-11")) == []
    assert codes(weekly + waiver("accepts", "2026-01-05", "2026-01-10")) == ["L0010"]


@pytest.mark.parametrize(
    ("window", "first", "last", "has_room"),
    [
        ("per month", "2026-01-01", "2026-01-31", True),
        ("per month", "2026-01-02", "2026-02-27", False),
        ("per quarter", "2026-04-01", "2026-06-30", True),
        ("per quarter", "2026-04-01", "2026-06-29", False),
        ("per year", "2026-01-01", "2026-12-31", True),
        ("per 28 days", "2026-01-01", "2026-01-02", True),
        ("overall", "2026-01-01", "2027-01-01", False),
    ],
)
def test_room_for_a_window_goes_by_the_calendar(
    window: str, first: str, last: str, has_room: bool
) -> None:
    policy = KEPT.replace("per day", window) + waiver("accepts", first, last)
    assert codes(policy, "L0010") == ([] if has_room else ["L0010"])


def test_waiver_outside_every_edition_has_no_effect() -> None:
    policy = KEPT + "  effective from 2026-06-01\n"
    assert codes(policy + waiver("excuses", "2026-01-10", "2026-01-12")) == ["L0010"]


# --- ignoring -------------------------------------------------------------------------

ABSOLUTE = "standard s\n  every call answered within 2m per day\n" + FULL
WHY = "lint: ignore L0005 because the law says every call"


@pytest.mark.parametrize(
    "policy",
    [
        f"# {WHY}\n{ABSOLUTE}",
        ABSOLUTE.replace("standard s", f"standard s # {WHY}"),
        ABSOLUTE.replace("per day", f"per day # {WHY}"),
        ABSOLUTE.replace("  owner", f"  # {WHY}\n  owner"),
        f"# {WHY.replace('L0005', 'L0005 in file')}\n{KEPT.replace(' s', ' t', 1)}"
        + ABSOLUTE,
        f"# {WHY.replace('L0005', 'L0005, L0011')}\n{ABSOLUTE}",
    ],
)
def test_rule_is_ignored_with_a_reason_and_stays_so_when_formatted(policy: str) -> None:
    assert "L0005" not in codes(policy, "L0005")
    formatted = format_source(Source("case.std", HEAD + policy), "")
    assert not formatted.diagnostics
    assert "L0005" not in codes(formatted.text, "L0005", head="")


def test_rule_is_ignored_for_its_declaration_only() -> None:
    second = ABSOLUTE.replace("standard s", "standard t").replace("2m", "3m")
    policy = f"{ABSOLUTE}# {WHY}\n{second}"
    assert [f.message for f in found(policy, "L0005")] == [
        "`s` is breached by a single late event"
    ]


def test_rule_ignored_without_a_reason_is_found_all_the_same() -> None:
    assert codes(f"# lint: ignore L0005\n{ABSOLUTE}") == ["L0015", "L0005"]
    assert codes(f"# lint: ignore L0005 because\n{ABSOLUTE}") == ["L0015", "L0005"]


def test_ignored_rule_that_does_not_exist_is_told() -> None:
    policy = f"# lint: ignore L9999 because of an old version\n{KEPT}"
    assert [f.message for f in found(policy)] == ["`L9999` is no rule of lint"]


def test_comment_about_a_rule_that_did_not_run_is_not_in_vain() -> None:
    policy = f"# lint: ignore L0007 because it is new\n{KEPT}"
    assert codes(policy) == []


# --- the command ----------------------------------------------------------------------


def test_command_draws_findings_and_counts_them(upheld: Upheld, tmp_path: Path) -> None:
    (tmp_path / "case.std").write_text(HEAD + ABSOLUTE, encoding="utf-8")
    status, out, err = upheld("lint", "case.std")
    assert (status, err) == (1, "")
    assert "warning[L0005]: `s` is breached by a single late event" in out
    assert "--> case.std:10:10" in out
    assert out.endswith("1 finding in 1 file\n")


def test_command_says_that_nothing_was_found(upheld: Upheld, tmp_path: Path) -> None:
    (tmp_path / "case.std").write_text(HEAD + KEPT, encoding="utf-8")
    assert upheld("lint", "case.std") == (0, "nothing found in 1 file\n", "")


def test_rules_are_chosen_by_code_or_beginning(upheld: Upheld, tmp_path: Path) -> None:
    (tmp_path / "case.std").write_text(HEAD + ABSOLUTE, encoding="utf-8")
    assert upheld("lint", "case.std", "--ignore", "L0005,L0001")[0] == 0
    assert upheld("lint", "case.std", "--select", "L0001")[0] == 0
    assert upheld("lint", "case.std", "--select", "L00")[0] == 1
    status, _, err = upheld("lint", "case.std", "--select", "L0099")
    assert status == 2
    assert "no rule `L0099`: did you mean `L0009`?" in err


def test_policy_with_a_mistake_is_not_linted(upheld: Upheld, tmp_path: Path) -> None:
    (tmp_path / "case.std").write_text(HEAD + "standard s\n  90% of calls\n", "utf-8")
    status, out, err = upheld("lint", "case.std")
    assert (status, out) == (2, "")
    assert "error[E" in err


def test_band_and_line_that_no_window_reached_are_told_with_data(
    upheld: Upheld, tmp_path: Path
) -> None:
    # 13 days, each with one call in time of two: 50%, never 97% and never good
    rows = "".join(
        f"{day}a,2026-03-{day:02}T09:00:00Z,2026-03-{day:02}T09:01:00Z\n"
        f"{day}b,2026-03-{day:02}T10:00:00Z,2026-03-{day:02}T10:09:00Z\n"
        for day in range(2, 16)
    )
    (tmp_path / "calls.csv").write_text(f"id,queued,answered\n{rows}", encoding="utf-8")
    head = HEAD.replace("  about customer customer\n", "").replace(
        "  abandoned at abandoned\n", ""
    )
    policy = KEPT.replace("90%", "40%")
    bands = "  bands good at least 90%, fair at least 40%, else poor\n"
    (tmp_path / "case.std").write_text(
        head + policy + "  exceeds at 97%\n" + bands, encoding="utf-8"
    )
    status, out, _ = upheld("lint", "case.std", "--data", "--select", "L0008")
    assert status == 1
    assert "`s` was exceeded in none of 13 judged windows" in out
    assert "`s` was `good` in none of 13 judged windows" in out


SHIPPED = [
    *((ROOT / "policies").rglob("*.std")),
]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_shipped_policy_is_found_faultless(path: Path) -> None:
    loaded = load([path])
    assert loaded.policy is not None, loaded.diagnostics
    # a fixed day, so that no waiver comes to an end in the suite
    findings = lint(Context(loaded, loaded.policy, date(2026, 11, 1)), Selection())
    assert [f"{f.span} {f.code} {f.message}" for f in findings] == []
