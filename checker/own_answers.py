"""`followed by its own`: each answer serves one trigger.

With g(j) the number of the first answer at or after the j-th trigger of a key, the i-th
trigger takes answer i + max(g(j) - j) over all j up to i: a running maximum, no loop.
"""

from upheld.checker.sequences import Sequence
from upheld.checker.sql.nodes import (
    FALSE,
    Aggregate,
    Binary,
    Call,
    Case,
    Expr,
    IsNull,
    Join,
    Name,
    Output,
    Over,
    Relation,
    Select,
    both,
    moment_at,
)
from upheld.dsl import model


def own_answer(
    sequence: Sequence,
    population: model.Population,
    names: tuple[str, ...],
    triggers: tuple[Expr, ...],
) -> Expr:
    """The first answer that no earlier trigger of the key has taken.

    `triggers` are tests that an event is one: that it belongs to the population.

    With g the number of the first answer at or after the i-th trigger of a key, it
    takes answer i + max(g(j) - j) over all j up to i.
    """
    source = sequence.answers(population, names)
    numbered = sequence.chain.name("answers in order")
    keys = tuple(Name(f"answer {name}") for name in names)
    order = sequence.answer_order(population.event)
    outputs = (
        *(Output(k, k.column) for k in keys),
        Output(Name("answered at"), "answered at"),
        Output(Over("row_number", None, keys, order), "answer number"),
    )
    sequence.chain.put(numbered, Select(outputs, Relation(source)))
    first = _first_numbers(sequence, numbered, names)
    number, taken = _taken(sequence, names, triggers, first)
    del number
    column = sequence.chain.name("own answer")
    on = [*sequence.same_keys(names), Binary("=", taken, Name("answer number"))]
    sequence.chain.add(
        f"rows with {column}",
        (Output(Name("answered at", numbered), column),),
        join=Join(
            "left", Relation(sequence.chain.relation), Relation(numbered), both(*on)
        ),
    )
    return Name(column)


def _first_numbers(sequence: Sequence, numbered: str, names: tuple[str, ...]) -> Expr:
    """The number of the first answer at or after each trigger."""
    earliest = sequence.chain.name("first answers")
    keys = tuple(Name(f"answer {name}") for name in names)
    outputs = (
        *(Output(k, k.column) for k in keys),
        Output(Name("answered at"), "answered at"),
        Output(Aggregate("min", Name("answer number")), "answer number"),
    )
    by = (*keys, Name("answered at"))
    sequence.chain.put(earliest, Select(outputs, Relation(numbered), group=by))
    column = sequence.chain.name("first answer")
    compare = Binary("<=", sequence.start(), Name("answered at"))
    sequence.chain.add(
        f"rows with {column}",
        (Output(Name("answer number", earliest), column),),
        join=Join(
            "asof left",
            Relation(sequence.chain.relation),
            Relation(earliest),
            both(*sequence.same_keys(names), compare),
        ),
    )
    return Name(column)


def _taken(
    sequence: Sequence,
    names: tuple[str, ...],
    triggers: tuple[Expr, ...],
    first: Expr,
) -> tuple[Expr, Expr]:
    """Each trigger's place among those of its key, and the answer it takes."""
    is_trigger = both(
        IsNull(sequence.start(), negated=True),
        Binary("<=", sequence.start(), moment_at(sequence.row.as_of)),
        *triggers,
    )
    flag, place = sequence.chain.name("is trigger"), sequence.chain.name("trigger")
    sequence.chain.add(
        f"rows with {flag}", (Output(Call("coalesce", (is_trigger, FALSE)), flag),)
    )
    keys = (*sequence.keys(names), Name(flag))
    order = sequence.trigger_order()
    sequence.chain.add(
        f"rows with {place}", (Output(Over("row_number", None, keys, order), place),)
    )
    lead = Binary("-", first, Name(place))
    most = Over("max", lead, keys, order)
    column = sequence.chain.name("takes answer")
    taken = Case(
        (
            (
                both(Name(flag), IsNull(first, negated=True)),
                Binary("+", Name(place), most),
            ),
        )
    )
    sequence.chain.add(f"rows with {column}", (Output(taken, column),))
    return Name(place), Name(column)
