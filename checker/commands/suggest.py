"""`upheld suggest`: targets that experience supports."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from upheld.checker.commands.check import REFUSED, project_request
from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.terminal import Progress, show, tell

if TYPE_CHECKING:
    from upheld.checker.experience import Experience
    from upheld.checker.wording import Language


@click.command("suggest")
@click.argument("policies", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--select",
    multiple=True,
    metavar="ID",
    help="Only these standards; * is a wildcard.",
)
@click.option(
    "--kept",
    default="90%",
    show_default=True,
    metavar="SHARE",
    help="The share of windows that have to keep a suggested target.",
)
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take the windows of a history instead of judging the data.",
)
@click.option("--as-of", metavar="MOMENT", help="See nothing after it; also `now`.")
@click.option("--format", type=click.Choice(["text", "json"]), default="text")
@LANG
def suggest_command(
    policies: tuple[Path, ...],
    select: tuple[str, ...],
    kept: str,
    history: Path | None,
    as_of: str | None,
    format: Literal["text", "json"],
    lang: "Language | None",
) -> int:
    """Show which targets past windows kept, and which one they support.

    A target is a value that occurred (nearest rank), rounded to a plain figure on the
    looser side, with the number of windows behind it.
    """
    share = read_share(kept)
    if history is not None:
        found = from_history(history, select, share)
    else:
        found = from_data(policies, select, as_of, share)
    if found is None:
        return REFUSED
    from upheld.checker.render.experience import experience_json, experience_text

    if format == "json":
        show(experience_json(found, share))
    else:
        show(experience_text(found, wording_here(lang, policies)))
    return 0


def read_share(text: str) -> Fraction:
    """A share such as `90%`, exactly."""
    try:
        share = Fraction(Decimal(text.removesuffix("%"))) / 100
    except (InvalidOperation, ValueError, OverflowError):
        share = Fraction(0)
    if not text.endswith("%") or not 0 < share <= 1:
        raise click.UsageError(f"--kept takes a share such as 90%, not `{text}`")
    return share


def from_data(
    policies: tuple[Path, ...],
    select: tuple[str, ...],
    as_of: str | None,
    share: Fraction,
) -> "list[Experience] | None":
    """What the windows of a run say; None where nothing could be judged."""
    from dataclasses import replace

    from upheld.checker.check import check
    from upheld.checker.experience import experience_of

    request = project_request(policies)
    if request is None:
        return None
    with Progress() as progress:
        wanted = replace(request, select=select, as_of=as_of, progress=progress)
        outcome = check(wanted)
    tell(outcome.diagnostics, outcome.sources)
    if outcome.report is None:
        return None
    return [
        experience_of(s.id, s.title, s.sentence, s.windows, share)
        for s in outcome.report.standards
        if s.verdict != "error"
    ]


def from_history(
    path: Path, select: tuple[str, ...], share: Fraction
) -> "list[Experience] | None":
    """What the windows of a history say, each as the last run judged it.

    Windows of another sentence than the last are another target's; they are left out.
    """
    from fnmatch import fnmatchcase

    from upheld.checker.experience import experience_of
    from upheld.checker.ledger.store import read_history
    from upheld.checker.ledger.timeline import timelines
    from upheld.dsl.diagnostics import RefusedError

    try:
        lines = timelines(read_history(path))
    except RefusedError as error:
        tell(error.diagnostics, {})
        return None
    found = []
    for line in lines:
        if select and not any(fnmatchcase(line.standard, one) for one in select):
            continue
        same = {s.run for s in line.standings if s.sentence == line.now.sentence}
        windows = [entry.window for entry in line.latest if entry.run in same]
        now = line.now
        found.append(
            experience_of(now.standard, now.title, now.sentence, windows, share)
        )
    return found
