"""Writes a simulated world: Parquet files, a policy, and the truth about its faults."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from upheld.checker.simulator.days import FIRST_DAY, Day, days_of, midnight
from upheld.checker.simulator.streams import Stream, Table, columns_of, plan, slots
from upheld.checker.simulator.truth import Run, planted
from upheld.checker.simulator.world import LISTS, STAFF, STREAMS
from upheld.connectors.lock import connect

#: Rows of a row group, as DuckDB writes by itself.
ROW_GROUP = 122_880

#: What the tables are made in; more is spilled to disk.
MEMORY = "1GB"

Tell = Callable[[int, int, str], None]


def make_world(
    folder: Path,
    *,
    days: int,
    scale: int = 1,
    seed: int = 1,
    only: Sequence[str] = (),
    tell: Tell | None = None,
) -> tuple[str, ...]:
    """Write the tables, `simulator.std` and `truth.json`; the names of the tables.

    Args:
        days: How many, from the first Monday of March 2025.
        scale: Times the calls of a middling centre, a thousand a day.
        only: Names of tables; without any, all are written, and the policy and truth.
        tell: Told of tables done, tables in all, and the next one's name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    span = tuple(days_of(days))
    chosen = [s for s in STREAMS if not only or {t.name for t in s.tables} & {*only}]
    written: list[str] = []
    truth: list[dict[str, object]] = []
    for number, stream in enumerate(chosen):
        if tell is not None:
            tell(number, len(chosen), stream.name)
        with planned(stream, span, seed=seed, scale=scale) as run:
            for table in stream.tables:
                if not only or table.name in only:
                    write_table(run, stream, table, folder)
                    written.append(table.name)
            if not only:
                truth += _truth(run, stream, span)
    if not only:
        write_truth(folder, truth, days=days, scale=scale, seed=seed)
        write_policy(folder, scale)
        write_lists(folder)
    return tuple(written)


def table_names() -> tuple[str, ...]:
    """The names of all tables."""
    return tuple(table.name for stream in STREAMS for table in stream.tables)


@contextmanager
def planned(
    stream: Stream, days: Sequence[Day], *, seed: int, scale: int
) -> Iterator[Run]:
    """What runs SQL in which `plan_NAME` is the plan of a stream, in order of time.

    One thread: rows then leave in order with no more memory than a row group needs.
    """
    connection = connect(memory_limit=MEMORY, threads=1)
    try:
        end = days[-1].start + days[-1].length
        name = f"slots_{stream.name}"
        connection.execute(f"CREATE TEMP TABLE {name} AS {slots(stream, days)}")
        query = plan(stream, seed=seed, scale=scale, end=end)
        connection.execute(f"CREATE TEMP VIEW plan_{stream.name} AS {query}")
        yield lambda sql: connection.execute(sql).fetchall()
    finally:
        connection.close()


def write_table(run: Run, stream: Stream, table: Table, folder: Path) -> None:
    """Write one table as Parquet: zstd, in row groups, sorted by time."""
    source = f"({table.source})" if table.source else f"plan_{stream.name}"
    query = f"SELECT {columns_of(table)} FROM {source}"
    if table.where:
        query += f" WHERE {table.where}"
    if table.ordered:
        query += f" ORDER BY {table.ordered}, i"
    path = str(folder / f"{table.name}.parquet").replace("'", "''")
    run(
        f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd,"
        f" ROW_GROUP_SIZE {ROW_GROUP})"
    )


def _truth(
    run: Run, stream: Stream, days: Sequence[Day]
) -> Iterator[dict[str, object]]:
    """What the policy must find of a stream."""
    for fault in stream.faults:
        yield from planted(stream, fault, days[-1].day, run)


def write_truth(
    folder: Path, found: Sequence[object], *, days: int, scale: int, seed: int
) -> None:
    """Write `truth.json`."""
    document = {
        "first_day": FIRST_DAY.isoformat(),
        "days": days,
        "scale": scale,
        "seed": seed,
        "end": midnight(FIRST_DAY + timedelta(days=days)),
        "breached": list(found),
    }
    write_text(folder / "truth.json", json.dumps(document, indent=2))


def write_policy(folder: Path, scale: int) -> None:
    """Write the policy whose verdicts the truth tells, with ceilings for the scale.

    It uses the vocabulary of the service library, which stands beside it; `upheld.toml`
    says that its sources are the Parquet files.
    """
    library = files("upheld.policies") / "service"
    for name in ("vocabulary.std", "holidays.csv"):
        (folder / name).write_bytes((library / name).read_bytes())
    text = (files("upheld.policies") / "samples" / "simulator.std").read_text("utf-8")
    text = text.replace('use "../service/', 'use "')
    lines = (at_scale(line, scale) for line in text.splitlines())
    write_text(folder / "simulator.std", "\n".join(lines))
    write_text(folder / "upheld.toml", "\n".join(settings()))


def at_scale(line: str, scale: int) -> str:
    """A line of the policy; a parameter that grows with the scale, grown."""
    if not line.endswith("# at scale 1"):
        return line
    head, value = line.removesuffix("# at scale 1").split(" = ")
    return f"{head} = {int(value) * scale}"


def settings() -> Iterator[str]:
    """Lines of `upheld.toml`: which file each source of the vocabulary is."""
    yield 'policies = ["simulator.std"]'
    for name in table_names():
        yield f'\n[sources."{name}.csv"]\npath = "{name}.parquet"'


def write_lists(folder: Path) -> None:
    """Write the lists that the policy reads, as CSV."""
    for name, (column, values) in LISTS.items():
        write_text(folder / f"{name}.csv", "\n".join((column, *values)))
    rows = (f"{person},2020-01-01," for person in STAFF)
    write_text(folder / "staff.csv", "\n".join(("staff_id,hired_at,left_at", *rows)))


def write_text(path: Path, text: str) -> None:
    """Write a file that ends in a line's end."""
    path.write_text(f"{text}\n", encoding="utf-8", newline="")
