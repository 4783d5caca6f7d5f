"""Real data sets beside the project, where there are any: every expected row holds.

Each folder holds a policy, whose first line is `# as of MOMENT`, its data, and the rows
that other tools found. The data are not ours to ship: without them there are no tests.
"""

import re
from pathlib import Path

import pytest

from upheld.checker.caserows import ExpectedRow, compare_row, read_rows
from upheld.checker.check import Outcome, Request, check

DATA = Path(__file__).parent.parent.parent / "shared" / "data"


def data_sets() -> list[Path]:
    """The folders that have a policy and expected rows."""
    return sorted(path.parent for path in DATA.glob("*/expect.csv"))


def judged(folder: Path) -> Outcome:
    """The outcome of a data set's policy at the moment that its head names."""
    policy = folder / "policy.std"
    head = re.match(r"# as of (\S+)", policy.read_text(encoding="utf-8"))
    assert head, f"{policy} does not begin with `# as of MOMENT`"
    return check(Request(policies=(policy,), root=folder, as_of=head[1]))


def expected(folder: Path) -> list[ExpectedRow]:
    """The rows that other tools found."""
    return read_rows((folder / "expect.csv").read_text(encoding="utf-8"), 1)


@pytest.mark.parametrize("folder", data_sets(), ids=lambda folder: folder.name)
def test_every_expected_row_of_the_data_set_holds(folder: Path) -> None:
    outcome = judged(folder)
    assert outcome.report is not None, outcome.diagnostics
    standards = {result.id: result for result in outcome.report.standards}
    rows = expected(folder)
    missing = {row.standard for row in rows} - standards.keys()
    assert not missing
    differences = [d for row in rows for d in compare_row(row, standards[row.standard])]
    assert not differences, "\n".join(map(str, differences[:20]))
