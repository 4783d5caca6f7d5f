"""`upheld init`: a small project that `upheld check` can judge at once."""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.terminal import show

if TYPE_CHECKING:
    from upheld.checker.wording import Language

#: The files of a new project, kept with the package under `policies/samples/starter`.
FILES = ("upheld.toml", "service.std", "calls.csv")


@click.command("init")
@click.argument(
    "folder",
    default=".",
    type=click.Path(path_type=Path, file_okay=False),
    required=False,
)
@LANG
def init_command(folder: Path, lang: "Language | None") -> int:
    """Start a project in FOLDER (default: here): settings, a policy, a little data.

    Nothing that is already there is overwritten.
    """
    present = [name for name in FILES if (folder / name).exists()]
    if present:
        names = ", ".join(f"`{folder / name}`" for name in present)
        raise click.UsageError(f"already there: {names}; nothing was written")
    wording = wording_here(lang, (folder,))
    write_starter(folder)
    for name in FILES:
        show(wording.say("wrote {path}", path=str(folder / name)))
    where = "" if folder == Path() else f"cd {folder} && "
    show(wording.say("next: {command}", command=f"{where}upheld check"))
    return 0


def write_starter(folder: Path) -> None:
    """Copy the starter project into a folder, which is made if need be."""
    starter = files("upheld.policies") / "samples" / "starter"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            (folder / name).write_bytes((starter / name).read_bytes())
    except OSError as error:
        raise click.UsageError(f"cannot write `{folder}`: {error.strerror}") from None
