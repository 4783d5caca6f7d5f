"""The parts of a standard in plain language, one sentence each."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from upheld.checker.wording import Number, Wording, message
from upheld.dsl import ast
from upheld.dsl.dataclass import dataclass
from upheld.dsl.languages import table_of
from upheld.dsl.printer import print_node, print_sentence
from upheld.dsl.table import Table


@dataclass(frozen=True, slots=True)
class Plain:
    """Puts parts of a policy into the words of one language."""

    wording: Wording

    @property
    def table(self) -> Table:
        """The keywords of the language."""
        return table_of(self.wording.language)

    def say(self, text: str, /, **values: str | Number) -> str:
        """A whole sentence, as the wording says it."""
        return self.wording.say(text, **values)

    def shown(self, node: ast.Node) -> str:
        """A part as a policy in this language would have it, without backticks."""
        return print_node(node, self.table).replace("`", "")

    def value(self, node: ast.Node) -> str:
        """An amount as the language writes numbers: `2 min`, `95,5 %`."""
        return self.wording.amount(self.shown(node))

    def sentence(self, standard: ast.Standard) -> str:
        """The sentence of a standard, with a capital and a full stop."""
        return closed(print_sentence(standard, self.table).replace("`", ""))

    # --- the sentence -----------------------------------------------------------------

    def of_sentence(self, standard: ast.Standard) -> Iterator[str]:
        """What the sentence means for those who have to keep it."""
        sentence = standard.sentence
        if isinstance(sentence, ast.Share):
            yield from self._share(sentence)
        elif isinstance(sentence, ast.Recurrence):
            yield self.say(
                "No more than {length} may pass from one to the next.",
                length=self.value(sentence.length),
            )
        elif isinstance(sentence, ast.Trend):
            n = sentence.times
            if sentence.direction == "rising":
                yield self.say("A rise {n} times in a row breaks it.", n=n)
            else:
                yield self.say("A fall {n} times in a row breaks it.", n=n)
        for part in ast.walk(sentence):
            if isinstance(part, ast.Within):
                yield from self._limit(part)
            elif isinstance(part, ast.By):
                name = self.shown(part.deadline)
                yield self.say("Each has a deadline of its own: {name}.", name=name)
        if standard.window is None and not isinstance(
            sentence, ast.Recurrence | ast.Trend
        ):
            yield self.say("All the time there is counts as one.")

    def _share(self, share: ast.Share) -> Iterator[str]:
        if share.quantifier == "every":
            yield self.say("Every single one has to keep it.")
        elif share.quantifier == "no":
            yield self.say("There may not be a single one.")
        elif share.bound is not None and isinstance(share.bound.value, ast.Percent):
            yield from self._out_of(share.bound.operator, share.bound.value.value)

    def _out_of(self, operator: str, percent: Decimal) -> Iterator[str]:
        """A percentage as a number out of a hundred, or of as many as it takes."""
        scale = 10 ** max(0, -int(percent.normalize().as_tuple().exponent))
        n, whole = int(percent * scale), 100 * scale
        if operator == "at_least":
            yield self.say(
                "Out of {whole}, at least {n} have to keep it.", whole=whole, n=n
            )
        elif operator == "more_than":
            yield self.say(
                "Out of {whole}, more than {n} have to keep it.", whole=whole, n=n
            )
        elif operator == "at_most":
            yield self.say(
                "Out of {whole}, there may be {n} at most.", whole=whole, n=n
            )
        elif operator == "less_than":
            yield self.say(
                "Out of {whole}, there have to be fewer than {n}.", whole=whole, n=n
            )

    def _limit(self, limit: ast.Within) -> Iterator[str]:
        if isinstance(limit.length, ast.Phrase):
            name = self.shown(limit.length)
            yield self.say("How long it may take differs: see {name}.", name=name)
            return
        length = self.value(limit.length)
        if limit.strict:
            yield self.say("{length} exactly is too late.", length=length)
        else:
            yield self.say("{length} exactly is still in time.", length=length)
        if limit.origin is not None:
            name = self.shown(limit.origin)
            yield self.say("The time runs from: {name}.", name=name)

    # --- clauses ----------------------------------------------------------------------

    def of_clauses(self, standard: ast.Standard) -> Iterator[str]:
        """What the clauses add, metadata and dates apart."""
        for clause in standard.clauses:
            if not isinstance(clause, ast.Metadata | ast.Effective):
                yield from self.clause(clause)

    def clause(self, clause: ast.StandardClause) -> Iterator[str]:
        """One clause; one that has no plainer form, as it is written."""
        match clause:
            case ast.ForEach(fields=fields, overall=overall):
                for field in fields:
                    yield self._group(field)
                if overall:
                    yield self.say("All together are judged too.")
            case ast.Minimum(number=ast.Number(value=value), events=events):
                many = self.shown(events)
                yield self.say(
                    "Fewer than {n} are not judged: {name}.", n=value, name=many
                )
            case ast.Warn(side="below", value=value):
                yield self.say(
                    "Below {value} there is a warning.", value=self.value(value)
                )
            case ast.Warn(value=value):
                yield self.say(
                    "Above {value} there is a warning.", value=self.value(value)
                )
            case ast.Exceeds(value=value):
                shown = self.value(value)
                yield self.say("From {value} on it is more than kept.", value=shown)
            case ast.Excluding(outcome=outcome):
                yield self.say("Not counted: {what}.", what=self.shown(outcome))
            case ast.UseCalendar(name=name):
                shown = self.shown(name)
                yield self.say(
                    "Working time is that of the calendar {name}.", name=shown
                )
            case ast.DuringCalendar(name=name):
                shown = self.shown(name)
                yield self.say(
                    "Only what begins while {name} is open counts.", name=shown
                )
            case ast.Pausing(events=events):
                yield self.say(
                    "The clock stops during: {name}.", name=self.shown(events)
                )
            case ast.CarriedOver(milestone=milestone):
                shown = self.shown(milestone)
                yield self.say("Each is counted again until: {name}.", name=shown)
            case ast.CountedBy(milestone=milestone):
                shown = self.shown(milestone)
                yield self.say(
                    "What decides the time it is counted in: {name}.", name=shown
                )
            case _:
                yield closed(self.shown(clause))

    def _group(self, field: ast.GroupField) -> str:
        name = self.shown(field.name)
        if field.members is None:
            return self.say("Judged by itself: each {name}.", name=name)
        members = self.shown(field.members)
        return self.say(
            "Judged by itself: each {name} of the list {list}.", name=name, list=members
        )

    # --- dates and metadata -----------------------------------------------------------

    def days(self, standard: ast.Standard) -> str:
        """Between which days it is in force; empty where nothing says so."""
        for clause in standard.clauses:
            if isinstance(clause, ast.Effective):
                return self.span(clause.first, clause.last)
        return ""

    def span(self, first: ast.Date | None, last: ast.Date | None) -> str:
        """Days from and until, the last included."""
        start = self.day(first) if first else ""
        end = self.day(last) if last else ""
        if start and end:
            return self.say("{start} until {end}", start=start, end=end)
        if start:
            return self.say("from {start}", start=start)
        return self.say("until {end}", end=end)

    def day(self, day: ast.Date) -> str:
        """A day with the name of its month."""
        return self.wording.day(date.fromisoformat(day.text))

    def label(self, key: str) -> str:
        """What a piece of metadata is called; of a label, its own name."""
        return self.say(LABELS[key]) if key in LABELS else key.split(" ", 1)[-1]


#: What metadata is called, in the order in which it is told.
LABELS = {
    "owner": message("Owner"),
    "because": message("Why"),
    "source": message("Rests on"),
    "severity": message("Weight"),
    "stage": message("Stage"),
    "channel": message("Channel"),
    "dimension": message("Dimension"),
}


def closed(text: str) -> str:
    """A sentence with a capital at its head and a full stop."""
    head = text[:1].upper() + text[1:]
    return head if head.endswith((".", "!", "?")) else f"{head}."


def metadata_of(standard: ast.Standard) -> dict[str, str]:
    """Metadata by key, in the order of `LABELS`, labels behind it."""
    found = {c.key: c.value for c in standard.clauses if isinstance(c, ast.Metadata)}
    order = [*LABELS, *(key for key in found if key not in LABELS)]
    return {key: found[key] for key in order if key in found}
