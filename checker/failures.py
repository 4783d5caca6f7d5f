"""The events behind a verdict: one more query for each tally, over the judged rows.

Of a floor those are the missed events, of a ceiling the met ones, of a ceiling on a
count the events counted in windows past it; beside them whatever could not be judged.
Windows that are breached come first, then warned ones, then the others, each kind in
order of time, then group; inside a window the order is start, then identity.
"""

from collections.abc import Iterable, Sequence

from upheld.checker.aggregate import Tallying
from upheld.checker.bounds import unreadable_texts
from upheld.checker.cells import CellRows
from upheld.checker.chain import Step
from upheld.checker.columns import total_of
from upheld.checker.counts import Counts
from upheld.checker.evaluate import Evaluated, Evaluator
from upheld.checker.failed_events import (
    START,
    FailedRow,
    Parts,
    leaves_of,
)
from upheld.checker.failed_gaps import failed_gap, gaps_query
from upheld.checker.failed_words import failed_event
from upheld.checker.plan import Tally
from upheld.checker.report import FailedEvent, Failures, Verdict
from upheld.checker.rows import plain, readings
from upheld.checker.shapes import Reading
from upheld.checker.sql.nodes import (
    Binary,
    Case,
    Cast,
    Constant,
    Expr,
    In,
    IsNull,
    Name,
    Order,
    Output,
    Query,
    Relation,
    Select,
    both,
    text,
    whole,
)
from upheld.checker.state.near import near
from upheld.checker.tally import Compiler, group_column
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: Which windows are shown first.
RANKS: dict[Verdict, int] = {"error": 0, "breached": 0, "waived": 0, "warned": 1}
LAST_RANK = 2

Key = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for in one tally: states of rows, and in which windows.

    `places` holds windows and groups in the order they are shown, with how many of the
    events sought each has; `loose` are events that lie in no window.
    """

    tally: Tally
    state: str | None
    places: tuple[tuple[int, Key, int], ...]
    loose: int

    @property
    def total(self) -> int:
        """How many events there are in all."""
        return self.loose + sum(number for _, _, number in self.places)


def failures_of(
    evaluator: Evaluator,
    standard: model.Standard,
    evaluated: Sequence[Evaluated],
    limit: int,
) -> Failures:
    """The first events that fell short or could not be judged, and their number."""
    total = 0
    found: list[tuple[int, FailedEvent]] = []
    for one in evaluated:
        if isinstance(one.edition.subject, model.Recurrence) and one.counts:
            number, gaps = gaps_in(evaluator, standard, one, limit)
            total += number
            found += gaps
            continue
        for sought in sought_in(evaluator, standard, one, shown=limit > 0):
            total += sought.total
            if sought.total and limit > 0:
                found += fetch(evaluator, sought, limit)
    found.sort(key=lambda pair: pair[0])
    return Failures(shown=tuple(event for _, event in found[:limit]), total=total)


def gaps_in(
    evaluator: Evaluator, standard: model.Standard, evaluated: Evaluated, limit: int
) -> tuple[int, list[tuple[int, FailedEvent]]]:
    """The gaps of a recurrence that were too long, and how many there are."""
    counts = evaluated.counts[0]
    total = sum(int(numbers.get("missed") or 0) for numbers in counts.cells.values())
    if not total or limit <= 0 or evaluated.scope is None:
        return total, []
    tally = evaluator.tallies(standard, evaluated.edition, evaluated.scope)[0]
    rows = evaluator.session.rows(gaps_query(counts, limit))
    return total, [(0, failed_gap(row, tally)) for row in rows]


# --- what to look for ---------------------------------------------------------------


def sought_in(
    evaluator: Evaluator,
    standard: model.Standard,
    evaluated: Evaluated,
    *,
    shown: bool = True,
) -> Iterable[Sought]:
    """One search for each thing counted; the first is what the bound is about.

    Args:
        shown: whether the events are wanted, and not only their number.
    """
    if evaluated.scope is None:
        return
    edition = evaluated.edition
    tallies = evaluator.tallies(standard, edition, evaluated.scope)
    if edition.exceeds_when is not None:
        tallies = tallies[:-1]
    for index, tally in enumerate(tallies[: len(evaluated.counts)]):
        state = wanted_state(edition) if index == 0 else None
        yield _sought(evaluated, tally, index, state, shown=shown)


def wanted_state(edition: model.Edition) -> str | None:
    """The state of the events that speak against a verdict; None where none does."""
    subject = edition.subject
    while isinstance(subject, model.Defined):
        subject = subject.formula
    ceiling = edition.bound is not None and edition.bound.kind in (
        "at_most",
        "less_than",
    )
    if isinstance(subject, model.ShareOutcome | model.ShareOf):
        return "met" if ceiling else "missed"
    if isinstance(subject, model.NumberOf | model.Rate) and ceiling:
        return "used"
    return None


def _sought(
    evaluated: Evaluated, tally: Tally, index: int, state: str | None, *, shown: bool
) -> Sought:
    counts = evaluated.counts[index]
    if not shown and state != "used":
        return Sought(tally, state, (), _number(counts, state))
    ranks = ranks_of(evaluated) if shown or state == "used" else {}
    wanted = state or ""
    places = []
    for key, numbers in counts.cells.items():
        number = int(numbers.get("invalid") or 0)
        number += int(numbers.get(wanted) or 0)
        if not number:
            continue
        rank = ranks.get(key, LAST_RANK)
        if state == "used" and rank == LAST_RANK:
            number = int(numbers.get("invalid") or 0)
        if number:
            places.append((rank, key, number))
    loose = int(counts.rest.get("invalid") or 0)
    return Sought(tally, state, tuple(sorted(places)), loose)


def _number(counts: Counts, state: str | None) -> int:
    """How many events are in a state or invalid, in windows and beside them."""
    names = ("invalid",) if state is None else ("invalid", state)
    inside = sum(total_of(counts.cells, name) for name in names)
    return inside + int(counts.rest.get("invalid") or 0)


def ranks_of(evaluated: Evaluated) -> dict[Key, int]:
    """The windows that are shown before others.

    Of windows over windows none is: the verdicts are those of the outer ones.
    """
    cells = evaluated.cells
    if evaluated.edition.over is not None or not isinstance(cells, CellRows):
        return {}
    return {
        place: RANKS[verdict] for place, verdict in cells.verdicts() if verdict in RANKS
    }


# --- finding them -------------------------------------------------------------------


def fetch(
    evaluator: Evaluator, sought: Sought, limit: int
) -> list[tuple[int, FailedEvent]]:
    """The first events sought, each with the rank of its window."""
    compiler = evaluator.compiler(sought.tally, shows_moments=True)
    search = Search(compiler, sought, evaluator)
    query, ranks = search.query(limit)
    names = [output.name for output in query.last.outputs]
    parts = search.parts
    found = []
    for values in evaluator.session.rows(query):
        row = dict(zip(names, values, strict=True))
        event = failed_event(FailedRow(row, sought.tally, parts))
        found.append((ranks[row["place"]], event))
    return found


@dataclass(frozen=True, slots=True)
class Search:
    """Compiles the query for the events of one tally."""

    compiler: Compiler
    sought: Sought
    evaluator: Evaluator

    @property
    def parts(self) -> Parts:
        """What is asked about each row."""
        tally = self.sought.tally
        event = tally.population.event
        data = self.evaluator.session.events[event.name]
        prepared = self.compiler.row.prepared
        asked: dict[Reading, None] = {}
        used = (
            event.start,
            tally.scope.counted_by,
            tally.population.where,
            tally.population.excluding,
            getattr(tally.counted, "outcome", None),
            getattr(tally.counted, "value", None),
        )
        for reading in readings(tuple(u for u in used if u is not None)):
            if plain(reading) in prepared.flags:
                asked[plain(reading)] = None
        known: tuple[Reading, ...] = ()
        if not event.identity:
            known = tuple(
                r
                for r in prepared.values
                if isinstance(r, model.Column) and r.unit.kind in ("text", "number")
            )
        named = {column for r in prepared.values for column in columns_of(r)}
        named |= {
            leaf.every[0].name
            for leaf in leaves_of(tally)
            if isinstance(leaf, model.Followed) and leaf.every is not None
        }
        hidden = frozenset(
            column
            for column in {*named, *event.identity}
            if self.evaluator.session.is_hidden(column)
        )
        return Parts(tuple(asked), unreadable_texts(data), known, hidden)

    def query(self, limit: int) -> tuple[Query, dict[int, int]]:
        """The query, and the rank of each place that it may give."""
        chosen, seen = [], 0
        for rank, key, number in self.sought.places:
            if seen >= limit:
                break
            chosen.append((rank, key))
            seen += number
        ranks = {place: rank for place, (rank, _) in enumerate(chosen)}
        ranks[len(chosen)] = LAST_RANK
        counting = Tallying(self.compiler).query()
        more = tuple(self.parts.columns(self.compiler))
        keys = [key for _, key in chosen]
        steps = tuple(self._with_columns(counting, more, self._span(keys)))
        title = f"events behind: {self.sought.tally.standard}"
        return Query(title, steps, self._first(counting, more, keys, limit)), ranks

    def _span(self, keys: Sequence[Key]) -> tuple[int, int] | None:
        """The time that the windows looked into span, where that is all there is."""
        scope = self.sought.tally.scope
        moved = scope.counted_by or scope.carried or scope.sliding
        if self.sought.loose or moved or self.compiler.judge.chain.steps or not keys:
            return None
        if isinstance(scope.windows.window, model.Overall | model.Sliding):
            return None
        windows = [key for key, _ in keys]
        first = scope.windows.start(min(windows))
        return first, scope.windows.end(max(windows))

    def _with_columns(
        self, counting: Query, more: Sequence[Output], span: tuple[int, int] | None
    ) -> Iterable[tuple[str, Step]]:
        """The steps of the count, with more columns of each row.

        INVARIANT: the columns were made before, for they add steps that they read.
        """
        chain = self.compiler.judge.chain
        names = [name for name, _ in counting.steps]
        judged = counting.steps[names.index("judged")][1]
        assert isinstance(judged, Select)
        yield from chain.steps
        outputs = (*judged.outputs, *more)
        between = span and self.compiler.row.prepared.between(*span)
        relation = chain.relation
        if span is not None:
            relation = near(self.evaluator.session, relation, [span])
        yield "judged", Select(outputs, Relation(relation), where=between)
        yield from counting.steps[names.index("judged") + 1 :]

    def _first(
        self,
        counting: Query,
        more: Sequence[Output],
        keys: Sequence[Key],
        limit: int,
    ) -> Select:
        states: tuple[Expr, ...] = (text("invalid"),)
        if self.sought.state is not None:
            states = (text(self.sought.state), *states)
        window = counting.last.outputs[0].value
        groups = [Name(group_column(g)) for g in self.sought.tally.groups]
        place = self._place(window, groups, keys)
        kept = both(In(Name("state"), states), IsNull(place, negated=True))
        columns = [Name(o.name) for o in more]
        outputs = (
            Output(place, "place"),
            Output(window, "window of event"),
            *(Output(name, f"event group {n}") for n, name in enumerate(groups)),
            Output(Name("state"), "state"),
            *(Output(name, name.column) for name in columns),
        )
        order = (Order(Name("place")), Order(Name(START)), *map(Order, columns))
        return Select(outputs, counting.last.source, kept, order=order, limit=limit)

    def _place(self, window: Expr, groups: Sequence[Expr], keys: Sequence[Key]) -> Expr:
        """Which of the places a row is in, counted from 0; nothing for none of them."""
        branches: list[tuple[Expr, Expr]] = []
        for place, (key, group) in enumerate(keys):
            tests: list[Expr] = [Binary("=", window, whole(key))]
            for column, value in zip(groups, group, strict=True):
                tests.append(Binary("=", Cast(column, "text"), text(value)))
            branches.append((both(*tests), whole(place)))
        if self.sought.loose:
            nowhere = IsNull(Name("moment"))
            branches.append((nowhere, whole(len(keys))))
        return Case(tuple(branches)) if branches else Constant(None)


def columns_of(reading: Reading) -> tuple[str, ...]:
    """The columns that a reading is made of."""
    if isinstance(reading, model.Moment):
        return reading.columns
    return (reading.name,)
