"""Keys that are numbers give the same report as those that are texts."""

import tempfile
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.agreement import Told, line_of_report, order, totals_of_report
from tests.oracle.clean import Cells
from tests.oracle.more_logs import COLUMNS, csv_of
from tests.oracle.more_scenarios import cases
from tests.oracle.populations import iso
from tests.oracle.sentences import Scenario
from tests.oracle.test_agreement_more import EXAMPLES, MANY
from upheld.checker.check import Request, check

FORMS = (
    *("followed", "chains", "preceded", "pairs", "joined", "once", "recurrences"),
    *("updates", "coverage", "pausing"),
)
NUMBERS = {"a": "1", "b": "2", "": ""}


def judged(case: Scenario, folder: Path, *, whole: bool) -> list[Told]:
    """What the checker says, with keys as numbers or as texts."""
    sources = {
        name: table(rows, whole=whole)
        for name, rows in case.tables.items()
        if name != "staff.csv"
    }
    (folder / "staff.csv").write_text(csv_of("staff.csv", case.tables["staff.csv"]))
    outcome = check(
        Request(
            policies=(Path("case.std"),),
            root=folder,
            as_of=iso(case.as_of, "UTC"),
            first=case.first,
            last=case.last,
            texts={"case.std": case.text},
            sources=sources,
            failures=5,
        )
    )
    assert outcome.report is not None, outcome.diagnostics
    found = []
    for standard in outcome.report.standards:
        assert standard.verdict != "error", (standard.sentence, standard.messages)
        lines = tuple(sorted(map(line_of_report, standard.windows), key=order))
        found.append(Told(standard.verdict, lines, totals_of_report(standard)))
    return found


def table(rows: list[Cells], *, whole: bool) -> pa.Table:
    """A log; `case_id` is a whole number, if asked for."""
    columns = {name: [row.get(name) or "" for row in rows] for name in COLUMNS}
    keys = [NUMBERS[str(key)] for key in columns.pop("case_id")]
    made = {name: pa.array(cells, pa.string()) for name, cells in columns.items()}
    if whole:
        numbers = [int(key) if key else None for key in keys]
        return pa.table({**made, "case_id": pa.array(numbers, pa.int32())})
    return pa.table({**made, "case_id": pa.array(keys, pa.string())})


@pytest.mark.parametrize("form", FORMS)
@settings(MANY, max_examples=max(EXAMPLES // 20, 1))
@given(data=st.data())
def test_the_same_either_way(form: str, data: st.DataObject) -> None:
    case = data.draw(cases(form))
    with tempfile.TemporaryDirectory() as folder:
        whole = judged(case, Path(folder), whole=True)
        assert whole == judged(case, Path(folder), whole=False)
