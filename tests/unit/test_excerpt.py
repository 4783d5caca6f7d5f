"""How a mistake is shown to people and to editors."""

from upheld.dsl.diagnostics import Diagnostic, Label
from upheld.dsl.excerpt import one_line, render
from upheld.dsl.source import NOWHERE, Source, Span

TEXT = (
    "zone UTC\n" + "\n" * 10 + "  90% of calls with wait_secondz at most 2m per day\n"
)


def span(line: int, column: int, end: int, file: str = "a.std") -> Span:
    return Span(file, line, column, line, end)


def test_column_that_is_missing_is_shown_with_its_line_help_and_notes() -> None:
    diagnostic = Diagnostic(
        "E4001",
        "source `calls` has no column `wait_secondz`",
        span(12, 21, 33),
        "did you mean `wait_seconds`?",
        ("columns: call_id, queued_at",),
    )
    assert render(diagnostic, {"a.std": Source("a.std", TEXT)}) == (
        "error[E4001]: source `calls` has no column `wait_secondz`\n"
        "  --> a.std:12:21\n"
        "   |\n"
        "12 |   90% of calls with wait_secondz at most 2m per day\n"
        "   |                     ^^^^^^^^^^^^ did you mean `wait_seconds`?\n"
        "   = columns: call_id, queued_at\n"
        "   = explain: upheld explain E4001"
    )


def test_editors_get_one_line() -> None:
    diagnostic = Diagnostic(
        "E0004", "`82,7` is a number with a comma", span(3, 5, 9), "write 82.7"
    )
    expected = "a.std:3:5: error[E0004]: `82,7` is a number with a comma; write 82.7"
    assert one_line(diagnostic) == expected


def test_two_places_in_one_file_are_both_shown_in_order() -> None:
    text = "standard s\n  x\n  y\nstandard s\n"
    first = Label(span(1, 10, 11), "first declared here")
    diagnostic = Diagnostic(
        "E1001", "twice", span(4, 10, 11), "rename it", (), (first,)
    )
    assert render(diagnostic, {"a.std": Source("a.std", text)}) == (
        "error[E1001]: twice\n"
        " --> a.std:4:10\n"
        "  |\n"
        "1 | standard s\n"
        "  |          - first declared here\n"
        "...\n"
        "4 | standard s\n"
        "  |          ^ rename it\n"
        "  = explain: upheld explain E1001"
    )


def test_place_in_another_file_is_shown_below() -> None:
    sources = {
        "a.std": Source("a.std", 'use "b.std"'),
        "b.std": Source("b.std", 'use "a.std"'),
    }
    label = Label(span(1, 5, 12, "b.std"), "which uses the first")
    diagnostic = Diagnostic("E1002", "a circle", span(1, 5, 12), "", (), (label,))
    assert render(diagnostic, sources) == (
        "error[E1002]: a circle\n"
        " --> a.std:1:5\n"
        "  |\n"
        '1 | use "b.std"\n'
        "  |     ^^^^^^^\n"
        " ::: b.std:1:5\n"
        "  |\n"
        '1 | use "a.std"\n'
        "  |     ------- which uses the first\n"
        "  = explain: upheld explain E1002"
    )


def underline(line: str, column: int, end: int) -> list[str]:
    diagnostic = Diagnostic("E0001", "m", span(1, column, end))
    return render(diagnostic, {"a.std": Source("a.std", line)}).split("\n")[3:5]


def test_tab_is_shown_as_spaces_up_to_the_next_stop() -> None:
    # the tab behind `ab` reaches column 4, so `cd` begins there
    assert underline("ab\tcd", 4, 6) == ["1 | ab  cd", "  |     ^^"]


def test_wide_signs_take_two_columns_and_combining_ones_none() -> None:
    # two wide signs are four columns; `e` with a combining accent is one
    assert underline("東京 e\u0301x", 4, 7) == ["1 | 東京 e\u0301x", "  |      ^^"]


def test_empty_place_still_gets_one_caret() -> None:
    assert underline("abc", 4, 4) == ["1 | abc", "  |    ^"]


def test_place_over_several_lines_is_underlined_to_the_end_of_the_first() -> None:
    diagnostic = Diagnostic("E0001", "m", Span("a.std", 1, 3, 2, 2))
    shown = render(diagnostic, {"a.std": Source("a.std", "abcde\nf")})
    assert shown.split("\n")[4] == "  |   ^^^"


def test_mistake_without_a_place_is_shown_with_its_help() -> None:
    diagnostic = Diagnostic("E5001", "unknown option", NOWHERE, "try --help")
    assert render(diagnostic, {}) == (
        "error[E5001]: unknown option\n"
        "  = try --help\n"
        "  = explain: upheld explain E5001"
    )


def test_file_that_was_not_read_is_named_with_its_help() -> None:
    shown = render(Diagnostic("E4001", "m", span(7, 1, 2), "look"), {})
    assert shown.split("\n")[1:3] == [" --> a.std:7:1", "  = look"]


def test_colours_are_only_there_on_request() -> None:
    diagnostic = Diagnostic("L0001", "m", span(1, 1, 2))
    sources = {"a.std": Source("a.std", "abc")}
    plain = render(diagnostic, sources)
    assert "\x1b" not in plain
    assert plain.startswith("warning[L0001]: m")
    coloured = render(diagnostic, sources, color=True)
    assert "\x1b[1;31m^\x1b[0m" in coloured
