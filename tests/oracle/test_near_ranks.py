"""Ranks among the values that a cube kept around them are those of all values."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import given

from tests.oracle.sentences import Scenario, scenarios
from tests.oracle.test_fusion import CALLS, MANY, assert_same, judged, request_of
from upheld.checker.check import Request
from upheld.checker.cli import run as explained
from upheld.checker.duck import Duck
from upheld.checker.engine import EngineError, Rows
from upheld.checker.fusion import marks
from upheld.checker.fusion.looks import bytes_of
from upheld.checker.fusion.marks import Looked
from upheld.checker.fusion.parts import Marks

#: Twelve ranks of two lengths, by windows and groups of several kinds.
RANKS = """
zone Europe/Stockholm
event call, calls
  from "calls.parquet"
  occurring at arrived_at
  answered at answered_at
  wait is answered - arrived_at
  twice is answered - arrived_at + 20s
standard r1 p90 of wait of answered calls at most 2m per day
standard r2 p90 of wait of answered calls at most 2m per week for each team
standard r3 p95 of wait of answered calls at most 2m per month where team is "team 4"
standard r4 p88.5 of wait of answered calls at most 2m per month
  for each channel and overall
standard r5 p90 of wait of answered calls at most 2m per hour zone Australia/Lord_Howe
standard r6 p92 of wait of answered calls at most 2m where priority is 1
standard r7 p90 of wait of answered calls at most 2m per week
  where channel is "chat" excluding answered within 5s
standard r8 p80 of twice of answered calls at most 3m per day for each priority
standard r9 p85 of twice of answered calls at most 3m per quarter
standard r10 p90 of wait of answered calls at most 5% above the previous month per month
standard r11 p90 of wait of answered calls at most 2m per week
standard r12 average wait of answered calls at most 2m per day
"""


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were many rows, whatever share of them is kept."""
    monkeypatch.setattr(marks, "MANY_ROWS", 0)
    monkeypatch.setattr(marks, "WORTH", 1.0)


@pytest.fixture
def run(tmp_path: Path) -> Request:
    duckdb.sql(CALLS.format(path=tmp_path / "calls.parquet"))
    return Request(
        policies=(Path("case.std"),),
        root=tmp_path,
        texts={"case.std": RANKS},
        failures=0,
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries for ranks, as they come."""
    queries: list[str] = []
    real = Duck.run

    def noted(engine: Duck, sql: str) -> Rows:
        if "rank" in sql.partition("\n")[0]:
            queries.append(sql)
        return real(engine, sql)

    monkeypatch.setattr(Duck, "run", noted)
    return queries


@pytest.mark.parametrize("period", [{}, {"first": "2025-02-10", "last": "2025-05-04"}])
@pytest.mark.parametrize("tenths", [None, 1, 4, 9])
@pytest.mark.usefixtures("many")
def test_every_rank_is_found_near_where_a_sample_shows_it(
    run: Request,
    asked: list[str],
    period: dict[str, str],
    tenths: int | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Wherever among the kept values it is thought to lie."""
    if tenths is not None:

        def aimed(one: Looked, rank: float, low: int, high: int) -> Marks:
            return Marks(low, high, tenths)

        monkeypatch.setattr(Looked, "marks", aimed)
    monkeypatch.setattr(marks, "SPREAD", 8.0)
    run = replace(run, **period)  # type: ignore[arg-type] # only texts
    standards = judged(run)["standards"]
    assert isinstance(standards, list)
    assert all(one["verdict"] != "error" for one in standards)
    near = [query for query in asked if "among values near it" in query]
    assert len(near) >= 6
    assert_same(run)


@pytest.mark.parametrize("spread", [1.001, 1.2, 2.0])
@pytest.mark.usefixtures("many")
def test_a_rank_that_lies_elsewhere_in_some_window_is_found_among_all(
    run: Request,
    asked: list[str],
    spread: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(marks, "SPREAD", spread)
    assert judged(run)
    assert any(query.startswith("-- ranks of: ") for query in asked)
    assert_same(run)


@pytest.mark.usefixtures("many")
def test_the_plan_names_ranks_that_need_no_second_scan(
    run: Request, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "case.std"
    assert run.texts is not None
    policy.write_text(run.texts["case.std"])
    assert explained(["explain", str(policy), "--plan"]) == 0
    told = capsys.readouterr().out
    assert "ranks found among the values around them, which it keeps: r" in told
    assert "-- rank of: r1, among values near it\n" in told
    assert "ranks: one more scan" not in told


@pytest.mark.parametrize("form", ["statistics", "defined", "editions"])
@pytest.mark.usefixtures("many")
def test_every_form_counts_the_same_where_values_are_kept(form: str) -> None:
    @MANY
    @given(scenarios(form))
    def agree(scenario: Scenario) -> None:
        with tempfile.TemporaryDirectory() as folder:
            assert_same(request_of(scenario, folder))

    agree()


@pytest.mark.parametrize(("order", "places"), [("", 5), ("ORDER BY hash(call_id)", 0)])
@pytest.mark.usefixtures("many")
def test_rows_are_looked_at_where_they_are_cheap_to_find(
    order: str,
    places: int,
    run: Request,
    asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In several places of a file in order of time; of another the first ones do."""
    monkeypatch.setattr(marks, "SAMPLE", 300)
    path = run.root / "calls.parquet"
    duckdb.sql(f"CREATE TABLE calls AS FROM '{path}'")
    duckdb.sql(f"COPY (FROM calls {order}) TO '{path}'")
    duckdb.sql("DROP TABLE calls")
    assert judged(run)
    (looked,) = [query for query in asked if "about where ranks lie" in query]
    assert looked.count("<") == places
    assert_same(run)


@pytest.mark.parametrize("column", ["answered_at", "arrived_at"])
@pytest.mark.usefixtures("many")
def test_a_moment_that_is_far_away_hides_no_rows_from_the_sample(
    column: str, run: Request, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One call answered, or begun, in another century."""
    monkeypatch.setattr(marks, "SPREAD", 8.0)
    path = run.root / "calls.parquet"
    far = "TIMESTAMPTZ '1980-01-01 00:00:00Z'"
    duckdb.sql(
        f"CREATE TABLE calls AS SELECT * REPLACE (CASE WHEN call_id = 7999 THEN {far}"
        f" ELSE {column} END AS {column}) FROM '{path}'"
    )
    duckdb.sql(f"COPY (FROM calls ORDER BY arrived_at) TO '{path}'")
    duckdb.sql("DROP TABLE calls")
    run = replace(run, first="2025-02-01", last="2025-03-31")
    assert judged(run)
    assert [query for query in asked if "among values near it" in query]
    assert_same(run)


@pytest.mark.usefixtures("many")
def test_many_populations_are_ranked_by_one_more_scan(
    run: Request, asked: list[str]
) -> None:
    """A list for each would cost more than that."""
    assert run.texts is not None
    head, _, _ = run.texts["case.std"].partition("standard r1")
    text = head + "".join(
        f"standard s{n} p90 of wait of answered calls at most 2m per week"
        f' where team is "team {n % 6}" and priority is {n // 6}\n'
        for n in range(12)
    )
    run = replace(run, texts={"case.std": text})
    standards = judged(run)["standards"]
    assert isinstance(standards, list)
    assert all(one["verdict"] != "error" for one in standards)
    assert [query for query in asked if query.startswith("-- ranks of: ")]
    assert not [query for query in asked if "near it" in query]
    assert_same(run)


@pytest.mark.usefixtures("many")
def test_a_value_that_may_still_grow_is_ranked_among_all(
    run: Request, asked: list[str]
) -> None:
    """Calls that nobody answered wait on."""
    assert run.texts is not None
    text = run.texts["case.std"] + "standard o p90 of wait of calls at most 2m per day"
    run = replace(run, texts={"case.std": text})
    assert judged(run)
    assert not [query for query in asked if "near it" in query]
    assert_same(run)


def test_few_rows_are_ranked_whole(run: Request, asked: list[str]) -> None:
    assert judged(run)
    assert asked
    assert not [q for q in asked if "near it" in q or "about where" in q]


@pytest.mark.parametrize(
    ("told", "size"),
    [("953.6 MiB", 953.6 * 2**20), ("1.5 GiB", 1.5 * 2**30), ("lots", 0)],
)
def test_memory_is_read_as_the_engine_tells_it(told: str, size: float) -> None:
    assert bytes_of(told) == size


@pytest.mark.parametrize(
    "failing", ["CREATE TEMP TABLE", "among values near it", "about where ranks lie"]
)
@pytest.mark.usefixtures("many")
def test_values_that_do_not_fit_are_read_again(
    run: Request, asked: list[str], failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the engine could not keep, or not rank, is ranked by a second scan."""
    failed: list[str] = []

    def failed_on(real: Callable[[Duck, str], Rows | None]) -> Callable[..., object]:
        def at_times(engine: Duck, sql: str) -> Rows | None:
            if failing in sql and ("FILTER" in sql or "rank" in sql.partition("\n")[0]):
                failed.append(sql)
                raise EngineError(MemoryError("no room"))
            return real(engine, sql)

        return at_times

    monkeypatch.setattr(Duck, "execute", failed_on(Duck.execute))
    monkeypatch.setattr(Duck, "run", failed_on(Duck.run))
    found = judged(run)
    assert failed
    assert any(query.startswith("-- ranks of: ") for query in asked)
    monkeypatch.undo()
    assert found == judged(replace(run, together=False))


@pytest.mark.usefixtures("many")
def test_little_memory_keeps_no_values(
    run: Request, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "KEPT", 2**60)
    assert judged(run)
    assert not [query for query in asked if "near it" in query]
    assert_same(run)
