"""`upheld holidays`: public holidays as a file that a calendar may be `closed on`."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.output import check_writable, write_text
from upheld.checker.commands.terminal import show
from upheld.dsl.diagnostics import suggestion

if TYPE_CHECKING:
    from upheld.checker.wording import Language

EXTRA = "pip install 'upheld[holidays]'"

FIRST_YEAR, LAST_YEAR = 1970, 2200


@click.command("holidays")
@click.argument("country", metavar="COUNTRY")
@click.argument(
    "years",
    metavar="YEAR...",
    nargs=-1,
    required=True,
    type=click.IntRange(FIRST_YEAR, LAST_YEAR),
)
@click.option("--subdiv", metavar="CODE", help="A part of the country, such as BY.")
@click.option("--language", metavar="CODE", help="Of the names, such as en_US.")
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write there instead of to standard output.",
)
@LANG
def holidays_command(
    country: str,
    years: tuple[int, ...],
    subdiv: str | None,
    language: str | None,
    output: Path | None,
    lang: "Language | None",
) -> int:
    """List the public holidays of COUNTRY (SE, PL, CZ, …) as `date,name`.

    Keep the file in git, look it through, and name it in a calendar:
    `closed on "holidays-se.csv"`. Needs the extra `holidays`.
    """
    if output is not None:
        check_writable(output)
    text = as_csv(public_holidays(country.upper(), years, subdiv, language))
    if output is None:
        show(text)
    else:
        write_text(output, text)
        show(wording_here(lang).say("wrote {path}", path=str(output)))
    return 0


def public_holidays(
    country: str, years: tuple[int, ...], subdiv: str | None, language: str | None
) -> Mapping[date, str]:
    """The days off of some years and what they are called."""
    try:
        import holidays
    except ImportError:
        message = f"the package `holidays` is not installed: {EXTRA}"
        raise click.UsageError(message) from None
    known = holidays.list_supported_countries(include_aliases=False)
    _check(country, known, "no country")
    _check(subdiv, known[country], f"no part of `{country}`")
    tongues = holidays.list_localized_countries().get(country, ())
    _check(language, tongues, f"no language for `{country}`")
    plain = holidays.country_holidays(country)
    return holidays.country_holidays(
        country,
        subdiv=subdiv,
        years=years,
        language=language or plain.default_language,
    )


def _check(name: str | None, known: Iterable[str], nothing: str) -> None:
    """Refuse a name that the package does not know."""
    names = sorted(known)
    if name is not None and name not in names:
        hint = suggestion(name, names)
        raise click.UsageError(f"{nothing} called `{name}`" + (hint and f": {hint}"))


def as_csv(days: Mapping[date, str]) -> str:
    """One day a line, in order of time."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("date", "name"))
    for day in sorted(days):
        writer.writerow((day.isoformat(), days[day]))
    return text.getvalue()
