"""Limits of time read out: how long, from when, and by which clock."""

from collections.abc import Iterable
from typing import assert_never

from upheld.checker import reading_words as words
from upheld.checker.phrases import Phrase, phrase
from upheld.dsl import model


def when(limit: model.Within | model.ByDeadline, clock: model.Moment) -> Phrase:
    """When something has to come: `at most 2m after it began`."""
    match limit:
        case model.Within(length, strict) if clock.role == "start":
            shown = words.limit_length(length)
            if strict:
                return phrase("less than {length} after it began", length=shown)
            return phrase("at most {length} after it began", length=shown)
        case model.Within():
            return after(limit, clock)
        case model.ByDeadline(deadline, None):
            return phrase("no later than its {due}", due=words.expression(deadline))
        case model.ByDeadline(deadline, lead):
            assert lead is not None
            return phrase(
                "at least {length} before its {due}",
                length=words.limit_length(lead),
                due=words.expression(deadline),
            )
        case _:
            assert_never(limit)


def after(limit: model.Within, clock: model.Moment) -> Phrase:
    """How long after another moment something has to come."""
    length, moment = words.limit_length(limit.length), words.expression(clock)
    if limit.strict:
        return phrase("less than {length} after {moment}", length=length, moment=moment)
    return phrase("at most {length} after {moment}", length=length, moment=moment)


def time_sentences(
    limit: model.Within | model.ByDeadline, edition: model.Edition
) -> Iterable[Phrase]:
    """Whether the end is in time, and whether a length is exact or by the calendar."""
    if isinstance(limit, model.Within) and limit.strict:
        yield phrase("An outcome at the very end of the time is no longer in time.")
    else:
        yield phrase("An outcome at the very end of the time is still in time.")
    length = limit.length if isinstance(limit, model.Within) else limit.lead
    match length:
        case model.Period():
            yield _period(length, edition.zone)
        case model.WorkingTime(_, calendar) | model.WorkingDays(_, calendar):
            yield phrase(
                "Only the time that `{calendar}` is open counts, in {zone}.",
                calendar=calendar,
                zone=edition.zone,
            )
        case model.RowLength() | None:
            return
        case _:
            assert_never(length)


def _period(length: model.Period, zone: str) -> Phrase:
    shown = words.period(length)
    if length.exact:
        return phrase(
            "{length} is exact time, also on days when clocks change.", length=shown
        )
    if length.months:
        return phrase(
            "{length} goes by the calendar: the same time of day or the last day of a"
            " shorter month, in {zone}, however many hours that is.",
            length=shown,
            zone=zone,
        )
    return phrase(
        "{length} goes by the calendar: the same time of day in {zone}, however many"
        " hours that is.",
        length=shown,
        zone=zone,
    )
