"""Mistakes in what a run is asked for, seen before any data is read."""

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from upheld.checker.scope import days_of, parse_date, parse_moment
from upheld.dsl import model
from upheld.dsl.diagnostics import Diagnostic, suggestion
from upheld.dsl.source import NOWHERE

if TYPE_CHECKING:
    from upheld.checker.check import Request


def asked_mistakes(request: "Request", zone: str) -> list[Diagnostic]:
    """Moments that cannot be read, or that leave no period (E0031, E0032).

    Args:
        zone: in which `--from` and `--to` are days.
    """
    found = [] if request.as_of is None else list(_as_of_mistakes(request.as_of))
    for option, value in (("--from", request.first), ("--to", request.last)):
        if value is not None and not parse_date(value) and parse_moment(value) is None:
            help = "write it as `2026-03-01`, or as a moment with an offset"
            message = f"`{option} {value}` is no date"
            found.append(Diagnostic("E0032", message, NOWHERE, help))
    first, end = days_of(request.first, request.last, zone)
    if not found and first is not None and end is not None and end <= first:
        message = f"`--to {request.last}` lies before `--from {request.first}`"
        help = "the last day is included; write the earlier one behind `--from`"
        found.append(Diagnostic("E0032", message, NOWHERE, help))
    return found


def _as_of_mistakes(text: str) -> Iterator[Diagnostic]:
    if text != "now" and parse_moment(text) is None:
        message = f"`--as-of {text}` is no moment with an offset"
        help = "write it as `2026-03-01T00:00:00+01:00`, or `now`"
        yield Diagnostic("E0031", message, NOWHERE, help)


def name_mistakes(request: "Request", policy: model.Policy) -> list[Diagnostic]:
    """Selections that match nothing, sources that nothing reads (E0030, E0033)."""
    ids = [standard.id for standard in policy.standards]
    if not ids:
        return [Diagnostic("E0030", "no standard to judge", NOWHERE)]
    found = [
        Diagnostic("E0030", f"no standard is called `{p}`", NOWHERE, suggestion(p, ids))
        for p in request.select
        if not any(fnmatchcase(name, p) for name in ids)
    ]
    return [*found, *_source_mistakes(request, read_by(policy))]


def _source_mistakes(request: "Request", read: Collection[str]) -> Iterator[Diagnostic]:
    configured = request.settings.sources if request.settings else ()
    for name in request.sources:
        if name not in read and name not in configured:
            message = f"no event or list reads a source `{name}`"
            yield Diagnostic("E0033", message, NOWHERE, suggestion(name, read))


def read_by(policy: model.Policy) -> frozenset[str]:
    """The sources of all events and lists, as the policy names them."""
    events = (event.source for event in policy.events.values())
    lists = (m.path for m in policy.lists.values() if m.path is not None)
    return frozenset([*events, *lists])
