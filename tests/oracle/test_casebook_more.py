"""Every case of the language through the whole oracle, without any SQL.

The cases were worked out by hand, so they say whether the oracle itself can be believed.
"""

from pathlib import Path

import pytest

from tests.oracle.board import judged_edition
from tests.oracle.casebook import Written, read_casebook
from tests.oracle.evaluate import Result
from tests.oracle.judge import worst
from tests.oracle.policies import policy_of, waivers_of
from tests.oracle.test_casebook import seen_as, windows
from tests.oracle.whole import evaluate_whole
from upheld.dsl import model

FOLDER = Path(__file__).parents[1] / "cases"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case.name}")
    for path in sorted(FOLDER.glob("*.md"))
    for case in read_casebook(path)
]


@pytest.mark.parametrize("case", CASES)
def test_a_case_of_the_whole_language_has_the_same_answer_here(case: Written) -> None:
    policy = policy_of(case.policy)
    for row in case.rows:
        standard = next(s for s in policy.standards if s.id == row["standard"])
        results = [judged(edition, policy, case) for edition in standard.editions]
        if row.get("window") or row.get("group"):
            shown = judged_edition(standard.editions[0])
            found = [seen_as(row, w, shown) for w in windows(row, results)]
            assert found == [row], row
        else:
            verdicts = [w.verdict for r in results for w in r.windows]
            assert worst(verdicts) == row["verdict"], row


def judged(edition: model.Edition, policy: model.Policy, case: Written) -> Result:
    """An edition of a standard that waivers may name."""
    (standard,) = (s.id for s in policy.standards if edition in s.editions)
    waivers = waivers_of(policy, standard)
    return evaluate_whole(
        edition, case.tables, policy, as_of=case.as_of, waivers=waivers
    )
