"""How many wrong figures the cases of the library would notice.

Every number of every shipped sentence is changed by one, down and up, and the cases of
its standard are run: a change that none of them notices is printed. Takes minutes.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from upheld.checker.casefile import Case, read_cases
from upheld.checker.caserows import Rows
from upheld.checker.cases import run_case

POLICIES = Path(__file__).parent.parent / "policies"

STANDARD = re.compile(r"^standard (\S+)[^\n]*\n(?:  .*\n)+", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.-])[0-9]+(?:\.[0-9]+)?(?=%|[smhdw]\b| |$)", re.MULTILINE)

#: Clauses whose numbers are words, dates, or beside the point.
OTHER = re.compile(
    r"  (owner|because|source|label|stage|channel|dimension|severity|effective"
    r"|rounded|with|calendar)\b"
)


def nudged(number: str) -> Iterator[str]:
    """The numbers beside one, at its last place."""
    places = len(number.partition(".")[2])
    for step in (-1, 1):
        value = round(float(number) + step * 10**-places, places)
        if 0 < value <= 100 or float(number) > 100:
            yield f"{value:.{places}f}"


def changes(block: str) -> Iterator[tuple[str, str, str]]:
    """A standard's text with one number changed, the line, and the new number."""
    for line in block.splitlines()[1:]:
        for found in () if OTHER.match(line) else NUMBER.finditer(line):
            for number in nudged(found[0]):
                changed = line[: found.start()] + number + line[found.end() :]
                yield block.replace(line, changed, 1), line.strip(), number


def cases_about(name: str, cases: tuple[Case, ...]) -> list[Case]:
    """The cases that expect something of a standard."""
    return [
        case
        for case in cases
        if isinstance(case.expectation, Rows)
        and any(row.standard == name for row in case.expectation.rows)
    ]


def is_noticed(path: Path, text: str, cases: list[Case]) -> bool:
    """Whether a case fails with another text of the policy."""
    return any(
        not run_case(replace(case, beside={**case.beside, path.name: text})).passed
        for case in cases
    )


def main(names: list[str]) -> None:
    """Nudge the numbers of some files, or of all."""
    tried, unnoticed = 0, 0
    for path in sorted(
        [*POLICIES.glob("service/*.std"), *POLICIES.glob("published/*.std")]
    ):
        page = path.with_suffix(".md")
        if not page.exists() or (names and path.stem not in names):
            continue
        text, cases = path.read_text(encoding="utf-8"), read_cases(page).cases
        for standard in STANDARD.finditer(text):
            about = cases_about(standard[1], cases)
            for block, line, number in changes(standard[0]):
                tried += 1
                whole = text.replace(standard[0], block, 1)
                if not is_noticed(path, whole, about):
                    unnoticed += 1
                    print(f"{path.name}: {standard[1]}: {number} in `{line}`")
    print(f"{tried} numbers changed, {tried - unnoticed} noticed")


if __name__ == "__main__":
    main(sys.argv[1:])
