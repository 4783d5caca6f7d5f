"""A page as one HTML file that needs nothing else, for a screen and for paper."""

from html import escape
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

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --mark: #2a6f97; }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { line-height: 1.2; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { margin: 2rem 0 .5rem; }
blockquote { margin: .5rem 0 1rem; padding: .6rem 1rem; background: var(--soft);
  border-left: .25rem solid var(--mark); font-size: 1.1rem; }
ul { padding-left: 1.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem;
  margin: .75rem 0; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
nav a { display: block; padding: .1rem 0; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; } }
@media print { body { max-width: none; margin: 0; font-size: 10pt; }
  nav { display: none; }
  h3, blockquote { break-after: avoid; } dl, ul { break-inside: avoid; } }
"""


def as_html(page: Page) -> str:
    """The page, with links to its chapters, or where it has none to its standards."""
    title = escape(page.title)
    body = "\n".join(_body(page))
    return (
        f'<!DOCTYPE html>\n<html lang="{page.language}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _body(page: Page) -> list[str]:
    """The blocks, the links behind what comes before the first chapter."""
    anchored = [b for b in page.blocks if isinstance(b, Heading) and b.anchor]
    top = min((heading.level for heading in anchored), default=0)
    links = [heading for heading in anchored if heading.level == top]
    out: list[str] = []
    for block in page.blocks:
        if links and isinstance(block, Heading) and block.level > 1:
            out.append(_links(links, page.title))
            links = []
        out.append(_block(block))
    return out


def _links(headings: list[Heading], title: str) -> str:
    lines = "\n".join(
        f'<a href="#{escape(each.anchor)}">{escape(each.text)}</a>' for each in headings
    )
    return f'<nav aria-label="{escape(title)}">\n{lines}\n</nav>'


def _block(block: Block) -> str:
    match block:
        case Heading(text, level, anchor):
            name = f' id="{escape(anchor)}"' if anchor else ""
            return f"<h{level}{name}>{escape(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case Rule(text):
            return f"<blockquote>{escape(text)}</blockquote>"
        case Points(texts):
            items = "".join(f"<li>{escape(text)}</li>\n" for text in texts)
            return f"<ul>\n{items}</ul>"
        case Facts(pairs):
            items = "".join(
                f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>\n"
                for name, text in pairs
            )
            return f"<dl>\n{items}</dl>"
        case _:
            assert_never(block)
