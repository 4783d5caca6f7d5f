"""A standard read out: who is counted, when, and what becomes of what is missing.

Before: `90% of calls answered within 2m per day`. After: "A call is met when `answered`
comes at most 2m after it began. Calls that were never answered count as not answered in
time. Each call belongs to the day in which it began, in Europe/Stockholm. …"
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from upheld.checker import reading_words as words
from upheld.checker.reading_outcomes import Nouns, nouns_of, outcome_sentences
from upheld.dsl import model

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def reading_of(edition: model.Edition) -> tuple[str, ...]:
    """The sentences of an edition's reading, in the order of its life."""
    reader = Reader(edition, nouns_of(edition.populations[0].event))
    parts = (
        reader.subject(),
        reader.population(),
        reader.windows(),
        reader.groups(),
        reader.judging(),
        reader.gaps(),
    )
    found = (words.capital(sentence) + "." for part in parts for sentence in part)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Reader:
    """Puts one edition into sentences."""

    edition: model.Edition
    nouns: Nouns

    # --- what is counted -------------------------------------------------------------

    def subject(self) -> Iterable[str]:
        """What is met or missed, or what is measured."""
        subject = self.edition.subject
        match subject:
            case model.ShareOutcome(_, outcome):
                yield from outcome_sentences(outcome, self.nouns, self.edition)
                yield from self.share_direction()
            case model.Recurrence():
                yield from self.recurrence(subject)
            case model.Trend(metric, direction, times):
                yield from self.metric(metric)
                yield (
                    f"a window is breached when the value has been {direction}"
                    f" {times} times in a row up to it"
                )
            case model.Spread(metric, column):
                yield from self.metric(metric)
                yield (
                    "the gap is the largest less the smallest value of"
                    f" `{column.name}`; with fewer than two there is no data"
                )
            case _:
                yield from self.metric(subject)

    def share_direction(self) -> Iterable[str]:
        """How the share is made of the counts."""
        bound = self.edition.bound
        if isinstance(bound, model.Bound):
            yield f"the value is met / (met + missed); it must be {words.bound(bound)}"

    def recurrence(self, subject: model.Recurrence) -> Iterable[str]:
        """The gaps of a recurrence."""
        length = words.limit_length(subject.length)
        yield (
            f"no more than {length} may pass from one {self.nouns.one} to the next;"
            " each such stretch is one obligation, in the window where it begins"
        )
        if subject.until is not None:
            yield f"the obligation ends with {words.expression(subject.until)}"

    def metric(self, metric: model.Metric) -> Iterable[str]:
        """What a metric is made of."""
        match metric:
            case model.Statistic():
                yield from self.statistic(metric)
            case model.NumberOf(population):
                many = nouns_of(population.event).many
                yield f"the {many} of a window are counted; none at all is a count of 0"
            case model.DifferentOf(value):
                yield f"different known values of {words.expression(value)} are counted"
            case model.ShareOf(population, outcome):
                nouns = nouns_of(population.event)
                yield from outcome_sentences(outcome, nouns, self.edition)
            case model.PromoterScore(value):
                yield (
                    f"the score is the percentage of {words.expression(value)} 9 and 10"
                    " less the percentage of 0 to 6; other values than whole numbers"
                    " from 0 to 10 are invalid"
                )
            case model.Rate(top, per, bottom):
                yield (
                    f"the value is the number of {nouns_of(top.event).many} for every"
                    f" {per} {nouns_of(bottom.event).many}; without any of the latter"
                    " there is no data"
                )
            case model.Fixed():
                return
            case model.Combined(_, left, right):
                yield from self.metric(left)
                yield from self.metric(right)
            case model.Defined(name, formula, _, text):
                yield f"`{name}` is {text}" if text else f"`{name}` is a defined metric"
                yield from self.metric(formula)
            case _:
                assert_never(metric)

    def statistic(self, metric: model.Statistic) -> Iterable[str]:
        """A statistic, and what it does with values that are not there."""
        value = words.expression(metric.value)
        many = nouns_of(metric.population.event).many
        running = isinstance(metric.value, model.Measure) and metric.value.ending
        match metric.kind:
            case "median" | "percentile":
                yield f"percentiles of {value} are nearest-rank: a value that occurred"
            case "average" | "total" | "minimum" | "maximum":
                yield f"the {metric.kind} of {value} is taken over the {many}"
            case _:
                assert_never(metric.kind)
        if running and metric.kind in ("median", "percentile", "maximum"):
            yield (
                f"{many} that have not ended count as longer than any limit, and are"
                " pending until the limit has passed"
            )
        elif running:
            yield f"{many} that have not ended are left out, and counted apart"
        else:
            yield f"{many} without a value are left out, and counted apart"

    # --- who is counted --------------------------------------------------------------

    def population(self) -> Iterable[str]:
        """Narrowing and exclusions."""
        nouns = self.nouns
        population = self.edition.populations[0]
        if population.where:
            tests = " and ".join(words.condition(c) for c in population.where)
            yield f"only {nouns.many} count of which {tests}"
        for outcome in population.excluding:
            kept = outcome_sentences(outcome, nouns, self.edition, state="left out")
            yield from list(kept)[:1]
        if population.excluding:
            yield f"{nouns.many} left out are counted apart, as excluded"
        yield (
            f"{words.with_article(nouns.one)} that cannot be judged, such as one with a"
            " value that does not convert, is counted apart, as invalid"
        )

    # --- when ------------------------------------------------------------------------

    def windows(self) -> Iterable[str]:
        """Windows and their zone; whose window an event is in."""
        edition, nouns = self.edition, self.nouns
        zone = edition.zone
        by = edition.counted_by
        place = f"it has {words.expression(by)}" if by else "it began"
        match edition.window:
            case model.Overall():
                yield (
                    f"all {nouns.many} from the first to the as-of moment are judged"
                    " together"
                )
            case model.Per(unit):
                name = {"week": "ISO week"}.get(unit, unit)
                belongs = f"each {nouns.one} belongs to the {name}"
                yield f"{belongs} in which {place}, in {zone}"
            case model.PerLength(length):
                yield (
                    f"windows of {words.period(length)} follow each other from"
                    f" 1970-01-01 in {zone}; each {nouns.one} belongs to the one in"
                    f" which {place}"
                )
            case model.Sliding(length):
                yield (
                    f"each day ends a window of {words.period(length)}, in {zone}; one"
                    f" {nouns.one} may lie in several of them"
                )
            case _:
                assert_never(edition.window)
        if by is not None:
            yield f"{nouns.many} without {words.expression(by)} are outside the period"
        yield from self.calendar_year()
        if edition.carried_until is not None:
            yield (
                f"each {nouns.one} is carried over to every window until"
                f" {words.expression(edition.carried_until)}"
            )
        yield from self.clocks()

    def clocks(self) -> Iterable[str]:
        """When a clock stands still, and which events wait together."""
        edition = self.edition
        if edition.pausing is not None:
            other = words.with_article(nouns_of(edition.pausing.event).one)
            same = " and ".join(edition.pausing_keys)
            yield (
                f"the clock stands still while {other} with the same {same} lasts;"
                " pauses that overlap count once"
            )
        if edition.counted_once is not None:
            other = nouns_of(edition.counted_once.event).one
            same = " and ".join(edition.once_keys)
            yield (
                f"{self.nouns.many} with the same {same} that wait for the same"
                f" {other} are one obligation, that of the first of them"
            )

    def calendar_year(self) -> Iterable[str]:
        """The fiscal year and the dates of the edition."""
        edition = self.edition
        yearly = edition.window in (model.Per("quarter"), model.Per("year"))
        if yearly and (edition.fiscal_month, edition.fiscal_day) != (1, 1):
            month = MONTHS[edition.fiscal_month - 1]
            yield f"the fiscal year starts on {edition.fiscal_day} {month}"
        if edition.first or edition.last:
            first = f" from {edition.first}" if edition.first else ""
            last = f" until {edition.last}, that day included," if edition.last else ""
            yield (
                f"this edition is about {self.nouns.many} that began{first}{last}"
                f" in {edition.zone}"
            )

    def groups(self) -> Iterable[str]:
        """`for each`."""
        for group in self.edition.groups:
            if group.members is None:
                yield (
                    f"each `{group.name}` is judged by itself; a missing one is the"
                    " group (unknown)"
                )
            else:
                yield (
                    f"each `{group.name}` of the list `{group.members.name}` is judged"
                    f" by itself, also without any {self.nouns.one}; others are not"
                    " in the population"
                )
        if self.edition.overall:
            yield "all of them together are judged too"

    # --- the verdict -----------------------------------------------------------------

    def judging(self) -> Iterable[str]:
        """How windows make the verdict."""
        edition = self.edition
        over = edition.over
        if over is not None and over.bound is not None:
            yield (
                "the share of judged windows that were met, exceeded or warned must be"
                f" {words.bound(over.bound)}"
            )
        elif over is not None:
            yield "the mean of the values of the judged windows is held to the target"
        elif not isinstance(edition.window, model.Overall):
            yield "one breached window breaches the standard"
        if edition.rounded is not None:
            decimals = words.plural(edition.rounded, "decimal")
            yield f"values are rounded half up to {decimals} before they are judged"
        else:
            yield "nothing is rounded before it is judged"
        if edition.confidence is not None:
            level = words.amount(edition.confidence, model.PERCENT)
            is_mean = over is not None and over.kind == "average"
            what = "the mean of the windows" if is_mean else "a sample"
            yield f"{what} is judged by its Wilson interval at {level} confidence"
        if edition.late_data is not None:
            yield (
                f"a window stays open for another {words.period(edition.late_data)},"
                " for late data"
            )
        yield "a window is pending while events to come, or not yet due, can change it"

    def gaps(self) -> Iterable[str]:
        """Small and empty windows."""
        edition = self.edition
        if edition.minimum is not None:
            event = edition.populations[edition.minimum.population].event
            yield (
                f"a closed window with fewer than {edition.minimum.number}"
                f" {nouns_of(event).many} is insufficient: it is not judged"
            )
        if edition.if_no_data in ("met", "breached"):
            state = edition.if_no_data
            yield f"a window without {self.nouns.many} is {state}, as stated"
        elif counts_from_zero(edition.subject):
            yield f"a window without {self.nouns.many} counts as 0, and is judged"
        else:
            yield (
                f"a window without {self.nouns.many} has no value: it is no_data,"
                " neither met nor breached"
            )


def counts_from_zero(subject: model.Subject) -> bool:
    """Whether nothing at all is a value."""
    return isinstance(subject, model.NumberOf | model.DifferentOf)
