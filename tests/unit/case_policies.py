"""The policies of the Markdown cases, as texts."""

import re
from collections.abc import Iterator
from pathlib import Path

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.md"))
_BLOCK = re.compile(r"^```std[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_REFUSED = re.compile(r"^error ", re.MULTILINE)


def policies(path: Path) -> Iterator[str]:
    """Every policy of a file of cases, but for those that a case wants refused."""
    for case in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        if not _REFUSED.search(case):
            yield from _BLOCK.findall(case)
