"""What is said when the cluster lacks something, and what a dying worker changes.

The last tests break their cluster one piece after the other, so their order counts.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Timer

import duckdb
import pytest

from tests.system.spark_cases import as_text
from tests.system.spark_cluster import MANY_SMALL, Cluster, open_folder, spark_cluster
from upheld.checker.check import Outcome, Request, check
from upheld.checker.documents import written
from upheld.checker.duck import Duck
from upheld.checker.settings import Settings, SourceSettings, load_settings
from upheld.checker.settings_values import checked
from upheld.checker.simulator.write import make_world
from upheld.checker.spark import Spark
from upheld.connectors.lock import connect

DAYS = 14
POLICY = """zone Europe/Stockholm
event call, calls
  from "calls"
  identified by id
  occurring at queued
  answered at answered
event visit, visits
  from "visits.parquet"
  occurring at came
standard s
  80% of calls answered within 2m per day
  for each team
standard other
  at least 1 visits per day
"""
CALLS = """SELECT i AS id, ('t' || i % 3) AS team,
  TIMESTAMPTZ '2026-03-02 08:00:00+00' + to_seconds(60 * i) AS queued,
  CASE WHEN i % 7 > 0 THEN TIMESTAMPTZ '2026-03-02 08:00:00+00'
    + to_seconds(60 * i + 37 * i % 200) END AS answered
FROM range(3000) AS t(i)"""
VISITS = "SELECT TIMESTAMPTZ '2026-03-02 09:00:00+01' AS came"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with open_folder() as found:
        for name, query in (("calls", CALLS), ("visits", VISITS)):
            path = found / f"{name}.parquet"
            duckdb.connect().execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        yield found


def judged(folder: Path, remote: str, **calls: object) -> Outcome:
    sources = {"calls": checked(SourceSettings, calls)}
    return check(
        Request(
            policies=(Path("case.std"),),
            root=folder,
            texts={"case.std": POLICY},
            settings=Settings(sources=sources),
            engine="spark" if remote else "duckdb",
            spark_remote=remote,
        )
    )


def verdicts(outcome: Outcome) -> dict[str, str]:
    assert outcome.report is not None
    return {s.id: s.verdict for s in outcome.report.standards}


def test_table_of_the_catalog_is_judged_as_its_files_are(
    cluster: Cluster, folder: Path
) -> None:
    with_tables(cluster, f"SELECT * FROM parquet.`{folder}/calls.parquet`")
    there = judged(folder, cluster.remote, kind="spark", table="calls_of_march")
    here = judged(folder, "", path="calls.parquet")
    assert there.report is not None
    assert here.report is not None
    assert verdicts(there) == verdicts(here) == {"s": "breached", "other": "breached"}
    for one, other in zip(there.report.standards, here.report.standards, strict=True):
        assert written(one) == written(other)


def with_tables(cluster: Cluster, query: str) -> None:
    local = Duck(connect())
    engine = Spark(cluster.remote, local)
    made = f"CREATE TABLE calls_of_march USING parquet AS {query}"
    engine.connected().sql(made)
    engine.close()
    local.close()


@pytest.mark.parametrize(
    ("calls", "code"),
    [
        ({"kind": "spark", "table": "calls_of_may"}, "E4020"),
        ({"kind": "spark", "table": "nowhere.calls"}, "E4020"),
        ({"path": "file:///nowhere/calls", "kind": "parquet"}, "E4010"),
        ({"path": "calls-of-may.parquet"}, "E4010"),
        ({"path": "visits.parquet"}, "E4001"),
        ({"path": "calls.csv"}, "E4015"),
        ({"kind": "delta", "path": "file:///nowhere/calls"}, "E4028"),
    ],
)
def test_what_is_missing_is_told_and_other_standards_are_judged(
    cluster: Cluster, folder: Path, calls: dict[str, str], code: str
) -> None:
    outcome = judged(folder, cluster.remote, **calls)
    assert [d.code for d in outcome.diagnostics] == [code]
    assert outcome.diagnostics[0].help
    assert verdicts(outcome) == {"s": "error", "other": "met"}
    assert outcome.exit_status == 3


def test_cluster_that_does_not_answer_is_told_without_its_token(folder: Path) -> None:
    remote = "sc://127.0.0.1:1/;token=s3cr3t"
    outcome = judged(folder, remote, path="calls.parquet")
    assert {d.code for d in outcome.diagnostics} == {"E4092"}
    assert outcome.exit_status == 3
    assert outcome.report is not None
    assert "s3cr3t" not in written(outcome.report) + str(outcome.diagnostics)


# --- a cluster that breaks ------------------------------------------------------------


@pytest.fixture(scope="module")
def breaking() -> Iterator[Cluster]:
    with spark_cluster(MANY_SMALL) as found:
        yield found


@pytest.fixture(scope="module")
def world() -> Iterator[Request]:
    with open_folder() as folder:
        make_world(folder, days=DAYS)
        settings, root, wrong, _ = load_settings(folder)
        assert not wrong
        names = ("simulator.std", "vocabulary.std")
        texts = {n: (folder / n).read_text(encoding="utf-8") for n in names}
        yield Request((Path(names[0]),), root, settings=settings, texts=texts)


def test_simulated_company_is_judged_alike_while_a_worker_is_killed(
    breaking: Cluster, world: Request
) -> None:
    here = check(world)
    assert here.report is not None
    half = len(here.report.standards) // 2

    def progress(done: int, of: int, name: str) -> None:
        del of, name
        if done == half:
            # In the middle of what is counted next.
            Timer(0.2, breaking.workers[0].send_signal, (signal.SIGKILL,)).start()

    asked = replace(world, engine="spark", spark_remote=breaking.remote)
    there = check(replace(asked, progress=progress))
    assert breaking.workers[0].wait(timeout=60) == -signal.SIGKILL
    breaking.workers.pop(0)
    assert as_text(here).splitlines() == as_text(there).splitlines()
    breaking.wait(lambda: breaking.alive() == 1, "master that misses a worker")


def test_server_that_stops_leaves_what_was_judged(
    breaking: Cluster, folder: Path
) -> None:
    def progress(done: int, of: int, name: str) -> None:
        del of, name
        if done == 1:
            assert breaking.server is not None
            breaking.server.kill()
            breaking.server.wait(timeout=60)

    sources = {"calls": SourceSettings(path="calls.parquet")}
    asked = Request(
        policies=(Path("case.std"),),
        root=folder,
        texts={"case.std": POLICY},
        settings=Settings(sources=sources),
        engine="spark",
        spark_remote=breaking.remote,
        progress=progress,
    )
    outcome = check(asked)
    assert [d.code for d in outcome.diagnostics] == ["E4092"], outcome.diagnostics
    assert outcome.diagnostics[0].help
    assert verdicts(outcome) == {"s": "breached", "other": "error"}
    assert outcome.exit_status == 3


def test_client_is_loaded_by_a_program_that_is_no_file() -> None:
    """A program of `python -c` has no file: PySpark would end it."""
    program = "from upheld.checker.spark import builder_of; builder_of('sc://x:1')"
    command = [sys.executable, "-c", f"{program}; print('begun')"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "begun\n"), ran.stderr
