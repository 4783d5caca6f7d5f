"""What a run needs of each source, told to its connector before it is attached.

The walk over the standards is that of `needs`, made once on paper: columns are noted
instead of read. Rows are left out only where nothing that is said of the others could
change, so a form that looks further than its own row keeps all of them:

    rows     what an event and its populations say in `where`, as far as it is simple
    period   `--from` and `--to`, of editions that look at no other window
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from upheld.checker.needs import ask_for_everything, populations_of, sequences_in
from upheld.checker.plan import counted_of
from upheld.checker.rows import readings
from upheld.checker.scope import period_end, period_start
from upheld.connectors.wanted import Every, Test, Wanted
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

Key = tuple[str, str]

#: More alternatives than this are no filter any more.
MOST = 16


@dataclass(slots=True)
class Notes:
    """What is noted of one source; `rows` is None where all are needed."""

    columns: set[str] = field(default_factory=set)
    rows: list[Every] | None = field(default_factory=list)
    identities: set[tuple[str, ...]] = field(default_factory=set)
    moments: set[str] = field(default_factory=set)
    whole: bool = False
    looks_around: bool = False

    def keep_rows(self, tests: Every) -> None:
        """Rows that pass these tests are needed; all of them without any."""
        if not tests:
            self.rows = None
        elif self.rows is not None and tests not in self.rows:
            self.rows.append(tests)

    def wanted(self, *, is_as_of_given: bool) -> Wanted:
        """The hints for the connector."""
        if self.whole:
            return Wanted()
        rows = self.rows if self.rows and len(self.rows) <= MOST else ()
        fixed = is_as_of_given and not self.looks_around
        return Wanted(
            columns=frozenset(self.columns),
            rows=tuple(rows),
            identities=tuple(sorted(self.identities)),
            spans=frozenset() if fixed else frozenset(self.moments),
        )


@dataclass(slots=True)
class Paper:
    """Takes the place of a session while needs are noted."""

    key: Callable[[str, str], Key]
    sources: dict[Key, Notes] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    calendars: Mapping[str, model.Calendar] = field(default_factory=dict)

    @property
    def timetables(self) -> "Paper":
        """Calendars are noted here too."""
        return self

    def of(self, source: str, file: str) -> Notes:
        """The notes on a source."""
        return self.sources.setdefault(self.key(source, file), Notes())

    def open_event(self, event: model.Event) -> None:
        """Note what an event needs whatever is said of it."""
        if event.name in self.seen:
            return
        self.seen.add(event.name)
        notes = self.of(event.source, event.file)
        moments = [event.start, *event.milestones.values()]
        moments += [] if event.end is None else [event.end]
        notes.moments |= {name for moment in moments for name in moment.columns}
        notes.columns |= {*notes.moments, *event.identity}
        if event.pick is not None:
            notes.columns |= set(event.pick.columns)
        if event.identity:
            notes.identities.add(event.identity)
        if event.reject_above is not None:
            notes.rows = None
        self.want(event, event.where)

    def want(self, event: model.Event, node: object) -> None:
        """Note the columns that something reads."""
        notes = self.of(event.source, event.file)
        for reading in readings(node):
            if isinstance(reading, model.Moment):
                notes.columns |= set(reading.columns)
            else:
                notes.columns.add(reading.name)

    def open_list(self, members: model.Members) -> None:
        """A list reads its file whole."""
        if members.path is not None:
            self.of(members.path, members.file).whole = True

    def compare_as_text(self, keys: Iterable[str]) -> None:
        """How keys are compared changes nothing in what is read."""

    def open(self, store: object, names: Iterable[str]) -> None:
        """A calendar reads its files of closed dates whole."""
        del store
        for name in names:
            calendar = self.calendars[name]
            for path, _ in calendar.closed_on:
                self.of(path, calendar.file).whole = True


@dataclass(frozen=True, slots=True)
class Period:
    """`--from`, `--to` and `--as-of` as they were written."""

    first: str | None = None
    last: str | None = None
    as_of: str | None = None


def wanted_of(
    key: Callable[[str, str], Key],
    policy: model.Policy,
    standards: Sequence[model.Standard],
    period: Period,
) -> dict[Key, Wanted]:
    """What the standards need of each source, by the session's key of the source."""
    paper = Paper(key)
    ask_for_everything(paper, policy, standards)
    for standard in standards:
        for edition in standard.editions:
            _note_rows(paper, policy, edition, period)
    given = period.as_of is not None
    return {k: n.wanted(is_as_of_given=given) for k, n in paper.sources.items()}


def _note_rows(
    paper: Paper, policy: model.Policy, edition: model.Edition, period: Period
) -> None:
    alone = is_alone(edition) and not policy.improvements
    for population in populations_of(edition):
        event = population.event
        notes = paper.of(event.source, event.file)
        notes.looks_around = notes.looks_around or not alone
        if edition.pausing is not None:
            notes.rows = None
        conditions = [] if event.where is None else [event.where]
        tests = [
            test
            for condition in (*conditions, *population.where)
            for test in tests_of(condition, event.empty)
        ]
        if alone:
            tests += period_tests(edition.counted_by or event.start, edition, period)
        notes.keep_rows(tuple(dict.fromkeys(tests)))


def is_alone(edition: model.Edition) -> bool:
    """Whether each window of an edition is judged by its own events alone."""
    subject = edition.subject
    plain = not isinstance(subject, model.Trend | model.Spread | model.Recurrence)
    within = isinstance(edition.window, model.Per | model.PerLength | model.Overall)
    further = (
        edition.over,
        edition.counted_once,
        edition.carried_until,
        edition.pausing,
    )
    if isinstance(edition.bound, model.Relative) or not (plain and within):
        return False
    if len(edition.populations) > 1 and edition.counted_by is not None:
        return False
    return all(one is None for one in further) and not _follows(edition)


def _follows(edition: model.Edition) -> bool:
    """Whether anything of an edition is answered by other events."""
    outcomes: list[object] = [
        getattr(counted, "outcome", None) for counted in counted_of(edition.subject)
    ]
    outcomes += [] if edition.exceeds_when is None else [edition.exceeds_when[0]]
    for population in populations_of(edition):
        outcomes += population.excluding
    return any(True for outcome in outcomes for _ in sequences_in(outcome))


def period_tests(
    moment: model.Moment, edition: model.Edition, period: Period
) -> Iterator[Test]:
    """Tests of the moment that says which window an event is in.

    An event without that moment cannot be placed, and counts as invalid: it is kept.
    """
    if len(moment.columns) != 1 or moment.spelling:
        return
    first = period_start(period.first, edition.zone)
    end = period_end(period.last, edition.zone)
    (column,) = moment.columns
    if first is not None:
        yield Test(column, ">=", (first,), or_missing=True, moment=True)
    if end is not None:
        yield Test(column, "<", (end,), or_missing=True, moment=True)


# --- conditions -----------------------------------------------------------------------


def tests_of(condition: model.Condition, empty: Sequence[str]) -> Iterator[Test]:
    """Tests that hold wherever a condition does; the others are left to the checker.

    Args:
        empty: texts that stand for nothing, so that no value is equal to them.
    """
    match condition:
        case model.AllOf(operands):
            for operand in operands:
                yield from tests_of(operand, empty)
        case model.InState():
            yield from tests_of(condition.condition, empty)
        case model.OneOf(left, values, False):
            yield from _one_of(_column(left), values, empty)
        case model.Compare(operator, left, model.Constant(value, unit)):
            column = _column(left)
            whole = not isinstance(value, str | bool) and value.denominator == 1
            if column is not None and whole and _counts(column, unit):
                yield Test(column.name, operator, (int(value),))
        case model.Known(left, True):
            column = _column(left)
            if column is not None and column.unit.kind == "text":
                yield Test(column.name, "missing", ("", *empty))
        case _:
            return


def _one_of(
    column: model.Column | None,
    values: Sequence[model.Constant],
    empty: Sequence[str],
) -> Iterator[Test]:
    if column is None:
        return
    texts = [v.value for v in values if isinstance(v.value, str)]
    if len(texts) == len(values) and column.unit.kind == "text":
        if not {"", *empty} & set(texts):
            yield Test(column.name, "in", tuple(texts))
        return
    numbers = [
        int(v.value)
        for v in values
        if not isinstance(v.value, str | bool) and v.value.denominator == 1
    ]
    if len(numbers) == len(values) and all(_counts(column, v.unit) for v in values):
        yield Test(column.name, "in", tuple(numbers))


def _column(node: model.Expression) -> model.Column | None:
    """The column that an expression is, by itself or under a name."""
    if isinstance(node, model.Measure):
        return _column(node.value)
    return node if isinstance(node, model.Column) else None


def _counts(column: model.Column, unit: model.Unit) -> bool:
    """Whether a column and a constant are both plain numbers, as they are written."""
    plain = ("number", "count")
    return column.unit.kind in plain and unit.kind in plain
