"""Canonical text of whole files, and their comments."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.trees import documents
from upheld.dsl.comments import words_of
from upheld.dsl.formatter import format_source
from upheld.dsl.parser import parse
from upheld.dsl.printer import print_document
from upheld.dsl.scanner import Scanner
from upheld.dsl.source import Source

TESTS = Path(__file__).parent.parent
SEEDS = (TESTS / "data" / "seeds.std").read_text(encoding="utf-8")


def formatted(text: str, language: str = "") -> str:
    found = format_source(Source("test.std", text), language)
    assert found.diagnostics == (), text
    return found.text


def comments(text: str) -> list[str]:
    return [comment.text for comment in words_of(Source("x", text)).comments]


# --- where comments go ------------------------------------------------------------


def test_comment_before_a_declaration_or_clause_stays_before_it() -> None:
    text = (
        "# the file\n"
        "zone UTC\n"
        "\n"
        "# the standard\n"
        "standard s\n"
        "  # the sentence\n"
        "  90% of calls answered within 2m per day\n"
        "  # the owner\n"
        '  owner "x"\n'
        "\n"
        "# the end\n"
    )
    assert formatted(text) == text


def test_comment_behind_a_line_stays_behind_it() -> None:
    text = "zone UTC # a\nstandard s # b\n  90% of calls per day   # c\n  stage x# d\n"
    assert formatted(text) == (
        "zone UTC  # a\n"
        "\n"
        "standard s  # b\n"
        "  90% of calls per day  # c\n"
        "  stage x  # d\n"
    )


def test_comments_inside_a_clause_come_before_it_and_the_last_may_stay_behind() -> None:
    text = "standard s\n90% # a\nof calls # b\n# c\nper day # d\nstage x\n"
    assert formatted(text) == (
        "standard s\n  # a\n  # b\n  # c\n  90% of calls per day  # d\n  stage x\n"
    )


def test_blank_lines_around_a_comment_between_declarations_stay() -> None:
    text = "# head\n\n# more\n\nzone UTC\n\n# apart\n\nstandard s\n  90% of calls\n"
    assert formatted(text) == text


def test_comment_at_a_clause_that_is_moved_does_not_pass_another() -> None:
    text = (
        'waiver w\nbecause "r" # why\nexcuses s # what\nfrom 2026-01-01 # when\n'
        'approved by "X" # who\n'
    )
    assert comments(formatted(text)) == ["# why", "# what", "# when", "# who"]


def test_sign_inside_a_text_or_a_name_is_no_comment() -> None:
    text = 'standard s "no # comment"\n  90% of `a # b` calls\n'
    assert formatted(text) == text
    assert comments(text) == []


def test_comment_before_the_keyword_of_a_zone_stays_with_it() -> None:
    text = 'use "a.std"\nzone # a\nUTC # b\n'
    assert formatted(text) == 'use "a.std"\n# a\nzone UTC  # b\n'


def test_file_of_comments_alone_stays_as_it_is() -> None:
    text = "# nothing yet\n\n# but soon\n"
    assert formatted(text) == text


# --- refusals ---------------------------------------------------------------------


def test_file_with_a_syntax_error_is_refused() -> None:
    found = format_source(Source("x", "standard s 90% ofcalls"))
    assert found.text == ""
    assert [each.code for each in found.diagnostics] == ["E0001"]


# --- translation ------------------------------------------------------------------


def test_language_line_is_set_first_and_comments_stay() -> None:
    text = "# head\nzone UTC  # here\n"
    swedish = formatted(text, "sv")
    assert swedish == "language sv\n# head\ntidszon UTC  # here\n"
    assert formatted(swedish, "en") == "language en\n# head\nzone UTC  # here\n"


def test_file_stays_in_its_own_language() -> None:
    text = "language sv\ntidszon UTC\n"
    assert formatted(text) == text


# --- texts and comments that nobody wrote -----------------------------------------


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=documents)
def test_canonical_text_is_formatted_to_itself(tree: object) -> None:
    text = print_document(tree)  # type: ignore[arg-type]
    assert formatted(text) == text


TEXTS = [f"{block}\n" for block in SEEDS.split("\n\n") if "standard " in block][:60]
EVENT = """
event call, calls from "c.csv" identified by id latest by a, b where x is 1
occurring at t answered, replied at a source zone UTC
"""
CALENDAR = """
zone UTC fiscal year starts 1 April
calendar office Mon-Fri 08:00-12:00, 13:00-17:00 closed 2026-12-24
list channels "phone", "chat" improvement a for b started 2026-01-01
"""
WAIVER = """
waiver w approved by "X" until 2026-01-02 excuses s, t because "r"
from 2026-01-01 where region is 1
"""
TEXTS += [EVENT, CALENDAR, WAIVER]


def starts_of_tokens(text: str) -> list[int]:
    """The offset of every token, and of the end."""
    source = Source("x", text)
    assert parse(source)[1] == (), text
    found: list[int] = []

    class Recording(Scanner):
        def found(self, start: int) -> tuple[str, int]:
            if self.offset == start and (not found or found[-1] < start):
                found.append(start)
            return super().found(start)

    from upheld.dsl.languages import table_of
    from upheld.dsl.parser import _Parser

    parser = _Parser(table_of("en"))
    parser.builder.file = "x"
    parser._tree(Recording(parser.lexicon, parser.tables, source, 0, len(text)))
    return [*found, len(text)]


STARTS = [starts_of_tokens(text) for text in TEXTS]


@st.composite
def commented(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A policy with comments between any of its tokens, on their own lines or not."""
    number = draw(st.integers(0, len(TEXTS) - 1))
    text, starts = TEXTS[number], STARTS[number]
    places = sorted(draw(st.lists(st.sampled_from(starts), min_size=1, max_size=8)))
    inserted = [
        f"# {index} {draw(st.sampled_from(WORDS))}" for index in range(len(places))
    ]
    for place, comment in reversed(list(zip(places, inserted, strict=True))):
        before = draw(st.sampled_from(["", " ", "\n", "\n\n", "\n  "]))
        after = draw(st.sampled_from(["\n", "\n\n", "\n  "]))
        text = f"{text[:place]}{before}{comment}{after}{text[place:]}"
    return text, inserted


WORDS = ["why", 'with "quotes', "with `ticks", "per day", "x # y"]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(commented())
def test_no_comment_is_lost_or_passes_another(
    given_text: tuple[str, list[str]],
) -> None:
    text, inserted = given_text
    mine = [one for one in comments(text) if one in inserted]
    assert mine == inserted
    once = formatted(text)
    assert comments(once) == comments(text)
    assert formatted(once) == once
    assert parse(Source("x", once))[0] == parse(Source("x", text))[0]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(commented(), st.sampled_from(["sv", "pl", "cs"]))
def test_no_comment_is_lost_in_translation(
    given_text: tuple[str, list[str]], code: str
) -> None:
    text, _ = given_text
    assert comments(formatted(text, code)) == comments(text)
