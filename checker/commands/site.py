"""`upheld site`: a history as pages that open from a disk or any web server."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.check import REFUSED
from upheld.checker.commands.language import LANG
from upheld.checker.commands.output import manner_of, write_text
from upheld.checker.commands.terminal import show, tell

if TYPE_CHECKING:
    from upheld.checker.wording import Language

#: What tells a page of ours from other people's.
OWN = '<meta name="generator" content="upheld site">'


@click.command("site")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--history",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What `check --history` appends to (default: `history` of the settings).",
)
@LANG
def site_command(folder: Path, history: Path | None, lang: "Language | None") -> int:
    """Write a history into FOLDER as a static site, and the report of every run.

    No page needs a script or asks anything of another machine: open `index.html`, or
    put the folder on any web server. FOLDER may be new, empty, or an older site.
    """
    from upheld.checker.ledger.store import read_history, read_reports
    from upheld.checker.render.site import site
    from upheld.dsl.diagnostics import RefusedError

    settings = settings_here(history)
    if settings is None:
        return REFUSED
    file, language = settings
    refuse_other(folder)
    try:
        manner = manner_of(lang or language)
        pages = site(read_history(file), read_reports(file), manner)
        number = write_pages(folder, pages)
    except RefusedError as error:
        tell(error.diagnostics, {})
        return REFUSED
    told = manner.wording.count(
        "wrote {path} and {n} page more",
        "wrote {path} and {n} pages more",
        number - 1,
        path=str(folder / "index.html"),
    )
    show(told)
    return 0


def settings_here(history: Path | None) -> "tuple[Path, Language] | None":
    """The file of the history and the language; None where settings are wrong."""
    from upheld.checker.settings import load_settings

    settings, root, diagnostics, sources = load_settings(Path.cwd())
    tell(diagnostics, sources)
    if diagnostics:
        return None
    if history is None and settings.history is None:
        raise click.UsageError("no history: name it with --history, or in upheld.toml")
    return history or root / str(settings.history), settings.lang


def refuse_other(folder: Path) -> None:
    """Refuse a folder that holds anything but an older site."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    index = folder / "index.html"
    if not index.is_file() or OWN not in index.read_text("utf-8", "replace")[:2000]:
        message = f"`{folder}` is there already, and is no site to replace"
        raise click.UsageError(message)


def write_pages(folder: Path, pages: Iterable[tuple[str, str]]) -> int:
    """Write pages, and take away those of an older site that are no more."""
    folders = (folder / name for name in ("standards", "reports"))
    old = {file for one in folders for file in one.glob("*.html")}
    written = set()
    for path, text in pages:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        write_text(file, text)
        written.add(file)
    for file in old - written:
        file.unlink()
    return len(written)
