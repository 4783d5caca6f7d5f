"""`upheld explain FILE`: every stage, and SQL that gives the same counts by hand."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.small_runs import COLUMNS, HEAD, call
from upheld.checker.check import Request, check
from upheld.checker.commands.explain import STAGES
from upheld.checker.explain import Explained, stages
from upheld.checker.explain_tree import tree
from upheld.dsl import ast, model

STANDARDS = """\
standard answer-speed "Calls are answered promptly"
  90% of calls answered within 2m per day
  for each priority
standard long-waits
  at most 5% of calls with wait above 5m overall
"""
ROWS = call("1", "09:00", "09:02") + call("2", "09:00", "09:06") + call("3", "09:01")


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.std").write_text(HEAD + STANDARDS, encoding="utf-8")
    (tmp_path / "calls.csv").write_text(COLUMNS + ROWS, encoding="utf-8")
    return Path("case.std")


def texts(explained: Explained) -> dict[str, str]:
    return dict(explained.stages)


def run_by_hand(sql: str) -> list[list[tuple[Any, ...]]]:
    """Rows of every SELECT of a script, in a fresh connection."""
    found = []
    with duckdb.connect() as connection:
        for statement in connection.extract_statements(sql):
            rows = connection.execute(statement).fetchall()
            if statement.type.name == "SELECT":
                found.append(rows)
    return found


def test_every_stage_is_shown_in_its_order(policy: Path) -> None:
    explained = stages(policy, None, STAGES)
    assert tuple(title for title, _ in explained.stages) == STAGES
    assert (explained.exit_status, explained.diagnostics) == (0, ())


def test_one_standard_is_explained_alone(policy: Path) -> None:
    shown = texts(stages(policy, "long-waits", STAGES))
    assert shown["text"].startswith("standard long-waits\n")
    assert all("answer-speed" not in text for text in shown.values())


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet", ".duckdb", ".ndjson"])
def test_sql_run_by_hand_gives_the_counts_of_the_report(
    policy: Path, suffix: str
) -> None:
    name = f"calls{suffix}"
    write_as(Path("calls.csv"), Path(name))
    policy.write_text(HEAD.replace("calls.csv", name) + STANDARDS, encoding="utf-8")
    sql = texts(stages(policy, None, ("sql",)))["sql"]
    by_group, overall = run_by_hand(sql)
    report = check(Request((policy,), Path.cwd())).report
    assert report is not None
    counts = [[w.counts for w in s.windows] for s in report.standards]
    # The last three columns are met, missed, pending.
    for rows, cells in zip((by_group, overall), counts, strict=True):
        assert [r[-3:] for r in rows] == [(c.met, c.missed, c.pending) for c in cells]
    # Call 1 is in time, call 2 late, call 3 too: it waits when the data end, at 09:06,
    # and so has waited five minutes and will wait longer.
    assert [row[-3:] for row in by_group] == [(1, 2, 0)]
    assert [row[-3:] for row in overall] == [(2, 1, 0)]


def write_as(source: Path, path: Path) -> None:
    """The rows of a CSV file, as text, in another kind of file."""
    read = f"FROM read_csv('{source}', all_varchar = true)"
    with duckdb.connect() as connection:
        match path.suffix:
            case ".tsv":
                text = source.read_text(encoding="utf-8").replace(",", "\t")
                path.write_text(text, encoding="utf-8")
            case ".parquet":
                connection.execute(f"COPY ({read}) TO '{path}' (FORMAT parquet)")
            case ".ndjson":
                connection.execute(f"COPY ({read}) TO '{path}' (FORMAT json)")
            case ".duckdb":
                connection.execute(f"ATTACH '{path}' AS other")
                connection.execute(f"CREATE TABLE other.calls AS {read}")


def test_working_time_is_in_the_sql_too(policy: Path) -> None:
    policy.write_text(
        HEAD + "calendar office\n  Mon-Fri 08:00-18:00\n"
        "standard s\n  90% of calls answered within 1 working hours overall\n",
        encoding="utf-8",
    )
    sql = texts(stages(policy, None, ("sql",)))["sql"]
    # Call 3 began at 09:01 and waits still.
    assert [rows[0][-3:] for rows in run_by_hand(sql)] == [(2, 0, 1)]


def test_stages_up_to_the_plan_need_no_data(policy: Path) -> None:
    Path("calls.csv").unlink()
    explained = stages(policy, None, STAGES)
    titles = [title for title, _ in explained.stages]
    assert titles[:6] == ["text", "tree", "names", "reading", "model", "plan"]
    assert [d.code for d in explained.diagnostics] == ["E4010"]
    assert explained.exit_status == 3


def test_stages_without_data_end_well_without_it(policy: Path) -> None:
    Path("calls.csv").unlink()
    explained = stages(policy, None, ("plan",))
    assert (explained.exit_status, explained.diagnostics) == (0, ())


def test_text_and_tree_are_shown_of_a_policy_that_is_wrong(policy: Path) -> None:
    policy.write_text(HEAD + "standard s\n  90% of calls anwsered\n", encoding="utf-8")
    explained = stages(policy, None, STAGES)
    assert [title for title, _ in explained.stages] == ["text", "tree"]
    assert [d.code for d in explained.diagnostics] == ["E1002"]
    assert explained.exit_status == 2


def test_an_unknown_standard_is_refused_with_a_remedy(policy: Path) -> None:
    explained = stages(policy, "answer-sped", STAGES)
    (wrong,) = explained.diagnostics
    assert (wrong.code, wrong.help) == ("E0030", "did you mean `answer-speed`?")
    assert explained.exit_status == 2


def test_wrong_settings_are_refused(policy: Path) -> None:
    Path("upheld.toml").write_text("polices = []\n", encoding="utf-8")
    explained = stages(policy, None, STAGES)
    assert [d.code for d in explained.diagnostics] == ["E0101"]
    assert explained.exit_status == 2


def test_plan_names_what_is_counted_and_its_windows(policy: Path) -> None:
    shown = texts(stages(policy, "answer-speed", ("plan",)))["plan"]
    assert "share over `calls`" in shown
    assert "windows: day in Europe/Stockholm" in shown
    assert "groups: priority" in shown


def test_names_say_what_each_word_stands_for(policy: Path) -> None:
    shown = texts(stages(policy, "answer-speed", ("names",)))["names"]
    assert "event call, calls: rows of `calls.csv`" in shown
    assert "call answered: moment in column `answered`" in shown
    assert "call column `priority`: read as text" in shown


def test_verdicts_and_counts_name_window_and_group(policy: Path) -> None:
    shown = texts(stages(policy, "answer-speed", ("counts", "verdicts")))
    # One of three met, and the day is still open at the end of the data.
    assert "2026-03-02 | P2 | " in shown["counts"]
    assert "met 1, missed 2, pending 0" in shown["counts"]
    assert "2026-03-02 | priority=P2 | " in shown["verdicts"]


def test_a_tree_is_indented_and_leaves_out_what_was_not_said() -> None:
    node = ast.Within(ast.Length(((2, "minute"),)))  # type: ignore[arg-type]
    assert tree(node).splitlines() == [
        "Within",
        "  length: Length",
        "    parts:",
        "      -",
        "        2",
        '        "minute"',
    ]


def test_a_tree_shows_a_limit_of_nothing() -> None:
    from fractions import Fraction

    shown = tree(model.Bound("at_most", Fraction(0), model.COUNT))
    assert shown == 'Bound\n  kind: "at_most"\n  low: 0\n  unit: count'
