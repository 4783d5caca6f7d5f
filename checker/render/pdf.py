"""The HTML report as a tagged PDF (PDF/UA-1), for those who print and file.

The pages come from the same templates and style sheet; nothing is fetched. The hash in
the PDF is that of the HTML form of the report, which `upheld verify` checks.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from markupsafe import Markup

from upheld.checker.render.html import filled, render_html
from upheld.checker.render.manner import Manner
from upheld.checker.report import Report
from upheld.checker.seal import UNSEALED, stated_seal

_STYLE = Path(__file__).parent.parent / "templates" / "report.css"

#: The part of the style sheet that is about drawings, and the light colours.
_DRAWINGS = re.compile(
    r"/\* drawings \*/(.*?)/\* end of drawings \*/(.*?)\n\n", re.DOTALL
)
_COLOURS = re.compile(r":root \{([^}]*)\}")
_COLOUR = re.compile(r"--([\w-]+): (#\w{6})")


def render(report: Report, manner: Manner) -> bytes:
    """The report as a PDF; the same report gives the same bytes."""
    from weasyprint import HTML

    seal = stated_seal(render_html(report, manner)) or UNSEALED
    page = filled(report, manner, svg_style=drawing_style(), is_paper=True)
    document = HTML(string=page.replace(UNSEALED, seal), url_fetcher=_fetch_nothing)
    written = document.write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=bytes.fromhex(seal)
    )
    assert isinstance(written, bytes)
    return written


@cache
def drawing_style() -> Markup:
    """The style of drawings with its colours written out.

    WeasyPrint keeps the style sheet of a page from the drawings in it.
    """
    sheet = _STYLE.read_text(encoding="utf-8")
    found, blocks = _DRAWINGS.search(sheet), _COLOURS.findall(sheet)
    assert found is not None, "internal error: no style for drawings"
    colours = dict(_COLOUR.findall(blocks[0]))
    rules = re.sub(r"var\(--([\w-]+)\)", lambda m: colours[m[1]], found[1] + found[2])
    return Markup("<style>{}</style>").format(Markup(rules))  # noqa: S704 - our own


def _fetch_nothing(url: str, *_: Any, **__: Any) -> NoReturn:
    """A report refers to nothing, and nothing is fetched for it."""
    raise ValueError(f"internal error: the report refers to {url}")
