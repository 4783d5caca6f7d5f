"""`upheld doctor`: what a run here would use, and what is wrong with it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from upheld.checker.commands.check import REFUSED, pairs, project_request
from upheld.checker.commands.language import LANG
from upheld.checker.commands.terminal import show, tell

if TYPE_CHECKING:
    from upheld.checker.wording import Language
    from upheld.dsl.source import Source

#: Exit status where a source cannot be read.
UNREACHABLE = 3


@click.command("doctor")
@click.argument("policies", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="What to print on standard output (default: text).",
)
@LANG
@click.option(
    "--source", multiple=True, metavar="NAME=PATH", help="Read a source from elsewhere."
)
def doctor_command(
    policies: tuple[Path, ...],
    format: Literal["text", "json"],
    lang: "Language | None",
    source: tuple[str, ...],
) -> int:
    """Show versions, settings and where each comes from, sources, git and plug-ins.

    Every source of POLICIES is opened and its columns are listed; nothing is judged.
    The exit status is 0, 2 where a setting or a policy is wrong, 3 where a source
    cannot be read.
    """
    from dataclasses import replace

    from upheld.checker.doctor import examine
    from upheld.checker.render.examination import examination_json, examination_text
    from upheld.checker.wording import wording_of

    request = project_request(policies)
    if request is None or request.settings is None:
        return REFUSED
    language = lang or request.settings.lang
    request = replace(request, sources=dict(pairs("--source", source)))
    found = examine(request, settings_texts(policies))
    tell(found.faults, found.texts)
    if format == "json":
        show(examination_json(found))
    else:
        show(examination_text(found, wording_of(language)))
    if found.zone is None:
        return REFUSED
    return UNREACHABLE if found.faults else 0


def settings_texts(policies: tuple[Path, ...]) -> "Mapping[str, Source]":
    """The settings file and the variables that were read, by their names."""
    from upheld.checker.project import project_folder
    from upheld.checker.settings import load_settings

    return load_settings(project_folder(policies))[3]
