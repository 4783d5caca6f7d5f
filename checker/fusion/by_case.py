"""Which chains are judged from one grouping of their log, and their compilers.

A log may be grouped where one source holds the triggers, the answers and the pauses,
read alike and joined by the same columns, and no row can be two of them. What its cases
hold is not asked here but counted in the grouping itself (`one_grouping`); a sample
only tells whether it is worth while.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from upheld.checker.chain import Chain
from upheld.checker.fusion.conditions import (
    Condition,
    condition_of,
    excludes,
    never_null,
)
from upheld.checker.fusion.parts import Part
from upheld.checker.fusion.substitute import parts_of
from upheld.checker.limits import Lengths
from upheld.checker.one_grouping import (
    ENDED,
    JUDGED,
    TOLD,
    Answer,
    OneGrouping,
    Plain,
)
from upheld.checker.pauses import Pauses
from upheld.checker.prepare import EventData
from upheld.checker.rows import Prepared, Row, plain, readings
from upheld.checker.sequences import key_column
from upheld.checker.session import Session
from upheld.checker.sql.duckdb import emit
from upheld.checker.sql.nodes import (
    Aggregate,
    Binary,
    Constant,
    Expr,
    In,
    Name,
    Output,
    Query,
    Relation,
    Select,
    Star,
    both,
)
from upheld.checker.tally import Compiler
from upheld.checker.worktime import WorkClock
from upheld.dsl import model

#: Rows from which the share of cases that a grouping can tell is guessed.
SAMPLE = 20_000


def by_case(session: Session, compiler: Compiler) -> Compiler | None:
    """The tally over a log that is grouped once; None where that is not to be had.

    Raises:
        RefusedError: what is wrong with a source.
    """
    grouping = grouping_of(session, compiler)
    if grouping is None:
        return None
    if not _is_worth_while(session, grouping):
        return None
    return _over_cases(session, compiler, grouping)


def reads_only_cases(part: Part, grouping: OneGrouping) -> bool:
    """Whether a part reads nothing but what the cases of a grouping have."""
    values = [part.moment, *(value for _, value in part.groups)]
    values += [a for branch in part.branches.branches for a in branch.condition]
    named = {n.column for v in values for n in parts_of(v) if isinstance(n, Name)}
    own = (*grouping.keys, grouping.start, *grouping.columns, *JUDGED)
    return named <= set(own)


# --- what the plan asks of a sentence -------------------------------------------------


def grouping_of(session: Session, compiler: Compiler) -> OneGrouping | None:
    """The grouping that tells a chain's cases, where sentence and source allow one.

    Raises:
        RefusedError: what is wrong with a source.
    """
    tally = compiler.tally
    outcome, scope = _chain_of(compiler), tally.scope
    if outcome is None or scope.counted_once is not None:
        return None
    population, pauses = tally.population, _pauses_of(compiler)
    populations = [population, *(step.population for step in outcome.steps)]
    if pauses is not None:
        populations.append(pauses.population)
    events = [one.event for one in populations]
    prepared, *_ = [session.prepared(event) for event in events]
    own = session.events[population.event.name]
    log = session.log(population.event)
    start = log.values.get(plain(population.event.start), "")
    if start not in log.sure or not all(_is_same_log(session, own, e) for e in events):
        return None
    keys = key_names(session, population.event, outcome.keys)
    if not _are_joined_alike(session, events, outcome, pauses):
        return None
    row = Row(log, scope.as_of)
    found = [_test(row, one, own=n > 0) for n, one in enumerate(populations)]
    tests = [test for test in found if test is not None]
    if len(tests) < len(found) or not _are_apart(tests):
        return None
    columns = _columns(compiler, prepared)
    latest = log.latest.get(start)
    answers = tests[1 : 1 + len(outcome.steps)]
    return OneGrouping(
        log.relation,
        keys,
        start,
        tests[0],
        tuple(map(_answer, answers, outcome.steps)),
        None if pauses is None else tests[-1],
        tuple(name for name in columns if name not in (*keys, start)),
        scope.as_of,
        latest is None or latest > scope.as_of,
        set(keys) <= log.sure,
        _plain(compiler),
    )


def _chain_of(compiler: Compiler) -> model.Followed | None:
    """The sequence that a tally counts by, where limits are of one length for all."""
    tally = compiler.tally
    counted, working = tally.counted, tally.scope.working
    if not isinstance(counted, model.ShareOutcome | model.ShareOf):
        return None
    outcome = counted.outcome
    if not isinstance(outcome, model.Followed) or outcome.own:
        return None
    if outcome.every is not None or any(map(_looks_around, tally.population.excluding)):
        return None
    if working is not None and (working.doubtful or working.during is not None):
        return None
    return outcome if all(map(_is_simple, outcome.steps)) else None


def _looks_around(outcome: model.Outcome) -> bool:
    """Whether an outcome that leaves events out may look at other rows than its own."""
    return not isinstance(outcome, model.Reach | model.Measured | model.Holds)


def _is_simple(step: model.Step) -> bool:
    if step.clock is not None or step.population.excluding:
        return False
    if step.limit is None:
        return True
    length = step.limit.length
    if not isinstance(length, model.Period):
        return False
    parts = (length.months, length.days, length.microseconds)
    return min(parts) >= 0 and max(parts) > 0


def _pauses_of(compiler: Compiler) -> Pauses | None:
    working = compiler.tally.scope.working
    return None if working is None else working.pauses


# --- what it asks of the sources ------------------------------------------------------


def _is_same_log(session: Session, own: EventData, event: model.Event) -> bool:
    """Whether an event's rows are rows of the same relation, read and begun alike."""
    data = session.events[event.name]
    promised = session.promises.get(event.name, frozenset())
    alike = (
        data.attached is own.attached
        and event.empty == own.event.empty
        and plain(event.start) == plain(own.event.start)
    )
    return (
        alike
        and not data.has_repeats
        and event.pick is None
        and event.start.columns not in promised
        and plain(event.start) not in data.failing_flags()
    )


def _are_joined_alike(
    session: Session,
    events: Sequence[model.Event],
    outcome: model.Followed,
    pauses: Pauses | None,
) -> bool:
    """Whether triggers, answers and pauses have their keys in the same columns."""
    keyed = [(event, outcome.keys) for event in events[: 1 + len(outcome.steps)]]
    if pauses is not None:
        keyed += [(event, pauses.keys) for event in (events[0], events[-1])]
    known = all(key_names(session, *pair) for pair in keyed)
    return known and len({_columns_of_keys(session, *pair) for pair in keyed}) == 1


def _columns_of_keys(
    session: Session, event: model.Event, keys: tuple[str, ...]
) -> tuple[tuple[str, bool], ...]:
    """The columns of an event's keys, and whether they are read as whole numbers."""
    columns = [key_column(event, key).name for key in keys]
    whole_keys = session.events[event.name].whole_keys
    return tuple((column, column in whole_keys) for column in columns)


def key_names(
    session: Session, event: model.Event, keys: tuple[str, ...]
) -> tuple[str, ...]:
    """What an event's keys are called in its relations; nothing where one fails."""
    values = session.events[event.name].values
    found = [values.get(plain(key_column(event, key))) for key in keys]
    known = tuple(name for name in found if name is not None)
    return known if len(known) == len(found) else ()


def _test(row: Row, population: model.Population, *, own: bool) -> Expr | None:
    """The test of a kind's rows; None where it cannot be told of every row.

    Args:
        own: also what the sentence says of them; of triggers that is judged later.
    """
    event, log = population.event, row.prepared
    conditions = (
        *(() if event.where is None else (event.where,)),
        *(population.where if own else ()),
    )
    for reading in map(plain, readings(conditions)):
        # What is seen of a moment may depend on the event that it is read for.
        if isinstance(reading, model.Moment) or reading not in log.values:
            return None
        if reading in log.flags or reading in log.errors:
            return None
    test = both(*(row.condition(condition) for condition in conditions))
    # Where it is only asked whether the test is true, its atoms say as much.
    return both(*condition_of(test)) if never_null(test, log.sure) else None


def _are_apart(tests: list[Expr]) -> bool:
    """Whether no row can pass two of some tests."""
    known = list(map(condition_of, tests))
    return all(
        excludes(one, other) or _chooses_apart(one, other)
        for place, one in enumerate(known)
        for other in known[:place]
    )


def _chooses_apart(one: Condition, other: Condition) -> bool:
    """Whether two conditions choose from one column, and nothing alike."""
    return any(
        operand == same and not values & others
        for operand, values in _choices(one)
        for same, others in _choices(other)
    )


def _choices(condition: Condition) -> Iterable[tuple[Expr, frozenset[Expr]]]:
    """The texts that a condition lets a column have."""
    for atom in condition:
        match atom:
            case In(operand, values):
                found = frozenset(values)
            case Binary("=", operand, Constant() as value):
                found = frozenset({value})
            case _:
                continue
        texts = (isinstance(getattr(v, "value", None), str) for v in found)
        if all(texts):
            yield operand, found


def _columns(compiler: Compiler, prepared: Prepared) -> list[str]:
    """The columns that are read of a trigger beside its keys and its start."""
    tally = compiler.tally
    parts = (
        *tally.population.where,
        *tally.population.excluding,
        *(group.value for group in (*tally.groups, *tally.groups_with_lists())),
        *(excuse.condition for excuse in tally.scope.excuses),
        tally.scope.counted_by,
    )
    found: dict[str, None] = {}
    for reading in (plain(r) for part in parts for r in readings(part)):
        for names in (prepared.values, prepared.flags):
            if reading in names:
                found[names[reading]] = None
    return list(found)


def _answer(test: Expr, step: model.Step) -> Answer:
    if step.limit is None:
        return Answer(test, None)
    assert isinstance(step.limit.length, model.Period)
    return Answer(test, step.limit.length, step.limit.strict)


def _plain(compiler: Compiler) -> Plain:
    """How a limit ends whose clock does not stop."""
    row, clock = compiler.row, compiler.judge.clock

    def shifted(chain: Chain, moment: Expr, length: model.Period) -> Expr:
        return Lengths(row, clock, chain).shifted(moment, length, back=False)

    return shifted


def _is_worth_while(session: Session, grouping: OneGrouping) -> bool:
    """Whether at least half of the cases among some rows are told by a grouping."""
    some = Select((Output(Star(), ""),), Relation(grouping.relation), limit=SAMPLE)
    outputs = (
        Output(Aggregate("count"), "cases"),
        Output(Aggregate("count_if", Name(TOLD)), "told"),
    )
    steps = (("some rows", some), *grouping.steps("some rows"))
    query = Query("", steps, Select(outputs, Relation(ENDED)))
    cases, told = session.run(emit(query))[0]
    return bool(2 * told >= cases)


# --- the compiler ---------------------------------------------------------------------


def _over_cases(
    session: Session, compiler: Compiler, grouping: OneGrouping
) -> Compiler:
    """The same tally, whose chain holds the told cases beside the others' rows."""
    tally = compiler.tally
    outcome, pauses = _chain_of(compiler), _pauses_of(compiler)
    assert outcome is not None
    chain = Chain(grouping.relation)
    grouping.put(chain)
    # What makes a row doubtful was seen to be nowhere.
    prepared = replace(compiler.row.prepared, broken_where=None)
    keys = key_names(session, tally.population.event, outcome.keys)
    chain.relation = grouping.rest(chain, prepared.relation, keys, lonely=True)
    answering = {
        step.population.event.name: step.population.event for step in outcome.steps
    }
    rows: dict[str, Row] = {}
    for name, event in answering.items():
        keys = key_names(session, event, outcome.keys)
        other = session.prepared(event)
        rest = grouping.rest(chain, other.relation, keys)
        promises = session.promises.get(name, frozenset())
        rows[name] = Row(replace(other, relation=rest), tally.scope.as_of, promises)
    row = replace(compiler.row, prepared=prepared, stops=None)
    context = compiler.judge.context
    assert context is not None
    context = replace(
        context, row=lambda event: rows[event.name], work=None, grouping=grouping
    )
    if pauses is not None:
        assert tally.scope.working is not None
        among = replace(pauses, among=grouping.rest)
        work = WorkClock(replace(tally.scope.working, pauses=among), chain, row)
        context = replace(context, work=work)
        row = replace(row, stops=work)
    judge = replace(compiler.judge, row=row, chain=chain, context=context)
    return replace(compiler, row=row, judge=judge)
