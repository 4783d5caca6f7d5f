"""A plain reader of the Markdown cases (section 8), apart from the checker's own."""

import csv
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.oracle.clean import Cells
from tests.oracle.moments import instant

FENCE = re.compile(r"^```(\S.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Written:
    """One case: its policy, its tables, and the rows expected as of a moment."""

    name: str
    policy: str
    tables: dict[str, list[Cells]]
    as_of: int
    rows: tuple[dict[str, str], ...]


def read_casebook(path: Path) -> list[Written]:
    """The cases of a file that expect rows."""
    found = []
    for section in re.split(r"^## ", path.read_text(), flags=re.MULTILINE)[1:]:
        blocks = dict(FENCE.findall(section))
        expect = next((h for h in blocks if h.startswith("expect as of ")), None)
        if expect is not None:
            as_of = datetime.fromisoformat(expect.removeprefix("expect as of "))
            found.append(
                Written(
                    section.split("\n", 1)[0],
                    blocks["std"],
                    {
                        head.removeprefix("csv "): list(rows_of(body))
                        for head, body in blocks.items()
                        if head.startswith("csv ")
                    },
                    instant(as_of),
                    expected(blocks[expect]),
                )
            )
    return found


def expected(text: str) -> tuple[dict[str, str], ...]:
    """The rows of an expectation, an empty cell as an empty text."""
    return tuple({k: v or "" for k, v in row.items()} for row in rows_of(text))


def rows_of(text: str) -> tuple[Cells, ...]:
    """The rows of a small CSV table."""
    return tuple(dict(row) for row in csv.DictReader(text.splitlines()))
