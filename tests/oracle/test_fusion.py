"""What is counted in shared scans is what each standard's own query gives."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle.populations import iso
from tests.oracle.sentences import FORMS, Scenario, as_csv, scenarios
from tests.test_cases import all_cases, name
from tests.unit.test_whole_keys import made_relations
from upheld.checker.casefile import Case
from upheld.checker.cases import request
from upheld.checker.check import Request, check
from upheld.checker.counting import Counting
from upheld.checker.counts import Counts
from upheld.checker.documents import as_data
from upheld.checker.engine import EngineError
from upheld.checker.fusion import coarse, turns
from upheld.checker.fusion.looks import Looks
from upheld.checker.fusion.ranks import Ranking
from upheld.checker.fusion.run import Fusion
from upheld.checker.plan import Tally

EXAMPLES = int(os.environ.get("UPHELD_EXAMPLES", "10"))
#: One case in five, unless more are asked for: each is judged twice.
CASES = all_cases() if "UPHELD_EXAMPLES" in os.environ else all_cases()[::5]
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def judged(request: Request) -> dict[str, object]:
    """The report of a run; without data `as of` is the moment of the run itself."""
    report = check(request).report
    return {} if report is None else as_data(report.but(as_of=""))


def assert_same(request: Request) -> None:
    """The same report, counted together and one by one."""
    assert judged(request) == judged(replace(request, together=False))


def request_of(scenario: Scenario, folder: str) -> Request:
    """The run of a scenario, its files written."""
    for file, rows in scenario.tables.items():
        (Path(folder) / file).write_text(as_csv(rows))
    return run_of(scenario, folder)


def run_of(scenario: Scenario, folder: str) -> Request:
    """The run of a scenario whose files are written."""
    return Request(
        policies=(Path("case.std"),),
        root=Path(folder),
        as_of=iso(scenario.as_of, "UTC"),
        first=scenario.first,
        last=scenario.last,
        texts={"case.std": scenario.text},
    )


@pytest.mark.parametrize("form", FORMS)
def test_every_form_counts_the_same_in_shared_scans(form: str) -> None:
    @MANY
    @given(scenarios(form))
    def agree(scenario: Scenario) -> None:
        with tempfile.TemporaryDirectory() as folder:
            assert_same(request_of(scenario, folder))

    agree()


@pytest.mark.parametrize("case", CASES, ids=name)
def test_every_case_counts_the_same_in_shared_scans(case: Case, tmp_path: Path) -> None:
    assert_same(written(case, tmp_path))


def written(case: Case, folder: Path) -> Request:
    """The run of a case, its files written."""
    for file, text in {**case.beside, **case.files}.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8", newline="")
    return request(case, folder)


#: Filters on one column for several standards, so that it becomes a dimension.
FILTERED = """
zone Europe/Stockholm
event call, calls
  from "calls.parquet"
  identified by call_id
  occurring at arrived_at
  answered at answered_at
  wait is answered - arrived_at
waiver w
  excuses a1, p1
  from 2025-02-03 until 2025-02-10
  where channel is "chat"
  because "a storm" approved by "somebody" on 2025-02-11
standard a1 80% of calls answered within 2m per day where team is "team 1"
  for each channel and overall
standard a2 80% of calls answered within 1m per week where team is "team 2"
standard a3 80% of calls answered within 90s per month where team is "team 3"
  where priority is 1
standard a4 p90 of wait of calls at most 2m per day where team is "team 4"
standard a5 at most 90 calls per day where team is "team 5"
  effective from 2025-03-01 until 2025-06-30
standard p1 median wait of calls at most 2m per week where channel is "chat"
  for each priority
standard p2 average wait of calls at most 1m per month where channel is "phone"
standard p3 maximum wait of calls at most 10m per hour where channel is "email"
  excluding answered within 5s
standard p4 5% of calls with wait above 2m per day
  where channel is one of "email", "social"
standard q total cost of calls at least 1 per month for each team and overall
standard r average cost of calls at most 5% above the previous month per month
  for each channel
standard s 80% of calls answered within 2m over any 28 days where team is "team 2"
standard t average wait of calls at most 1m per hour zone Australia/Lord_Howe
"""

#: Some 8,000 calls over 130 days, both changes of the clock of Lord Howe among them.
CALLS = """
COPY (
  SELECT n AS call_id, 'team ' || (hash(n, 'team') % 6)::VARCHAR AS team,
    ['phone', 'chat', 'email', 'social'][(hash(n, 'channel') % 4)::INTEGER + 1]
      AS channel,
    (hash(n, 'priority') % 3)::INTEGER + 1 AS priority,
    to_timestamp(1736899200 + n * 1404 + (hash(n, 'at') % 1400)::BIGINT) AS arrived_at,
    CASE WHEN hash(n, 'answer') % 10 > 0 THEN arrived_at
      + to_seconds((hash(n, 'wait') % 200)::BIGINT - 2) END AS answered_at,
    CASE WHEN hash(n, 'free') % 20 > 0
      THEN ((hash(n, 'cost') % 1000)::DECIMAL(10, 2) / 100)::DECIMAL(10, 2) END AS cost
  FROM range(8000) AS r(n)
  ORDER BY arrived_at)
TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)
"""

PERIODS: list[dict[str, str]] = [
    {},
    {"first": "2025-02-10", "last": "2025-05-04"},
    {"as_of": "2025-03-30T01:30:00Z"},
]


@pytest.mark.parametrize("period", PERIODS)
def test_filters_that_become_dimensions_count_the_same(
    period: dict[str, str], tmp_path: Path
) -> None:
    duckdb.sql(CALLS.format(path=tmp_path / "calls.parquet"))
    run = Request(
        policies=(Path("case.std"),),
        root=tmp_path,
        texts={"case.std": FILTERED},
        failures=3,
        **period,  # type: ignore[arg-type] # only texts
    )
    standards = judged(run)["standards"]
    assert isinstance(standards, list)
    assert len(standards) == 13
    assert all(one["verdict"] != "error" for one in standards)
    assert_same(run)


#: Columns that scans of ours make, and others that only sound like them.
OURS = ["bucket", "Bucket", "value 0", "VALUE 1", "m0", "by team", "kept 0"]
OURS += ["answered - start", "group 0", "window", "set", "rank 0", "start as stored"]
OURS += ["start flag", "answered text", "whole row", "start"]


@pytest.mark.parametrize("kind", ["text", "number"])
@pytest.mark.parametrize("column", OURS)
def test_a_column_that_is_called_as_one_of_ours_is_that_of_the_data(
    column: str, kind: str, tmp_path: Path
) -> None:
    """`bucket` was taken for the stretch of time by which rows are put together."""
    values = "(hash(n, 'b') % 3)::INTEGER"
    text, test = f"['x', 'y', 'z'][{values} + 1]", 'is "x"'
    if kind == "number":
        text, test = values, "is 1"
    calls = CALLS.replace("range(8000)", "range(2000)")
    calls = calls.replace(" AS priority,", f' AS priority, {text} AS "{column}",')
    duckdb.sql(calls.format(path=tmp_path / "calls.parquet"))
    standards = (
        f"standard c1 80% of calls answered within 2m per day where `{column}` {test}\n"
        f"standard c2 80% of calls answered within 1m per week for each `{column}`\n"
        f"standard c3 p90 of wait of answered calls at most 2m per day"
        f" where `{column}` {test}\n"
        f"standard c4 p80 of wait of answered calls at most 1m per week"
        f" where `{column}` {test} for each team\n"
        f"standard c5 p90 of wait of answered calls at most 2m per week"
        f" for each `{column}`\n"
        "standard c6 p90 of wait of answered calls at most 2m per day\n"
    )
    text = FILTERED.split("waiver w", maxsplit=1)[0] + standards
    run = Request(policies=(Path("case.std"),), root=tmp_path, texts={"case.std": text})
    found = judged(run)["standards"]
    assert isinstance(found, list)
    assert [one["verdict"] for one in found].count("error") == 0
    assert_same(run)


@pytest.mark.parametrize("period", PERIODS)
def test_cubes_put_together_from_larger_ones_count_the_same(
    period: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coarse, "ROLLUPS", 1)
    monkeypatch.setattr("upheld.checker.fusion.run.CELLS", 0)
    made = made_relations(monkeypatch)
    run = replace(ranked(tmp_path), **period)  # type: ignore[arg-type] # only texts
    assert_same(run)
    assert sum(" put together\n" in sql for sql in made) >= 3


def ranked(folder: Path) -> Request:
    """Thirteen standards, five of them ranks, and four more, two of one value."""
    duckdb.sql(CALLS.format(path=folder / "calls.parquet"))
    text = FILTERED + (
        "standard u p95 of wait of calls at most 2m\n"
        "standard w p99.5 of wait of calls at most 3m\n"
        "standard v p5 of wait of answered calls at most 2m per week for each team\n"
        "standard x median cost of calls at most 5 per month\n"
    )
    return Request(
        policies=(Path("case.std"),), root=folder, texts={"case.std": text}, failures=0
    )


Verdicts = dict[str, tuple[str, str | None, dict[str, int], tuple[str, ...]]]


def verdicts(request: Request) -> tuple[int, Verdicts]:
    """The exit status, and of each standard its verdicts and those of its windows."""
    outcome = check(request)
    if outcome.report is None:
        return outcome.exit_status, {}
    found: Verdicts = {
        one.id: (
            one.verdict,
            one.verdict_without_waivers,
            {str(verdict): number for verdict, number in one.verdicts.items()},
            tuple(message.code for message in one.messages),
        )
        for one in outcome.report.standards
    }
    return outcome.exit_status, found


def assert_same_verdicts(request: Request) -> None:
    """The same verdicts where nothing else is wanted."""
    assert verdicts(replace(request, values=False)) == verdicts(request)


@pytest.mark.parametrize("form", FORMS)
def test_every_verdict_is_the_same_where_no_value_is_wanted(form: str) -> None:
    @MANY
    @given(scenarios(form))
    def agree(scenario: Scenario) -> None:
        with tempfile.TemporaryDirectory() as folder:
            assert_same_verdicts(request_of(scenario, folder))

    agree()


@pytest.mark.parametrize("case", all_cases()[2::5], ids=name)
def test_verdicts_of_cases_are_the_same_where_no_value_is_wanted(
    case: Case, tmp_path: Path
) -> None:
    assert_same_verdicts(written(case, tmp_path))


@pytest.mark.parametrize("no_data", ["fail", "strict"])
@pytest.mark.parametrize("period", PERIODS)
def test_ranks_are_decided_without_being_found(
    period: dict[str, str], no_data: str, tmp_path: Path
) -> None:
    asked: dict[str, str] = {**period, "no_data": no_data}
    plain = ranked(tmp_path)
    assert plain.texts is not None
    text = plain.texts["case.std"] + (
        "standard y1 p80 of wait of calls less than 2m per day\n"
        "standard y2 p20 of wait of answered calls at least 40s per day\n"
        "standard y3 median cost of calls more than 4.9 per week for each team\n"
    )
    # The options are texts, and named as the fields are.
    run = replace(plain, texts={"case.std": text}, **asked)  # type: ignore[arg-type]
    assert_same_verdicts(run)


@pytest.mark.parametrize(("turn", "shared"), [(3000, 2), (400, 2), (5, 0)])
@pytest.mark.parametrize("period", PERIODS)
def test_ranks_in_turns_are_those_of_all_rows_at_once(
    turn: int,
    shared: int,
    period: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Turns of 400 values take some windows together, of 5 each value is counted."""
    run = replace(ranked(tmp_path), **period)  # type: ignore[arg-type] # only texts
    together = judged(run)
    sets: list[int] = []
    real = turns._shared

    def noted(ranking: Ranking, *more: Any) -> Iterable[turns.Turn]:
        sets.append(len(ranking.sets))
        return real(ranking, *more)

    monkeypatch.setattr(turns, "_shared", noted)
    monkeypatch.setattr(turns, "MANY_ROWS", 0)
    monkeypatch.setattr(turns, "TURN", turn)
    assert judged(run) == together
    assert max(sets, default=0) >= shared


@pytest.mark.parametrize("memory", [24, 24 * 16_001])
def test_ranks_in_batches_are_those_of_one_scan(
    memory: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 8,000 rows, one rank at a time or two."""
    run = ranked(tmp_path)
    whole = judged(run)
    monkeypatch.setattr(Looks, "memory", lambda _: memory)
    assert judged(run) == whole


def test_ranks_without_memory_leave_the_rest_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the engine cannot rank is asked for alone; nothing else is counted again."""
    run = ranked(tmp_path)
    whole = judged(run)
    alone: list[str] = []
    plainly = Counting._run

    def short(*_: object) -> None:
        raise EngineError(MemoryError("no room"))

    def noted(self: Counting, tally: Tally) -> Counts:
        if tally not in self.ready:
            alone.append(tally.standard)
        return plainly(self, tally)

    monkeypatch.setattr(Fusion, "_rank_in_turns", short)
    monkeypatch.setattr(Counting, "_run", noted)
    assert judged(run) == whole
    assert {"u", "v", "x"} <= set(alone)
    assert not {"a1", "a2", "r", "s"} & set(alone)
