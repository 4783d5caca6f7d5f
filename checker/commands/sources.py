"""`upheld sources`: which connectors there are, and what each source holds."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.check import REFUSED
from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.terminal import show, tell

if TYPE_CHECKING:
    from upheld.checker.source_survey import Installed, Surveyed
    from upheld.checker.wording import Language, Wording

#: Exit status where a source cannot be read.
UNREADABLE = 3


@click.command("sources")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@LANG
def sources_command(names: tuple[str, ...], lang: "Language | None") -> int:
    """List connectors, test the sources of upheld.toml, show their columns.

    With a NAME, only that source is tested. Status 3 where one cannot be read.
    """
    from upheld.checker.settings import load_settings
    from upheld.checker.source_survey import installed, surveyed
    from upheld.dsl.diagnostics import suggestion

    settings, root, wrong, texts = load_settings(Path.cwd())
    tell(wrong, texts)
    if wrong:
        return REFUSED
    for name in names:
        if name not in settings.sources:
            close = suggestion(name, settings.sources)
            raise click.UsageError(f"no source is called `{name}`: {close}")
    wording = wording_here(lang)
    if not names:
        lines = connector_lines(list(installed()), wording)
        show("\n".join([wording.say("connectors"), *lines]))
    status = 0
    for one in surveyed(settings, root, names, texts):
        show("\n".join(source_lines(one, wording)))
        if one.fault is not None:
            tell([one.fault], texts)
            status = UNREADABLE
    return status


def connector_lines(found: "Sequence[Installed]", wording: "Wording") -> list[str]:
    """One line for each connector, in columns."""
    kinds = max(len(one.kind) for one in found)
    versions = max(len(one.version) for one in found)
    lines = []
    for one in found:
        fault = wording.tell(one.fault)
        rest = "; ".join(filter(None, [", ".join(one.comes_with), fault]))
        lines.append(f"  {one.kind:{kinds}}  {one.version:{versions}}  {rest}")
    return lines


def source_lines(one: "Surveyed", wording: "Wording") -> list[str]:
    """A source with its tables, their columns and types."""
    head = f"{one.name} ({one.kind})" if one.kind else one.name
    if one.fault is not None:
        return [f"\n{wording.say('{source}: cannot be read', source=head)}"]
    if not one.tables:
        head = wording.say("{source}: no tables", source=head)
    lines = [f"\n{head}"]
    for table in one.tables:
        rows = table.rows
        counted = "" if rows is None else wording.count("{n} row", "{n} rows", rows)
        lines.append(f"  {', '.join(filter(None, (table.name, counted)))}")
        width = max((len(name) for name in table.columns), default=0)
        lines += [f"    {n:{width}}  {kind}" for n, kind in table.columns.items()]
    return lines
