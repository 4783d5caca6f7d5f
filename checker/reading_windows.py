"""Windows and groups read out: whose window an event is in, and by which clock."""

from collections.abc import Iterable
from typing import assert_never

from upheld.checker import reading_words as words
from upheld.checker.phrases import Phrase, phrase
from upheld.checker.reading_outcomes import Nouns, nouns_of
from upheld.checker.wording import message
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

MONTHS = (
    message("January"),
    message("February"),
    message("March"),
    message("April"),
    message("May"),
    message("June"),
    message("July"),
    message("August"),
    message("September"),
    message("October"),
    message("November"),
    message("December"),
)

UNITS: dict[model.WindowUnit, str] = {
    "hour": message("hour"),
    "day": message("day"),
    "week": message("ISO week"),
    "month": message("month"),
    "quarter": message("quarter"),
    "year": message("year"),
}


@dataclass(frozen=True, slots=True)
class WindowReader:
    """Says when one edition counts, and for whom apart."""

    edition: model.Edition
    nouns: Nouns

    def windows(self) -> Iterable[Phrase]:
        """Windows and their zone; whose window an event is in."""
        edition, nouns = self.edition, self.nouns
        yield self.window()
        if edition.counted_by is not None:
            yield phrase(
                "{calls} without {moment} are outside the period.",
                calls=nouns.many,
                moment=words.expression(edition.counted_by),
            )
        yield from self.calendar_year()
        if edition.carried_until is not None:
            yield phrase(
                "Each {call} is carried over to every window until {moment}.",
                call=nouns.one,
                moment=words.expression(edition.carried_until),
            )
        yield from self.clocks()

    def window(self) -> Phrase:
        """The kind of window."""
        edition, nouns = self.edition, self.nouns
        match edition.window:
            case model.Overall():
                return phrase(
                    "All {calls} from the first to the as-of moment are judged"
                    " together.",
                    calls=nouns.many,
                )
            case model.Per(unit):
                return self.per_unit(phrase(UNITS[unit]))
            case model.PerLength(length):
                return self.per_length(length)
            case model.Sliding(length):
                return phrase(
                    "Each day ends a window of {length}, in {zone}; one {call} may lie"
                    " in several of them.",
                    length=words.period(length),
                    zone=edition.zone,
                    call=nouns.one,
                )
            case _:
                assert_never(edition.window)

    def per_unit(self, unit: Phrase) -> Phrase:
        """Hours to years."""
        edition, call = self.edition, self.nouns.one
        if edition.counted_by is None:
            return phrase(
                "Each {call} belongs to the {unit} in which it began, in {zone}.",
                call=call,
                unit=unit,
                zone=edition.zone,
            )
        return phrase(
            "Each {call} belongs to the {unit} in which it has {moment}, in {zone}.",
            call=call,
            unit=unit,
            moment=words.expression(edition.counted_by),
            zone=edition.zone,
        )

    def per_length(self, length: model.Period) -> Phrase:
        """Windows of a length of their own."""
        edition, call = self.edition, self.nouns.one
        if edition.counted_by is None:
            return phrase(
                "Windows of {length} follow each other from 1970-01-01 in {zone};"
                " each {call} belongs to the one in which it began.",
                length=words.period(length),
                zone=edition.zone,
                call=call,
            )
        return phrase(
            "Windows of {length} follow each other from 1970-01-01 in {zone};"
            " each {call} belongs to the one in which it has {moment}.",
            length=words.period(length),
            zone=edition.zone,
            call=call,
            moment=words.expression(edition.counted_by),
        )

    def clocks(self) -> Iterable[Phrase]:
        """When a clock stands still, and which events wait together."""
        edition = self.edition
        if edition.pausing is not None:
            yield phrase(
                "The clock stands still while {a_call} with the same {keys} lasts;"
                " pauses that overlap count once.",
                a_call=nouns_of(edition.pausing.event).a,
                keys=words.both(edition.pausing_keys),
            )
        if edition.counted_once is not None:
            yield phrase(
                "{calls} with the same {keys} that wait for the same {other} are one"
                " obligation, that of the first of them.",
                calls=self.nouns.many,
                keys=words.both(edition.once_keys),
                other=nouns_of(edition.counted_once.event).one,
            )

    def calendar_year(self) -> Iterable[Phrase]:
        """The fiscal year and the dates of the edition."""
        edition = self.edition
        yearly = edition.window in (model.Per("quarter"), model.Per("year"))
        if yearly and (edition.fiscal_month, edition.fiscal_day) != (1, 1):
            yield phrase(
                "The fiscal year starts on {day} {month}.",
                day=str(edition.fiscal_day),
                month=phrase(MONTHS[edition.fiscal_month - 1]),
            )
        first, last, calls = edition.first, edition.last, self.nouns.many
        if first and last:
            yield phrase(
                "This edition is about {calls} that began from {first} until {last},"
                " that day included, in {zone}.",
                calls=calls,
                first=str(first),
                last=str(last),
                zone=edition.zone,
            )
        elif first:
            yield phrase(
                "This edition is about {calls} that began from {first} in {zone}.",
                calls=calls,
                first=str(first),
                zone=edition.zone,
            )
        elif last:
            yield phrase(
                "This edition is about {calls} that began until {last}, that day"
                " included, in {zone}.",
                calls=calls,
                last=str(last),
                zone=edition.zone,
            )

    def groups(self) -> Iterable[Phrase]:
        """`for each`."""
        for group in self.edition.groups:
            if group.members is None:
                yield phrase(
                    "Each `{group}` is judged by itself; a missing one is the group"
                    " (unknown).",
                    group=group.name,
                )
            else:
                yield phrase(
                    "Each `{group}` of the list `{list}` is judged by itself, also"
                    " without any {call}; others are not in the population.",
                    group=group.name,
                    list=group.members.name,
                    call=self.nouns.one,
                )
        if self.edition.overall:
            yield phrase("All of them together are judged too.")
