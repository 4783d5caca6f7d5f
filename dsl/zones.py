"""Names of time zones, checked against the time zone database."""

from functools import cache
from zoneinfo import available_timezones

from upheld.dsl.diagnostics import suggestion
from upheld.dsl.faults import refused
from upheld.dsl.source import Span


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def checked_zone(name: str, clause: Span) -> str:
    """The zone itself, if there is one of that name (E1009).

    Args:
        clause: The place of the whole clause; the name is its last word.
    """
    if name == "UTC" or name in _known():
        return name
    hint = suggestion(name, _known())
    if not hint.startswith("did"):
        hint = "write a zone: `Europe/Stockholm`"
    raise refused(
        "E1009", f"unknown zone `{name}`", _last_word(name, clause), help=hint
    )


def _last_word(name: str, clause: Span) -> Span:
    if clause.line != clause.end_line and clause.end_column <= len(name):
        return clause
    start = clause.end_column - len(name)
    return Span(clause.file, clause.end_line, start, clause.end_line, clause.end_column)
