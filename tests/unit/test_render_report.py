"""The auditor's report: what its cover, charts, groups and matrix say."""

import re
from datetime import date
from typing import Any

import pytest

from tests.unit.report_builders import day, report, share_window, standard, whole
from upheld.checker.charts import (
    Bin,
    Distribution,
    EditionText,
    Funnel,
    FunnelStep,
    Revision,
)
from upheld.checker.control import control_charts
from upheld.checker.coverage import Axis as CoverageAxis
from upheld.checker.coverage import Coverage, CoveredMember, Matrix, MatrixRow
from upheld.checker.render.cover import changes, facts, period
from upheld.checker.render.dotplot import dotplot
from upheld.checker.render.groups import groups_table
from upheld.checker.render.histogram import histogram
from upheld.checker.render.html import render_html
from upheld.checker.render.matrix import Covering, matrices
from upheld.checker.render.opinion import opinion
from upheld.checker.render.tables import funnel_rows, windows_table
from upheld.checker.render.view import empty_windows
from upheld.checker.report import Report, StandardResult, WaiverResult, Window
from upheld.checker.seal import UNSEALED, actual_seal, sealed, stated_seal
from upheld.checker.wording import ENGLISH, LANGUAGES, Language, wording_of

FIRST = date(2026, 3, 2)


def days(*met: int, **more: Any) -> list[Window]:
    return [
        share_window(
            day(FIRST, at),
            number,
            100 - number,
            "met" if number >= 90 else "breached",
            **more,
        )
        for at, number in enumerate(met)
    ]


def charted(*met: int) -> StandardResult:
    windows = days(*met)
    control = control_charts(windows)
    return standard("s", "90% of calls per day", "breached", *windows, control=control)


# --- cover ----------------------------------------------------------------------------


def test_period_names_its_last_day_not_the_moment_after_it() -> None:
    month = standard(
        "s",
        "90% of calls",
        "met",
        period_start="2026-10-01T00:00:00+02:00",
        period_end="2026-11-01T00:00:00+01:00",
    )
    assert period(report(month)) == "1 October 2026 to 31 October 2026"


def test_period_of_one_day_is_that_day() -> None:
    one = standard(
        "s",
        "90% of calls",
        "met",
        period_start="2026-10-01T08:00:00+02:00",
        period_end="2026-10-01T18:00:00+02:00",
    )
    assert period(report(one)) == "1 October 2026"


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        (Revision(commit="abc", clean=True), "none: the policies are as committed"),
        (Revision(commit="abc", clean=False, changed=("a.std",)), "yes, in a.std"),
        (Revision(commit="abc"), "not known"),
        (Revision(), ""),
    ],
)
def test_uncommitted_changes_are_told_in_words(revision: Revision, said: str) -> None:
    assert changes(report(revision=revision), ENGLISH) == said


def test_cover_names_the_organisation_the_title_and_the_commit() -> None:
    given = report(
        standard("s", "90% of calls", "met"),
        organisation="Example Council",
        title="First quarter",
        revision=Revision(commit="0123abcd", clean=True),
    )
    text = render_html(given)
    assert "<b>Example Council</b>" in text
    assert "<h1>First quarter</h1>" in text
    assert '<dd class="hash">0123abcd</dd>' in text


def test_policies_outside_git_are_said_to_be() -> None:
    told = [fact.value for fact in facts(report(revision=Revision()))]
    assert "none: the policies are not kept in git" in told


def test_opinion_counts_each_standard_once() -> None:
    many = [standard(f"b{n}", "x", "breached") for n in range(2)]
    said = opinion(report(*many, standard("m", "x", "met")))
    assert said == ("2 of 3 standards were breached.", "1 was met.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_report_is_whole_in_every_language(language: Language) -> None:
    from tests.unit.report_samples import everything
    from upheld.checker.render.manner import Manner

    text = render_html(everything(), Manner(wording_of(language)))
    assert f'<html lang="{language}">' in text
    english = ENGLISH.say("The target was kept.")
    assert (english in text) == (language == "en")
    # Management's own report never calls itself an independent one.
    claims = r"independent|assurance|oberoende|niezależn|nezávisl|poświadcz"
    assert not re.search(claims, text, re.IGNORECASE)


# --- distribution ---------------------------------------------------------------------


def answers(**more: Any) -> StandardResult:
    found: dict[str, Any] = {
        "of": "took",
        "name": "answered",
        "unit": "seconds",
        "number": 4,
        "without": 1,
        "limit_exact": "120",
        "wanted": "below",
        "past": 1,
        "minimum": "60",
        "p50": "90",
        "p90": "180",
        "p95": "180",
        "maximum": "180",
        "bins": (
            Bin(low="60", high="90", number=2),
            Bin(low="90", high="120", number=1),
            Bin(low="120", high=None, number=1),
        ),
    }
    return standard(
        "s",
        "90% of calls answered within 2m per day",
        "met",
        *days(95, 96),
        distribution=Distribution(**{**found, **more}),
    )


def test_bars_past_the_limit_are_apart_and_counted_in_words() -> None:
    bars = histogram(answers())
    assert bars is not None
    assert (bars.within.count("M"), bars.past.count("M")) == (2, 1)
    assert bars.sentence == (
        "1 of 4 events with a value lies past the limit (25.0%)."
        " 1 event has no value and is not drawn."
        " The last bar holds all larger values too."
    )
    assert [rule.label for rule in bars.limits] == ["limit 2m"]
    assert ("p50", "1m 30s") in bars.facts


def test_floor_on_values_has_its_hollow_bars_below() -> None:
    bars = histogram(answers(wanted="above"))
    assert bars is not None
    assert (bars.within.count("M"), bars.past.count("M")) == (1, 2)


def test_limit_at_nought_is_called_the_deadline() -> None:
    bars = histogram(answers(of="after_deadline", limit_exact="0"))
    assert bars is not None
    assert [rule.label for rule in bars.limits] == ["deadline"]


def test_funnel_tells_what_each_step_loses() -> None:
    steps = (
        FunnelStep(name="complaint", number=8),
        FunnelStep(name="reply", number=6, median="600"),
        FunnelStep(name="solution", number=3, median="3600"),
    )
    rows = funnel_rows(Funnel(steps=steps))
    told = [(row.number, row.share, row.lost, row.median) for row in rows]
    assert told == [
        ("8", "100.0%", "", ""),
        ("6", "75.0%", "2", "10m"),
        ("3", "37.5%", "3", "1h"),
    ]


# --- groups ---------------------------------------------------------------------------


def teams(*, small: int) -> StandardResult:
    north = share_window(whole(), 90, 10, "met", group={"team": "north"})
    south = share_window(whole(), 80, 20, "breached", group={"team": "south"})
    few = share_window(whole(), small, 0, "met", group={"team": "few"})
    return standard("s", "90% of calls", "breached", north, south, few)


def test_numbers_of_a_group_under_five_are_not_shown() -> None:
    given = teams(small=4)
    table, windows = groups_table(given), windows_table(given, 100)
    assert table is not None
    assert windows is not None
    by_name = {row.name: row for row in table.rows}
    assert by_name["team=few"].events == "fewer than 5"
    assert by_name["team=few"].measured == ""
    assert "1 group has fewer than 5 events" in table.note
    row = next(row for row in windows.rows if "team=few" in row)
    assert "100.0%" not in row
    assert "4" not in row


def test_group_of_five_is_shown() -> None:
    table = groups_table(teams(small=5))
    assert table is not None
    assert {row.name: row.measured for row in table.rows}["team=few"] == "100.0%"


def test_dots_stand_in_order_and_leave_small_groups_out() -> None:
    plot = dotplot(teams(small=4))
    assert plot is not None
    assert [(row.name, row.value, row.is_short) for row in plot.rows] == [
        ("team=south", "80.0%", True),
        ("team=north", "90.0%", False),
    ]
    assert plot.rows[0].dot is not None
    assert plot.rows[1].dot is not None
    assert plot.rows[0].dot < plot.rows[1].dot


# --- coverage, editions, hash ---------------------------------------------------------


CROSSED = Matrix(
    rows_key="stage",
    columns_key="channel",
    columns=("chat", "phone"),
    rows=(
        MatrixRow(name="after", cells=(("b",), ("c",))),
        MatrixRow(name="before", cells=((), ("a",))),
    ),
)
AXIS = CoverageAxis(
    key="channel",
    list="channels",
    members=(CoveredMember(name="letter", listed=True),),
)


def test_matrix_shows_where_no_standard_is() -> None:
    covering = {name: Covering(name, f"s-{name}", "met") for name in "abc"}
    (found,) = matrices(Coverage(matrices=(CROSSED,)), covering)
    assert (found.caption, found.columns) == ("Stages and channels", ("chat", "phone"))
    cells = {name: [[c.id for c in cell] for cell in row] for name, row in found.rows}
    assert cells == {"after": [["b"], ["c"]], "before": [[], ["a"]]}
    assert found.summary == "1 combination has no standard."


def test_listed_members_without_a_standard_are_named() -> None:
    given = report(standard("a", "x", "met"), coverage=Coverage(axes=(AXIS,)))
    assert "list for <code>channel</code>: letter." in render_html(given)


def test_every_edition_stands_with_its_days_and_text() -> None:
    editions = (
        EditionText(name="..2026-03-01", sentence="80% of calls", last="2026-03-01"),
        EditionText(name="2026-03-02..", sentence="90% of calls", first="2026-03-02"),
    )
    text = render_html(report(standard("s", "90% of calls", "met", editions=editions)))
    assert "in force until 2026-03-01: <q>80% of calls</q>" in text
    assert "in force from 2026-03-02: <q>90% of calls</q>" in text


def sealed_page() -> str:
    return render_html(report(standard("s", "90% of calls", "met")))


def test_report_states_its_own_hash() -> None:
    text = sealed_page()
    stated = stated_seal(text)
    assert stated is not None
    assert UNSEALED not in text
    assert actual_seal(text, stated) == stated
    assert f'<dd class="hash">{stated}</dd>' in text


def test_one_changed_byte_of_a_report_is_found() -> None:
    text = sealed_page()
    stated = stated_seal(text) or ""
    assert actual_seal(text.replace("90%", "91%", 1), stated) != stated


def test_page_that_is_no_report_has_no_hash() -> None:
    assert stated_seal(sealed("<html></html>")) is None


def test_words_in_backticks_are_set_as_code_and_still_escaped() -> None:
    reading = ("Only calls count of which `a<b>` is known.", "A lone ` is a sign.")
    sample: Report = report(standard("s", "x", "met", reading=reading))
    text = render_html(sample)
    assert "<code>a&lt;b&gt;</code>" in text
    assert "A lone ` is a sign." in text


def test_limits_name_the_standards_that_changed_within_the_period() -> None:
    plain = standard("changed", "new", "met", *days(90, 90))
    editions = (
        EditionText(name=None, sentence="old", last="2026-03-02"),
        EditionText(name=None, sentence="new", first="2026-03-03"),
    )
    changed = plain.but(period_start="2026-03-02T00:00:00+01:00", editions=editions)
    page = render_html(report(changed))
    told = page.partition("Standards that changed within the period")[2]
    assert "<li>changed, in force from 2026-03-03: <q>new</q>" in told
    assert "No standard changed within the period." in render_html(report(plain))


def test_data_count_the_windows_without_data() -> None:
    empty = [w.but(verdict="no_data") for w in days(90, 90, 90)]
    one = standard("s", "s", "no_data", *empty[:2], sources=("call",))
    other = standard("t", "t", "met", *empty, *days(90), sources=("call",))
    # Two of the one and three of the other.
    assert empty_windows(report(one, other)) == {"call": 5}


def test_waiver_names_the_commit_that_it_came_with() -> None:
    waiver = WaiverResult(
        name="storm",
        kind="accepts",
        standards=("s",),
        first="2026-03-02",
        last="2026-03-03",
        reason="Storm",
        approver="Ada",
        approved_on="2026-03-02",
        state="in_force",
    )
    commit = "0123456789abcdef" * 2
    given = report(standard("s", "s", "met", *days(90)), waivers=(waiver,))
    revision = Revision(commit=commit, clean=True, waivers={"storm": commit})
    page = render_html(given.but(revision=revision))
    assert "<small>since commit 0123456789ab</small>" in page
    assert "since commit" not in render_html(given)
