"""What a run needs of a source, as hints: a connector may give more, never less.

    columns     queued, answered, activity
    rows        activity = 'call' and queued in March, or activity = 'chat' …
    identities  (id): where rows repeat in it, all columns and rows are needed
    spans       queued, answered: their first and last moment over all rows are needed

Every test is applied once more by the checker. One that lets too much through costs
time only, and one that lets too little through would be a wrong verdict: where a
connector is not sure, it leaves the test out.
"""

from collections.abc import Callable
from typing import Literal

from upheld.connectors.quoting import identifier, literal
from upheld.dsl.dataclass import dataclass

Operator = Literal["in", "<", "<=", ">", ">=", "missing"]

#: Microseconds of the margin for moments of an unknown offset: two days.
MARGIN = 2 * 86_400_000_000


@dataclass(frozen=True, slots=True)
class Test:
    """One simple test of a column.

    Args:
        values: texts or whole numbers; of a moment microseconds UTC.
        or_missing: rows without a value are kept too.
        moment: the values are moments.
    """

    column: str
    operator: Operator
    values: tuple[str, ...] | tuple[int, ...] = ()
    or_missing: bool = False
    moment: bool = False

    # Not a class of tests, whatever its name begins with.
    __test__ = False


#: Tests that all have to hold.
Every = tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """See the head of this module.

    Args:
        columns: None for all of them.
        rows: a row is needed where one of these holds; empty for all rows.
    """

    columns: frozenset[str] | None = None
    rows: tuple[Every, ...] = ()
    identities: tuple[tuple[str, ...], ...] = ()
    spans: frozenset[str] = frozenset()


EVERYTHING = Wanted()

#: The SQL of one test, or None where it cannot be said exactly enough.
Compile = Callable[[Test], str | None]


def where_of(rows: tuple[Every, ...], compiled: Compile) -> str | None:
    """A condition that holds at least for the rows needed; None for all rows.

    A test that cannot be compiled is left out of its row of tests; where none is left,
    nothing can be left out at all.
    """
    either = []
    for every in rows:
        parts = [sql for test in every if (sql := compiled(test)) is not None]
        if not parts:
            return None
        either.append(" AND ".join(parts))
    unique = list(dict.fromkeys(either))
    if len(unique) <= 1:
        return unique[0] if unique else None
    return " OR ".join(f"({one})" for one in unique)


def text_test(test: Test, name: str, quoted: Callable[[str], str]) -> str | None:
    """SQL for a test of texts: `in` and `missing` only, order differs by collation."""
    texts = [quoted(value) for value in test.values if isinstance(value, str)]
    listed = f"{name} IN ({', '.join(texts)})" if texts else ""
    match test.operator:
        case "in" if len(texts) == len(test.values) and texts:
            return listed
        case "missing":
            return f"({name} IS NULL OR {listed})" if texts else f"{name} IS NULL"
        case _:
            return None


def number_test(test: Test, name: str) -> str | None:
    """SQL for a test of whole numbers."""
    numbers = [str(value) for value in test.values if isinstance(value, int)]
    match test.operator:
        case "in" if len(numbers) == len(test.values) and numbers:
            return f"{name} IN ({', '.join(numbers)})"
        case "missing":
            return f"{name} IS NULL"
        case "<" | "<=" | ">" | ">=" if numbers:
            return f"{name} {test.operator} {numbers[0]}"
        case _:
            return None


def duckdb_tests(types: dict[str, str]) -> Compile:
    """How tests are said to DuckDB itself, of columns of known types."""

    def compiled(test: Test) -> str | None:
        kind = types.get(test.column, "").upper()
        name = identifier(test.column)
        if test.moment:
            return _moment_test(test, name, kind)
        if kind == "VARCHAR":
            return text_test(test, name, literal)
        return number_test(test, name) if kind in WHOLE else None

    return compiled


WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT"})


def _moment_test(test: Test, name: str, kind: str) -> str | None:
    zoned = kind == "TIMESTAMP WITH TIME ZONE"
    if not zoned and kind != "TIMESTAMP":
        return None
    made = "make_timestamptz" if zoned else "make_timestamp"
    micros = shifted(test, 0 if zoned else MARGIN)
    either = f"{name} {test.operator} {made}({micros}) OR NOT isfinite({name})"
    return f"({either} OR {name} IS NULL)" if test.or_missing else f"({either})"


def shifted(test: Test, margin: int) -> int:
    """The moment of a test, made wider by a margin."""
    (value,) = test.values
    assert isinstance(value, int)
    return value - margin if test.operator in (">", ">=") else value + margin
