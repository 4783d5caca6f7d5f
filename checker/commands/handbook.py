"""`upheld handbook`: the policies as a plain-language document for staff."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.check import REFUSED, language_of, project_request
from upheld.checker.commands.language import LANG
from upheld.checker.commands.output import check_writable, write_text
from upheld.checker.commands.terminal import show, tell

if TYPE_CHECKING:
    from upheld.checker.handbook.page import Page
    from upheld.checker.wording import Language, Wording

#: Formats by the suffix of a file.
SUFFIXES = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}

FORMATS = click.Choice(["markdown", "html"])


@click.command("handbook")
@click.argument("policies", nargs=-1, type=click.Path(path_type=Path))
@LANG
@click.option("--title", metavar="TEXT", default="", help="The heading of the page.")
@click.option("--format", type=FORMATS, help="Default: by the suffix, else markdown.")
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write there instead of to standard output.",
)
def handbook_command(
    policies: tuple[Path, ...],
    lang: "Language | None",
    title: str,
    format: str | None,
    output: Path | None,
) -> int:
    """Write the standards of POLICIES in plain language, for staff or customers.

    Each with its sentence, what it means, exceptions, owner and reason. Titles, reasons
    and names stay in the words of the policy; all else is in the language asked for.
    """
    if output is not None:
        check_writable(output)
    request = project_request(policies)
    if request is None:
        return REFUSED
    from upheld.checker.handbook.entries import handbook
    from upheld.checker.handbook.values import with_values
    from upheld.checker.wording import wording_of
    from upheld.dsl.loader import load

    loaded = load(
        request.policies,
        parameters=request.parameters,
        root=None if request.outside else request.root,
    )
    tell(loaded.diagnostics, loaded.sources)
    if loaded.policy is None or loaded.diagnostics:
        return REFUSED
    ordered = {name: loaded.documents[name] for name in loaded.sources}
    documents = with_values(ordered, request.parameters)
    wording = wording_of(lang or language_of(request))
    put_out(handbook(documents, wording, title), format, output, wording)
    return 0


def put_out(
    page: "Page", format: str | None, output: Path | None, wording: "Wording"
) -> None:
    """Write a page to a file, or to standard output."""
    wanted = format or (SUFFIXES.get(output.suffix.lower(), "") if output else "")
    text = as_text(page, wanted or "markdown")
    if output is None:
        show(text)
    else:
        write_text(output, text)
        show(wording.say("wrote {path}", path=str(output)))


def as_text(page: "Page", format: str) -> str:
    """A page in a format."""
    if format == "html":
        from upheld.checker.handbook.html import as_html

        return as_html(page)
    from upheld.checker.handbook.markdown import as_markdown

    return as_markdown(page)
