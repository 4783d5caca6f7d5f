"""Hints for connectors: which columns and rows, and when all of them."""

from pathlib import Path

import pytest

from upheld.checker.wanted import Period, wanted_of
from upheld.connectors.quoting import literal
from upheld.connectors.wanted import Test, Wanted, text_test, where_of
from upheld.dsl.loader import load

CALL = """\
zone UTC
event call, calls
  from "calls"
  identified by id
  occurring at queued
  answered at answered
  about case id
  phone when channel is "phone"
  vip when tier is one of "gold", "silver" and priority is 1
  unassigned when team is unknown
"""
REPLY = """\
event reply, replies
  from "replies"
  about case call_id
  occurring at sent
"""
#: 2 March 2026 in microseconds: 20,514 days since 1970.
MONDAY = 20_514 * 86_400_000_000
WITHOUT = Period()
MARCH = Period("2026-03-02", "2026-03-03")


def key(source: str, file: str) -> tuple[str, str]:
    return source, ""


def wanted(standards: str, period: Period = WITHOUT) -> Wanted:
    """The hints for `calls`."""
    loaded = load([Path("p.std")], texts={"p.std": standards})
    policy = loaded.policy
    assert policy is not None, loaded.diagnostics
    return wanted_of(key, policy, policy.standards, period)["calls", ""]


def in_(column: str, *values: str) -> Test:
    return Test(column, "in", values)


def test_columns_are_those_of_the_event_and_of_what_is_said() -> None:
    asked = wanted(
        CALL + "standard s\n  90% of phone calls answered within 2m per day\n"
    )
    assert asked.columns == frozenset({"id", "queued", "answered", "channel"})
    assert asked.identities == (("id",),)


def test_rows_are_those_of_any_population() -> None:
    asked = wanted(
        CALL
        + "standard s\n  90% of phone calls answered within 2m per day\n"
        + "standard t\n  90% of vip calls answered within 2m per day\n"
    )
    gold = in_("tier", "gold", "silver")
    assert asked.rows == (
        (in_("channel", "phone"),),
        (gold, Test("priority", "in", (1,))),
    )


def test_a_population_without_a_condition_needs_all_rows() -> None:
    asked = wanted(
        CALL
        + "standard s\n  90% of phone calls answered within 2m per day\n"
        + "standard t\n  number of calls at most 5 per day\n"
    )
    assert asked.rows == ()


def test_missing_is_a_test_that_empty_texts_pass_too() -> None:
    asked = wanted(
        CALL + "standard s\n  number of unassigned calls at most 5 per day\n"
    )
    assert asked.rows == ((Test("team", "missing", ("",)),),)


def test_a_text_that_stands_for_nothing_is_no_test() -> None:
    policy = CALL.replace("  phone when", '  empty is "phone"\n  phone when')
    asked = wanted(policy + "standard s\n  number of phone calls at most 5 per day\n")
    assert asked.rows == ()


def test_a_period_is_asked_for_with_the_rows_that_cannot_be_placed() -> None:
    asked = wanted(CALL + "standard s\n  number of calls at most 5 per day\n", MARCH)
    # The last day is included: up to the first moment of the 4th.
    end = MONDAY + 2 * 86_400_000_000
    assert asked.rows == (
        (
            Test("queued", ">=", (MONDAY,), or_missing=True, moment=True),
            Test("queued", "<", (end,), or_missing=True, moment=True),
        ),
    )
    # Without `--as-of` it must be known how far the data reach.
    assert asked.spans == {"queued", "answered"}


def test_with_as_of_no_span_is_needed() -> None:
    period = Period("2026-03-02", "2026-03-03", "2026-03-05T00:00:00Z")
    asked = wanted(CALL + "standard s\n  number of calls at most 5 per day\n", period)
    assert asked.spans == frozenset()


@pytest.mark.parametrize(
    "standard",
    [
        "90% of calls followed by reply within 1h per day",
        "number of calls at most 5% above the previous month per month",
        "number of calls at most 5 over any 7 days",
        "number of calls not rising for 3 months",
        "90% of calls answered within 2m per day on at least 50% of days per month",
    ],
)
def test_what_looks_around_needs_every_period(standard: str) -> None:
    asked = wanted(CALL + REPLY + f"standard s\n  {standard}\n", MARCH)
    assert asked.rows == ()


def test_a_limit_on_unreadable_rows_needs_all_of_them() -> None:
    policy = CALL + "  reject above 5%\n"
    asked = wanted(policy + "standard s\n  number of phone calls at most 5 per day\n")
    assert asked.rows == ()


def test_a_list_in_a_source_needs_it_whole() -> None:
    asked = wanted(
        CALL
        + 'list teams from "calls" column team\n'
        + "standard s\n  number of calls at most 5 per day\n  for each team of teams\n"
    )
    assert asked == Wanted()


# --- as SQL ---------------------------------------------------------------------------


def compiled(test: Test) -> str | None:
    return None if test.column == "odd" else text_test(test, test.column, literal)


def test_a_test_that_cannot_be_said_is_left_out() -> None:
    rows = ((in_("a", "x"), in_("odd", "y")),)
    assert where_of(rows, compiled) == "a IN ('x')"


def test_an_alternative_without_any_test_lets_every_row_through() -> None:
    assert where_of(((in_("a", "x"),), (in_("odd", "y"),)), compiled) is None


def test_alternatives_are_put_in_parentheses() -> None:
    rows = ((in_("a", "x"), in_("b", "y")), (in_("a", "z"),))
    assert where_of(rows, compiled) == "(a IN ('x') AND b IN ('y')) OR (a IN ('z'))"
