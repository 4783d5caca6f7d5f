"""Rows and columns that stay in a database change no verdict.

The cases of the language are judged twice, over their CSV files and over the same rows
in PostgreSQL with columns of fitting types, and for periods that cut through the data.
"""

import csv
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.system.postgres_server import Server, postgres
from upheld.checker.casefile import Case, read_cases
from upheld.checker.caserows import Rows
from upheld.checker.check import Request, check
from upheld.checker.settings import load_settings

CASES = Path(__file__).parent.parent / "cases"
#: Every so-many-th case, from the first one named: `UPHELD_CASES=0/1` judges them all.
FIRST, STEP = map(int, os.environ.get("UPHELD_CASES", "4/90").split("/"))

DAY = re.compile(r"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b")
ZONED = re.compile(r"[0-9-]{10}[T ][0-9:.]{5,15}([+-][0-9]{2}:?[0-9]{2}|Z)")
WHOLE = re.compile(r"0|-?[1-9][0-9]{0,8}")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres() as server:
        yield server


def chosen() -> list[Case]:
    """Some cases that are judged, of all pages."""
    judged = [
        case
        for page in sorted(CASES.glob("*.md"))
        for case in read_cases(page).cases
        if isinstance(case.expectation, Rows) and "upheld.toml" not in case.files
    ]
    return judged[FIRST::STEP]


def type_of(values: list[str]) -> str:
    """The type that fits all values of a column."""
    if values and all(ZONED.fullmatch(value) for value in values):
        return "timestamptz"
    if values and all(WHOLE.fullmatch(value) for value in values):
        return "integer"
    return "text"


def quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'" if value else "NULL"


def filled(server: Server, table: str, text: str) -> bool:
    """Makes a table of a CSV file; false where its lines are not all rows."""
    head, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    rows = [row for row in rows if row]
    names = {name.lower() for name in head}
    if len(names) < len(head) or any(len(row) != len(head) for row in rows):
        return False
    columns = zip(
        head, zip(*rows, strict=True) if rows else [()] * len(head), strict=True
    )
    types = [f'"{name}" {type_of([v for v in c if v])}' for name, c in columns]
    server.run(
        f"DROP TABLE IF EXISTS {table}", f"CREATE TABLE {table} ({', '.join(types)})"
    )
    lines = [f"({', '.join(map(quoted, row))})" for row in rows]
    for start in range(0, len(lines), 500):
        part = ", ".join(lines[start : start + 500])
        server.run(f"INSERT INTO {table} VALUES {part}")
    return True


def written(folder: Path, case: Case, server: Server | None) -> None:
    """A project of a case; with a server its CSV files are tables there."""
    settings = []
    for number, (name, text) in enumerate({**case.beside, **case.files}.items()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        if server and name.endswith(".csv") and filled(server, f"t{number}", text):
            settings.append(
                f'[sources."{name}"]\nkind = "postgresql"\nuri = "CASES_URI"\n'
                f'table = "t{number}"\n'
            )
    (folder / "upheld.toml").write_text("".join(settings))


def verdicts(folder: Path, period: tuple[str | None, str | None, str | None]) -> Any:
    """What is judged, window by window, and what cannot be."""
    settings, root, wrong, _ = load_settings(folder)
    assert not wrong
    as_of, first, last = period
    request = Request(
        (Path("case.std"),),
        root,
        as_of=as_of,
        first=first,
        last=last,
        settings=settings,
    )
    outcome = check(request)
    assert outcome.report is not None
    windows = [
        (
            one.id,
            window.window,
            window.group,
            window.verdict,
            window.exact,
            window.counts,
        )
        for one in outcome.report.standards
        for window in one.windows
    ]
    return outcome.report.as_of, windows, [d.code for d in outcome.diagnostics]


def test_rows_left_behind_change_no_verdict(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASES_URI", server.uri)
    compared = 0
    for number, case in enumerate(chosen()):
        folders = [tmp_path / f"{number}{side}" for side in "ab"]
        for folder, there in zip(folders, (None, server), strict=True):
            folder.mkdir()
            written(folder, case, there)
        data = [t for name, t in case.files.items() if name.endswith(".csv")]
        days = sorted(set(DAY.findall("".join(data))))
        middle = days[len(days) // 2] if days else None
        assert isinstance(case.expectation, Rows)
        as_of = case.expectation.as_of
        periods = [(as_of, None, None), (as_of, middle, None)]
        # Without any moment in the data it is seen as of now, which moves on.
        periods += [(None, middle, middle)] if days else []
        for period in periods:
            found = []
            for folder in folders:
                monkeypatch.chdir(folder)
                found.append(verdicts(folder, period))
            assert found[0] == found[1], (case.file, case.name, period)
            compared += 1
    # A sample by number of case: how many can be compared changes with the cases.
    assert compared >= 6
