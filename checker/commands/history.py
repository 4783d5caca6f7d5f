"""`upheld history`: standards over time, from the file of `check --history`."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from upheld.checker.commands.check import REFUSED
from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.output import manner_of
from upheld.checker.commands.terminal import show, tell

if TYPE_CHECKING:
    from upheld.checker.ledger.timeline import Timeline
    from upheld.checker.wording import Language


@click.command("history")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("standard", metavar="[ID]", required=False)
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="What to print on standard output (default: text).",
)
@LANG
def history_command(
    file: Path,
    standard: str | None,
    format: Literal["text", "json"],
    lang: "Language | None",
) -> int:
    """Show the standards of FILE over time, or one with all its windows.

    FILE is what `check --history FILE` appends to. A final window whose result changed
    between two runs is told with both results.
    """
    from upheld.checker.ledger.store import read_history
    from upheld.checker.ledger.timeline import timelines
    from upheld.checker.render.history import history_json, history_text
    from upheld.dsl.diagnostics import RefusedError

    try:
        history = read_history(file)
        lines = chosen(timelines(history), standard)
    except RefusedError as error:
        tell(error.diagnostics, {})
        return REFUSED
    if format == "json":
        show(history_json(history, lines))
    else:
        manner = manner_of(wording_here(lang).language)
        show(history_text(history, lines, manner, windows=bool(standard)))
    return 0


def chosen(
    lines: "tuple[Timeline, ...]", standard: str | None
) -> "tuple[Timeline, ...]":
    """The standard that is asked for, or all.

    Raises:
        RefusedError: E0030, no run judged one of that id.
    """
    from upheld.dsl.diagnostics import Diagnostic, RefusedError, suggestion
    from upheld.dsl.source import NOWHERE

    found = tuple(line for line in lines if standard in (None, line.standard))
    if standard is None or found:
        return found
    known = suggestion(standard, [line.standard for line in lines])
    message = f"no standard is called `{standard}` in this history"
    raise RefusedError(Diagnostic("E0030", message, NOWHERE, known))
