"""A stream of rows: how many a day, what is drawn, what happens, what is written."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from upheld.checker.simulator.days import WEEK, Day, busy
from upheld.checker.simulator.draws import BITS, even, hashed, salt
from upheld.checker.simulator.faults import Fault
from upheld.dsl.dataclass import dataclass

#: When in a day rows come: percent of the rows that came, by percent of the day gone.
ROUND_THE_CLOCK = ((0, 0), (4, 29), (24, 42), (52, 50), (72, 58), (94, 73), (100, 99))
OFFICE_HOURS = ((0, 34), (55, 50), (100, 71))


@dataclass(frozen=True, slots=True)
class Table:
    """A file of a stream: its columns as SQL over the plan, of some or all its rows.

    `ordered` names the moment (milliseconds) by which the rows stand; empty where the
    plan's own order is the order of time. `source` is a query in place of the plan.
    """

    name: str
    columns: Mapping[str, str]
    where: str = ""
    ordered: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """Rows planned day by day.

    `base` is how many a day at scale 1 on a middling day. `hashed` and `even` name the
    draws, `rates` the shares of things that go wrong, in ten-thousandths, on a day
    without a fault (columns `r_NAME`). A `flat` stream has as many rows every day, one
    that does not grow as many at every scale. Each mapping of `plan` adds columns to
    those before it: what is meant to happen, then its moments in milliseconds.
    """

    name: str
    base: int
    hashed: tuple[str, ...]
    even: tuple[str, ...]
    rates: Mapping[str, int]
    plan: tuple[Mapping[str, str], ...]
    tables: tuple[Table, ...]
    faults: tuple[Fault, ...] = ()
    week: tuple[int, ...] = WEEK
    hours: tuple[tuple[int, int], ...] = ROUND_THE_CLOCK
    grows: bool = True
    flat: bool = False


def slots(stream: Stream, days: Sequence[Day]) -> str:
    """The rows of a stream at scale 1, in order, with the facts of their day."""
    rates = ", ".join(f"r_{name}" for name in stream.rates if name != "volume")
    rows = ",\n".join(_row(stream, day) for day in days)
    names = "d, day, start_ms, day_ms, base" + (f", {rates}" if rates else "")
    return (
        f"SELECT row_number() OVER (ORDER BY d, k0) - 1 AS slot, *\n"
        f"FROM (SELECT *, unnest(range(base)) AS k0 FROM (VALUES\n{rows})\n"
        f"AS days({names}))\nORDER BY slot"
    )


def _row(stream: Stream, day: Day) -> str:
    """A day as a row of VALUES: its facts, and each rate as the faults leave it."""
    rates = dict(stream.rates)
    for fault in stream.faults:
        if fault.first <= day.day <= fault.last:
            rates[fault.rate] = fault.value
    base = stream.base if stream.flat else busy(stream.base, day.day, stream.week)
    base = base * rates.pop("volume", 100) // 100
    facts = (day.number, f"DATE '{day.day}'", day.start, day.length, base)
    return f"({', '.join(map(str, (*facts, *rates.values())))})"


def plan(stream: Stream, *, seed: int, scale: int, end: int) -> str:
    """The query of a stream's plan over its slots.

    Args:
        end: The moment behind the last day, in milliseconds UTC.
    """
    factor = scale if stream.grows else 1
    query = (
        f"SELECT *, slot * {factor} + r AS i, k0 * {factor} + r AS k, "
        f"base * {factor} AS n, {end}::BIGINT AS end_ms\n"
        f"FROM (SELECT *, unnest(range({factor})) AS r FROM slots_{stream.name})"
    )
    salts = {name: salt(seed, stream.name, name) for name in (*stream.hashed, "jitter")}
    query = hashed(query, salts)
    query = even(query, {n: salt(seed, stream.name, n) for n in stream.even})
    query = _with(query, {"came": f"(k * {1 << BITS} + jitter) // n"})
    query = _with(query, {"start": f"start_ms + {_moment(stream.hours)}"})
    for layer in stream.plan:
        query = _with(query, layer)
    # INVARIANT: a name stands for one column, or SQL would silently take the first
    names = [*stream.hashed, *stream.even, *(n for layer in stream.plan for n in layer)]
    assert len(names) == len(set(names)), stream.name
    return query


def _with(query: str, columns: Mapping[str, str]) -> str:
    added = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    return f"SELECT *, {added} FROM ({query})"


def _moment(hours: Sequence[tuple[int, int]]) -> str:
    """How far into the day a row comes, in milliseconds."""
    cases = []
    for (share, gone), (next_share, next_gone) in pairwise(hours):
        first, width = (share << BITS) // 100, ((next_share - share) << BITS) // 100
        way = f"(((came - {first}) * (day_ms // 100)) // {width}) * {next_gone - gone}"
        here = f"{gone} * (day_ms // 100) + {way}"
        cases.append(f"WHEN came < {first + width} THEN {here}")
    return f"(CASE {' '.join(cases)} ELSE {hours[-1][1]} * (day_ms // 100) END)"


def columns_of(table: Table) -> str:
    """The list of SELECT of a table."""
    return ", ".join(f'{sql} AS "{name}"' for name, sql in table.columns.items())


def stamp(moment: str) -> str:
    """A moment in milliseconds as a moment with its zone."""
    return f"make_timestamptz(({moment}) * 1000)"


def seen(moment: str) -> str:
    """A moment that is not known yet where it lies behind the last day."""
    return f"CASE WHEN {moment} < end_ms THEN {stamp(moment)} END"


def euros(cents: str) -> str:
    """Whole cents as an amount with two decimals."""
    return f"(({cents})::INTEGER::DECIMAL(9, 0) * 0.01)::DECIMAL(10, 2)"


def yes(condition: str) -> str:
    """`yes` or `no`."""
    return f"CASE WHEN {condition} THEN 'yes' ELSE 'no' END"
