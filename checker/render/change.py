"""What the last closed window changed against the closed one before it."""

from collections.abc import Sequence
from fractions import Fraction

from upheld.checker.render.measures import value_of
from upheld.checker.render.numbers import show
from upheld.checker.render.windows import kept_of_judged
from upheld.checker.report import JUDGED, StandardResult, Window
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What changed, in words, and the label of the window that it changed since."""

    text: str
    before: str


def change_since(standard: StandardResult, wording: Wording = ENGLISH) -> Change | None:
    """The change of the value; of a standard for groups, how many of them kept it.

    None where fewer than two windows are closed and have a value, or a verdict.
    """
    whole = [w for w in standard.windows if not w.group]
    if not whole:
        return _of_groups(standard.windows, wording)
    closed = [w for w in whole if _is_closed(w) and value_of(w) is not None]
    if len(closed) < 2:
        return None
    before, after = closed[-2:]
    return Change(_of_values(before, after, wording), before.window)


def _is_closed(window: Window) -> bool:
    return not window.open and window.verdict in JUDGED


def _of_values(before: Window, after: Window, wording: Wording) -> str:
    """`+1.2 points, better`; shares are a hundredth of a percent each."""
    change = (value_of(after) or Fraction(0)) - (value_of(before) or Fraction(0))
    if not change:
        return wording.say("unchanged")
    is_share = after.unit == "share"
    text = show(
        change * 100 if is_share else change,
        None,
        "points" if is_share else after.unit,
        currency=after.currency,
        wording=wording,
    )
    signed = f"+{text}" if change > 0 else text
    if after.bound == "between":
        return signed
    if (change > 0) == (after.bound in ("at_least", "more_than")):
        return wording.say("{change}, better", change=signed)
    return wording.say("{change}, worse", change=signed)


def _of_groups(windows: Sequence[Window], wording: Wording) -> Change | None:
    """How many groups kept their target in the last window, and in that before it."""
    labels = list(dict.fromkeys(w.window for w in windows if _is_closed(w)))[-2:]
    if len(labels) < 2:
        return None
    sizes = [
        kept_of_judged([w for w in windows if w.window == label and not w.open])
        for label in labels
    ]
    (kept_before, all_before), (kept, every) = sizes
    text = wording.say(
        "{kept} of {all}, was {kept_before} of {all_before}",
        kept=kept,
        all=every,
        kept_before=kept_before,
        all_before=all_before,
    )
    return Change(text, labels[0])
