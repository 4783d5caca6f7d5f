"""`policies/service/README.md`; `python -m tests.policies.page` writes it.

A practice without a standard and without a command that shows it is an error.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.policies.library import SERVICE, Shipped, practice_of, shipped

PAGE = SERVICE / "README.md"
PRACTICES = SERVICE / "practices.csv"

HEAD = """# The service library

Standards for the whole journey of a customer, by theme. Each one has a title, a reason,
an owner, the stage it belongs to, and where it is about one, its channel and dimension.
The page beside each theme holds its cases: data in which every standard is met,
breached, and just on its limit. `upheld test` runs them against the theme itself. A
figure of a sentence that is changed by one makes a case fail: all were tried by
`benchmarks/nudged_numbers.py`.

    upheld library list
    upheld library copy answering --to my-project

[`vocabulary.std`](vocabulary.std) has the words of all themes, and is the one file that
you map to your own columns: [docs/mapping.md](../../docs/mapping.md) walks through it.
[`scope.std`](scope.std) lists what has to be covered, for `upheld coverage`.

Five articles on service standards were read for the practices. These figures are from
there: 90% in two minutes (1), three days (22), 24 hours (38), a quarter or a year (86),
25 times (104). All others are examples: change them to what your customers need.

## Practices

Practices that are a property of the tool and not of a service name the command or the
section of the report that shows them. This page is written by `python -m
tests.policies.page` from `practices.csv` and the themes.
"""


@dataclass(frozen=True, slots=True)
class Practice:
    """What the articles ask for; `shown_by` names a command where no standard does."""

    number: int
    articles: str
    text: str
    shown_by: str


def practices(path: Path = PRACTICES) -> list[Practice]:
    """All practices, by number."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Practice(
                int(row["number"]), row["articles"], row["practice"], row["shown_by"]
            )
            for row in csv.DictReader(lines)
        ]


def standards() -> dict[int, list[Shipped]]:
    """The standards of the library by the practice they are for."""
    found: dict[int, list[Shipped]] = {}
    for each in shipped(SERVICE):
        found.setdefault(practice_of(each.standard), []).append(each)
    return found


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *table()]) + "\n"


def table() -> Iterator[str]:
    """One line for each practice.

    Raises:
        KeyError: a practice with neither standard nor command.
    """
    known = standards()
    yield "| # | articles | practice | standard or command |"
    yield "|---|---|---|---|"
    for each in practices():
        shown = each.shown_by or ", ".join(map(linked, known[each.number]))
        yield f"| {each.number} | {each.articles} | {each.text} | {shown} |"


def linked(each: Shipped) -> str:
    """A standard and the file it stands in."""
    return f"`{each.standard.id}` in [{each.path.stem}]({each.path.name})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
