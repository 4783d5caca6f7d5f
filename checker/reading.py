"""A standard read out: who is counted, when, and what becomes of what is missing.

Before: `90% of calls answered within 2m per day`. After: "A call is met when `answered`
comes at most 2m after it began. Calls that were never answered count as not answered in
time. Each call belongs to the day in which it began, in Europe/Stockholm. …"
"""

from collections.abc import Iterable
from typing import assert_never

from upheld.checker import reading_words as words
from upheld.checker.lengths import plain_number
from upheld.checker.phrases import Phrase, numbered, phrase
from upheld.checker.reading_judging import Judging
from upheld.checker.reading_outcomes import (
    Nouns,
    exclusion,
    nouns_of,
    outcome_sentences,
)
from upheld.checker.reading_windows import WindowReader
from upheld.checker.wording import ENGLISH
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass


def reading_of(edition: model.Edition) -> tuple[str, ...]:
    """The English sentences of an edition's reading, in the order of its life."""
    return tuple(ENGLISH.line(one) for one in reading_phrases(edition))


def reading_phrases(edition: model.Edition) -> tuple[Phrase, ...]:
    """The sentences of an edition's reading, to be said in any language."""
    nouns = nouns_of(edition.populations[0].event)
    reader, windows = Reader(edition, nouns), WindowReader(edition, nouns)
    judging = Judging(edition, nouns)
    parts = (
        reader.subject(),
        reader.population(),
        windows.windows(),
        windows.groups(),
        judging.judging(),
        judging.gaps(),
    )
    found: dict[str, Phrase] = {}
    for part in parts:
        for sentence in part:
            found.setdefault(ENGLISH.line(sentence), sentence)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is counted, and what of them, in one edition."""

    edition: model.Edition
    nouns: Nouns

    # --- what is counted -------------------------------------------------------------

    def subject(self) -> Iterable[Phrase]:
        """What is met or missed, or what is measured."""
        subject = self.edition.subject
        match subject:
            case model.ShareOutcome(_, outcome):
                yield from outcome_sentences(outcome, self.nouns, self.edition)
                yield from self.share_direction()
            case model.Recurrence():
                yield from self.recurrence(subject)
            case model.Trend(metric):
                yield from self.metric(metric)
                yield _trend(subject)
            case model.Spread(metric, column):
                yield from self.metric(metric)
                yield phrase(
                    "The gap is the largest less the smallest value of `{column}`;"
                    " with fewer than two there is no data.",
                    column=column.name,
                )
            case _:
                yield from self.metric(subject)

    def share_direction(self) -> Iterable[Phrase]:
        """How the share is made of the counts."""
        bound = self.edition.bound
        if isinstance(bound, model.Bound):
            yield phrase(
                "The value is met / (met + missed); it must be {bound}.",
                bound=words.bound(bound),
            )

    def recurrence(self, subject: model.Recurrence) -> Iterable[Phrase]:
        """The gaps of a recurrence."""
        yield phrase(
            "No more than {length} may pass from one {call} to the next;"
            " each such stretch is one obligation, in the window where it begins.",
            length=words.limit_length(subject.length),
            call=self.nouns.one,
        )
        if subject.until is not None:
            until = words.expression(subject.until)
            yield phrase("The obligation ends with {until}.", until=until)

    def metric(self, metric: model.Metric) -> Iterable[Phrase]:
        """What a metric is made of."""
        match metric:
            case model.Statistic():
                yield from self.statistic(metric)
            case model.NumberOf(population):
                yield phrase(
                    "The {calls} of a window are counted; none at all is a count of 0.",
                    calls=nouns_of(population.event).many,
                )
            case model.DifferentOf(value):
                seen = words.expression(value)
                yield phrase(
                    "Different known values of {value} are counted.", value=seen
                )
            case model.ShareOf(population, outcome):
                nouns = nouns_of(population.event)
                yield from outcome_sentences(outcome, nouns, self.edition)
            case model.PromoterScore(value):
                yield phrase(
                    "The score is the percentage of {value} 9 and 10 less the"
                    " percentage of 0 to 6; other values than whole numbers from 0 to"
                    " 10 are invalid.",
                    value=words.expression(value),
                )
            case model.Rate():
                yield _rate(metric)
            case model.Fixed():
                return
            case model.Combined(_, left, right):
                yield from self.metric(left)
                yield from self.metric(right)
            case model.Defined(name, formula, _, text):
                if text:
                    yield phrase("`{name}` is {text}.", name=name, text=text)
                else:
                    yield phrase("`{name}` is a defined metric.", name=name)
                yield from self.metric(formula)
            case _:
                assert_never(metric)

    def statistic(self, metric: model.Statistic) -> Iterable[Phrase]:
        """A statistic, and what it does with values that are not there."""
        calls = nouns_of(metric.population.event).many
        running = isinstance(metric.value, model.Measure) and metric.value.ending
        yield _taken_over(metric, calls)
        if running and metric.kind in ("median", "percentile", "maximum"):
            yield phrase(
                "{calls} that have not ended count as longer than any limit, and are"
                " pending until the limit has passed.",
                calls=calls,
            )
        elif running:
            yield phrase(
                "{calls} that have not ended are left out, and counted apart.",
                calls=calls,
            )
        else:
            yield phrase(
                "{calls} without a value are left out, and counted apart.", calls=calls
            )

    # --- who is counted --------------------------------------------------------------

    def population(self) -> Iterable[Phrase]:
        """Narrowing and exclusions."""
        nouns = self.nouns
        population = self.edition.populations[0]
        if population.where:
            tests = words.both(words.condition(c) for c in population.where)
            yield phrase(
                "Only {calls} count of which {tests}.", calls=nouns.many, tests=tests
            )
        for outcome in population.excluding:
            yield exclusion(outcome, nouns)
        if population.excluding:
            yield phrase(
                "{calls} left out are counted apart, as excluded.", calls=nouns.many
            )
        yield phrase(
            "{a_call} that cannot be judged, such as one with a value that does not"
            " convert, is counted apart, as invalid.",
            a_call=nouns.a,
        )


def _trend(subject: model.Trend) -> Phrase:
    if subject.direction == "rising":
        return numbered(
            "A window is breached when the value has been rising {n} times in a row up"
            " to it.",
            "A window is breached when the value has been rising {n} times in a row up"
            " to it.",
            subject.times,
        )
    return numbered(
        "A window is breached when the value has been falling {n} times in a row up to"
        " it.",
        "A window is breached when the value has been falling {n} times in a row up to"
        " it.",
        subject.times,
    )


def _rate(metric: model.Rate) -> Phrase:
    return numbered(
        "The value is the number of {calls} for every {n} {others}; without any of the"
        " latter there is no data.",
        "The value is the number of {calls} for every {n} {others}; without any of the"
        " latter there is no data.",
        plain_number(metric.per),
        calls=nouns_of(metric.numerator.event).many,
        others=nouns_of(metric.denominator.event).many,
    )


def _taken_over(metric: model.Statistic, calls: str) -> Phrase:
    value = words.expression(metric.value)
    match metric.kind:
        case "median" | "percentile":
            return phrase(
                "Percentiles of {value} are nearest-rank: a value that occurred.",
                value=value,
            )
        case "average":
            return phrase(
                "The average of {value} is taken over the {calls}.",
                value=value,
                calls=calls,
            )
        case "total":
            return phrase(
                "The total of {value} is taken over the {calls}.",
                value=value,
                calls=calls,
            )
        case "minimum":
            return phrase(
                "The minimum of {value} is taken over the {calls}.",
                value=value,
                calls=calls,
            )
        case "maximum":
            return phrase(
                "The maximum of {value} is taken over the {calls}.",
                value=value,
                calls=calls,
            )
        case _:
            assert_never(metric.kind)
