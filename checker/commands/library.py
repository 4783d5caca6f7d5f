"""`upheld library`: the standards that ship, listed, shown and copied."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.terminal import say, show

if TYPE_CHECKING:
    from upheld.checker.library import Copied, Theme
    from upheld.checker.wording import Language, Wording

SETTINGS = "upheld.toml"
SETTINGS_TEXT = '# Settings of the project.\npolicies = ["*.std"]\n'

#: The parts of the library, in their order.
FOLDERS = ("service", "published", "helpdesks")


@click.group("library")
def library_command() -> None:
    """Standards that ship: `list` them, `copy` some into a project."""


@library_command.command("list")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@LANG
def list_command(names: tuple[str, ...], lang: "Language | None") -> int:
    """List the files of the library, or the standards of those that are named.

    The standards themselves are English; `upheld fmt --language` translates keywords.
    """
    if names:
        show("\n\n".join(shown_theme(t, ids) for t, ids in chosen(names).items()))
    else:
        wording = wording_here(lang)
        show("\n\n".join(shown_folder(folder, wording) for folder in FOLDERS))
    return 0


@library_command.command("copy")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder to write in (default: this one).",
)
@LANG
def copy_command(names: tuple[str, ...], folder: Path, lang: "Language | None") -> int:
    """Copy standards: whole files (`answering`) or single ones (`answer-speed`).

    Service standards come with a `vocabulary.std` that holds only the words they need:
    the one file to map to your own data. Nothing that is there is changed; what it
    lacks is written behind it.
    """
    from upheld.checker.library import copied

    chosen(names)
    wording = wording_here(lang, (folder,))
    files = copied(names, texts_of(folder))
    written = [each.name for each in files if write(folder, each)]
    written += settings_written(folder)
    for name in written:
        show(wording.say("wrote {path}", path=str(folder / name)))
    for each in files:
        tell_kept(each, wording)
    show(closing(written, folder, wording))
    return 0


def chosen(names: tuple[str, ...]) -> "dict[Theme, tuple[str, ...]]":
    """The standards that are meant, by file."""
    from upheld.checker.library import UnknownError, chosen_of, themes
    from upheld.dsl.diagnostics import suggestion

    try:
        return chosen_of(names)
    except UnknownError as error:
        known = [n for theme in themes() for n in (theme.name, *theme.standards)]
        hint = suggestion(str(error), known)
        message = f"nothing in the library is called `{error}`: {hint}"
        raise click.UsageError(message) from None


# --- listing -------------------------------------------------------------------------


def heading(folder: str, wording: "Wording") -> str:
    """What a part of the library holds."""
    match folder:
        case "service":
            return wording.say("Service standards, mapped in vocabulary.std:")
        case "published":
            return wording.say("Published rules, each with its own words:")
        case _:
            return wording.say("Clocks of help desks, mapped to their exports:")


def shown_folder(folder: str, wording: "Wording") -> str:
    """The files of one part of the library, a line each."""
    from upheld.checker.library import themes

    here = [theme for theme in themes() if theme.folder == folder]
    width = max(len(theme.name) for theme in here)
    lines = [
        f"  {theme.name.ljust(width)}  {len(theme.standards):3}  {theme.title}"
        for theme in here
    ]
    return "\n".join([heading(folder, wording), *lines])


def shown_theme(theme: "Theme", ids: tuple[str, ...]) -> str:
    """The standards of one file with their sentences."""
    from upheld.checker.library import policy_of

    policy = policy_of(theme).policy
    standards = () if policy is None else policy.standards
    lines = [f"{theme.name}: {theme.title}"]
    for standard in standards:
        if standard.id in ids:
            lines.append(f"  {standard.id}  {standard.title}")
            newest = standard.editions[-1]
            lines += [f"    {line}" for line in (newest.sentence, *newest.clauses)]
    return "\n".join(lines)


# --- copying -------------------------------------------------------------------------


def texts_of(folder: Path) -> dict[str, str]:
    """The files of a folder that a copy might touch."""
    if not folder.is_dir():
        return {}
    found = (p for p in folder.iterdir() if p.suffix in (".std", ".csv"))
    try:
        return {
            path.name: path.read_text(encoding="utf-8-sig")
            for path in found
            if path.suffix == ".std" or path.name.startswith("holidays")
        }
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(
            f"cannot read the files of `{folder}`: {error}"
        ) from None


def write(folder: Path, file: "Copied") -> bool:
    """Write a file; False where it is there and stays as it is."""
    path = folder / file.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_text(encoding="utf-8-sig") == file.text:
            return False
        path.write_text(file.text, encoding="utf-8", newline="")
    except OSError as error:
        raise click.UsageError(f"cannot write `{path}`: {error.strerror}") from None
    return True


def settings_written(folder: Path) -> list[str]:
    """The settings, where the project has none."""
    resolved = folder.resolve()
    if any((above / SETTINGS).exists() for above in (resolved, *resolved.parents)):
        return []
    (folder / SETTINGS).write_text(SETTINGS_TEXT, encoding="utf-8")
    return [SETTINGS]


def tell_kept(file: "Copied", wording: "Wording") -> None:
    """Say what was there already, and what it lacks."""
    if file.lacking:
        told = wording.say(
            "the events that `{file}` had are as they were; add: {words}",
            file=file.name,
            words=", ".join(file.lacking),
        )
        say(told)
    elif file.kept and file.name.endswith(".std"):
        say(wording.say("kept what `{file}` had", file=file.name))


def closing(written: list[str], folder: Path, wording: "Wording") -> str:
    """What comes next."""
    if not written:
        return wording.say("nothing to write: all of it is there")
    where = "" if folder == Path() else f"{folder}/"
    change = "" if folder == Path() else f"cd {folder} && "
    command = f"{change}upheld check"
    if "vocabulary.std" not in written:
        return wording.say("next: {command}", command=command)
    return wording.say(
        "next: map {file} to your columns, then: {command}",
        file=f"{where}vocabulary.std",
        command=command,
    )
