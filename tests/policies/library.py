"""The policies that ship, as the tests of this folder read them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from upheld.checker.casefile import Case, read_cases
from upheld.checker.caserows import Rows
from upheld.dsl import model
from upheld.dsl.loader import load

ROOT = Path(__file__).parent.parent.parent
POLICIES = ROOT / "policies"
SERVICE = POLICIES / "service"
PUBLISHED = POLICIES / "published"
HELPDESKS = POLICIES / "helpdesks"
LIBRARIES = (SERVICE, PUBLISHED, HELPDESKS)

#: Files that declare words for others and hold no standard of their own.
WORDS = ("vocabulary", "scope", "waivers", "calendar")


@dataclass(frozen=True, slots=True)
class Shipped:
    """A standard of the library and the file that it stands in."""

    path: Path
    standard: model.Standard


def policy_files() -> list[Path]:
    """Every policy that ships, samples too."""
    return sorted(POLICIES.rglob("*.std"))


def case_files() -> list[Path]:
    """Every page of cases of the libraries."""
    pages = [page for folder in LIBRARIES for page in folder.glob("*.md")]
    return sorted(page for page in pages if page.name != "README.md")


@cache
def policy_of(folder: Path) -> model.Policy:
    """All files of a folder as one policy."""
    loaded = load([folder], root=ROOT)
    assert loaded.policy is not None, loaded.diagnostics
    return loaded.policy


@cache
def shipped(folder: Path) -> tuple[Shipped, ...]:
    """The standards of a folder, in the order of its files."""
    standards = policy_of(folder).standards
    return tuple(Shipped(Path(each.span.file), each) for each in standards)


@cache
def cases_of(page: Path) -> tuple[Case, ...]:
    """The cases of a page."""
    found = read_cases(page)
    assert not found.faults
    return found.cases


def expected_verdicts(folder: Path, standard: str) -> Iterator[str]:
    """The verdicts that cases of a folder expect of a standard's windows."""
    for page in case_files():
        for case in cases_of(page) if page.parent == folder else ():
            rows = case.expectation.rows if isinstance(case.expectation, Rows) else ()
            for row in rows:
                if row.standard == standard:
                    yield row.cells.get("verdict", "")


def practice_of(standard: model.Standard) -> int:
    """The number of the practice that a standard of the service library is for."""
    found = re.fullmatch(r"Service practice ([0-9]+)", standard.metadata["source"])
    assert found, standard.id
    return int(found[1])
