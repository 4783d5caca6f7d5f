"""A page as Markdown."""

import re
from typing import assert_never

from upheld.checker.handbook.page import (
    Block,
    Facts,
    Heading,
    Page,
    Paragraph,
    Points,
    Rule,
)

#: Signs that would be read as marks; others are harmless inside a line.
_MARKS = re.compile(r"([\\`*_\[\]<>|])")

#: Signs that are marks only where a line begins with them.
_BEGINS = re.compile(r"^([#+-]|[0-9]+[.)])(?=\s)")


def as_markdown(page: Page) -> str:
    """The page, one blank line between its blocks."""
    return "\n\n".join(_block(block) for block in page.blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text, level, anchor):
            name = f'<a id="{anchor}"></a>\n\n' if anchor else ""
            return f"{name}{'#' * level} {plain(text)}"
        case Paragraph(text):
            return plain(text)
        case Rule(text):
            return f"> {plain(text)}"
        case Points(texts):
            return "\n".join(f"- {plain(text)}" for text in texts)
        case Facts(pairs):
            return "\n".join(
                f"- **{plain(name)}:** {plain(text)}" for name, text in pairs
            )
        case _:
            assert_never(block)


def plain(text: str) -> str:
    """A text of which nothing is read as a mark, on one line."""
    line = _MARKS.sub(r"\\\1", " ".join(text.split()))
    return _BEGINS.sub(lambda m: m[1][:-1] + "\\" + m[1][-1], line)
