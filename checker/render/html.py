"""A report as one HTML file that needs nothing else: no script, no request."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from upheld.checker.render.calendars import closed_in_words, hours_in_words
from upheld.checker.render.exceptions import file_names
from upheld.checker.render.labels import (
    coded,
    edition_in_words,
    kind_in_words,
    label_in_words,
    named,
    reading_in_words,
)
from upheld.checker.render.manner import PLAIN, Attached, Manner
from upheld.checker.render.numbers import count
from upheld.checker.render.rejections import rejection_in_words
from upheld.checker.render.restated import (
    headline_of_restated,
    restated_why,
    said_in_words,
)
from upheld.checker.render.verdicts import GLYPHS
from upheld.checker.render.view import View, view
from upheld.checker.render.waivers import (
    beside,
    change_in_words,
    covered_in_words,
    side_in_words,
    state_in_words,
)
from upheld.checker.report import ORDER, Report, Verdict
from upheld.checker.seal import UNSEALED, sealed
from upheld.checker.wording import Wording
from upheld.dsl.dataclass import dataclass

_TEMPLATES = Path(__file__).parent.parent / "templates"

#: A report of more bytes is divided, where it is written as a file.
LARGEST = 5_000_000

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


@dataclass(frozen=True, slots=True)
class Divided:
    """A report whose pages of standards are files of their own, by their names."""

    first: str
    files: Mapping[str, str]


def render(report: Report, manner: Manner) -> str:
    """The report as a self-contained page."""
    return render_html(report, manner)


def render_html(report: Report, manner: Manner = PLAIN) -> str:
    """The report as a self-contained page; the same report gives the same bytes."""
    return sealed(filled(report, manner))


def filled(
    report: Report, manner: Manner, svg_style: str = "", *, is_paper: bool = False
) -> str:
    """The page with zeros in place of its hash.

    Args:
        svg_style: what stands at the head of every drawing, for readers of HTML that
            keep style sheets of the page from its drawings.
        is_paper: the page is not a file of its own, and its hash is another's.
    """
    shown = view(report, manner.wording)
    return (
        _environment(manner.wording)
        .get_template("report.html.j2")
        .render(**_context(shown, manner, svg_style), is_paper=is_paper, places={})
    )


def divided(report: Report, manner: Manner, folder: str, back: str) -> Divided:
    """The report with the page of each standard as a file of its own.

    Args:
        folder: where the pages will lie, seen from the report; `back` is the way there.
    """
    wording = manner.wording
    shown = view(report, wording, apart=True)
    names = file_names((p.overview.standard.id for p in shown.pages), ".html")
    template = _environment(wording).get_template("standard-apart.html.j2")
    given = _context(shown, manner, "")
    files, places = {}, {}
    for page in shown.pages:
        name = names[page.overview.standard.id]
        files[name] = sealed(template.render(**given, page=page, back=back, places={}))
        digest = sha256(files[name].encode()).hexdigest()
        places[page.overview.anchor] = Attached(f"{folder}/{name}", 1, digest)
    first = (
        _environment(wording)
        .get_template("report.html.j2")
        .render(**given, is_paper=False, places=places, largest=LARGEST // 1_000_000)
    )
    return Divided(sealed(first), files)


def _context(shown: View, manner: Manner, svg_style: str) -> dict[str, object]:
    """What every page is filled with."""
    wording = manner.wording
    return {
        "view": shown,
        "report": shown.report,
        "t": wording,
        "words": {verdict: wording.verdict(verdict) for verdict in ORDER},
        "seal": UNSEALED,
        "svg_style": svg_style,
        "attached": manner.attached,
        **_said(wording),
    }


def _said(wording: Wording) -> Mapping[str, Callable[..., object]]:
    """Functions of the templates that need the language."""
    return {
        "label_in_words": partial(label_in_words, wording=wording),
        "edition_in_words": partial(edition_in_words, wording=wording),
        "kind_in_words": partial(kind_in_words, wording=wording),
        "reading_in_words": partial(reading_in_words, wording=wording),
        "hours_in_words": partial(hours_in_words, wording=wording),
        "closed_in_words": partial(closed_in_words, wording=wording),
    }


@pass_context
def _href(context: Context, anchor: str) -> str:
    """Where the page of a standard is: below, or in a file of its own."""
    place = context["places"].get(anchor)
    return f"#{anchor}" if place is None else quote(place.name)


@cache
def _environment(wording: Wording) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["count"] = partial(count, wording=wording)
    environment.globals.update(
        glyphs=GLYPHS,
        href=_href,
        classes=CLASSES,
        named=named,
        coded=coded,
        rejection_in_words=rejection_in_words,
        state_in_words=state_in_words,
        covered_in_words=covered_in_words,
        beside=beside,
        side_in_words=side_in_words,
        change_in_words=change_in_words,
        headline_of_restated=headline_of_restated,
        restated_why=restated_why,
        said_in_words=said_in_words,
    )
    return environment
