"""`upheld changes`: what changed between two versions of the policies."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.check import REFUSED
from upheld.checker.commands.handbook import FORMATS, put_out
from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.output import check_writable
from upheld.checker.commands.terminal import say, tell

if TYPE_CHECKING:
    from upheld.checker.handbook.versions import Version
    from upheld.checker.wording import Language


@click.command("changes")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("policies", nargs=-1, type=click.Path(path_type=Path))
@LANG
@click.option("--format", type=FORMATS, help="Default: by the suffix, else markdown.")
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write there instead of to standard output.",
)
def changes_command(
    old: str,
    new: str,
    policies: tuple[Path, ...],
    lang: "Language | None",
    format: str | None,
    output: Path | None,
) -> int:
    """Tell in sentences what changed from OLD to NEW, for the notice to staff.

    Each is a file, a folder, or a revision of git: `v1.0`, `HEAD~1`, `main:a.std`. Of a
    revision all .std files below this folder are meant, or only POLICIES.
    """
    if output is not None:
        check_writable(output)
    from upheld.dsl.diagnostics import RefusedError

    try:
        versions = {name: read(name, policies) for name in (old, new)}
    except RefusedError as error:
        tell(error.diagnostics, {})
        return REFUSED
    if any(version.diagnostics for version in versions.values()):
        for name, version in versions.items():
            tell_of(name, version)
        return REFUSED
    from upheld.checker.handbook.differences import changes
    from upheld.checker.handbook.values import with_values

    before, after = (with_values(versions[v].documents, {}) for v in (old, new))
    wording = wording_here(lang)
    put_out(changes(before, after, wording), format, output, wording)
    return 0


def tell_of(name: str, version: "Version") -> None:
    """What is wrong with a version, below its name."""
    if version.diagnostics:
        say(f"{name}:")
    tell(version.diagnostics, version.sources)


def read(name: str, policies: tuple[Path, ...]) -> "Version":
    """A version by its name.

    Raises:
        RefusedError: E0021, a file of a revision is not UTF-8.
    """
    from upheld.checker.handbook.versions import UnknownVersionError, read_version

    try:
        return read_version(name, policies, Path.cwd())
    except UnknownVersionError as error:
        raise click.UsageError(str(error)) from None
