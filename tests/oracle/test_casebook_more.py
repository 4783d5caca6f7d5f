"""Every case of the language through the whole oracle, without any SQL.

The cases were worked out by hand, so they say whether the oracle can be believed.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.oracle.agreement import STATES
from tests.oracle.board import judged_edition
from tests.oracle.casebook import FENCE, expected, rows_of
from tests.oracle.clean import Cells
from tests.oracle.evaluate import Result
from tests.oracle.judge import worst
from tests.oracle.membership import after_day
from tests.oracle.moments import instant, midnight
from tests.oracle.policies import policy_of, waivers_of
from tests.oracle.test_casebook import seen_as, windows
from tests.oracle.whole import evaluate_whole
from upheld.dsl import model

FOLDER = Path(__file__).parents[1] / "cases"
EXPECT = re.compile(r"expect as of (\S+)(?: from (\S+))?(?: to (\S+))?")
#: Cases of how files are read, or cannot be: connectors have tests of their own.
READING = re.compile(
    r"^```((tsv|ndjson|json) |std \S)|^\w+,.*\berror\b|of every ISO spelling",
    re.MULTILINE,
)
Rows = tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One case: its policy and tables, what is asked, and the rows expected."""

    policy: str
    tables: dict[str, list[Cells]]
    as_of: int
    first: str | None
    last: str | None
    rows: Rows


def cases_of(path: Path) -> dict[str, Asked]:
    """The cases of a file that expect rows as of a moment."""
    found = {}
    for section in re.split(r"^## ", path.read_text(), flags=re.MULTILINE)[1:]:
        blocks = dict(FENCE.findall(section))
        for heading, body in blocks.items():
            asked = EXPECT.fullmatch(heading)
            if asked is not None and not READING.search(section):
                name = section.split("\n", 1)[0]
                found[name] = case_of(blocks, asked, expected(body))
    return found


def case_of(blocks: dict[str, str], asked: re.Match[str], rows: Rows) -> Asked:
    """A case from its blocks."""
    as_of, first, last = asked.groups()
    tables = {
        head.removeprefix("csv "): list(rows_of(body))
        for head, body in blocks.items()
        if head.startswith("csv ")
    }
    moment = instant(datetime.fromisoformat(as_of))
    return Asked(blocks["std"], tables, moment, first, last, rows)


CASES = [
    pytest.param(case, id=f"{path.stem}: {name}")
    for path in sorted(FOLDER.glob("*.md"))
    for name, case in cases_of(path).items()
]


@pytest.mark.parametrize("case", CASES)
def test_a_case_of_the_whole_language_has_the_same_answer_here(case: Asked) -> None:
    policy = policy_of(case.policy)
    for row in case.rows:
        standard = next(s for s in policy.standards if s.id == row["standard"])
        results = [judged(e, standard, policy, case) for e in standard.editions]
        if row.get("window") or row.get("group"):
            shown, asked = judged_edition(standard.editions[0]), told(row)
            found = [seen_as(asked, w, shown) for w in windows(row, results)]
            assert asked in found, (asked, found)
        else:
            verdicts = [w.verdict for r in results for w in r.windows]
            assert worst(verdicts) == row["verdict"], row


def told(row: dict[str, str]) -> dict[str, str]:
    """What a row says of verdict, value and counts; the rest is for reports."""
    known = {"standard", "window", "group", "value", "verdict", "band", *STATES}
    found = {name: text for name, text in row.items() if name in known}
    open_ended = {*STATES, "value", "band"}
    found = {n: text for n, text in found.items() if text or n not in open_ended}
    nothing = {"value": "", "band": ""}
    return {n: nothing.get(n, t) if t == "none" else t for n, t in found.items()}


def judged(
    edition: model.Edition, standard: model.Standard, policy: model.Policy, case: Asked
) -> Result:
    """An edition of a standard that waivers may name."""
    begin = None
    if case.first is not None:
        begin = midnight(date.fromisoformat(case.first), edition.zone)
    return evaluate_whole(
        edition,
        case.tables,
        policy,
        as_of=case.as_of,
        first=begin,
        last=None if case.last is None else after_day(case.last, edition.zone),
        waivers=waivers_of(policy, standard.id),
    )
