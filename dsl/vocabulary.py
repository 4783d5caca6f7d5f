"""The names of a policy, and the events that a run of words is about.

`answered inbound calls picked up` is the adjective `answered`, the event
`inbound calls` and the milestone `picked up`: longest match first, over all forms of
all names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from upheld.dsl import ast, model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import RefusedError, suggestion
from upheld.dsl.faults import refused
from upheld.dsl.source import NOWHERE, Span

ParameterValue = (
    ast.Number
    | ast.Percent
    | ast.Points
    | ast.Money
    | ast.Length
    | ast.WorkingLength
    | ast.Text
)


@dataclass(frozen=True, slots=True, eq=False)
class EventTerms:
    """What may be said about one event: its milestones, states, measures and keys.

    `aliases` leads from a raw column to the declared moment that reads it.
    """

    name: str
    forms: tuple[str, ...]
    start: model.Moment
    end: model.Moment | None
    until_next: bool
    milestones: Mapping[str, model.Moment]
    states: Mapping[str, ast.State]
    measures: Mapping[str, ast.Measure]
    keys: Mapping[str, model.Key]
    aliases: Mapping[str, model.Moment]
    zone: str
    span: Span

    @property
    def is_interval(self) -> bool:
        """Whether it lasts: `during … to …`, or until the next row of its key."""
        return self.end is not None or self.until_next

    def names(self) -> tuple[str, ...]:
        """Every declared name of the event, for a suggestion."""
        return (*self.milestones, *self.states, *self.measures, *self.keys)

    def moment(self, name: str) -> model.Moment | None:
        """A declared moment by its name or by its column."""
        if name in self.milestones:
            return self.milestones[name]
        return self.aliases.get(name)

    def moment_or_column(self, phrase: ast.Phrase) -> model.Moment:
        """A declared moment, else a raw column that is read as a moment.

        Several words that are no milestone are an error (E1002).
        """
        known = self.moment(phrase.text)
        if known is not None:
            return known
        if len(phrase.words) > 1 or phrase.text in (*self.states, *self.measures):
            raise unknown_milestone(self, phrase.words)
        return self.column_moment(phrase.words[0])

    def column_moment(self, word: ast.Word) -> model.Moment:
        """A raw column read as a moment, in the event's source zone."""
        return model.Moment(
            word.text, "column", (word.text,), zone=self.zone, span=word.span
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A run of words taken apart: adjectives, the event, and what stands behind it."""

    terms: EventTerms
    adjectives: tuple[ast.Phrase, ...]
    rest: tuple[ast.Word, ...]
    words: str


@dataclass(slots=True)
class Vocabulary:
    """All names of a policy, by kind."""

    forms: dict[tuple[str, ...], EventTerms] = field(default_factory=dict)
    terms: dict[str, EventTerms] = field(default_factory=dict)
    events: dict[str, model.Event] = field(default_factory=dict)
    lists: dict[str, model.Members] = field(default_factory=dict)
    calendars: dict[str, model.Calendar] = field(default_factory=dict)
    parameters: dict[str, ParameterValue] = field(default_factory=dict)
    defines: dict[str, ast.Define] = field(default_factory=dict)
    standards: set[str] = field(default_factory=set)

    def parameter(self, phrase: ast.Phrase) -> ParameterValue | None:
        """The value of a parameter, placed where it is used."""
        value = self.parameters.get(phrase.text)
        return None if value is None else replace(value, span=phrase.span)

    def known_parameter(self, phrase: ast.Phrase) -> ParameterValue:
        """The value of a parameter; E1006 where there is none of that name."""
        value = self.parameter(phrase)
        if value is None:
            hint = suggestion(phrase.text, self.parameters)
            raise refused(
                "E1006", f"unknown value `{phrase.text}`", phrase.span, help=hint
            )
        return value

    def member_list(self, phrase: ast.Phrase) -> model.Members:
        """A list by its name (E1004)."""
        if phrase.text not in self.lists:
            hint = suggestion(phrase.text, self.lists)
            raise refused(
                "E1004", f"unknown list `{phrase.text}`", phrase.span, help=hint
            )
        return self.lists[phrase.text]

    def calendar(self, phrase: ast.Phrase) -> str:
        """A calendar's name, if it is declared (E1005)."""
        if phrase.text not in self.calendars:
            hint = suggestion(phrase.text, self.calendars)
            raise refused(
                "E1005", f"unknown calendar `{phrase.text}`", phrase.span, help=hint
            )
        return phrase.text

    def leading_parameter(
        self, words: tuple[ast.Word, ...]
    ) -> tuple[ast.Phrase, ast.Phrase]:
        """The parameter that a run of words begins with, and the words behind it.

        `most complaints` in `at most most complaints` is the parameter `most` (E1006).
        """
        size = _longest(words[:-1], self.parameters)
        if not size:
            raise refused(
                "E1006",
                f"unknown value `{words[0].text}`" if words else "a value is missing",
                words[0].span if words else NOWHERE,
                help=suggestion(words[0].text, self.parameters) if words else "",
            )
        return phrase_of(words[:size]), phrase_of(words[size:])

    def split(self, phrase: ast.Phrase) -> Named:
        """Takes a run of words apart; the longest name of an event wins."""
        first: RefusedError | None = None
        for start, end, terms in self._candidates(phrase.words):
            try:
                return _named(phrase.words, start, end, terms)
            except RefusedError as error:
                first = first or error
        raise first or self._unknown_event(phrase)

    def _candidates(
        self, words: Sequence[ast.Word]
    ) -> list[tuple[int, int, EventTerms]]:
        found = [
            (start, end, self.forms[texts(words[start:end])])
            for start in range(len(words))
            for end in range(start + 1, len(words) + 1)
            if texts(words[start:end]) in self.forms
        ]
        return sorted(found, key=lambda each: (each[0] - each[1], each[0]))

    def _unknown_event(self, phrase: ast.Phrase) -> RefusedError:
        """Points at the first words that narrow no event at all."""
        narrowing = {
            name
            for terms in self.forms.values()
            for name in (*terms.milestones, *terms.states)
        }
        words = phrase.words
        start = 0
        while start < len(words) - 1:
            taken = _longest(words[start:-1], narrowing)
            if not taken:
                break
            start += taken
        word = words[start] if words else None
        name, span = (word.text, word.span) if word else ("", phrase.span)
        known = (" ".join(form) for form in self.forms)
        return refused(
            "E1001", f"unknown event `{name}`", span, help=suggestion(name, known)
        )


def texts(words: Iterable[ast.Word]) -> tuple[str, ...]:
    """The words without their places, as they are looked up."""
    return tuple(word.text for word in words)


def phrase_of(words: Sequence[ast.Word]) -> ast.Phrase:
    """A run of words as one term; never empty."""
    return ast.Phrase(tuple(words), span=words[0].span.to(words[-1].span))


def _named(
    words: tuple[ast.Word, ...], start: int, end: int, terms: EventTerms
) -> Named:
    adjectives = _segments(words[:start], terms)
    rest = words[end:]
    if rest and phrase_of(rest).text not in (*terms.milestones, *terms.states):
        raise unknown_milestone(terms, rest)
    return Named(terms, adjectives, rest, " ".join(texts(words[:end])))


def _segments(words: tuple[ast.Word, ...], terms: EventTerms) -> tuple[ast.Phrase, ...]:
    """The adjectives in front of an event, the longest first."""
    found: list[ast.Phrase] = []
    while words:
        taken = _longest(words, {*terms.milestones, *terms.states})
        if not taken:
            raise _unknown_adjective(terms, words[0])
        found.append(phrase_of(words[:taken]))
        words = words[taken:]
    return tuple(found)


def _longest(words: Sequence[ast.Word], names: Iterable[str]) -> int:
    known = set(names)
    for size in range(len(words), 0, -1):
        if " ".join(texts(words[:size])) in known:
            return size
    return 0


def unknown_milestone(terms: EventTerms, words: Sequence[ast.Word]) -> RefusedError:
    """Words that stand where a milestone of the event belongs (E1002).

    Behind one that is known, only the rest is at fault: `answered within2m`.
    """
    known = _longest(words, (*terms.milestones, *terms.states))
    if 0 < known < len(words):
        return _left_over(words[:known], words[known:])
    phrase = phrase_of(words)
    hint = suggestion(phrase.text, (*terms.milestones, *terms.states))
    return refused(
        "E1002",
        f"unknown milestone `{phrase.text}` of `{terms.name}`",
        phrase.span,
        help=hint or f"declare it on the event: `{phrase.text} at COLUMN`",
    )


def _left_over(known: Sequence[ast.Word], rest: Sequence[ast.Word]) -> RefusedError:
    before, phrase = phrase_of(known), phrase_of(rest)
    message = f"`{phrase.text}` cannot stand behind `{before.text}`"
    help = "put a space where two words belong, or declare the whole as a milestone"
    return refused("E1002", message, phrase.span, help=help)


def _unknown_adjective(terms: EventTerms, word: ast.Word) -> RefusedError:
    hint = suggestion(word.text, (*terms.milestones, *terms.states))
    return refused(
        "E1003",
        f"`{word.text}` is no milestone or state of `{terms.name}`",
        word.span,
        help=hint,
    )


def singular(word: ast.Word) -> str:
    """The English singular of a column's name: `regions`, `countries`, `branches`.

    A word in backticks stays as it is.
    """
    text = word.text
    if word.quoted or not text.endswith("s") or text.endswith(("ss", "us", "is")):
        return text
    if text.endswith("ies") and len(text) > 4:
        return text[:-3] + "y"
    if text.endswith(("ches", "shes", "xes", "sses")):
        return text[:-2]
    return text[:-1]
