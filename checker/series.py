"""Chains: `followed by A within 1h then by B within 24h`.

Every series of events that keeps its limits so far is followed up, a step at a time: an
early first answer may leave the second too little time where a later one does not.
"""

from upheld.checker.chain import ROW
from upheld.checker.rows import plain, readings
from upheld.checker.sequences import Sequence
from upheld.checker.sql.nodes import (
    NULL,
    Aggregate,
    Binary,
    Cast,
    Expr,
    IsNull,
    Join,
    Name,
    Output,
    Relation,
    Select,
    UnionAll,
    both,
)
from upheld.dsl import model

#: How the steps are called that hold partial series, first those of no answer yet.
PARTIAL = "series with limit"


def series(
    sequence: Sequence, steps: tuple[model.Step, ...], names: tuple[str, ...]
) -> tuple[Expr, Expr]:
    """Whether some series keeps every limit, and until when one may still do so."""
    sequence.chain.numbered()
    tables = [sequence.answers(step.population, names) for step in steps]
    clocks = _clock_columns(sequence, steps)
    limits = (
        *_limit_columns(sequence, steps),
        *(Output(Name(clock.name), clock.name) for clock in clocks),
    )
    partial = _first_partial(sequence, steps[0], names, limits, clocks)
    partials = [partial]
    previous: model.Population | None = None
    for index, (step, table) in enumerate(zip(steps, tables, strict=True)):
        following = steps[index + 1] if index + 1 < len(steps) else None
        partial = _next_partial(
            sequence, partial, step, table, names, limits, following, previous
        )
        partials.append(partial)
        previous = step.population
    return _gathered(sequence, partials)


def _clock_columns(
    sequence: Sequence, steps: tuple[model.Step, ...]
) -> tuple[Output, ...]:
    """The moments of a trigger that limits run from, `within 2h of acknowledged`."""
    clocks = dict.fromkeys(step.clock for step in steps if step.clock is not None)
    return tuple(Output(sequence.row.moment(c), _clock_name(c)) for c in clocks)


def _clock_name(clock: model.Moment) -> str:
    return f"clock of {' '.join(clock.columns)}"


def _limit_columns(
    sequence: Sequence, steps: tuple[model.Step, ...]
) -> tuple[Output, ...]:
    """The columns of a trigger that limits by row are read from, handed on."""
    prepared = sequence.row.prepared
    found = [
        names[plain(reading)]
        for step in steps
        for reading in readings(step.limit)
        for names in (prepared.values, prepared.flags)
        if plain(reading) in names
    ]
    return tuple(Output(Name(column), column) for column in dict.fromkeys(found))


def _first_partial(
    sequence: Sequence,
    step: model.Step,
    names: tuple[str, ...],
    limits: tuple[Output, ...],
    clocks: tuple[Output, ...],
) -> str:
    name = sequence.chain.name("series")
    made = {clock.name for clock in clocks}
    outputs = [
        Output(Name(ROW), ROW),
        Output(Name(ROW), "last row"),
        *(
            Output(k, f"key {n}")
            for k, n in zip(sequence.keys(names), names, strict=True)
        ),
        Output(sequence.start(), "reached at"),
        *clocks,
        *(limit for limit in limits if limit.name not in made),
    ]
    sequence.chain.put(name, Select(tuple(outputs), Relation(sequence.chain.relation)))
    return _with_limit(sequence, name, step)


def _with_limit(sequence: Sequence, partial: str, step: model.Step | None) -> str:
    """The partial series, each with the moment until which the next step may come."""
    branch = sequence.chain.branch(partial)
    until: Expr = Cast(NULL, "integer")
    if step is not None and step.limit is not None:
        since = "reached at" if step.clock is None else _clock_name(step.clock)
        until = sequence.shift(branch, Name(since), step.limit.length)
    branch.add(sequence.chain.name(PARTIAL), (Output(until, "open until"),))
    return branch.relation


def _next_partial(
    sequence: Sequence,
    partial: str,
    step: model.Step,
    table: str,
    names: tuple[str, ...],
    limits: tuple[Output, ...],
    following: model.Step | None,
    previous: model.Population | None,
) -> str:
    reached = Name("answered at")
    on: list[Expr] = [Binary("=", Name(f"key {n}"), Name(f"answer {n}")) for n in names]
    on.append(Binary(">=", reached, Name("reached at")))
    if step.clock is not None:
        on.append(Binary(">=", reached, Name(_clock_name(step.clock))))
    if step.limit is not None:
        on.append(
            Binary("<" if step.limit.strict else "<=", reached, Name("open until"))
        )
    if sequence.is_self(step.population):
        on.append(Binary("<>", Name("answer row"), Name(ROW)))
    if previous is not None and previous.event.name == step.population.event.name:
        on.append(Binary("<>", Name("answer row"), Name("last row")))
    name = sequence.chain.name("series")
    outputs = [
        Output(Name(ROW), ROW),
        Output(Name("answer row"), "last row"),
        *(Output(Name(f"key {n}"), f"key {n}") for n in names),
        Output(reached, "reached at"),
        *limits,
    ]
    joined = Join("inner", Relation(partial), Relation(table), both(*on))
    sequence.chain.put(name, Select(tuple(outputs), joined, distinct=True))
    return _with_limit(sequence, name, following)


def _gathered(sequence: Sequence, partials: list[str]) -> tuple[Expr, Expr]:
    """Back to one row for each trigger."""
    done, until = sequence.chain.name("series done"), sequence.chain.name("series open")
    ends = sequence.chain.name("series ends")
    sequence.chain.put(
        ends,
        Select(
            (Output(Name(ROW), f"{ends} {ROW}"), Output(Aggregate("count"), done)),
            Relation(partials[-1]),
            group=(Name(ROW),),
        ),
    )
    _join_back(sequence, ends, done)
    every = sequence.chain.name("series steps")
    parts = tuple(
        Select(
            (Output(Name(ROW), ROW), Output(Name("open until"), "open until")),
            Relation(partial),
        )
        for partial in partials[:-1]
    )
    sequence.chain.put(every, UnionAll(parts))
    latest = sequence.chain.name("series limits")
    sequence.chain.put(
        latest,
        Select(
            (
                Output(Name(ROW), f"{latest} {ROW}"),
                Output(Aggregate("max", Name("open until")), until),
            ),
            Relation(every),
            group=(Name(ROW),),
        ),
    )
    _join_back(sequence, latest, until)
    return IsNull(Name(done), negated=True), Name(until)


def _join_back(sequence: Sequence, step: str, column: str) -> None:
    on = Binary("=", Name(ROW, sequence.chain.relation), Name(f"{step} {ROW}"))
    sequence.chain.add(
        f"rows with {column}",
        (Output(Name(column, step), column),),
        join=Join("left", Relation(sequence.chain.relation), Relation(step), on),
    )
