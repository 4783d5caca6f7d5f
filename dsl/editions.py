"""One edition of a standard: its sentence, narrowed and judged by its clauses."""

from collections.abc import Callable
from dataclasses import field, replace
from fractions import Fraction
from typing import Literal, TypeVar

from upheld.dsl import ast, clauses, model, tiers
from upheld.dsl.bounds import is_share
from upheld.dsl.clauses import Clauses
from upheld.dsl.dataclass import dataclass
from upheld.dsl.dates import span_of_days
from upheld.dsl.diagnostics import RefusedError
from upheld.dsl.faults import Faults, refused
from upheld.dsl.keywords import ENGLISH
from upheld.dsl.outcomes import bind
from upheld.dsl.printer import print_node, print_sentence
from upheld.dsl.setting import Setting, known_key
from upheld.dsl.source import Span
from upheld.dsl.subjects import (
    Judged,
    group_field,
    judged,
    needs_where,
    populations_of,
    with_changed_populations,
)
from upheld.dsl.table import Table
from upheld.dsl.units import period
from upheld.dsl.vocabulary import EventTerms, Vocabulary
from upheld.dsl.windows import Windows, check_reference, windows
from upheld.dsl.zones import checked_zone

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FileHead:
    """What a file says before its first declaration."""

    zone: str
    fiscal_month: int = 1
    fiscal_day: int = 1
    language: Table = ENGLISH


@dataclass(slots=True)
class EditionReader:
    """Reads one `standard` declaration; every mistake in it is found in one go."""

    vocabulary: Vocabulary
    head: FileHead
    faults: Faults
    node: ast.Standard
    written: Clauses = field(init=False)
    setting: Setting = field(init=False)
    narrowing: tuple[ast.Where, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.written = Clauses(self.node.clauses)
        where = self.written.all(ast.Where)
        takes = bool(where) and needs_where(self.vocabulary, self.node.sentence)
        self.narrowing = where[1:] if takes else where
        self.setting = Setting(
            self.vocabulary,
            self.written.one(ast.UseCalendar),
            self.written.one(ast.Matching),
            where[0].condition if takes else None,
        )

    def read(self) -> model.Edition | None:
        """The edition, or None where the sentence itself cannot be judged."""
        span = self._try(windows, self.vocabulary, self.node.window)
        first, last = self._dates()
        zone = self._zone()
        self._check_calendar()
        found = self._judged()
        self._check_matching(found)
        if found is None or span is None:
            return None
        window = self._own_window(found, span)
        edition = model.Edition(
            sentence=print_sentence(self.node, self.head.language),
            subject=found.subject,
            bound=found.bound,
            window=window,
            zone=zone,
            populations=populations_of(found.subject),
            fiscal_month=self.head.fiscal_month,
            fiscal_day=self.head.fiscal_day,
            first=first,
            last=last,
            over=span[1],
            clauses=self._printed(),
            sentence_span=_place(self.node),
            span=self.node.name.span,
        )
        return self._with_clauses(edition, found)

    def _printed(self) -> tuple[str, ...]:
        """The clauses that judge, beside the sentence and its own `where`."""
        wheres = self.written.all(ast.Where)
        own = wheres[: len(wheres) - len(self.narrowing)]
        return tuple(
            print_node(clause, self.head.language)
            for clause in self.written.written
            if clause not in own and not isinstance(clause, ast.Metadata)
        )

    # --- the sentence --------------------------------------------------------------

    def _judged(self) -> Judged | None:
        found: Judged | None = None
        with self.faults.caught():
            found = judged(
                self.setting,
                self.node.sentence,
                self.written.one(ast.ForEach),
                is_averaged=isinstance(self.node.window, ast.OnAverage),
            )
        if found is None:
            return None
        return replace(found, subject=self._narrowed(found.subject))

    def _narrowed(self, found: model.Subject) -> model.Subject:
        """The first event's populations with `where` and `excluding`."""
        first = populations_of(found)[0].event.name
        terms = self.vocabulary.terms[first]
        rows = self.setting.rows(terms)
        conditions = [
            self._try(rows.condition, where.condition) for where in self.narrowing
        ]
        excluded = [
            self._try(bind, self.setting, terms, clause.outcome)
            for clause in self.written.all(ast.Excluding)
        ]

        def change(population: model.Population) -> model.Population:
            if population.event.name != first:
                return population
            where = (*population.where, *(each for each in conditions if each))
            left_out = tuple(each for each in excluded if each)
            return replace(population, where=where, excluding=left_out)

        return with_changed_populations(found, change)

    def _own_window(self, found: Judged, span: Windows) -> model.SimpleWindow:
        if found.window is None:
            self._check_window(span)
            return span[0]
        if self.node.window is not None:
            self.faults.add(
                *refused(
                    "E3018",
                    "a trend has the windows it names, and no others",
                    self.node.window.span,
                    help="leave the second window out",
                ).diagnostics
            )
        return found.window

    def _check_window(self, span: Windows) -> None:
        sentence = self.node.sentence
        if not isinstance(sentence, ast.Measured | ast.Spread):
            return
        if isinstance(sentence.target, ast.Relative):
            inner, over = span
            is_mean = over is not None and over.kind == "average"
            window = over.outer if over is not None and is_mean else inner
            self._try(check_reference, sentence.target.reference, window)

    # --- clauses -------------------------------------------------------------------

    def _with_clauses(self, edition: model.Edition, found: Judged) -> model.Edition:
        edition = self._grouped(edition, found)
        edition = self._tiered(edition)
        edition = self._clocked(edition)
        return self._judged_otherwise(edition)

    def _terms(self, edition: model.Edition) -> EventTerms:
        return self.vocabulary.terms[edition.populations[0].event.name]

    def _grouped(self, edition: model.Edition, found: Judged) -> model.Edition:
        clause = self.written.one(ast.ForEach)
        if clause is None:
            return edition
        terms = self._terms(edition)
        fields = [node for node in clause.fields if node is not found.scope_field]
        groups = [self._try(group_field, self.setting, terms, node) for node in fields]
        kept = tuple(each for each in groups if each)
        return replace(edition, groups=kept, overall=clause.overall)

    def _tiered(self, edition: model.Edition) -> model.Edition:
        bound = edition.over.bound if edition.over else None
        is_share = bound is not None or _is_share(edition.subject)
        warn = self._warn(bound or edition.bound, is_share=is_share)
        exceeds = self._exceeds(bound or edition.bound, warn, is_share=is_share)
        when = self._exceeds_when(edition, bound or edition.bound)
        bands = self._each(ast.Bands, lambda clause: self._bands(clause, edition))
        return _with(
            edition, warn=warn, exceeds=exceeds, exceeds_when=when, bands=bands
        )

    def _bands(self, clause: ast.Bands, edition: model.Edition) -> model.Bands:
        if isinstance(edition.subject, model.Trend):
            raise refused("E3004", "a trend has no value for a band", clause.span)
        outer = edition.over.bound if edition.over else None
        unit = clauses.unit_of_bound(edition.subject, outer or edition.bound)
        is_share = outer is not None or _is_share(edition.subject)
        return tiers.bands(self.vocabulary, clause, unit, is_share=is_share)

    def _exceeds_when(
        self, edition: model.Edition, bound: model.Bound | model.Relative | None
    ) -> tuple[model.Outcome, model.Bound] | None:
        setting = replace(self.setting, first_where=None)

        def read(clause: ast.ExceedsWhen) -> tuple[model.Outcome, model.Bound]:
            tiers.check_side(bound, clause)
            return clauses.exceeds_when(setting, clause, edition.populations[0])

        return self._each(ast.ExceedsWhen, read)

    def _warn(
        self, bound: model.Bound | model.Relative | None, *, is_share: bool
    ) -> model.Warn | None:
        return self._each(
            ast.Warn,
            lambda clause: tiers.warning(
                self.vocabulary,
                clause,
                tiers.fixed_target(bound, clause),
                is_share=is_share,
            ),
        )

    def _exceeds(
        self,
        bound: model.Bound | model.Relative | None,
        warn: model.Warn | None,
        *,
        is_share: bool,
    ) -> Fraction | None:
        def read(clause: ast.Exceeds) -> Fraction:
            target = tiers.fixed_target(bound, clause)
            value = tiers.exceeding(self.vocabulary, clause, target, is_share=is_share)
            tiers.check_order(warn, value, target, clause.value.span)
            return value

        return self._each(ast.Exceeds, read)

    def _clocked(self, edition: model.Edition) -> model.Edition:
        """Clauses about moments: when an event counts, and when its clock stands."""
        terms = self._terms(edition)
        setting, subject = self.setting, edition.subject
        pausing = self._each(
            ast.Pausing, lambda clause: clauses.pausing(setting, clause, subject)
        )
        once = self._each(
            ast.CountedOnce, lambda clause: setting.population(clause.events)
        )
        return _with(
            edition,
            counted_by=self._each(
                ast.CountedBy, lambda clause: clauses.milestone(terms, clause.milestone)
            ),
            carried_until=self._each(
                ast.CarriedOver,
                lambda clause: clauses.carried_until(terms, clause, subject),
            ),
            during=self._each(
                ast.DuringCalendar,
                lambda clause: clauses.calendar_named(setting, clause.name),
            ),
            late_data=self._each(ast.LateData, lambda clause: period(clause.length)),
            pausing=pausing[1] if pausing else None,
            counted_once=once[1] if once else None,
            pausing_keys=self._pausing_keys(edition, pausing),
            once_keys=self._once_keys(terms, once),
        )

    def _pausing_keys(
        self,
        edition: model.Edition,
        pausing: tuple[EventTerms, model.Population] | None,
    ) -> tuple[str, ...]:
        """The keys of pauses: of the event whose clock they stop."""
        clause = self.written.one(ast.Pausing)
        if pausing is None or clause is None:
            return ()
        clocked = clauses.clocked(edition)
        terms = self.vocabulary.terms[clocked.event.name]
        keys = self._try(self.setting.keys, terms, pausing[0], clause.events.span) or ()
        self._try(clauses.check_series, edition, keys, clause)
        return keys

    def _once_keys(
        self, terms: EventTerms, once: tuple[EventTerms, model.Population] | None
    ) -> tuple[str, ...]:
        clause = self.written.one(ast.CountedOnce)
        if once is None or clause is None:
            return ()
        return self._try(self.setting.keys, terms, once[0], clause.events.span) or ()

    def _judged_otherwise(self, edition: model.Edition) -> model.Edition:
        no_data = self.written.one(ast.NoData)
        rounded = self.written.one(ast.Rounded)
        return _with(
            edition,
            minimum=self._each(
                ast.Minimum,
                lambda each: clauses.minimum(self.setting, each, edition.populations),
            ),
            confidence=self._each(
                ast.Confidence, lambda each: clauses.confidence(each, edition.subject)
            ),
            if_no_data=no_data.verdict if no_data else None,
            rounded=rounded.decimals if rounded else None,
            without_deadline=self._each(
                ast.WithoutDeadline, lambda each: _without_deadline(each, edition)
            ),
        )

    def _dates(self) -> tuple[str | None, str | None]:
        clause = self.written.one(ast.Effective)
        if clause is None:
            return None, None
        return self._try(span_of_days, clause.first, clause.last) or (None, None)

    def _zone(self) -> str:
        clause = self.written.one(ast.Zone)
        if clause is None:
            return self.head.zone
        return self._try(checked_zone, clause.name, clause.span) or self.head.zone

    def _check_matching(self, found: Judged | None) -> None:
        """A key that is named joins the first event, also where nothing is joined."""
        clause = self.written.one(ast.Matching)
        if clause is None or found is None:
            return
        event = populations_of(found.subject)[0].event
        for key in clause.keys:
            self._try(known_key, key, [each.name for each in event.keys])

    def _check_calendar(self) -> None:
        clause = self.written.one(ast.UseCalendar)
        if clause is not None:
            self._try(self.vocabulary.calendar, clause.name)

    # --- mistakes ------------------------------------------------------------------

    def _each(self, kind: type[clauses.C], read: Callable[[clauses.C], T]) -> T | None:
        """What a clause of a kind says, None where there is none or it is wrong."""
        clause = self.written.one(kind)
        return None if clause is None else self._try(read, clause)

    def _try(self, read: Callable[..., T], *given: object) -> T | None:
        try:
            return read(*given)
        except RefusedError as error:
            self.faults.add(*error.diagnostics)
            return None


def _place(node: ast.Standard) -> Span:
    """The sentence as written, with its window where that stands on its lines."""
    sentence, window = node.sentence.span, node.window
    if window is None or window.span.line > sentence.end_line:
        return sentence
    return sentence.to(window.span)


def _with(edition: model.Edition, **found: object) -> model.Edition:
    """The edition with what its clauses say; most standards have few of them."""
    changed = {
        name: value for name, value in found.items() if getattr(edition, name) != value
    }
    if not changed:
        return edition
    # The names are those of the fields, which each caller writes out with their types.
    return replace(edition, **changed)  # type: ignore[arg-type]


def _is_share(found: model.Subject) -> bool:
    """Whether the value cannot leave 0% to 100%."""
    if isinstance(found, model.Trend | model.Spread):
        return False
    if isinstance(found, model.ShareOutcome | model.Recurrence):
        return True
    return is_share(found)


def _without_deadline(
    clause: ast.WithoutDeadline, edition: model.Edition
) -> Literal["met", "missed", "excluded", "pending"]:
    clauses.check_deadline(clause, clauses.outcomes_of(edition.subject))
    return clause.state
