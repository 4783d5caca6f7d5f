"""`upheld fetch`: what is new in a help desk, into files that the mappings read."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

import click

from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.terminal import show, tell

if TYPE_CHECKING:
    from upheld.checker.wording import Language, Wording
    from upheld.connectors.helpdesk.desk import Desk

EXTRA = "pip install 'upheld[helpdesk]'"
REFUSED, UNREADABLE = 2, 3
PROJECT = re.compile(r"[A-Z][A-Z0-9_]{0,254}")


class Options(TypedDict):
    """The options of `fetch` beside what is read."""

    slas: bool
    attempts: int
    format: Literal["csv", "parquet", "json"]
    lang: "Language | None"


@click.command("fetch")
@click.argument("desk", type=click.Choice(["zendesk", "jira"]))
@click.option(
    "--into",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the files; how far it came stands there too, in `.fetch`.",
)
@click.option(
    "--url",
    default="",
    help="The address of the help desk (default: UPHELD_ZENDESK_URL, UPHELD_JIRA_URL).",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    default="1970-01-01",
    help="Where the first run begins (default: with everything).",
)
@click.option("--project", multiple=True, metavar="KEY", help="Only these of Jira.")
@click.option("--slas/--no-slas", default=True, help="Also ask Jira for SLA cycles.")
@click.option(
    "--attempts",
    type=click.IntRange(1, 20),
    default=6,
    help="How often one question is asked (default: 6).",
)
@click.option(
    "--format",
    type=click.Choice(["csv", "parquet", "json"]),
    default="csv",
    help="Of the files (default: csv).",
)
@LANG
def fetch_command(
    desk: Literal["zendesk", "jira"],
    folder: Path,
    url: str,
    since: datetime,
    project: tuple[str, ...],
    **options: Unpack[Options],
) -> int:
    """Read what is new in a help desk into files, for the mappings of the library.

    The token stands in the environment, UPHELD_ZENDESK_TOKEN or UPHELD_JIRA_TOKEN, with
    the account in …_EMAIL (without one it is a token of OAuth). Only GET is sent, to
    that address alone. The exit status is 0, 2 where address or token are missing, 3
    where the help desk cannot be read: run it again, it goes on where it was. Needs the
    extra `helpdesk`.
    """
    from upheld.connectors.helpdesk.access import access_of
    from upheld.connectors.helpdesk.web import UnreadableError, Web
    from upheld.dsl.diagnostics import Diagnostic, RefusedError
    from upheld.dsl.source import NOWHERE

    chosen = desk_of(desk, since, project, slas=options["slas"])
    try:
        access = access_of(desk, url, os.environ)
        check_installed()
        web = Web(access, options["attempts"])
        read(chosen, web, folder, options["format"], wording_here(options["lang"]))
    except RefusedError as error:
        tell(error.diagnostics, {})
        return REFUSED
    except UnreadableError as error:
        tell([Diagnostic("E0057", error.message, NOWHERE, error.help)], {})
        return UNREADABLE
    return 0


def read(
    desk: "Desk",
    web: object,
    folder: Path,
    format: Literal["csv", "parquet", "json"],
    wording: "Wording",
) -> None:
    """Read a help desk, write its files, and name them."""
    from upheld.connectors.helpdesk.store import fetch, write_files
    from upheld.connectors.helpdesk.web import Web

    assert isinstance(web, Web)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fetch(desk, web, folder)
        written = write_files(desk, web, folder, format)
    except OSError as error:
        message = f"cannot write in `{folder}`: {error.strerror}"
        raise click.UsageError(message) from None
    for path, rows in written.items():
        told = wording.count(
            "wrote {path} ({n} row)", "wrote {path} ({n} rows)", rows, path=str(path)
        )
        show(told)


def desk_of(
    name: Literal["zendesk", "jira"],
    since: datetime,
    projects: tuple[str, ...],
    *,
    slas: bool,
) -> "Desk":
    """The help desk that is meant."""
    from upheld.connectors.helpdesk.jira import jira
    from upheld.connectors.helpdesk.zendesk import zendesk

    wrong = [key for key in projects if not PROJECT.fullmatch(key)]
    if wrong:
        raise click.UsageError(f"`{wrong[0]}` is no key of a project, such as `SD`")
    if name == "zendesk":
        if projects:
            raise click.UsageError("`--project` is for Jira")
        return zendesk(int(since.replace(tzinfo=UTC).timestamp()))
    return jira(f"{since:%Y-%m-%d}", projects, slas=slas)


def check_installed() -> None:
    """Refuse where the extra is missing."""
    try:
        import dlt  # noqa: F401
    except ImportError:
        message = f"the package `dlt` is not installed: {EXTRA}"
        raise click.UsageError(message) from None
