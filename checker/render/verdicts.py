"""The glyph of each verdict, and verdicts counted in their one order."""

from collections import Counter
from collections.abc import Iterable
from types import MappingProxyType

from upheld.checker.report import ORDER, Verdict
from upheld.checker.wording import ENGLISH, Wording

GLYPHS: MappingProxyType[Verdict, str] = MappingProxyType(
    {
        "error": "?",
        "breached": "✗",
        "waived": "W",
        "warned": "!",
        "insufficient": "<",
        "no_data": "\N{EN DASH}",
        "pending": "…",
        "met": "✓",
        "exceeded": "✓+",
    }
)

#: Verdicts of a window that kept its target; `warned` is kept, though narrowly.
KEPT: frozenset[Verdict] = frozenset({"met", "exceeded", "warned"})

RANK: MappingProxyType[Verdict, int] = MappingProxyType(
    {verdict: rank for rank, verdict in enumerate(ORDER)}
)


def tally(verdicts: Iterable[Verdict]) -> tuple[tuple[Verdict, int], ...]:
    """How often each verdict that occurs does so, worst first."""
    counted = Counter(verdicts)
    return tuple((verdict, counted[verdict]) for verdict in ORDER if counted[verdict])


def in_words(counted: Iterable[tuple[Verdict, int]], wording: Wording = ENGLISH) -> str:
    """A tally as `14 breached, 47 met`."""
    return ", ".join(
        wording.say("{n} {verdict}", n=number, verdict=wording.verdict(verdict))
        for verdict, number in counted
    )
