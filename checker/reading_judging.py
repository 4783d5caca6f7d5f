"""Verdicts read out: how windows make one, and what small and empty ones count for."""

from collections.abc import Iterable

from upheld.checker import reading_words as words
from upheld.checker.phrases import Phrase, numbered, phrase
from upheld.checker.reading_outcomes import Nouns, nouns_of
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Judging:
    """Says how one edition is judged."""

    edition: model.Edition
    nouns: Nouns

    def judging(self) -> Iterable[Phrase]:
        """How windows make the verdict."""
        edition = self.edition
        yield from self.over()
        if edition.rounded is not None:
            yield numbered(
                "Values are rounded half up to {n} decimal before they are judged.",
                "Values are rounded half up to {n} decimals before they are judged.",
                edition.rounded,
            )
        else:
            yield phrase("Nothing is rounded before it is judged.")
        if edition.confidence is not None:
            yield self.interval(words.amount(edition.confidence, model.PERCENT))
        if edition.late_data is not None:
            yield phrase(
                "A window stays open for another {length}, for late data.",
                length=words.period(edition.late_data),
            )
        yield phrase(
            "A window is pending while events to come, or not yet due, can change it."
        )

    def over(self) -> Iterable[Phrase]:
        """Whether one breached window breaches the standard."""
        over = self.edition.over
        if over is not None and over.bound is not None:
            yield phrase(
                "The share of judged windows that were met, exceeded or warned must be"
                " {bound}.",
                bound=words.bound(over.bound),
            )
        elif over is not None:
            yield phrase(
                "The mean of the values of the judged windows is held to the target."
            )
        elif not isinstance(self.edition.window, model.Overall):
            yield phrase("One breached window breaches the standard.")

    def interval(self, level: Phrase) -> Phrase:
        """What is judged as a sample."""
        over = self.edition.over
        if over is not None and over.kind == "average":
            return phrase(
                "The mean of the windows is judged by its Wilson interval at {level}"
                " confidence.",
                level=level,
            )
        return phrase(
            "A sample is judged by its Wilson interval at {level} confidence.",
            level=level,
        )

    def gaps(self) -> Iterable[Phrase]:
        """Small and empty windows."""
        edition, calls = self.edition, self.nouns.many
        if edition.minimum is not None:
            event = edition.populations[edition.minimum.population].event
            yield phrase(
                "A closed window with fewer than {number} {calls} is insufficient: it"
                " is not judged.",
                number=words.number(edition.minimum.number),
                calls=nouns_of(event).many,
            )
        if edition.if_no_data == "met":
            yield phrase("A window without {calls} is met, as stated.", calls=calls)
        elif edition.if_no_data == "breached":
            yield phrase(
                "A window without {calls} is breached, as stated.", calls=calls
            )
        elif counts_from_zero(edition.subject):
            yield phrase(
                "A window without {calls} counts as 0, and is judged.", calls=calls
            )
        else:
            yield phrase(
                "A window without {calls} has no value: it is no_data, neither met nor"
                " breached.",
                calls=calls,
            )


def counts_from_zero(subject: model.Subject) -> bool:
    """Whether nothing at all is a value."""
    return isinstance(subject, model.NumberOf | model.DifferentOf)
