"""From raw text to events, by hand."""

from dataclasses import replace

import pytest

from tests.oracle.build import (
    CALL,
    IN_TIME,
    LATE,
    NEXT_DAY,
    OPEN,
    QUEUED,
    TWO_MINUTES,
    at,
    bound,
    calls,
    edition,
    percent,
    result,
    share,
    statistic,
    table,
    windows,
)
from tests.oracle.evaluate import evaluate
from tests.oracle.values import EvaluationError
from upheld.dsl import model


def test_exact_repeats_count_once_and_differing_rows_are_an_error() -> None:
    judged = share(TWO_MINUTES, percent(60))
    twice = table({**IN_TIME, "id": "1"}, {**IN_TIME, "id": "1"}, LATE)
    found = result(judged, twice, NEXT_DAY)
    assert (found.repeats, found.windows[0].met) == (1, 1)
    with pytest.raises(EvaluationError):
        result(judged, table({**IN_TIME, "id": "1"}, {**LATE, "id": "1"}), NEXT_DAY)


@pytest.mark.parametrize(
    ("which", "met", "repeats"), [("latest", 0, 1), ("first", 1, 1)]
)
def test_latest_by_compares_numbers_as_numbers(
    which: str, met: int, repeats: int
) -> None:
    # 10 comes after 9, though not as text.
    pick = model.Pick("latest" if which == "latest" else "first", ("score",))
    event = replace(CALL, pick=pick)
    rows = table(
        {**IN_TIME, "id": "1", "score": "9"}, {**LATE, "id": "1", "score": "10"}
    )
    judged = share(TWO_MINUTES, percent(60), population=calls(event))
    found = result(judged, rows, NEXT_DAY)
    assert (found.met, found.repeats) == (met, repeats)


def test_a_row_written_after_as_of_is_not_seen() -> None:
    event = replace(CALL, pick=model.Pick("latest", ("team",)))
    rows = table(
        {**IN_TIME, "id": "1", "team": "2026-03-02T10:00Z"},
        {**LATE, "id": "1", "team": "2026-03-02T23:00:00.000001Z"},
    )
    judged = share(TWO_MINUTES, percent(60), population=calls(event))
    found = result(judged, rows, NEXT_DAY)
    assert (found.met, found.repeats, found.outside) == (1, 0, 1)


def test_a_tie_left_over_is_an_error() -> None:
    event = replace(CALL, pick=model.Pick("latest", ("score",)))
    rows = table(
        {**IN_TIME, "id": "1", "score": "1"}, {**LATE, "id": "1", "score": "1.0"}
    )
    judged = share(TWO_MINUTES, percent(60), population=calls(event))
    with pytest.raises(EvaluationError):
        result(judged, rows, NEXT_DAY)


def test_what_stands_for_nothing_is_empty() -> None:
    event = replace(CALL, empty=("?",))
    judged = share(TWO_MINUTES, percent(60), population=calls(event))
    (window,) = windows(judged, table({**OPEN, "answered": "?"}), NEXT_DAY)
    assert (window.missed, window.invalid) == (1, 0)


def test_a_moment_without_an_offset_needs_a_source_zone() -> None:
    rows = table({"queued": "2026-03-02T09:00:00"})
    with pytest.raises(EvaluationError):
        result(share(TWO_MINUTES, percent(60)), rows, NEXT_DAY)


def in_prague(spelling: str = "", *columns: str) -> model.Edition:
    """A count of calls whose start is read in Prague."""
    start = replace(
        QUEUED,
        zone="Europe/Prague",
        spelling=spelling,
        columns=columns or ("queued",),
    )
    return edition(
        model.NumberOf(calls(replace(CALL, start=start))), bound("at_most", 9)
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-03-02T09:00:00", "2026-03-02T09:00+01:00"),
        ("2026-03-02 09:00", "2026-03-02T09:00+01:00"),
        ("2026-03-02", "2026-03-02T00:00+01:00"),
        ("2026-03-29T02:30:00", "2026-03-29T03:30+02:00"),
        ("2026-10-25T02:30:00", "2026-10-25T02:30+02:00"),
        ("2026-10-25T02:30:00+01", "2026-10-25T02:30+01:00"),
        ("2026-03-02T09:00:00.123456-0230", "2026-03-02T09:00:00.123456-02:30"),
    ],
)
def test_a_moment_is_read_in_its_zone(text: str, read: str) -> None:
    found = evaluate(
        replace(in_prague(), window=model.Overall()),
        table({"queued": text}),
        as_of=at("2027-01-01T00:00Z"),
    )
    assert found.windows[0].start_us == at(read)


@pytest.mark.parametrize(
    "text", ["soon", "2026-02-30T09:00Z", "2026-03-02T09:00:00.1234567Z", "2026-3-2"]
)
def test_what_is_no_moment_is_invalid_in_no_window(text: str) -> None:
    found = result(in_prague(), table({"queued": text}), NEXT_DAY)
    assert found.invalid == 1
    assert [w.invalid for w in found.windows] == [0]


def test_a_spelled_moment_and_one_of_two_columns() -> None:
    rows = table(
        {"queued": "02/03/2026 12:05 AM", "team": "2026-03-02", "score": "23:30"}
    )
    as_of = "2026-03-03T00:00+01:00"
    spelled, two = in_prague("%d/%m/%Y %I:%M %p"), in_prague("", "team", "score")
    for judged in (spelled, two):
        assert [(w.label, w.used) for w in windows(judged, rows, as_of)] == [
            ("2026-03-02", 1)
        ]


@pytest.mark.parametrize(
    ("spelling", "text", "microseconds"),
    [
        ("second", "1.5", 1_500_000),
        ("minute", "0.000000025", 2),
        ("HH:MM:SS", "25:00:01", 90_001_000_000),
        ("HH:MM:SS", "1:02:03.5", 3_723_500_000),
    ],
)
def test_a_column_of_lengths(spelling: str, text: str, microseconds: int) -> None:
    column = model.Column("score", model.LENGTH, spelling)
    judged = edition(statistic("total", column), bound("at_most", 0, model.LENGTH))
    (window,) = windows(judged, table({**OPEN, "score": text}), NEXT_DAY)
    assert window.value == microseconds
