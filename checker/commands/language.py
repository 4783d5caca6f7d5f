"""The language that a command talks to people in.

`--lang` goes first, then `UPHELD_LANG`, then `lang` of the settings; without any it is
English. The line `language sv` of a policy says what its own words are and decides
nothing here: one run may judge policies in several languages.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from upheld.checker.wording import Language, Wording

LANGUAGES = click.Choice(["en", "sv", "pl", "cs"])

#: The option of every command that talks to people.
LANG = click.option(
    "--lang",
    type=LANGUAGES,
    help="Language for people (default: that of the settings, or en).",
)


def wording_here(lang: "Language | None", near: Sequence[Path] = ()) -> "Wording":
    """The words asked for, or those of the settings around some paths.

    Settings that are wrong are none here: a command that needs them says so itself.
    """
    from upheld.checker.wording import wording_of

    return wording_of(lang or settings_language(near))


def settings_language(near: Sequence[Path] = ()) -> "Language":
    """The language that the settings around some paths ask for."""
    from upheld.checker.project import project_folder
    from upheld.checker.settings import load_settings

    return load_settings(project_folder(near))[0].lang
