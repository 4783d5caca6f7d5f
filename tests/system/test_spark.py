"""A Spark cluster gives DuckDB's verdicts, and what is said when it fails.

One cluster serves all tests here but those that break it.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.system.spark_cases import as_text, outcomes, request_of
from tests.system.spark_cluster import Cluster, open_folder
from upheld.checker.casefile import Case, read_cases
from upheld.checker.check import Request
from upheld.checker.settings import load_settings
from upheld.checker.simulator.write import make_world

CASES = Path(__file__).parents[1] / "cases"
#: The cases that the language's own page of cases has.
SHARED = (
    "absence-and-recurrence",
    "comparisons",
    "data-quality",
    "errors",
    "groups-and-lists",
    "pending-and-as-of",
    "ratios-and-scores",
    "sequences",
    "shares",
    "statistics",
    "tiers-and-bands",
    "time-zones",
    "waivers-and-exclusions",
    "windows",
    "working-time",
)
#: The others take five times as long, so they are asked for: UPHELD_SPARK_CASES=all.
ALL = os.environ.get("UPHELD_SPARK_CASES") == "all"
PAGES = sorted(path.stem for path in CASES.glob("*.md")) if ALL else SHARED
#: Queries that wait for the cluster at the same time.
THREADS = 3


@pytest.mark.parametrize("page", PAGES)
def test_the_cases_of_a_page_give_the_same_json(cluster: Cluster, page: str) -> None:
    cases = read_cases(CASES / f"{page}.md").cases
    assert cases

    def difference(case: Case) -> str:
        with open_folder() as folder:
            here, there = outcomes(request_of(case, folder), cluster.remote)
        lines = as_text(here).splitlines(), as_text(there).splitlines()
        found = list(unified_diff(*lines, "DuckDB", "Spark", n=1, lineterm=""))
        said = [f"{d.code} {d.message} {d.notes}" for d in there.diagnostics]
        return "\n".join([case.name, *said, *found[:30]]) if found else ""

    with ThreadPoolExecutor(THREADS) as pool:
        differing = [text for text in pool.map(difference, cases) if text]
    assert not differing, "\n\n".join(differing)


@pytest.mark.skipif(
    not ALL, reason="134 standards; asked for by UPHELD_SPARK_CASES=all"
)
def test_the_service_library_judges_the_simulated_company_alike(
    cluster: Cluster,
) -> None:
    library = Path(__file__).parents[2] / "policies" / "service"
    with open_folder() as folder:
        make_world(folder, days=14)
        settings, root, wrong, _ = load_settings(folder)
        assert not wrong
        for path in (*library.glob("*.std"), *library.glob("*.csv")):
            (folder / path.name).write_bytes(path.read_bytes())
        names = sorted(path.name for path in library.glob("*.std"))
        texts = {n: (folder / n).read_text(encoding="utf-8") for n in names}
        asked = Request(tuple(map(Path, names)), root, settings=settings, texts=texts)
        here, there = outcomes(asked, cluster.remote)
    assert here.report is not None
    assert len(here.report.standards) == 134
    assert as_text(here).splitlines() == as_text(there).splitlines()
