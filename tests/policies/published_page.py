"""`policies/published/README.md`; `python -m` this module writes it."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from tests.policies.library import PUBLISHED, Shipped, shipped

PAGE = PUBLISHED / "README.md"

HEAD = """# Published standards

Rules that a body has published, with a number in them, in the language of upheld. Facts
and figures only; not legal advice.

- `label status` says whether the figure was read in a copy of the rule or of a page
  that repeats it (`verified`; with `label read-in "summary"` only a secondary page was
  read) or not (`unverified`). Compare a verified one with the official text anyway.
- `label edition`, `effective from … until …` and `label in-force` say what is known of
  when the rule holds. Where a day was not read, none is stated.
- Where the rule names no period, the window is our choice, and a comment says so.
- Working days count by a calendar with a dated file of holidays, written by `upheld
  holidays` for 2025 to 2027: write it anew each year, and for your region. The day
  closes at 23:59, so that a date without a clock, which is midnight, is its own day.
- The head of each file states the rule and the known gaps. A rule that starts from the
  day of posting, of receipt or of a choice in a menu needs that moment in your data.
- Payments that follow a breach are not judged, only the limit that triggers them.
- ISO 18295-1, EN 15838 and COPC name indicators whose figures are not public, so there
  is no number of theirs.

The files may be judged one by one or together. This page is written by `python -m
tests.policies.published_page`.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """A published rule, its status, and the standards that say it."""

    number: int
    text: str
    status: str
    standards: tuple[str, ...]


def rules() -> list[Rule]:
    """All rules, by number."""
    with (PUBLISHED / "rules.csv").open(encoding="utf-8", newline="") as lines:
        return [
            Rule(
                int(row["number"]),
                row["rule"],
                row["status"],
                tuple(row["standards"].split()),
            )
            for row in csv.DictReader(lines)
        ]


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *table()]) + "\n"


def table() -> Iterator[str]:
    """One line for each standard, by rule."""
    known = {each.standard.id: each for each in shipped(PUBLISHED)}
    yield "| # | rule | status | standard | sentence | file |"
    yield "|---|---|---|---|---|---|"
    for rule in rules():
        for name in rule.standards:
            yield line(rule, known[name])


def line(rule: Rule, each: Shipped) -> str:
    """A standard, in its newest edition."""
    newest = each.standard.editions[-1]
    sentence = ", ".join((newest.sentence, *newest.clauses))
    cells = (
        str(rule.number),
        rule.text,
        rule.status,
        f"`{each.standard.id}`",
        f"`{sentence}`",
        f"[{each.path.stem}]({each.path.name})",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
