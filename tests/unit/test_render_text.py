"""A report in a terminal."""

from datetime import date
from fractions import Fraction

from tests.unit.report_builders import day, many, report, share_window, standard
from tests.unit.report_samples import (
    answer_speed,
    by_team,
    complaints,
    cost,
    everything,
    failed,
    handle_time,
    one_window,
)
from upheld.checker.render.text import render_text
from upheld.checker.render.verdicts import GLYPHS
from upheld.checker.report import ORDER, Report


def lines(of: Report, *, width: int = 100, verbose: bool = False) -> list[str]:
    return render_text(of, color=False, width=width, verbose=verbose).splitlines()


def test_standard_is_a_head_its_sentence_and_what_was_not_met() -> None:
    first = date(2026, 10, 1)
    windows = (
        share_window(day(first), 87, 13, "breached", gap=3),
        share_window(day(first, 1), 95, 5, "met"),
    )
    sample = standard(
        "answer-speed",
        "90% of calls answered within 2m per day",
        "breached",
        *windows,
        noun="call",
        nouns="calls",
    )
    assert lines(report(sample, exit_status=1)) == [
        "✗ answer-speed  breached  1 of 2 days met, 1 breached",
        "  90% of calls answered within 2m per day",
        "    breached  2026-10-01  87.0% < 90%  (87 of 100 calls; 3 more needed)",
        "",
        "as of 2026-11-01T00:00:00+01:00 (the latest moment in the data)",
        "",
        "1 standard: 1 breached. 2 windows: 1 breached, 1 met. (exit 1)",
    ]


def test_single_window_stands_on_the_line_of_its_standard() -> None:
    assert lines(report(cost()))[:2] == [
        "✓ cost-per-incident  met  overall  4.50 EUR ≤ 4.50 EUR  (1,200 tickets used)",
        "  cost-per-incident at most 4.50 EUR overall",
    ]


def test_count_past_its_ceiling_says_how_many_are_too_many() -> None:
    assert lines(report(complaints()))[0].endswith("overall  7 > 5  (2 too many)")


def test_value_past_a_band_is_compared_with_the_end_it_passed() -> None:
    assert "2026-W41  5m 0.1s > 5m" in "\n".join(lines(report(handle_time())))


def test_windows_are_worst_first_and_the_rest_is_counted() -> None:
    shown = lines(report(answer_speed()))
    listed = [line.split()[:2] for line in shown if "2026-10-" in line]
    # 5 breached, 1 waived and 4 warned; insufficient, no_data and pending are left.
    words = [word for word, _ in listed]
    assert words == ["breached"] * 5 + ["waived"] + ["warned"] * 4
    # The 20th has 43%, the 24th 87%.
    assert [listed[0][1], listed[4][1]] == ["2026-10-20", "2026-10-24"]
    assert "    10 of 13 shown" in shown


def test_verbose_lists_every_window() -> None:
    shown = lines(report(answer_speed()), verbose=True)
    days = {line.split()[1] for line in shown if line.startswith("    ")}
    assert {f"2026-10-{number:02d}" for number in range(1, 32)} <= days
    assert not any(line.endswith(" shown") for line in shown)


def test_group_of_a_window_is_named() -> None:
    sample = report(by_team())
    assert "team=south" in render_text(sample, color=False, width=100, verbose=True)


def test_standards_stand_worst_first() -> None:
    shown = lines(everything(), width=200)
    glyphs = tuple(GLYPHS.values())
    words = [line.split("  ")[1] for line in shown if line.startswith(glyphs)]
    assert sorted(words, key=ORDER.index) == words
    assert set(words) == set(ORDER)


def test_last_line_counts_every_verdict_of_standards_and_windows() -> None:
    # 12 standards; windows: 31 days, 10 of teams, 3 weeks, 8 of one each.
    assert lines(everything())[-1] == (
        "12 standards: 1 error, 3 breached, 1 waived, 1 warned, 1 insufficient, "
        "1 no_data, 1 pending, 2 met, 1 exceeded. "
        "52 windows: 7 breached, 2 waived, 5 warned, 2 insufficient, 2 no_data, "
        "2 pending, 27 met, 5 exceeded. (exit 3)"
    )


def test_error_shows_its_message_with_the_caret_in_place() -> None:
    shown = lines(report(failed()))
    at = shown.index("  error[E4001]: source `calls` has no column `wait_secondz`")
    assert shown[at + 4].index("^") == shown[at + 3].index("wait_secondz")


def test_data_is_told_only_where_something_befell_it() -> None:
    shown = lines(everything())
    told = "data calls.csv: 3,012 rows, 5 rejected, 4 repeats, 1 doubtful moment"
    assert told in shown
    assert '  calls.csv:12 queued_at "yesterday": not a moment' in shown
    assert "  2 of 5 shown" in shown
    assert not any(line.startswith("data") for line in lines(report(cost())))


def test_window_without_events_shows_no_percentage() -> None:
    head = lines(report(one_window("empty", "no_data", 0, 0)))[0]
    assert head == "\N{EN DASH} empty  no_data  overall  (0 events)"


def test_waived_window_tells_the_verdict_without_the_waiver() -> None:
    shown = " ".join(lines(report(one_window("late", "waived", 80, 20))))
    assert "waiver storm-january, breached without it" in shown


def test_share_near_its_target_is_not_shown_as_the_target() -> None:
    window = share_window(day(date(2026, 10, 1)), 1799, 201, "breached", gap=1)
    sample = standard("near", "90% of calls answered within 2m", "breached", window)
    assert "89.95% < 90%" in lines(report(sample))[0]


def test_value_at_a_strict_bound_is_not_said_to_be_above_it() -> None:
    window = share_window(
        day(date(2026, 10, 1)), 9, 1, "breached", Fraction(9, 10), bound="more_than"
    )
    sample = standard("strict", "more than 90% of calls answered", "breached", window)
    assert "90.0% ≤ 90%" in lines(report(sample))[0]


def test_colour_adds_codes_and_changes_no_word() -> None:
    sample = everything()
    coloured = render_text(sample, color=True, width=100)
    plain = render_text(sample, color=False, width=100)
    for code in ("0", "1", "2", "33", "35", "36", "1;31"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == plain
    assert "\x1b" not in plain


def test_control_characters_of_the_data_do_not_reach_the_terminal() -> None:
    sample = standard("evil\x1b[2J", "text\rwith\x07bell", "no_data")
    shown = render_text(report(sample), color=False, width=80)
    assert "evil\\x1b[2J" in shown
    assert not {"\x1b", "\r", "\x07"} & set(shown)


def test_no_break_space_is_shown_as_a_space() -> None:
    sample = standard("pris", "10\N{NO-BREAK SPACE}000 kr", "no_data")
    assert "  10 000 kr" in lines(report(sample))


def test_lines_keep_to_the_width() -> None:
    shown = lines(everything(), width=80)
    assert max(len(line) for line in shown[:-1]) <= 80


def test_report_without_standards_still_ends_with_its_counts() -> None:
    assert lines(report())[-1] == "0 standards. 0 windows. (exit 0)"


def test_many_windows_are_capped() -> None:
    assert len(lines(many(1, 365))) < 20
