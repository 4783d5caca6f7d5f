"""Windows of a standard: what they are called, which is worst, how they add up."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from upheld.checker.render.kinds import kind_of, tally_of
from upheld.checker.render.measures import measure, shortfall, value_of
from upheld.checker.render.verdicts import KEPT, RANK, tally
from upheld.checker.report import JUDGED, Verdict, Window
from upheld.checker.wording import ENGLISH, Wording


def kind(windows: Sequence[Window]) -> str:
    """What one of the windows is, by its label: `day`, `week`, else `window`."""
    return kind_of(windows[0].window if windows else "")


def summary(windows: Sequence[Window], wording: Wording = ENGLISH) -> str:
    """How many windows have each verdict: `47 of 61 days met, 14 breached`."""
    counted = tally(window.verdict for window in windows)
    if not counted:
        return wording.say("no windows")
    only_exceeded = [verdict for verdict, _ in counted] == ["exceeded"]
    lead: Verdict = "exceeded" if only_exceeded else "met"
    number = dict(counted).get(lead, 0)
    rest = tuple((verdict, times) for verdict, times in counted if verdict != lead)
    return tally_of(called(windows), len(windows), (lead, number), rest, wording)


def called(windows: Sequence[Window]) -> str:
    """What each of the windows is called; `result` if some share a label."""
    if len({window.window for window in windows}) < len(windows):
        return "result"
    return kind(windows)


def worst_first(windows: Iterable[Window]) -> list[Window]:
    """Windows by verdict, then by how far they are from the target, then by time."""
    return sorted(windows, key=_badness)


def _badness(window: Window) -> tuple[int, Fraction, str, tuple[str, ...]]:
    return (
        RANK[window.verdict],
        -shortfall(window),
        window.start,
        tuple(window.group.values()),
    )


def not_met(windows: Iterable[Window]) -> list[Window]:
    """Windows that are neither met nor exceeded, worst first."""
    return worst_first(w for w in windows if w.verdict not in ("met", "exceeded"))


def kept_of_judged(windows: Sequence[Window]) -> tuple[int, int]:
    """How many judged windows kept the target, and how many were judged."""
    judged = [window for window in windows if window.verdict in JUDGED]
    return sum(window.verdict in KEPT for window in judged), len(judged)


def group_name(group: dict[str, str]) -> str:
    """A group as it is written in cases: `team=north;channel=phone`."""
    return ";".join(f"{field}={value}" for field, value in group.items())


def measured_range(
    windows: Sequence[Window],
    marks: tuple[str, ...] = (),
    wording: Wording = ENGLISH,
    *,
    tied: str = " ",
) -> str:
    """The value of the only window, or the smallest and the largest of several.

    Args:
        tied: what stands between the parts of an amount, `1m 4s`.
    """
    valued = [w for w in windows if value_of(w) is not None]
    if not valued:
        return "\N{EN DASH}"
    low = min(valued, key=lambda w: (value_of(w) or 0, w.start))
    high = max(valued, key=lambda w: (value_of(w) or 0, w.start))
    first, last = (
        measure(one, marks, wording).value.replace(" ", tied) for one in (low, high)
    )
    return (
        first if first == last else wording.say("{low} to {high}", low=first, high=last)
    )


def do_not_overlap(windows: Sequence[Window]) -> bool:
    """Whether the counts of the windows (of one group, in order) may be added up."""
    return all(earlier.end <= later.start for earlier, later in pairwise(windows))
