"""Syntax tree to canonical text: what is printed parses back to the same tree."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.unit.case_policies import CASES, policies
from tests.unit.trees import documents
from upheld.dsl import ast
from upheld.dsl.parser import parse
from upheld.dsl.printer import print_document, print_node, print_sentence
from upheld.dsl.source import Source

TESTS = Path(__file__).parent.parent


def read(text: str) -> ast.Document:
    document, problems = parse(Source("test.std", text))
    assert problems == (), text
    return document


def standard(text: str) -> ast.Standard:
    found = read(f"standard s {text}").declarations[0]
    assert isinstance(found, ast.Standard)
    return found


def assert_round_trip(text: str) -> None:
    tree = read(text)
    printed = print_document(tree)
    assert read(printed) == tree
    assert print_document(read(printed)) == printed


# --- texts that were written by people --------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_policy_of_the_cases_round_trips(path: Path) -> None:
    for policy in policies(path):
        assert_round_trip(policy)


def test_the_seeds_round_trip() -> None:
    assert_round_trip((TESTS / "data" / "seeds.std").read_text(encoding="utf-8"))


CANONICAL = """
90% of calls answered within 2m per day
at least 90% of calls answered within 3 days per week
at most 5% of calls abandoned per month
more than 90% of calls answered in less than 1h30m per day
every parcel delivered within 3 working days per week
no offers where reason is "outage" per month
70% of ratings where answer is "helpful" per month
50% of installations completed at least 1 day before promised or followed by \
customer-training within 14d per quarter
95% of complaints followed by acknowledgement within 1h then by resolution within 24h \
per month
every publication followed by sign-off from every staff_id of staff within 14 days per \
quarter
75% of contacts not followed by its own contact within 7d per month
at most 5 complaints per 1000 orders per month
at most target complaints per week
p90 of wait of calls at most 2m per day
(100 * nps / total `Cost` of tickets) between 3 points and 8 points per week
average wait of calls at most 5% above the previous month per month
nps at most 2 points below the same quarter last year per quarter
nps at least -10 per 28 days
number of complaints not rising for 3 months
gap between list regions from column region of nps at most 5 points per quarter
updates at least every 2h until resolved overall
90% of calls answered per day on at least 95% of days per month
90% of calls answered per day on average per month
90% of calls answered over any 28 days
"""


@pytest.mark.parametrize("sentence", CANONICAL.strip().splitlines())
def test_canonical_sentence_is_printed_as_written(sentence: str) -> None:
    assert print_sentence(standard(sentence)) == sentence


def test_window_stands_behind_the_sentence_wherever_it_was_written() -> None:
    found = standard('90% of calls answered within 2m owner "x" per day')
    assert print_sentence(found) == "90% of calls answered within 2m per day"


def test_document_has_a_clause_a_line_and_a_blank_line_between_declarations() -> None:
    text = (
        "zone UTC\n"
        'use "other.std"\n'
        "\n"
        "event call, calls\n"
        '  from "calls.csv"\n'
        "  identified by region, id\n"
        "  occurring at `when`\n"
        '  sla is 4h when priority is one of "P1", "P2", else 4 working hours\n'
        "\n"
        "calendar office\n"
        "  Mon-Fri 08:00-12:00, 13:00-17:00\n"
        "  closed 2026-12-24, 2026-12-31\n"
        "\n"
        'standard answer-speed "Calls are answered ""promptly"""\n'
        "  90% of calls answered within 2m per day\n"
        "  for each team, channel of channels and overall\n"
        "  minimum 30 calls\n"
        "  bands good at least 95%, else poor\n"
        "  stage consideration\n"
        "\n"
        "waiver storm\n"
        "  excuses answer-speed\n"
        "  from 2026-01-10 until 2026-01-12\n"
        '  because "Roads closed"\n'
        '  approved by "Head of logistics" on 2026-01-13\n'
    )
    assert print_document(read(text)) == text


def test_node_alone_is_printed_in_the_same_words() -> None:
    found = standard("90% of calls where a is 1 and not (b or c) per day for each team")
    where, for_each = found.clauses
    assert print_node(where) == "where a is 1 and not (b or c)"
    assert print_node(for_each) == "for each team"
    assert print_node(found.sentence) == "90% of calls"


def test_every_kind_of_node_can_be_printed() -> None:
    text = (TESTS / "data" / "seeds.std").read_text(encoding="utf-8")
    for node in ast.walk(read(text)):
        assert print_node(node)


# --- trees that nobody wrote ------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents)
def test_printed_tree_parses_back_to_the_same_tree(tree: ast.Document) -> None:
    printed = print_document(tree)
    document, problems = parse(Source("test.std", printed))
    assert problems == (), printed
    assert document == tree, printed
