"""`upheld sources`: which connectors there are, and what each source holds."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.check import REFUSED
from upheld.checker.commands.terminal import show, tell

if TYPE_CHECKING:
    from upheld.checker.source_survey import Installed, Surveyed

#: Exit status where a source cannot be read.
UNREADABLE = 3


@click.command("sources")
@click.argument("names", metavar="[NAME]...", nargs=-1)
def sources_command(names: tuple[str, ...]) -> int:
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
    if not names:
        show("\n".join(["connectors", *connector_lines(list(installed()))]))
    status = 0
    for one in surveyed(settings, root, names, texts):
        show("\n".join(source_lines(one)))
        if one.fault is not None:
            tell([one.fault], texts)
            status = UNREADABLE
    return status


def connector_lines(found: "Sequence[Installed]") -> list[str]:
    """One line for each connector, in columns."""
    kinds = max(len(one.kind) for one in found)
    versions = max(len(one.version) for one in found)
    lines = []
    for one in found:
        rest = "; ".join(filter(None, [", ".join(one.comes_with), one.fault]))
        lines.append(f"  {one.kind:{kinds}}  {one.version:{versions}}  {rest}")
    return lines


def source_lines(one: "Surveyed") -> list[str]:
    """A source with its tables, their columns and types."""
    head = f"\n{one.name} ({one.kind})" if one.kind else f"\n{one.name}"
    if one.fault is not None:
        return [f"{head}: cannot be read"]
    lines = [f"{head}: no tables" if not one.tables else head]
    for table in one.tables:
        rows = "" if table.rows is None else f", {table.rows:,} rows"
        lines.append(f"  {table.name}{rows}")
        width = max((len(name) for name in table.columns), default=0)
        lines += [f"    {n:{width}}  {kind}" for n, kind in table.columns.items()]
    return lines
