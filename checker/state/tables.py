"""Tables of counts put together from what is kept and what is counted anew."""

from collections.abc import Iterable, Mapping, Sequence

from upheld.checker.engine import EngineError
from upheld.checker.session import Session
from upheld.checker.sql.duckdb import expression, literal, quoted
from upheld.checker.sql.nodes import Name, Not
from upheld.checker.state.divided import Divided, Piece, Range, merged
from upheld.checker.state.spans import within
from upheld.checker.state.state import State
from upheld.dsl.dataclass import dataclass

#: A type that Parquet has not. It is written as a shorter one where all numbers fit,
#: for the one that always holds them is slow to read.
LONG, WHOLE, LONG_WHOLE = "HUGEINT", "BIGINT", "DECIMAL(38, 0)"

#: Types whose sums depend on their order.
INEXACT = frozenset({"DOUBLE", "FLOAT"})


#: Of more files than this a table is put together no more, but written anew.
MOST_SEGMENTS = 12


@dataclass(frozen=True, slots=True)
class Segment:
    """A file with rows of a kept table, those of keys in `without` left out."""

    table: str
    without: tuple[Range, ...] = ()

    def but(self, keys: Iterable[Range]) -> "Segment":
        """The same after rows of some keys were counted anew."""
        return Segment(self.table, tuple(merged([*self.without, *keys])))


@dataclass(frozen=True, slots=True)
class Part:
    """A table that earlier runs kept.

    `files` are those it was counted from; of the time in `open` nothing is kept.
    """

    segments: tuple[Segment, ...]
    names: frozenset[str]
    files: tuple[Piece, ...]
    open: tuple[Range, ...]

    def but(self, keys: Sequence[Range]) -> tuple[Segment, ...]:
        """What stands after rows of some keys were counted anew.

        Nothing, where there are too many files for one more.
        """
        if len(self.segments) >= MOST_SEGMENTS:
            return ()
        return tuple(one.but(keys) for one in self.segments)


def part_of(state: State, key: str, wanted: Iterable[str]) -> Part | None:
    """The kept table of a name, if it has all columns that are wanted."""
    found = state.parts.get(key)
    if found is None:
        return None
    names = frozenset(found["names"])
    segments = tuple(Segment(str(t), _ranges(w)) for t, w in found["segments"])
    if not names.issuperset(wanted):
        return None
    if any(one.table not in state.folder.tables for one in segments):
        return None
    files = tuple((str(h), int(a), int(b)) for h, a, b in found["files"])
    return Part(segments, names, files, _ranges(found["open"]))


def _ranges(found: Iterable[Sequence[int]]) -> tuple[Range, ...]:
    return tuple((int(a), int(b)) for a, b in found)


def remember(
    state: State,
    key: str,
    segments: Iterable[Segment],
    names: Iterable[str],
    divided: Divided,
    open_: Sequence[Range],
) -> None:
    """Keep a table of some files for the next run."""
    segments = list(segments)
    state.folder.kept.update(one.table for one in segments)
    state.kept[key] = {
        "segments": [[s.table, [list(span) for span in s.without]] for s in segments],
        "names": sorted(names),
        "files": [list(piece) for piece in divided.pieces],
        "open": [list(span) for span in open_],
    }


def insert(
    session: Session,
    state: State,
    into: str,
    part: Part,
    columns: Mapping[str, str],
    but: Sequence[Range],
) -> None:
    """Rows of a kept table into another one, without those of some keys.

    Args:
        columns: SQL for each column that is filled.

    Raises:
        EngineError: what DuckDB could not do.
    """
    outputs = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in columns.items())
    for one in part.segments:
        source = literal(state.folder.place(one.table))
        rest = expression(Not(within(Name("k0"), one.but(but).without)))
        session.execute(
            f"INSERT INTO {quoted(into)} BY NAME"
            f" SELECT {outputs} FROM read_parquet({source}) WHERE {rest}"
        )


def copy(
    session: Session, state: State, table: str, columns: Mapping[str, str], where: str
) -> str | None:
    """Write rows of a table to the state; the file's name, None where that cannot be.

    Args:
        session: that has the table.
        state: that is written to.
        table: its name.
        columns: the column of the table for each one that is written.
        where: SQL for the rows that are.
    """
    types = _types(session, table)
    if any(types[own] in INEXACT for own in columns.values()):
        return None
    name = state.folder.new_table()
    if name is None:
        return None
    long = [own for own in columns.values() if types[own] == LONG]
    stored = _stored(session, table, long, where)
    outputs = ", ".join(
        f"{quoted(own)}{stored.get(own, '')} AS {quoted(column)}"
        for column, own in columns.items()
    )
    target = literal(state.folder.place(name))
    try:
        session.execute(
            f"COPY (SELECT {outputs} FROM {quoted(table)} WHERE {where})"
            f" TO {target} (FORMAT parquet, COMPRESSION snappy, USE_TMP_FILE false)"
        )
    except EngineError:
        state.folder.kept.discard(name)
        return None
    return name


def is_inexact(session: Session, table: str) -> bool:
    """Whether a table has numbers whose sum depends on their order."""
    return not INEXACT.isdisjoint(_types(session, table).values())


def _types(session: Session, table: str) -> dict[str, str]:
    """The type of each column."""
    described = session.run(f"SELECT * FROM (DESCRIBE {quoted(table)})")
    return {str(row[0]): str(row[1]) for row in described}


def _stored(
    session: Session, table: str, columns: Sequence[str], where: str
) -> dict[str, str]:
    """The cast of each column of long whole numbers."""
    if not columns:
        return {}
    ends = ", ".join(f"min({quoted(c)}), max({quoted(c)})" for c in columns)
    (row,) = session.run(f"SELECT {ends} FROM {quoted(table)} WHERE {where}")
    found = {}
    for column, low, high in zip(columns, row[::2], row[1::2], strict=True):
        fits = low is None or max(-1 - low, high) < 2**63
        found[column] = f"::{WHOLE if fits else LONG_WHOLE}"
    return found
