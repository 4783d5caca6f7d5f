"""Text to syntax tree: what must parse, what must not, and where the mistake is."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.unit.case_policies import CASES, policies
from upheld.dsl import ast
from upheld.dsl.keywords import ENGLISH
from upheld.dsl.lexicon import arrange
from upheld.dsl.parser import parse
from upheld.dsl.source import Source
from upheld.dsl.tables import tables
from upheld.dsl.transform_document import DocumentBuilder

TESTS = Path(__file__).parent.parent
SEEDS = (TESTS / "data" / "seeds.std").read_text(encoding="utf-8")


def read(text: str) -> ast.Document:
    document, problems = parse(Source("test.std", text))
    assert problems == ()
    return document


def standard(text: str) -> ast.Standard:
    found = read(f"standard s {text}").declarations[0]
    assert isinstance(found, ast.Standard)
    return found


def event_clause(text: str) -> ast.EventClause:
    found = read(f'event e from "e.csv" {text}').declarations[0]
    assert isinstance(found, ast.Event)
    return found.clauses[1]


def phrase(text: str) -> ast.Phrase:
    return ast.Phrase(tuple(ast.Word(word) for word in text.split()))


# --- what must parse --------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_policy_of_the_cases_parses(path: Path) -> None:
    for policy in policies(path):
        read(policy)


def test_every_sentence_of_the_seeds_parses() -> None:
    found = read(SEEDS).declarations
    assert sum(isinstance(one, ast.Standard) for one in found) == 154


SENTENCES = """
at most 5% of calls abandoned per month
no offers where reason is "outage" per month
every publication followed by written-notice within 10 working days and followed by \
briefing within 10 working days per quarter
95% of complaints followed by acknowledgement within 1h then by resolution within 24h \
per month
75% of contacts not followed by contact within 7d per month
at most 5 complaints per 1000 orders per month
at most 5 complaints per month per 1000 orders
at most 20 installation-related complaints per 100 orders where x is 1 per quarter
p99.9 of wait of calls at most 2m per day
number of different customers of contacts at most 5000 per week
share of tickets resolved within 24h at most 3 points below the previous month per month
share of calls with wait above 5m at most 3 points per month
nps at least -10 points per quarter
total cost of tickets / number of tickets at most 4.50 EUR per month
gap between list regions from column region of nps at most 5 points per quarter
95% of customers not left per quarter carried over until left
posts at least every 7 days for each account of accounts
updates at least every 2h until resolved for each incident
at most target complaints per week
target of calls answered within limit per day
at least target of calls answered within limit per day
90% of calls answered within 2m over any 28 days
90% of calls answered within 2m per 28 days
90% of calls answered within 1 hour 30 minutes per 15m
90% of calls answered by promised or not abandoned and with wait below 5m overall
90% of calls where wait >= 1m and (talk_s + hold_s) * 2 < 5 or not reopened per day
90% of calls where `Ticket ID` is one of "a", "b" and x is not one of 1, 2 per day
90% of calls where subject matches "^re""fund" and rating is not known per day
90% of calls are answered within 2m per day counted once until reply
"""


@pytest.mark.parametrize("sentence", SENTENCES.strip().splitlines())
def test_sentence_parses(sentence: str) -> None:
    assert standard(sentence).name == ast.Word("s")


CLAUSES = """
without deadline pending
if no data reported
with 95% confidence
with 99.5 % confidence
allowing 2 days for late data
rounded to 1 decimal
effective from 2026-01-01 until 2026-06-30
effective until 2026-06-30
bands good at least 95%, adequate at least 90%, else poor
exceeds when 50% of calls answered at least 1 day before promised or followed by visit
matching customer and topic
counted by ended
pausing while hold
during office
excluding abandoned within 5s or wrong-number
for each team, channel of channels and overall
minimum target calls
label need "short waits"
stage consideration
warn above 5 EUR
zone Europe/Stockholm
"""


@pytest.mark.parametrize("clause", CLAUSES.strip().splitlines())
def test_clause_parses_before_and_behind_the_window(clause: str) -> None:
    before = standard(f"90% of calls answered within 2m {clause} per day")
    behind = standard(f"90% of calls answered within 2m per day {clause}")
    assert before == behind
    assert before.window == ast.Per("day")
    assert len(before.clauses) == 1


EVENT_CLAUSES = """
identified by region, call_id
about customer customer_id
occurring at day + clock in "%d/%m/%Y %H:%M"
given the closing question at closing_at
first when order_no at most 1
length is ended - started_at
stage at stage_at
owner when rating is known
during held_from to held_until
lasting until the next
source zone Europe/Prague
empty is "?", "-"
latest by updated_at, version
first by updated_at
reject above 1%
complete from 2025-01-01
allowed is sla_hours in working hours
wait is wait_text in "HH:MM:SS"
cost is cost_eur in EUR
"""


@pytest.mark.parametrize("clause", EVENT_CLAUSES.strip().splitlines())
def test_clause_of_an_event_parses_among_others(clause: str) -> None:
    text = (
        f"wait is answered - queued {clause} urgent when p is 1 {clause} due at due_at"
    )
    _, problems = parse(Source("e.std", f'event e from "e.csv" {text}'))
    assert {problem.code for problem in problems} <= {"E0006"}  # only the repetition


# --- what the tree holds ----------------------------------------------------------


def test_words_between_population_and_limit_stay_one_phrase() -> None:
    found = standard("90% of inbound calls answered within 2m per day").sentence
    length = ast.Length(((Decimal(2), "minute"),))
    assert found == ast.Share(
        phrase("inbound calls answered"),
        ast.Reach(None, ast.Within(length)),
        ast.Limit("at_least", ast.Percent(Decimal(90)), written=False),
    )


def test_are_between_population_and_outcome_changes_nothing() -> None:
    bare = standard("90% of calls answered within 2m per day")
    assert standard("90% of calls are answered within 2m per day") == bare


def test_less_than_in_words_is_strict() -> None:
    found = standard("95% of calls answered in less than 3m per month").sentence
    assert isinstance(found, ast.Share)
    assert isinstance(found.outcome, ast.Reach)
    assert isinstance(found.outcome.limit, ast.Within)
    assert found.outcome.limit.strict


def test_and_binds_tighter_than_or() -> None:
    found = standard("90% of calls where a or b and c per day").clauses[0]
    a, b, c = (ast.Truth(ast.Word(name)) for name in "abc")
    assert found == ast.Where(ast.AnyOf((a, ast.AllOf((b, c)))))


def test_window_over_windows_keeps_inner_and_outer_apart() -> None:
    found = standard("90% of calls answered per day on at least 95% of days per month")
    share = ast.Limit("at_least", ast.Percent(Decimal(95)))
    assert found.window == ast.OnShare(ast.Per("day"), share, "day", ast.Per("month"))


def test_rate_is_told_from_the_window_behind_it() -> None:
    found = standard("at most 5 complaints per 1000 orders per month")
    assert found.window == ast.Per("month")
    assert isinstance(found.sentence, ast.Count)
    assert found.sentence.per == (ast.Number(Decimal(1000)), phrase("orders"))


def test_parameter_in_a_count_is_the_head_of_its_words() -> None:
    found = standard("at most target complaints per week").sentence
    assert found == ast.Count(
        ast.Limit("at_most", ast.Phrase(())), phrase("target complaints")
    )


def test_minutes_are_not_months() -> None:
    minutes = standard("90% of x y within 2m").sentence
    months = standard("90% of x y within 2 months").sentence
    assert minutes != months


def test_length_in_words_equals_the_short_one() -> None:
    short = standard("90% of x y within 1h30m")
    assert standard("90% of x y within 1 hour 30 minutes") == short


def test_list_in_a_branch_ends_before_the_next_branch() -> None:
    found = event_clause('sla is 4 when p is one of "a", "b", 8 when q is 1, else 24')
    assert isinstance(found, ast.Measure)
    assert isinstance(found.value, ast.Piecewise)
    assert [branch.value for branch in found.value.branches] == [
        ast.Number(Decimal(4)),
        ast.Number(Decimal(8)),
    ]
    assert found.value.otherwise == ast.Number(Decimal(24))


def test_calendar_with_hours_behind_a_standard_is_a_declaration() -> None:
    text = (
        "standard s every x y within 1 working day\ncalendar c\n  Mon-Fri 08:00-18:00"
    )
    found = read(text).declarations
    assert [type(one) for one in found] == [ast.Standard, ast.Calendar]


def test_calendar_without_hours_behind_a_standard_is_a_clause() -> None:
    found = standard("every x y within 1 working day calendar office")
    assert found.clauses == (ast.UseCalendar(phrase("office")),)


def test_hours_run_from_day_to_day_and_over_the_weekend() -> None:
    text = "calendar c Sat-Mon, Wed 22:00-06:00, 08:00-24:00 closed 2026-12-24"
    found = read(text).declarations[0]
    hours = ast.Hours((5, 6, 0, 2), ((1320, 360), (480, 1440)))
    assert found == ast.Calendar(
        phrase("c"), (hours, ast.Closed((ast.Date("2026-12-24"),)))
    )


def test_line_breaks_and_comments_may_stand_inside_a_keyword() -> None:
    broken = standard("90% of calls in # soon\n less\n than 3m per\tday")
    assert broken == standard("90% of calls in less than 3m per day")


def test_waiver_with_missing_parts_parses() -> None:
    found = read("waiver storm excuses a, b from 2026-01-10").declarations[0]
    assert found == ast.Waiver(
        ast.Word("storm"),
        "excuses",
        (ast.Word("a"), ast.Word("b")),
        ast.Date("2026-01-10"),
        *(None,) * 5,
    )


def test_name_may_begin_with_a_keyword() -> None:
    found = standard("90% of of-x within-y by-z within 2m").sentence
    assert isinstance(found, ast.Share)
    assert found.events == phrase("of-x within-y by-z")


def test_unit_is_a_name_where_no_unit_can_stand() -> None:
    found = standard("at most 5 days per week minimum 30 days")
    assert isinstance(found.sentence, ast.Count)
    assert found.sentence.events == phrase("days")


def test_zone_points_at_its_name() -> None:
    span = read("zone Europe/Stockholm").declarations[0].span
    assert (span.line, span.column, span.end_column) == (1, 6, 22)


def test_every_word_of_a_phrase_has_its_own_place() -> None:
    found = standard("\n  90% of calls anwsered within 2m per day").sentence
    assert isinstance(found, ast.Share)
    assert [(w.span.line, w.span.column) for w in found.events.words] == [
        (2, 10),
        (2, 16),
    ]


def test_standard_ends_with_its_last_clause() -> None:
    text = 'standard s\n  90% of calls abandoned per day\n  owner "x"\nwaiver w'
    span = read(text).declarations[0].span
    assert (span.line, span.column, span.end_line, span.end_column) == (1, 1, 3, 12)


# --- the parser itself ------------------------------------------------------------


def test_every_rule_is_built_by_a_method() -> None:
    builder = DocumentBuilder(ENGLISH)
    for rule in tables(arrange(ENGLISH).terminals).rules:
        inlined = rule.origin.startswith("_")
        passed_on = rule.may_hand_on and rule.size == 1
        assert inlined or passed_on or hasattr(builder, rule.builds), rule.builds


def test_tables_are_read_back_as_they_were_built(tmp_path: Path) -> None:
    code = (
        "import sys; sys.dont_write_bytecode = False\n"
        "from upheld.dsl.parser import parse\n"
        "from upheld.dsl.source import Source\n"
        "_, problems = parse(Source('s', 'standard s 90% of calls lost per day'))\n"
        "print(len(problems), 'lark' in sys.modules)\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-X", f"pycache_prefix={tmp_path}", "-c", code],
            cwd=TESTS.parent,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert runs == ["0 True\n", "0 False\n"]


def test_a_thousand_standards_parse() -> None:
    line = (
        '90% of calls answered within 2m per day for each team owner "Contact centre"'
    )
    source = Source("s", "".join(f"standard s{n} {line}\n" for n in range(1000)))
    document, _ = parse(source)
    assert len(document.declarations) == 1000
