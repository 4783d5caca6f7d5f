"""Events, calendars, lists, waivers, editions."""

from fractions import Fraction

import pytest

from tests.resolved import LINES, diagnostics, policy
from upheld.dsl import model


def faults(text: str) -> list[tuple[str, int, int]]:
    return [
        (each.code, each.span.line - LINES, each.span.column)
        for each in diagnostics(text)
    ]


def test_a_promise_of_unique_keys_stands_behind_a_comma_or_none() -> None:
    # as the language's page writes it; `unique` was taken for a column
    for text in ("id, unique", "id unique", "id,\n unique"):
        event = policy(
            f'event job, jobs from "j.csv" identified by {text} occurring at day'
        ).events["job"]
        assert (event.identity, event.unique) == (("id",), True)


def test_a_column_named_unique_is_written_in_backticks() -> None:
    event = policy(
        'event job, jobs from "j.csv" identified by id, `unique` occurring at day'
    ).events["job"]
    assert (event.identity, event.unique) == (("id", "unique"), False)


def test_event_keeps_everything_that_is_said_about_its_rows() -> None:
    event = policy(
        'event job, jobs\n  from "j.csv"\n  identified by id, part unique\n'
        '  occurring at day + clock in "%d %H"\n  source zone UTC\n'
        '  empty is "?", "-"\n  latest by changed, version\n  reject above 1%\n'
        '  complete from 2025-01-01\n  where kind is "job"'
    ).events["job"]
    assert event.start == model.Moment(
        "day + clock", "start", ("day", "clock"), "%d %H", "UTC"
    )
    assert (event.identity, event.unique) == (("id", "part"), True)
    assert event.empty == ("?", "-")
    assert event.pick == model.Pick("latest", ("changed", "version"))
    assert event.reject_above == Fraction(1, 100)
    assert event.complete_from == "2025-01-01"
    assert isinstance(event.where, model.OneOf)


def test_interval_begins_and_ends_with_its_columns() -> None:
    event = policy("").events["hold"]
    assert event.start == model.Moment("held_from", "start", ("held_from",))
    assert event.end == model.Moment("held_until", "end", ("held_until",))


def test_ranges_of_one_day_add_up() -> None:
    hours = policy(
        "calendar shop\n  Mon-Tue 08:00-12:00, 13:00-17:00\n  Tue 20:00-22:00\n"
        '  closed 2026-12-24\n  closed on "h.csv"'
    ).calendars["shop"]
    assert hours.hours[0] == ((480, 720), (780, 1020))
    assert hours.hours[1] == ((480, 720), (780, 1020), (1200, 1320))
    assert hours.hours[6] == ()
    assert hours.closed == ("2026-12-24",)
    assert [path for path, _ in hours.closed_on] == ["h.csv"]


def test_editions_of_one_standard_stand_in_order_of_time() -> None:
    (standard,) = policy(
        'standard s "New"\n  95% of calls answered\n  effective from 2026-07-01\n'
        '  owner "B"\n'
        'standard s "Old"\n  90% of calls answered\n  effective until 2026-06-30\n'
        '  owner "A"\n  label need "short waits"'
    ).standards
    assert [(each.first, each.last) for each in standard.editions] == [
        (None, "2026-06-30"),
        ("2026-07-01", None),
    ]
    assert standard.title == "New"
    assert standard.metadata == {"owner": "B", "label need": "short waits"}


ONE = "standard s\n  90% of calls answered per day\n"
WAIVER = (
    "waiver w\n  {kind} {name}\n  from 2026-01-10 until 2026-01-12\n"
    '  where {where}\n  because "Storm"\n  approved by "Head"\n'
)


def test_waiver_reads_its_condition_over_the_events_of_its_standard() -> None:
    text = ONE + WAIVER.format(kind="excuses", name="s", where="urgent")
    (waiver,) = policy(text).waivers
    assert isinstance(waiver.condition, model.InState)
    assert (waiver.first, waiver.last, waiver.approved_on) == (
        "2026-01-10",
        "2026-01-12",
        "",
    )


def test_accepted_breach_may_name_the_columns_of_its_groups() -> None:
    text = ONE + "  for each team\n"
    text += WAIVER.format(kind="accepts", name="s", where='team is "north"')
    assert isinstance(policy(text).waivers[0].condition, model.OneOf)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ONE + WAIVER.format(kind="excuses", name="t", where="a is 1"),
            ("E1007", 4, 11),
        ),
        (
            ONE + WAIVER.format(kind="accepts", name="s", where="a is 1"),
            ("E3017", 6, 9),
        ),
        (ONE + ONE, ("E1010", 3, 10)),
        (
            ONE
            + "  effective until 2026-03-01\n"
            + ONE
            + "  effective from 2026-03-01",
            ("E3015", 4, 10),
        ),
        (ONE + ONE + "  effective from 2026-03-01", ("E1010", 3, 10)),
        ("improvement i for s started 2026-01-01", ("E1007", 1, 19)),
        ('list l "a", "b", "a"', ("E1010", 1, 18)),
        ('list channels "x"', ("E1010", 1, 6)),
        ("calendar office\n  Sat 10:00-12:00", ("E1010", 1, 10)),
        ("calendar c\n  closed 2026-12-24", ("E3020", 1, 10)),
        ('event job\n  from "j.csv"', ("E3012", 1, 1)),
        ('event job, calls\n  from "j.csv"\n  occurring at b', ("E1010", 1, 12)),
        (
            'event job\n  from "j.csv"\n  occurring at b\n  lasting until the next',
            ("E3012", 1, 1),
        ),
        (
            'event job\n  from "j.csv"\n  occurring at b\n  source zone UTX',
            ("E1009", 4, 15),
        ),
        (
            'event job\n  from "j.csv"\n  occurring at b\n  d at d\n  d when x is 1',
            ("E1010", 5, 3),
        ),
        (
            'event job\n  from "j.csv"\n  occurring at b\n  took is b - d in EUR',
            ("E2001", 4, 11),
        ),
        (
            'event job\n  from "j.csv"\n  occurring at b\n  x is y + 1\n  y is x + 1',
            ("E1012", 5, 8),
        ),
        ("define d as total wait of cals", ("E1001", 1, 27)),
        ("parameter target = 1%", ("E1010", 1, 11)),
    ],
)
def test_mistake_in_a_declaration_is_placed(
    text: str, expected: tuple[str, int, int]
) -> None:
    found = faults(text)
    assert expected in found
    assert {code for code, _, _ in found} == {expected[0]}


def test_measure_of_a_column_with_its_own_name_is_no_circle() -> None:
    text = 'event job\n  from "j.csv"\n  occurring at b\n  cost is cost in EUR'
    assert "job" in policy(text).events
