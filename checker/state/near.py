"""A relation of the files alone that some time touches, to look into a few windows.

A view over hundreds of files opens each of them in every query; where a state is kept,
it is known which of them can hold the rows that are looked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from upheld.checker.engine import EngineError
from upheld.checker.fusion.plan import Source
from upheld.checker.rows import plain
from upheld.checker.session import Session
from upheld.checker.sql.duckdb import literal, quoted
from upheld.checker.sql.nodes import Name
from upheld.checker.state.divided import Divided, Range, divided, merged
from upheld.checker.state.forms import fingerprint
from upheld.connectors.quoting import plain_pattern


def near(session: Session, relation: str, times: Iterable[Range]) -> str:
    """The name of a relation with the same rows in some time, if there is one.

    Args:
        session: that has the relation.
        relation: its name; what is given back where nothing is saved.
        times: from one moment to another each, both within.
    """
    source = None if session.state is None else _divided(session, (relation, ()))
    return relation if source is None else _of_times(session, relation, source, times)


def beginning(session: Session, relation: str, number: int) -> str:
    """The name of a relation that begins with as many rows in the same order."""
    source = None if session.state is None else _divided(session, (relation, ()))
    if source is None:
        return relation
    before = accumulate((facts.rows for facts in source.files), initial=0)
    first = [f for f, rows in zip(source.files, before, strict=False) if rows < number]
    return _of_times(session, relation, source, source.spans(first))


def _of_times(
    session: Session, relation: str, source: Divided, times: Iterable[Range]
) -> str:
    paths = _paths(source, merged(times))
    if paths is not None and not paths:
        # Of a time that no file has, any file has all the rows.
        paths = _paths(source, source.spans(source.files[:1]))
    if not paths or 2 * len(paths) > len(source.data.attached.paths):
        return relation
    try:
        return _view(session, source, relation, paths) or relation
    except EngineError:
        return relation


def _divided(session: Session, source: Source) -> Divided | None:
    for data in session.events.values():
        start = data.values.get(plain(data.event.start))
        found = None if start is None else divided(session, source, Name(start))
        # Only the view that the source itself is read by can be made of other files.
        if found is not None and found.data is data and _head(source[0]) in data.sql[0]:
            return found
    return None


def _head(relation: str) -> str:
    return f"CREATE VIEW {quoted(relation)} AS\n"


def _paths(source: Divided, times: Sequence[Range]) -> list[Path] | None:
    """The files with rows of some time; None where one lacks a column of the source."""
    attached = source.data.attached
    column = attached.by_file and source.moments[source.start]
    found: list[Path] = []
    for path, facts in zip(attached.paths, attached.by_file, strict=True):
        if not facts.rows:
            continue
        known = facts.columns[str(column)]
        assert known.low is not None
        assert known.high is not None
        if any(known.low <= end and start <= known.high for start, end in times):
            if set(facts.columns) != set(attached.columns):
                return None
            found.append(path)
    return found


def _view(
    session: Session, source: Divided, relation: str, paths: Sequence[Path]
) -> str | None:
    """The relation over some files; None where its columns would be others."""
    data = source.data
    name = f"{relation} {fingerprint(*paths)}"
    assert session.state is not None
    if name in session.state.near:
        return name
    files = f"{name} files"
    listed = ", ".join(literal(plain_pattern(str(path))) for path in paths)
    # Files that are alike need not all be opened to know their columns.
    differ = len({facts.schema for facts in data.attached.by_file}) > 1
    session.execute(
        f"CREATE OR REPLACE VIEW {quoted(files)} AS FROM read_parquet([{listed}],"
        f" union_by_name = {str(differ).lower()}, hive_partitioning = false)"
    )
    if differ and not _is_typed(session, files, data.attached.columns):
        return None
    body = data.sql[0].removeprefix(_head(relation))
    whole = f"FROM {quoted(data.attached.relation)}"
    if body.count(whole) != 1:
        return None
    body = body.replace(whole, f"FROM {quoted(files)}")
    session.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS\n{body}")
    session.state.near.add(name)
    return name


def _is_typed(session: Session, relation: str, columns: Mapping[str, str]) -> bool:
    """Whether a relation has some columns, of the same types."""
    types = session.run(f"SELECT * FROM (DESCRIBE {quoted(relation)})")
    return {str(row[0]): str(row[1]) for row in types} == dict(columns)
