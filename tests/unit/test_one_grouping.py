"""Which chains are judged from one grouping of their log, and which cases by joins."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest

from tests.oracle import test_fusion
from upheld.checker.check import Request, Run, check
from upheld.checker.cli import run
from upheld.checker.fusion import by_case
from upheld.checker.fusion.grouped import untold
from upheld.checker.fusion.run import planned
from upheld.checker.one_grouping import ENDED
from upheld.checker.sql.duckdb import emit
from upheld.checker.sql.nodes import Query
from upheld.dsl.loader import load

EVENT = """event {name}, {name}s
  from "{source}"
  about case case_id
  occurring at at_
  where activity is {activity}
"""


def event(name: str, activity: str, source: str = "log.parquet") -> str:
    """An event of the log."""
    return EVENT.format(name=name, activity=activity, source=source)


REPLY = event("reply", '"acknowledged"')
EVENTS = (
    "zone UTC\n"
    + event("complaint", '"complaint"')
    + REPLY
    + event("resolution", '"resolved"')
    + event("hold", '"paused"')
    + "  lasting until the next\n"
)


def with_reply(old: str, new: str) -> str:
    """The events, with something else in the one that answers."""
    return EVENTS.replace(REPLY, REPLY.replace(old, new))


CHAIN = """standard s
  50% of complaints followed by reply within 1h then by resolution within 24h per day
  pausing while hold
"""

SINGLE = "standard s 50% of complaints followed by {} per day\n"

Row = tuple[str | None, str, str | None]


def case(name: str, *more: tuple[str, str], begun: str = "09:00") -> list[Row]:
    """The rows of a case, all on one day."""
    return [(name, kind, at) for kind, at in (("complaint", begun), *more)]


#: Answered in time, late but for a pause, late with two pauses, still waiting, answered
#: in a pause, which it ends; and where one more microsecond, or pause, would change it.
ORDERLY: list[Row] = [
    *case("1", ("acknowledged", "09:30"), ("resolved", "11:00")),
    *case("2", ("paused", "09:10"), ("resumed", "10:10"), ("acknowledged", "11:00")),
    *case(
        "3",
        *(("paused", "09:10"), ("resumed", "09:20"), ("paused", "09:30")),
        *(("resumed", "09:40"), ("acknowledged", "10:20"), ("resolved", "23:00")),
    ),
    *case("4", begun="23:30"),
    *case("5", ("paused", "09:30"), ("acknowledged", "09:40"), ("resolved", "10:00")),
    # The first pause lasts until the second.
    *case(
        "8",
        *(("paused", "09:10"), ("paused", "09:30"), ("resumed", "10:00")),
        *(("acknowledged", "11:05"), ("resolved", "11:10")),
    ),
    # The limit is over at the moment of the pause.
    *case("9", ("paused", "10:00"), ("acknowledged", "11:00"), ("resolved", "12:00")),
    # The second pause is reached because the first has moved the limit.
    *case(
        "10",
        *(("paused", "09:10"), ("resumed", "09:20"), ("paused", "10:05")),
        *(("resumed", "10:30"), ("acknowledged", "10:33"), ("resolved", "23:40")),
    ),
    # The limit is over now.
    *case("11", begun="22:45"),
    # What stood still before the reply counts no more behind it.
    *case(
        "12",
        *(("paused", "09:10"), ("resumed", "09:40"), ("acknowledged", "10:00")),
        ("resolved", "10:45"),
    ),
]
#: One row more in the first case or the second, and whether joins must judge the case.
ODD: dict[str, tuple[Row, int]] = {
    "a complaint twice": (("1", "complaint", "08:30"), 1),
    "an answer twice": (("1", "acknowledged", "09:10"), 1),
    "the last answer twice": (("1", "resolved", "09:45"), 1),
    "a third row of no kind": (("3", "note", "12:00"), 1),
    "a third pause": (("3", "paused", "12:00"), 1),
    "the pause itself at the moment of an answer": (("1", "paused", "09:30"), 1),
    "a row of no kind at the moment of a pause": (("2", "note", "09:10"), 1),
    "a pause at the moment of the complaint": (("1", "paused", "09:00"), 1),
    "two pauses at one moment": (("2", "paused", "09:10"), 1),
    "a row of no kind at the moment of an answer": (("1", "note", "09:30"), 0),
    "an answer at the moment of another": (("2", "resolved", "11:00"), 0),
    "an answer before the complaint": (("4", "acknowledged", "08:00"), 0),
    "an answer after now": (("4", "acknowledged", "23:59"), 0),
    "a pause after now": (("4", "paused", "23:59"), 0),
    "a complaint after now": (("6", "complaint", "23:59"), 0),
    "an answer to nothing": (("7", "acknowledged", "10:00"), 0),
    "no activity": (("1", "", "09:20"), 0),
}
NOW = "2025-03-03T23:45:00Z"


@dataclass(frozen=True)
class Found:
    """Whether each chain is judged from a grouping, and how many cases are not told."""

    grouped: list[bool]
    others: int


def written(folder: Path, rows: Sequence[Row], name: str = "log") -> None:
    """Write the log as Parquet."""
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE log (case_id BIGINT, activity VARCHAR, at_ TIMESTAMPTZ)"
        )
        connection.executemany(
            "INSERT INTO log VALUES (?, nullif(?, ''), ?)",
            [(k, a, at and f"2025-03-03T{at}:00Z") for k, a, at in rows],
        )
        connection.execute(f"COPY log TO '{folder / name}.parquet' (FORMAT parquet)")


def request(folder: Path, text: str = EVENTS + CHAIN) -> Request:
    """A run over the log in a folder."""
    return Request(
        policies=(Path("case.std"),),
        root=folder,
        as_of=NOW,
        texts={"case.std": text},
        failures=3,
    )


def found(asked: Request) -> Found:
    """What the plan of a run makes of the log."""
    assert asked.texts is not None
    loaded = load([Path("case.std")], texts=dict(asked.texts))
    assert loaded.policy is not None, loaded.diagnostics
    run_ = Run(asked, loaded.policy, loaded.policy.standards, loaded.sources)
    try:
        plan = planned(run_.evaluator(run_.prepare()), loaded.policy.standards)
        grouped = [s.part.grouping is not None for c in plan.cubes for s in c.seats]
        others = 0
        for table in plan.groupings:
            query = emit(Query("", table.steps, untold(ENDED).last))
            others = run_.session.run(query)[0][0]
        return Found(grouped, others)
    finally:
        run_.close()


def assert_same(asked: Request) -> None:
    """The same report as from each standard's own query, and one without an error."""
    report = check(asked).report
    assert report is not None
    assert all(one.verdict != "error" for one in report.standards), report.standards
    test_fusion.assert_same(asked)


def counts(asked: Request) -> tuple[int, int, int, int]:
    """Met, missed, pending and invalid."""
    report = check(asked).report
    assert report is not None
    (standard,) = report.standards
    told = standard.windows[0].counts
    return told.met, told.missed, told.pending, told.invalid


def test_an_orderly_log_is_told_by_one_grouping(tmp_path: Path) -> None:
    written(tmp_path, ORDERLY)
    asked = request(tmp_path)
    assert found(asked) == Found([True], 0)
    # Case 2 waits for its resolution, case 4 for its reply.
    assert counts(asked) == (5, 3, 2, 0)
    assert_same(asked)


@pytest.mark.parametrize("odd", ODD)
def test_odd_cases_alone_are_left_to_joins(odd: str, tmp_path: Path) -> None:
    row, others = ODD[odd]
    for rows in ([*ORDERLY, row], [row, *ORDERLY]):
        written(tmp_path, rows)
        asked = request(tmp_path)
        assert found(asked) == Found([True], others)
        assert_same(asked)


@pytest.mark.parametrize("row", [(None, "complaint", "09:00"), (None, "note", "09:00")])
@pytest.mark.parametrize("number", [1, 2])
def test_rows_without_a_key_are_invalid_and_not_lost(
    row: Row, number: int, tmp_path: Path
) -> None:
    written(tmp_path, [*ORDERLY, *[row] * number])
    asked = request(tmp_path)
    assert found(asked) == Found([True], 0)
    assert counts(asked)[3] == (number if row[1] == "complaint" else 0)
    assert_same(asked)


@pytest.mark.parametrize("kind", ["note", "complaint"])
def test_a_log_with_rows_that_have_no_moment_is_not_grouped(
    kind: str, tmp_path: Path
) -> None:
    written(tmp_path, [*ORDERLY, ("1", kind, None)])
    for sentence in (CHAIN, SINGLE.format("reply within 1h")):
        asked = request(tmp_path, EVENTS + sentence)
        assert found(asked) == Found([False], 0)
        assert_same(asked)


def test_a_log_of_text_with_a_moment_that_cannot_be_read_is_not_grouped(
    tmp_path: Path,
) -> None:
    lines = [f"{k},{a},2025-03-03T{at}:00Z" for k, a, at in ORDERLY]
    text = (EVENTS + CHAIN).replace("log.parquet", "log.csv")
    for more, grouped in ([], True), (["1,note,soon"], False):
        (tmp_path / "log.csv").write_text(
            "\n".join(["case_id,activity,at_", *lines, *more])
        )
        assert found(request(tmp_path, text)).grouped == [grouped]
        assert_same(request(tmp_path, text))


def test_a_log_of_mostly_odd_cases_is_not_grouped(tmp_path: Path) -> None:
    twice = [(key, kind, "05:00") for key, kind, _ in ORDERLY if kind == "complaint"]
    written(tmp_path, [*ORDERLY, *twice])
    assert found(request(tmp_path)) == Found([False], 0)
    assert_same(request(tmp_path))


#: Sentences that one grouping serves, and some that it does not.
SENTENCES: dict[str, bool] = {
    CHAIN: True,
    CHAIN.replace("  pausing while hold\n", ""): True,
    CHAIN.replace("within 1h", ""): True,
    CHAIN.replace("within 24h", "within 30m"): True,
    CHAIN.replace("within 24h", "in less than 1 day"): True,
    CHAIN + "  for each note\n  where note is known\n": True,
    SINGLE.format("reply within 30m"): True,
    SINGLE.format("reply in less than 30m"): True,
    SINGLE.format("reply"): True,
    SINGLE.format("reply within 1 month"): True,
    SINGLE.replace("followed", "not followed").format("reply within 1h"): True,
    SINGLE.format("its own reply within 1h"): False,
    SINGLE.format("complaint within 1h"): False,
    SINGLE.format("reply within 0m"): False,
    SINGLE.format("reply within 1h then by reply within 1h"): False,
    SINGLE.format("reply within 2 working hours")
    + "calendar c Mon-Sun 08:00-18:00": False,
    SINGLE.format("reply within 1h or followed by resolution within 2h"): False,
    SINGLE.format("reply within 1h") + "  counted once until resolution\n": False,
    "standard s 50% of complaints preceded by reply within 1h per day\n": False,
}


@pytest.mark.parametrize(("sentence", "grouped"), SENTENCES.items())
def test_sentences_that_a_grouping_serves(
    sentence: str, grouped: bool, tmp_path: Path
) -> None:
    names = ("an answer after now", "a complaint after now", "an answer to nothing")
    odd = [ODD[name][0] for name in names]
    written(tmp_path, [*ORDERLY, *odd, ("5", "complaint", "08:00")])
    with duckdb.connect() as connection:
        path = tmp_path / "log.parquet"
        connection.execute(
            f"CREATE TABLE log AS SELECT *, activity AS note FROM '{path}'"
        )
        connection.execute(f"COPY log TO '{path}' (FORMAT parquet)")
    asked = request(tmp_path, EVENTS + sentence)
    assert any(found(asked).grouped) is grouped
    assert_same(asked)


#: What keeps the log of an answer from being grouped with that of the complaints.
APART: dict[str, str] = {
    "another file": with_reply("log.parquet", "other.parquet"),
    "rows of both": EVENTS.replace(
        '"acknowledged"', 'one of "acknowledged", "complaint"'
    ),
    "every row": EVENTS.replace('  where activity is "acknowledged"\n', ""),
    "another key": with_reply("case case_id", "case parent_id"),
    "another moment": with_reply("occurring at at_", "occurring at late"),
    "what stands for nothing": EVENTS.replace(REPLY, REPLY + '  empty is "-"\n'),
    "a column that is not read of complaints": EVENTS.replace(
        '"acknowledged"', '"acknowledged" and parent_id is known'
    ),
    "pauses of another key": EVENTS.replace(
        event("hold", '"paused"'),
        event("hold", '"paused"').replace("case case_id", "case parent_id"),
    ),
    "an identity that stands twice": with_reply(
        "  about", "  identified by case_id\n  about"
    ),
    "rows that another moment hides": with_reply(
        "  about", "  identified by id\n  latest by late\n  about"
    ),
}


@pytest.mark.parametrize("apart", APART)
def test_events_that_are_not_one_log_are_joined(apart: str, tmp_path: Path) -> None:
    written(tmp_path, [*ORDERLY, ("4", "acknowledged", "23:42")])
    more = (
        "*, case_id + 1 AS parent_id, at_ + INTERVAL 5 MINUTE AS late,"
        " row_number() OVER () AS id"
    )
    path = tmp_path / "log.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE log AS SELECT {more} FROM '{path}'")
        for name in ("log", "other"):
            path = tmp_path / f"{name}.parquet"
            connection.execute(f"COPY log TO '{path}' (FORMAT parquet)")
    asked = request(tmp_path, APART[apart] + CHAIN)
    assert found(asked) == Found([False], 0)
    assert_same(asked)


def test_what_a_sample_says_changes_the_plan_and_not_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = [row for row, _ in ODD.values()]
    written(tmp_path, [*ORDERLY, *odd])
    asked = replace(request(tmp_path), first="2025-03-03")
    reports = []
    for worth in (True, False):
        monkeypatch.setattr(by_case, "_is_worth_while", lambda *_, w=worth: w)
        assert found(asked).grouped == [worth]
        reports.append(check(asked).report)
    assert reports[0] == reports[1]


def test_explain_names_the_grouping(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, ORDERLY)
    path = tmp_path / "case.std"
    path.write_text(EVENTS + CHAIN)
    assert run(["explain", str(path), "--plan"]) == 0
    told = capsys.readouterr().out
    assert (
        "cases 1: one grouping of `complaint converted` by case_id tells cases with one"
        " row of a kind\n  serves: s\n" in told
    )
    assert "  reads cases 1; joins tell the cases that have more than that" in told


TWO_KEYS = (
    EVENTS.replace("about case case_id", "about case case_id\n  about part part")
    + SINGLE.format("reply within 1h")
    + "  where urgent\n  matching case and part\n"
)


def test_cases_of_two_keys_are_told_by_both(tmp_path: Path) -> None:
    """Of a truth value too, which is read of a trigger alone."""
    odd = [("1", "acknowledged", "09:20"), ("2", "complaint", "09:00")]
    written(tmp_path, [*ORDERLY, *odd])
    path = tmp_path / "log.parquet"
    parts = "CASE WHEN case_id <> 12 THEN case_id % 3 END AS part, true AS urgent"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE log AS SELECT *, {parts} FROM '{path}'")
        connection.execute(f"COPY log TO '{path}' (FORMAT parquet)")
    asked = request(tmp_path, TWO_KEYS)
    assert found(asked) == Found([True], 2)
    # Case 12 lacks its second key.
    assert counts(asked)[3] == 1
    assert_same(asked)
