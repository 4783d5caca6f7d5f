"""Windows by kind: what a day, a week or an hour is called beside a number."""

import re
from types import MappingProxyType

from upheld.checker.render.verdicts import in_words
from upheld.checker.report import Verdict
from upheld.checker.wording import ENGLISH, Number, Wording, plural

_LABELS: tuple[tuple[str, str], ...] = (
    (r"\d{4}-\d\d-\d\d", "day"),
    (r"\d{4}-\d\d-\d\dT\d\d([+-]\d\d:\d\d)?", "hour"),
    (r"\d{4}-W\d\d", "week"),
    (r"\d{4}-\d\d", "month"),
    (r"\d{4}-Q\d", "quarter"),
    (r"\d{4}", "year"),
)

_NUMBER = MappingProxyType(
    {
        "hour": plural("{n} hour", "{n} hours"),
        "day": plural("{n} day", "{n} days"),
        "week": plural("{n} week", "{n} weeks"),
        "month": plural("{n} month", "{n} months"),
        "quarter": plural("{n} quarter", "{n} quarters"),
        "year": plural("{n} year", "{n} years"),
        "window": plural("{n} window", "{n} windows"),
    }
)

_OF = MappingProxyType(
    {
        "hour": plural("{kept} of {n} hour", "{kept} of {n} hours"),
        "day": plural("{kept} of {n} day", "{kept} of {n} days"),
        "week": plural("{kept} of {n} week", "{kept} of {n} weeks"),
        "month": plural("{kept} of {n} month", "{kept} of {n} months"),
        "quarter": plural("{kept} of {n} quarter", "{kept} of {n} quarters"),
        "year": plural("{kept} of {n} year", "{kept} of {n} years"),
        "window": plural("{kept} of {n} window", "{kept} of {n} windows"),
    }
)

_WITH_VERDICT = MappingProxyType(
    {
        "hour": plural("{kept} of {n} hour {verdict}", "{kept} of {n} hours {verdict}"),
        "day": plural("{kept} of {n} day {verdict}", "{kept} of {n} days {verdict}"),
        "week": plural("{kept} of {n} week {verdict}", "{kept} of {n} weeks {verdict}"),
        "month": plural(
            "{kept} of {n} month {verdict}", "{kept} of {n} months {verdict}"
        ),
        "quarter": plural(
            "{kept} of {n} quarter {verdict}", "{kept} of {n} quarters {verdict}"
        ),
        "year": plural("{kept} of {n} year {verdict}", "{kept} of {n} years {verdict}"),
        "window": plural(
            "{kept} of {n} window {verdict}", "{kept} of {n} windows {verdict}"
        ),
        "result": plural(
            "{kept} of {n} result {verdict}", "{kept} of {n} results {verdict}"
        ),
    }
)


def kind_of(label: str) -> str:
    """What a window is, by its label: `day`, `week`, else `window`."""
    for pattern, kind in _LABELS:
        if re.fullmatch(pattern, label):
            return kind
    return "window"


def window_name(label: str, wording: Wording = ENGLISH) -> str:
    """The label of a window; the only one of a standard without windows has a word."""
    return wording.term("window", "overall") if label == "overall" else label


def number_of(n: Number, kind: str, wording: Wording = ENGLISH) -> str:
    """A number of windows of a kind: `61 days`."""
    return wording.count(*_NUMBER[kind], n)


def kept_of(kept: int, total: int, kind: str, wording: Wording = ENGLISH) -> str:
    """How many windows of a kind kept their target: `47 of 61 days`."""
    return wording.count(*_OF[kind], total, kept=kept)


def tally_of(
    kind: str,
    total: int,
    lead: tuple[Verdict, int],
    rest: tuple[tuple[Verdict, int], ...],
    wording: Wording = ENGLISH,
) -> str:
    """How many windows have each verdict: `47 of 61 days met, 14 breached`."""
    verdict, kept = lead
    first = wording.count(
        *_WITH_VERDICT[kind], total, kept=kept, verdict=wording.verdict(verdict)
    )
    return ", ".join(filter(None, (first, in_words(rest, wording))))
