"""A report as one HTML file that needs nothing else: no script, no request."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from upheld.checker.render.manner import Manner
from upheld.checker.render.numbers import count
from upheld.checker.render.verdicts import GLYPHS
from upheld.checker.render.view import view
from upheld.checker.render.waivers import (
    beside,
    change_in_words,
    covered_in_words,
    side_in_words,
    state_in_words,
)
from upheld.checker.report import Report, Verdict

_TEMPLATES = Path(__file__).parent.parent / "templates"

#: The class of a verdict in the style sheet, short since a page holds thousands.
CLASSES: dict[Verdict, str] = {
    "error": "e",
    "breached": "b",
    "waived": "w",
    "warned": "n",
    "insufficient": "i",
    "no_data": "d",
    "pending": "p",
    "met": "m",
    "exceeded": "x",
}


def render(report: Report, _: Manner) -> str:
    """The report as a self-contained page."""
    return render_html(report)


def render_html(report: Report) -> str:
    """The report as a self-contained page; the same report gives the same bytes."""
    return _template().render(view=view(report), report=report)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["count"] = count
    environment.filters.update(
        state_in_words=state_in_words,
        covered_in_words=covered_in_words,
        beside=beside,
        side_in_words=side_in_words,
        change_in_words=change_in_words,
    )
    environment.globals.update(glyphs=GLYPHS, classes=CLASSES)
    return environment.get_template("report.html.j2")
