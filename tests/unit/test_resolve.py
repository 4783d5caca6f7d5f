"""Names of populations, outcomes and joins."""

from fractions import Fraction

import pytest

from tests.resolved import diagnostics, edition, fault, policy
from upheld.dsl import model
from upheld.dsl.source import NOWHERE

HOUR = 3_600_000_000
MINUTE = 60_000_000


def outcome(body: str) -> model.Outcome:
    subject = edition(body).subject
    assert isinstance(subject, model.ShareOutcome)
    return subject.outcome


def test_share_reads_the_words_behind_the_event_as_its_milestone() -> None:
    found = edition("90% of calls picked up within 2m per day")
    subject = found.subject
    assert isinstance(subject, model.ShareOutcome)
    assert isinstance(subject.outcome, model.Reach)
    assert subject.outcome.milestone.columns == ("picked_up_at",)
    assert subject.outcome.clock.columns == ("queued_at",)
    assert subject.outcome.limit == model.Within(model.Period(microseconds=2 * MINUTE))
    assert found.bound == model.Bound("at_least", Fraction(9, 10), model.PERCENT)
    assert found.window == model.Per("day")
    assert found.sentence == "90% of calls picked up within 2m per day"


def test_words_in_front_of_an_event_narrow_it_in_their_order() -> None:
    (population,) = edition("90% of urgent picked up calls answered").populations
    state, milestone = population.where
    assert isinstance(state, model.InState)
    assert isinstance(milestone, model.Came)
    assert (state.name, milestone.milestone.name) == ("urgent", "picked up")
    assert population.words == "urgent picked up calls"


def test_longest_event_name_wins() -> None:
    text = (
        'event inbound call, inbound calls\n  from "i.csv"\n  occurring at at_\n'
        "  answered at answered_at\n"
        "standard s\n  90% of inbound calls answered per day"
    )
    (standard,) = policy(text).standards
    assert standard.editions[0].populations[0].event.name == "inbound call"


def test_first_where_of_a_share_without_outcome_is_its_outcome() -> None:
    found = edition('90% of calls where a is "x" per day\n  where b is "y"')
    assert found.populations[0].where == (same("b", "y"),)
    subject = found.subject
    assert isinstance(subject, model.ShareOutcome)
    assert subject.outcome == model.Holds(same("a", "x"))


def test_where_narrows_when_the_share_has_an_outcome() -> None:
    found = edition('90% of calls answered per day\n  where a is "x"')
    assert found.populations[0].where == (same("a", "x"),)


def same(column: str, text: str) -> model.OneOf:
    value = model.Constant(text, model.TEXT)
    return model.OneOf(model.Column(column, model.TEXT), (value,))


def test_no_is_every_event_without_the_outcome() -> None:
    found = edition("no urgent calls picked up per week")
    subject = found.subject
    assert isinstance(subject, model.ShareOutcome)
    assert isinstance(subject.outcome, model.Reach)
    assert (subject.outcome.negated, subject.universal) == (True, "no")
    assert found.bound == model.Bound("at_least", Fraction(1), model.PERCENT)


def test_no_with_either_outcome_denies_both() -> None:
    found = outcome("no calls answered within 2m or followed by reply within 1d")
    assert isinstance(found, model.Both)
    assert [
        part.negated
        for part in found.outcomes
        if not isinstance(part, model.Either | model.Both)
    ] == [True, True]


def test_no_turns_a_negated_outcome_back() -> None:
    found = outcome("no calls not answered per week")
    assert isinstance(found, model.Reach)
    assert not found.negated


def test_ceiling_keeps_the_outcome_as_stated() -> None:
    found = edition("at most 5% of calls answered per month")
    assert found.bound == model.Bound("at_most", Fraction(1, 20), model.PERCENT)
    subject = found.subject
    assert isinstance(subject, model.ShareOutcome)
    assert isinstance(subject.outcome, model.Reach)
    assert not subject.outcome.negated


def test_deadline_of_a_raw_column_is_a_promise_in_the_source_zone() -> None:
    found = outcome("98% of calls answered by promised_at per week")
    assert isinstance(found, model.Reach)
    assert found.limit == model.ByDeadline(
        model.Moment(
            "promised_at", "column", ("promised_at",), "", "Europe/Prague", promise=True
        )
    )


def test_deadline_of_a_milestone_is_a_promise_only_in_that_place() -> None:
    found = edition("98% of calls answered at least 1 day before due per week")
    subject = found.subject
    assert isinstance(subject, model.ShareOutcome)
    assert isinstance(subject.outcome, model.Reach)
    limit = subject.outcome.limit
    assert isinstance(limit, model.ByDeadline)
    assert (limit.deadline.promise, limit.lead) == (True, model.Period(days=1))
    assert not subject.population.event.milestones["due"].promise


def test_limit_runs_from_the_milestone_named_with_of() -> None:
    found = outcome("98% of calls answered within 1h of picked up per week")
    assert isinstance(found, model.Reach)
    assert found.clock.name == "picked up"


def test_limit_by_row_keeps_working_time_and_calendar_days() -> None:
    found = outcome("98% of calls answered within allowed per week")
    assert isinstance(found, model.Reach)
    assert isinstance(found.limit, model.Within)
    length = found.limit.length
    assert isinstance(length, model.RowLength)
    assert [value for _, value in length.branches] == [
        model.Period(microseconds=4 * HOUR),
        model.WorkingTime(3 * HOUR, "office"),
        model.Period(days=2),
    ]
    assert [condition is None for condition, _ in length.branches] == [
        False,
        False,
        True,
    ]


def test_limit_by_row_may_be_a_column_of_hours() -> None:
    found = outcome("98% of calls answered within sla per week")
    assert isinstance(found, model.Reach)
    assert isinstance(found.limit, model.Within)
    length = found.limit.length
    assert isinstance(length, model.RowLength)
    ((condition, value),) = length.branches
    assert condition is None
    assert isinstance(value, model.Measure)
    assert value.value == model.Column("sla_hours", model.LENGTH, "hour")


def test_limit_by_row_may_name_parameters_and_calendar_days() -> None:
    text = (
        'parameter fast = 3 working hours\nevent job\n  from "j.csv"\n'
        "  occurring at b\n  ended at e\n  allowed is fast when p is 1, else 2d\n"
        "  most is 5d\n"
        "standard s\n  90% of job ended within allowed\n"
        "standard t\n  90% of job ended within most"
    )
    lengths = []
    for standard in policy(text).standards:
        subject = standard.editions[0].subject
        assert isinstance(subject, model.ShareOutcome)
        assert isinstance(subject.outcome, model.Reach)
        assert isinstance(subject.outcome.limit, model.Within)
        length = subject.outcome.limit.length
        assert isinstance(length, model.RowLength)
        lengths.append([value for _, value in length.branches])
    assert lengths == [
        [model.WorkingTime(3 * HOUR, "office"), model.Period(days=2)],
        [model.Period(days=5)],
    ]


def test_followed_joins_on_the_only_key_in_common() -> None:
    found = outcome("98% of calls followed by signed reply within 3 working days")
    assert isinstance(found, model.Followed)
    assert found.keys == ("customer",)
    (step,) = found.steps
    assert step.limit == model.Within(model.WorkingDays(3, "office"))
    assert [type(each) for each in step.population.where] == [model.InState]


def test_event_may_follow_itself() -> None:
    found = outcome("75% of calls not followed by call within 7d per month")
    assert isinstance(found, model.Followed)
    assert found.negated
    assert found.steps[0].population.event.name == "call"


def test_state_behind_an_event_is_a_condition() -> None:
    found = outcome("10% of calls urgent per day")
    assert isinstance(found, model.Holds)
    assert isinstance(found.condition, model.InState)


def test_clauses_narrow_only_the_first_event_of_a_rate() -> None:
    found = edition('at most 5 calls per 100 orders per month\n  where a is "x"')
    calls, orders = found.populations
    assert calls.where == (same("a", "x"),)
    assert orders.where == ()
    assert found.bound == model.Bound("at_most", Fraction(5), model.NUMBER)


def test_excluding_is_kept_apart_from_the_population() -> None:
    found = edition("90% of calls answered per day\n  excluding picked up within 5s")
    (excluded,) = found.populations[0].excluding
    assert isinstance(excluded, model.Reach)
    assert excluded.limit == model.Within(model.Period(microseconds=5_000_000))


def test_recurrence_until_runs_inside_the_event_of_for_each() -> None:
    found = edition("replies at least every 2h until answered for each call")
    subject = found.subject
    assert isinstance(subject, model.Recurrence)
    assert subject.scope is not None
    assert subject.scope.event.name == "call"
    assert subject.until is not None
    assert (subject.until.name, subject.keys) == ("answered", ("customer",))
    assert found.groups == ()


def test_pausing_brings_the_keys_of_the_join() -> None:
    found = edition("90% of calls answered within 2h per day\n  pausing while hold")
    assert found.pausing is not None
    assert found.pausing_keys == ("customer",)


def test_group_takes_its_members_from_a_list() -> None:
    found = edition("at least 1 call per week for each channel of channels")
    (field,) = found.groups
    assert field.members is not None
    assert field.members.values == ("phone", "chat")
    assert field.value == model.Column("channel", model.TEXT)


def test_group_by_a_key_reads_the_column_of_the_key() -> None:
    (field,) = edition("90% of replies signed per day for each customer").groups
    assert (field.name, field.value) == (
        "customer",
        model.Column("customer", model.TEXT),
    )


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("regions", "region"),
        ("countries", "country"),
        ("branches", "branch"),
        ("status", "status"),
        ("`sms`", "sms"),
    ],
)
def test_gap_is_between_the_values_of_the_singular_column(
    written: str, column: str
) -> None:
    found = edition(
        f"gap between {written} of average rating of calls at most 5 points"
    )
    assert isinstance(found.subject, model.Spread)
    assert found.subject.column.value == model.Column(column, model.TEXT)


def test_different_values_are_counted_by_the_column_of_a_key() -> None:
    found = edition("number of different customers of calls at most 50 per day")
    assert isinstance(found.subject, model.DifferentOf)
    assert found.subject.value == model.Column("customer_id", model.TEXT)


def test_count_may_begin_with_a_parameter() -> None:
    text = "parameter most = 5\nstandard s\n  at most most calls per day"
    (standard,) = policy(text).standards
    assert standard.editions[0].bound == model.Bound(
        "at_most", Fraction(5), model.COUNT
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("90% of cals answered per day", ("E1001", 2, 10)),
        ("90% of urgent cals answered per day", ("E1001", 2, 17)),
        ("90% of calls anwsered per day", ("E1002", 2, 16)),
        ("90% of calls picked over within 2m", ("E1002", 2, 16)),
        ("90% of ugent calls answered per day", ("E1003", 2, 10)),
        ("90% of calls answered within limt per day", ("E1006", 2, 32)),
        ("90% of calls followed by order per day", ("E3009", 2, 28)),
        ("90% of calls answered per day\n  counted by ended", ("E1002", 3, 14)),
        ("90% of calls answered per day\n  minimum 3 orders", ("E3007", 3, 13)),
        ("90% of calls answered per day\n  for each x of lst", ("E1004", 3, 17)),
        ("90% of calls answered per day\n  calendar ofice", ("E1005", 3, 12)),
        ("90% of calls answered per day\n  pausing while reply", ("E3021", 3, 17)),
        ("90% of calls answered per day\n  zone Mars/Base", ("E1009", 3, 8)),
        ("replies at least every 2h until answered per day", ("E3023", 2, 35)),
    ],
)
def test_mistake_is_placed_at_the_word_at_fault(
    body: str, expected: tuple[str, int, int]
) -> None:
    assert fault(body) == expected


def test_every_mistake_of_a_file_is_found_in_one_run() -> None:
    found = diagnostics(
        "standard s\n  90% of cals answered per day\n  zone Nowhere\n"
        "standard t\n  average wait of calls at most 5 per day\n  calendar ofice"
    )
    assert [each.code for each in found] == ["E1001", "E1009", "E2005", "E1005"]


def test_misspelled_name_is_answered_with_the_one_that_was_meant() -> None:
    (found,) = diagnostics("standard s\n  90% of calls anwsered per day")
    assert found.help == "did you mean `answered`?"


def test_two_calendars_ask_which_is_meant() -> None:
    (found,) = diagnostics(
        "calendar shop\n  Sat 10:00-14:00\n"
        "standard s\n  90% of calls answered within 2 working hours"
    )
    assert found.code == "E3011"
    assert found.help == "say which: `calendar office`; known: office, shop"


def test_circle_of_defines_names_its_way() -> None:
    found = diagnostics("define a as b * 2\ndefine b as a * 2")
    assert {each.code for each in found} == {"E1012"}
    assert [each.message for each in found] == [
        "`b` is defined by itself: b → a → b",
        "`a` is defined by itself: a → b → a",
    ]


def test_nothing_is_without_a_place() -> None:
    found = diagnostics("standard s\n  90% of cals answered\nwaiver w")
    assert [each.code for each in found if each.span == NOWHERE] == []
