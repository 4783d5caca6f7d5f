"""A column of the data is itself, whatever it is called.

Every name that stands in the SQL of some standards is given to columns of their data,
many at once; verdicts and counts must be those of columns with names of no meaning.
"""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from upheld.checker.check import Request, check
from upheld.checker.documents import as_data
from upheld.checker.duck import Duck

#: A column of three texts, for each name in `{columns}`, beside what joins events.
MADE = "['x', 'y', 'z'][(hash(n, 'c') % 3)::INTEGER + 1] AS \"{name}\""
TABLES = {
    "calls": "n AS call_id, 'c' || (n % 60) AS case_id, to_timestamp(1736899200"
    " + n * 3000 + (hash(n, 'a') % 2000)::BIGINT) AS arrived_at, CASE WHEN hash(n, 'w')"
    " % 10 > 0 THEN arrived_at + to_seconds((hash(n, 'x') % 4000)::BIGINT) END"
    " AS answered_at, (hash(n, 'k') % 5)::INTEGER AS csat",
    "replies": "n AS reply_id, 'c' || (hash(n, 'r') % 60) AS case_id, to_timestamp("
    "1736899200 + n * 2600 + (hash(n, 'b') % 2000)::BIGINT) AS sent_at",
    "holds": "n AS hold_id, 'c' || (hash(n, 's') % 60) AS case_id, to_timestamp("
    "1736899200 + n * 2500 + (hash(n, 'e') % 2000)::BIGINT) AS held_from,"
    " held_from + to_seconds((hash(n, 'f') % 9000)::BIGINT) AS held_until",
    "log": "'c' || (n // 5) AS case_id, ['complaint', 'acknowledged', 'paused',"
    " 'resumed', 'resolved'][n % 5 + 1] AS activity, to_timestamp(1736899200"
    " + (n // 5) * 9000 + (n % 5) * 2000 + (hash(n, 'q') % 1900)::BIGINT) AS noted_at",
}

EVENTS = """zone Europe/Stockholm
event call, calls
  from "calls.parquet"
  identified by call_id
  about case case_id
  occurring at arrived_at
  answered at answered_at
  wait is answered - arrived_at
event reply, replies
  from "replies.parquet"
  identified by reply_id
  about case case_id
  occurring at sent_at
event hold, holds
  from "holds.parquet"
  about case case_id
  during held_from to held_until
""" + "".join(
    f"""event {name}, {name}s
  from "log.parquet"
  about case case_id
  occurring at noted_at
  where activity is "{activity}"
"""
    for name, activity in (
        ("complaint", "complaint"),
        ("ack", "acknowledged"),
        ("solution", "resolved"),
        ("stop", "paused"),
    )
)
EVENTS += "  lasting until the next\n"

#: Sentences of every kind of query; `{c}` is the column.
SENTENCES = [
    '80% of calls answered within 30m per week where {c} is "x"',
    "80% of calls answered within 30m over any 28 days for each {c}",
    'p90 of wait of answered calls at most 1h over any 28 days where {c} is "x"',
    "p90 of wait of answered calls at most 1h over any 28 days for each {c}",
    'p90 of wait of answered calls at most 1h per week where {c} is "x"',
    'median wait of calls at most 1h per week where {c} is not "y" for each {c}',
    '50% of calls followed by reply within 4h per week where {c} is "x"',
    (
        "50% of calls followed by reply within 4h then by reply within 24h per week"
        " for each {c}"
    ),
    '50% of calls followed by its own reply within 4h per week where {c} is "x"',
    '80% of calls answered within 30m per week where {c} is "x" pausing while hold',
    (
        "50% of complaints followed by ack within 1h then by solution within 24h"
        " per week for each {c} pausing while stop"
    ),
    '50% of complaints followed by ack within 40m per week where {c} is "x"',
    "at least 3 calls per day for each {c}",
    "number of different {c} of calls at most 2 per day",
    "average csat of calls at least 2 per month for each {c}",
    'calls at least every 4h per week where {c} is "x"',
    (
        "p95 of wait of answered calls at most 5% above the previous week per week"
        " for each {c}"
    ),
]


def write(folder: Path, names: list[str]) -> None:
    """The files, with a column for each name."""
    columns = ", ".join(MADE.format(name=name) for name in names)
    for table, given in TABLES.items():
        duckdb.sql(
            f"COPY (SELECT {given}, {columns} FROM range(600) AS r(n))"
            f" TO '{folder / table}.parquet'"
        )


def judged(folder: Path, names: list[str]) -> list[Any]:
    """What is told of each sentence, over the column whose turn it is."""
    write(folder, sorted(set(names)))
    text = EVENTS + "".join(
        f"standard s{n}\n  {sentence.replace('{c}', f'`{names[n % len(names)]}`')}\n"
        for n, sentence in enumerate(SENTENCES)
    )
    report = check(
        Request(
            (Path("case.std"),),
            folder,
            texts={"case.std": text},
            failures=0,
            as_of="2025-03-01T00:00:00Z",
        )
    ).report
    assert report is not None
    return [
        (
            one["verdict"],
            [message["message"] for message in one["messages"]],
            [
                (
                    w["start"],
                    w["verdict"],
                    w["exact"],
                    w["counts"],
                    [*w["group"].values()],
                )
                for w in one["windows"]
            ],
        )
        for one in as_data(report)["standards"]
    ]


@pytest.fixture(scope="module")
def meant(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], list[str]]:
    """What is right, and every name that stands in the SQL that found it."""
    seen: dict[str, None] = {}
    patch = pytest.MonkeyPatch()
    for method in ("execute", "run"):
        real = getattr(Duck, method)

        def noted(engine: Duck, sql: str, real: Any = real) -> Any:
            seen.update(dict.fromkeys(re.findall(r'"((?:[^"]|"")*)"', sql)))
            return real(engine, sql)

        patch.setattr(Duck, method, noted)
    right = judged(tmp_path_factory.mktemp("names"), ["kolumn"])
    patch.undo()
    taken = {"case", "answered", "call_id", "case_id", "arrived_at", "answered_at"}
    taken |= {"csat", "reply_id", "sent_at", "hold_id", "held_from", "held_until"}
    taken |= {"activity", "noted_at"}
    return right, sorted({name.lower() for name in seen} - taken)


@pytest.mark.parametrize("part", range(6))
@pytest.mark.parametrize("turn", [0, 5])
def test_verdicts_do_not_hang_on_what_columns_are_called(
    part: int, turn: int, meant: tuple[list[Any], list[str]], tmp_path: Path
) -> None:
    right, names = meant
    assert len(names) > 150
    some = names[part::6]
    wanted = some[turn:] + some[:turn]
    for start in range(0, len(wanted), len(SENTENCES)):
        group = wanted[start : start + len(SENTENCES)]
        if part % 2:
            group = [name.title() for name in group]
        assert judged(tmp_path, group) == right, group
