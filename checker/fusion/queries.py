"""The queries of a plan: each cube once from its rows, each rollup from its cube."""

from collections.abc import Iterable, Mapping, Sequence

from upheld.checker.fusion.measures import ROWS, Measure, Terms
from upheld.checker.fusion.plan import Cube, Rollup, Seat
from upheld.checker.fusion.substitute import parts_of, substituted
from upheld.checker.sql.nodes import (
    FALSE,
    Aggregate,
    Binary,
    Call,
    Case,
    Cast,
    Expr,
    Name,
    Not,
    Output,
    Query,
    Relation,
    Select,
    Star,
    both,
    whole,
)


def cube_query(cube: Cube) -> Query:
    """One row for each bucket and value of the dimensions, with every measure."""
    relation, steps = cube.source
    aggregates = {name: m.aggregate for m, name in cube.measures.items()}
    shared = _differences(aggregates.values())
    lists = _lists(aggregates.values())
    used = _columns(aggregates.values(), shared)
    rows = Select(
        (
            Output(cube.grain.bucket(cube.moment), "bucket"),
            *(Output(value, name) for name, value in cube.dimensions),
            *(Output(Name(column), column) for column in used),
            *(Output(value, name.column) for value, name in shared.items()),
        ),
        Relation(relation),
        where=cube.between,
    )
    read: tuple[tuple[str, Select], ...] = (("rows of all", rows),)
    if lists:
        kept = (Output(substituted(v, shared), n.column) for v, n in lists.items())
        every = Output(Star(), "")
        read += (("rows and lists", Select((every, *kept), Relation("rows of all"))),)
    keys = (Name("bucket"), *(Name(name) for name, _ in cube.dimensions))
    columns = {**lists, **shared}
    outputs = (
        *(Output(key, key.column) for key in keys),
        *(Output(substituted(a, columns), name) for name, a in aggregates.items()),
    )
    last = Select(outputs, Relation(read[-1][0]), group=keys)
    title = cube.describe()
    return Query(title, (*steps, *read), last)


def _differences(aggregates: Iterable[Expr]) -> dict[Expr, Name]:
    """Differences of columns, each with the name of a column of its own."""
    found: dict[Expr, Name] = {}
    for aggregate in aggregates:
        for node in parts_of(aggregate):
            match node:
                case Binary("-", Name(left), Name(right)):
                    found.setdefault(node, Name(f"{left} - {right}"))
                case _:
                    continue
    return found


def _lists(aggregates: Iterable[Expr]) -> dict[Expr, Name]:
    """Values that are listed, each with the name of a column of its own."""
    values = [
        aggregate.argument
        for aggregate in aggregates
        if isinstance(aggregate, Aggregate) and aggregate.function == "list"
    ]
    return {v: Name(f"kept {n}") for n, v in enumerate(values) if v is not None}


def _columns(aggregates: Iterable[Expr], shared: Mapping[Expr, Name]) -> list[str]:
    """Columns that are read as they are, in the order of their first use."""
    found: dict[str, None] = {}
    names = {name.column for name in shared.values()}
    for aggregate in aggregates:
        for node in parts_of(substituted(aggregate, shared)):
            if isinstance(node, Name) and node.column not in names:
                found[node.column] = None
    return list(found)


# --- windows from buckets -------------------------------------------------------------


#: Where the numbers of a seat stand in a row; None for what is 0 in every window.
SeatColumns = dict[str, int | None]


def rollup_query(cube: Cube, rollup: Rollup) -> tuple[Query, list[SeatColumns]]:
    """One row for each window and group, with the numbers of every seat."""
    keys = ("window", *(f"group {i}" for i in range(len(rollup.groups))))
    needed = _needed(rollup.seats, cube.measures)
    placed = Select(
        (
            Output(cube.grain.window(rollup.windows), "window"),
            *(
                Output(value, key)
                for key, (_, value) in zip(keys[1:], rollup.groups, strict=True)
            ),
            *(Output(Name(name), name) for name in needed),
        ),
        Relation(cube.name),
        where=unguarded(rollup.guards),
    )
    columns, seats = _shared_columns(cube, rollup)
    outputs = (
        *(Output(Name(key), key) for key in keys),
        *(Output(value, name) for value, name in columns.items()),
    )
    last = Select(outputs, Relation("placed"), group=tuple(Name(key) for key in keys))
    ids = ", ".join(dict.fromkeys(seat.tally.standard for seat in rollup.seats))
    return Query(f"standards: {ids}", (("placed", placed),), last), seats


def _shared_columns(
    cube: Cube, rollup: Rollup
) -> tuple[dict[Expr, str], list[SeatColumns]]:
    """Every number once, named for the first seat that has it; where each seat's are.

    A number that no measure adds to is 0 in every window, and is in no column.
    """
    first = 1 + len(rollup.groups)
    columns: dict[Expr, str] = {}
    places: dict[str, int] = {}
    seats: list[SeatColumns] = []
    for place, seat in enumerate(rollup.seats):
        found: SeatColumns = {}
        for name, (kind, terms) in seat.numbers.items():
            if not terms:
                found[name] = None
                continue
            value = _put_together(kind, terms, cube.measures)
            column = columns.setdefault(value, f"{place} {name}")
            found[name] = first + places.setdefault(column, len(places))
        seats.append(found)
    return columns, seats


def unguarded(guards: Sequence[tuple[str, Expr]]) -> Expr | None:
    """That none of the guards holds."""
    if not guards:
        return None
    return both(*(Not(Call("coalesce", (test, FALSE))) for _, test in guards))


def _needed(seats: Iterable[Seat], names: Mapping[Measure, str]) -> list[str]:
    found: dict[str, None] = {}
    for seat in seats:
        for _, terms in seat.numbers.values():
            found.update((names[measure], None) for measure in terms)
    return list(found)


def _put_together(kind: str, terms: Terms, names: Mapping[Measure, str]) -> Expr:
    """A number of a window from the measures of its buckets."""
    sums = [(Name(names[measure]), factor) for measure, factor in terms.items()]
    if kind == "min":
        return Aggregate("min", sums[0][0])
    if kind == "max":
        return Aggregate("max", sums[0][0])
    if len(sums) == 1 and sums[0][1] == 1:
        value: Expr = Aggregate("sum", sums[0][0])
    else:
        value = _signed([(Aggregate("sum", name), factor) for name, factor in sums])
    # A sum has 128 bits, which Python reads seven times slower; a count fits in 64.
    counts = all(measure.kind == "count" for measure in terms)
    return Cast(value, "integer") if counts else value


def _signed(sums: Sequence[tuple[Expr, int]]) -> Expr:
    """Values added and taken away; nothing of them is 0."""
    ordered = sorted(sums, key=lambda pair: pair[1] < 0)
    if not ordered:
        return whole(0)
    value: Expr | None = None
    for term, factor in ordered:
        times = term if abs(factor) == 1 else Binary("*", term, whole(abs(factor)))
        if value is None:
            value = times if factor > 0 else Binary("-", whole(0), times)
        else:
            value = Binary("+" if factor > 0 else "-", value, times)
    assert value is not None
    return value


def lost_query(cube: Cube) -> tuple[Query, list[tuple[Seat, str, str]]] | None:
    """How many rows whole cells keep out; which column is for which seat and state.

    None where no cell is kept out.
    """
    columns: dict[Expr, str] = {}
    wanted: list[tuple[Seat, str, str]] = []
    for seat in cube.seats:
        for state, value in _lost_of(seat, cube.measures):
            name = columns.setdefault(value, f"n{len(columns)}")
            wanted.append((seat, state, name))
    if not wanted:
        return None
    outputs = tuple(Output(value, name) for value, name in columns.items())
    select = Select(outputs, Relation(cube.name))
    return Query(f"rows of {cube.name} in no population", (), select), wanted


def _lost_of(seat: Seat, names: Mapping[Measure, str]) -> Iterable[tuple[str, Expr]]:
    """The rows of guarded cells, by the first guard that holds."""
    if not seat.guards:
        return
    tests = [(state, Call("coalesce", (test, FALSE))) for state, test in seat.guards]
    for state, terms in seat.lost:
        inside = _signed([(Name(names[m]), factor) for m, factor in terms.items()])
        every: Expr = Name(names[ROWS]) if state == "outside" else whole(0)
        branches = tuple(
            (test, every if label == "outside" else inside) for label, test in tests
        )
        yield state, Aggregate("sum", Case(branches, whole(0)))
