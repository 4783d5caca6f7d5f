"""The benchmark suite at small sizes: everybody finds the same, or has no time."""

from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from benchmarks.suite import data, experiments, special
from benchmarks.suite.aims import Aim
from benchmarks.suite.contenders.base import Contender
from benchmarks.suite.contenders.soda import counts_in
from benchmarks.suite.contenders.upheld import Upheld
from benchmarks.suite.data import counts_by_hour
from benchmarks.suite.measure import Experiment, Measured, Run, interleaved
from benchmarks.suite.page import costs, main_size, write_page
from benchmarks.suite.results import keep, load
from benchmarks.suite.settings import ROOT
from benchmarks.suite.special import Special
from benchmarks.suite.tables import Failing, Judged, Windows, difference
from benchmarks.suite.workloads import workload
from tests.oracle.agreement import by_oracle
from tests.oracle.clean import Cells
from tests.oracle.sentences import Scenario
from upheld.checker.check import Request, check

OURS = (*experiments.CONTENDERS[:6],)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(autouse=True)
def small_data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "DATA", folder)
    monkeypatch.setattr(experiments, "DATA", folder)


def once(experiment: Experiment) -> dict[str, str]:
    found = interleaved(experiment, 1, lambda text: None)
    return {measured.label: measured.problem for measured in found}


def test_upheld_and_queries_by_hand_judge_twenty_standards_alike() -> None:
    ours = [c.name for c in OURS if isinstance(c, Upheld)]
    assert ours == ["upheld", "upheld, verdicts only"]
    experiment = experiments.judging("W20", "W20", "10k", OURS, "upheld")
    assert once(experiment) == dict.fromkeys((c.name for c in OURS), "")


@pytest.mark.parametrize("special", experiments.SPECIALS, ids=lambda s: s.name)
def test_sentence_means_what_the_query_by_hand_means(special: Special) -> None:
    problems = once(experiments.special_experiment(special, "10k"))
    assert set(problems.values()) == {""}


@pytest.mark.parametrize(
    "odd",
    [
        "(7, 'acknowledged', '2025-03-03T09:20Z')",
        "(7, 'paused', '2025-03-03T09:05Z')",
        "(7, 'paused', '2025-03-03T10:15Z')",
        "(7, 'resumed', '2025-03-03T09:40Z')",
        "(7, 'note', '2025-03-03T10:00Z')",
        "(7, 'complaint', '2025-03-03T10:00Z')",
    ],
)
def test_checked_query_fails_where_a_case_is_another_one(
    tmp_path: Path, odd: str
) -> None:
    tidy = """(7, 'complaint', '2025-03-03T09:00Z'),
      (7, 'acknowledged', '2025-03-03T09:30Z'), (7, 'paused', '2025-03-03T10:00Z'),
      (7, 'resumed', '2025-03-03T10:30Z'), (7, 'resolved', '2025-03-03T11:00Z')"""
    query = special.SEQUENCE.checked.format(log=tmp_path / "log.parquet")
    with duckdb.connect() as connection:
        for rows, fails in (tidy, False), (f"{tidy}, {odd}", True):
            connection.execute(
                f"COPY (SELECT col0 AS case_id, col1 AS activity,"
                f" col2::TIMESTAMPTZ AS happened_at FROM (VALUES {rows}))"
                f" TO '{tmp_path / 'log.parquet'}'"
            )
            if fails:
                with pytest.raises(duckdb.Error, match="another kind"):
                    connection.execute(query)
            else:
                (row,) = connection.execute(query).fetchall()
                assert row[3:] == (1, 1, True)


def test_contender_with_another_table_has_no_time() -> None:
    other: Contender = Upheld("stricter", more=("--select", "s0*"))
    experiment = experiments.judging("W20", "W20", "10k", (other,), "stricter")
    measured = interleaved(experiment, 2, lambda text: None)[0]
    assert "missing" in measured.problem
    assert measured.cpu == []


def test_difference_names_windows_verdicts_and_values() -> None:
    reference = Windows(
        {
            ("a", 0, ""): Judged(Fraction(1, 2), "met"),
            ("a", 1, ""): Judged(Fraction(1, 2), "breached"),
            ("b", 0, "x"): Judged(None, "breached"),
        }
    )
    other = Windows(
        {
            ("a", 0, ""): Judged(Fraction(1, 3), "breached"),
            ("b", 0, "x"): Judged(Fraction(9), "breached"),
            ("c", 0, ""): Judged(None, "met"),
        }
    )
    assert difference(reference, reference) == ""
    assert difference(reference, other) == (
        "1 missing, as ('a', 1, ''); 1 not expected, as ('c', 0, '');"
        " 1 verdicts differ, as ('a', 0, ''); 1 values differ, as ('a', 0, '')"
    )
    # breached: one window of a, one of b
    assert difference(reference, Failing({"a": 1, "b": 1})) == ""
    assert difference(reference, Failing({"a": 1})) == "1 standards differ, b first"


def test_failed_rows_are_read_from_the_table_that_soda_prints() -> None:
    printed = (
        "| [dataset-level] | s01     | level: fail | X | failed_rows_count: 101   |\n"
        "|                 |         | must be: 0  |   | check_rows_tested: None  |\n"
        "| [dataset-level] | p042    | level: fail | V | failed_rows_count: 0     |\n"
    )
    assert counts_in(printed) == {"s01": 101, "p042": 0}


def test_hours_of_the_made_year_hold_all_rows() -> None:
    counts = counts_by_hour(10_000)
    assert (len(counts), sum(counts), min(counts) >= 0) == (8_760, 10_000, True)


def test_workloads_have_their_number_of_standards_with_names_of_their_own() -> None:
    for name, number in (("W1", 1), ("W20", 20), ("W200", 200)):
        assert len({s.name for s in workload(name, "1M")}) == number


def test_aim_says_by_how_much_it_is_missed() -> None:
    # at most 2, measured 3: 1.5 times too much; at least 4, measured 1: 4 times too few
    assert Aim("a", 3.0, 2.0).verdict() == "**missed** by a factor of 1.50"
    assert Aim("b", 1.0, 4.0, least=True).verdict() == "**missed** by a factor of 4.00"
    assert Aim("c", 2.0, 2.0).verdict() == "kept"
    assert Aim("d", None, 2.0).verdict() == "not measured"


def test_page_shows_medians_ratios_and_who_was_not_timed(tmp_path: Path) -> None:
    # ratios of the rounds: 2/1, 6/2, 8/2 = 2, 3, 4; the middle one is 3
    upheld = Measured("upheld", [2.0, 6.0, 8.0], [1.0, 1.0, 1.0], [90, 100, 95])
    base = Measured("scan of the same columns", [1.0, 2.0, 2.0], [1.0] * 3, [50] * 3)
    wrong = Measured("pandas", problem="another table of verdicts: 1 missing")
    runs = [Run(m.label, [], tmp_path / "x") for m in (upheld, base, wrong)]
    experiment = Experiment("W20", "1M", base.label, runs)
    keep(experiment, ["Soda v4"], [upheld, base, wrong], tmp_path / "results.json")
    text = write_page(tmp_path).read_text(encoding="utf-8")
    assert "| **upheld** | 6.00 [2.00 to 8.00] | 3.00 | 3.00 | 1.0 | 100 |" in text
    assert "not timed: pandas: another table of verdicts: 1 missing" in text
    assert "not there: Soda v4" in text


def written(path: Path, query: str) -> list[Cells]:
    """Some rows of made data as CSV, and as the plain evaluator takes them."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute(query)
        names = [column[0] for column in found.description]
        rows = [
            {n: None if v is None else str(v) for n, v in zip(names, row, strict=True)}
            for row in found.fetchall()
        ]
    lines = [",".join(names)]
    lines += [",".join(row[n] or "" for n in names) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return rows


def test_working_hours_of_made_tickets_are_those_of_the_plain_evaluator(
    tmp_path: Path,
) -> None:
    tables = {
        f"{name}.csv": written(
            tmp_path / f"{name}.csv",
            f"SELECT * REPLACE ({', '.join(map(as_text, columns))})"
            f" FROM '{data.table(name, '10k')}' WHERE ticket_id % 17 = 0",
        )
        for name, columns in (
            ("tickets", ("opened_at", "resolved_at")),
            ("holds", ("held_from", "held_until")),
        )
    }
    text = special.CALENDAR.policy.format(tickets="tickets.csv", holds="holds.csv")
    as_of = 1_769_904_000_000_000  # 2026-02-01T00:00:00Z
    case = Scenario(text, tables, as_of, "2025-01-01", "2025-12-31")
    expected = by_oracle(case)["wc"]
    outcome = check(
        Request(
            policies=(Path("case.std"),),
            root=tmp_path,
            as_of="2026-02-01T00:00:00Z",
            first="2025-01-01",
            last="2025-12-31",
            texts={"case.std": text},
        )
    )
    assert outcome.report is not None, outcome.diagnostics
    found = {
        w.window: (w.verdict, w.counts.met, w.counts.missed)
        for w in outcome.report.standards[0].windows
    }
    counted = {line.label: dict(line.counts) for line in expected.lines}
    assert found == {
        line.label: (
            line.verdict,
            counted[line.label].get("met", 0),
            counted[line.label].get("missed", 0),
        )
        for line in expected.lines
    }
    # 5,000 tickets, each seventeenth: 294 of them, all with an outcome
    assert sum(met + missed for _, met, missed in found.values()) == 294


def as_text(column: str) -> str:
    """A moment as ISO text."""
    return f"strftime({column}, '%Y-%m-%dT%H:%M:%S.%fZ') AS {column}"


@pytest.mark.parametrize("page", ["README.md", "docs/performance.md"])
def test_pages_quote_the_results_that_were_kept(page: str) -> None:
    results = load()
    rows = "\n".join(costs(results, main_size(results)))
    text = (ROOT / page).read_text(encoding="utf-8")
    quoted = text.partition("<!-- benchmarks -->\n")[2]
    assert quoted.partition("\n<!-- end of benchmarks -->")[0] == rows
