"""What stands behind a window's verdict, in words: `87 of 100 calls; 3 more needed`."""

import re
from collections.abc import Iterable

from upheld.checker.render.kinds import kept_of, number_of
from upheld.checker.render.measures import exact_of, measure
from upheld.checker.report import Counts, StandardResult, Window
from upheld.checker.wording import ENGLISH, Wording, message


def evidence(
    window: Window, standard: StandardResult, wording: Wording = ENGLISH
) -> str:
    """The counts behind a verdict: `87 of 100 calls; 3 more needed`."""
    parts = (*_counted(window, standard, wording), *_asides(window, wording))
    return "; ".join(parts)


def _counted(
    window: Window, standard: StandardResult, wording: Wording
) -> Iterable[str]:
    if window.verdict == "error":
        return
    if window.counts.used is not None and window.inner is None:
        yield from _used(window.counts, standard, wording)
    elif window.unit != "count" or window.inner is not None:
        yield from _of(window, standard, wording)
        yield from _still_to_come(window.counts, wording)
    else:
        yield from _still_to_come(window.counts, wording)
    yield from filter(None, (gap_phrase(window, wording), room_phrase(window, wording)))


def _used(counts: Counts, standard: StandardResult, wording: Wording) -> Iterable[str]:
    assert counts.used is not None
    yield wording.say("{n} {noun} used", n=counts.used, **nouns(counts.used, standard))
    if counts.without_value:
        yield wording.say("{n} without a value", n=counts.without_value)


def nouns(number: int, standard: StandardResult) -> dict[str, str]:
    """The policy's own words for events: `noun` as English has it behind a number.

    Other languages write `nouns` before the number (`calls: 87 av 100`), since a policy
    gives no case of them.
    """
    noun = standard.noun if number == 1 else standard.nouns
    return {"noun": noun, "nouns": standard.nouns}


def _still_to_come(counts: Counts, wording: Wording) -> Iterable[str]:
    if counts.pending:
        yield wording.say("{n} pending", n=counts.pending)


def _of(window: Window, standard: StandardResult, wording: Wording) -> Iterable[str]:
    """Events met of those judged; of windows over windows those windows."""
    met, judged = window.counts.met, window.counts.met + window.counts.missed
    if window.inner is not None:
        yield (
            kept_of(met, judged, window.inner, wording)
            if judged
            else number_of(0, window.inner, wording)
        )
    elif judged:
        words = nouns(judged, standard)
        yield wording.say("{met} of {judged} {noun}", met=met, judged=judged, **words)
    elif not window.counts.pending:
        yield wording.say("{n} {noun}", n=0, **nouns(0, standard))


def gap_phrase(window: Window, wording: Wording = ENGLISH) -> str:
    """How many events the window is from its target: `3 more needed`, `2 too many`."""
    if not window.gap:
        return ""
    if window.bound in ("at_least", "more_than"):
        return wording.say("{n} more needed", n=window.gap)
    return wording.say("{n} too many", n=window.gap)


def room_phrase(window: Window, wording: Wording = ENGLISH) -> str:
    """How far a window that is not decided yet is from its target, in events."""
    if window.verdict != "pending":
        return ""
    floor = window.bound in ("at_least", "more_than")
    if window.repair and floor:
        return wording.say("{n} more must be met", n=window.repair)
    if window.repair:
        return wording.say("{n} more without it", n=window.repair)
    if window.headroom is None:
        return ""
    if floor:
        return wording.say("{n} more may be missed", n=window.headroom)
    return wording.say("{n} more may come", n=window.headroom)


def headroom_phrase(window: Window, wording: Wording = ENGLISH) -> str:
    """How many more events a closed window could have missed and kept its target."""
    if window.headroom is None or window.open:
        return ""
    if window.bound in ("at_least", "more_than"):
        return wording.say("{n} more could have been missed", n=window.headroom)
    return wording.say("{n} more could have come", n=window.headroom)


def _asides(window: Window, wording: Wording) -> Iterable[str]:
    if window.counts.excluded:
        yield wording.say("{n} excluded", n=window.counts.excluded)
    if window.counts.invalid:
        yield wording.say("{n} invalid", n=window.counts.invalid)
    yield from remarks(window, wording)


def remarks(window: Window, wording: Wording = ENGLISH) -> Iterable[str]:
    """What else a reader of a window must know, in words."""
    if window.waiver is not None:
        yield _waiver(window, window.waiver, wording)
    if window.band is not None:
        yield wording.say("band {band}", band=window.band)
    if window.edition is not None:
        yield wording.say("edition {edition}", edition=window.edition)
    if window.open:
        yield wording.say("still open")
    elif window.partial:
        yield wording.say("partial window")
    if window.note:
        yield note_in_words(window.note, wording)


def _waiver(window: Window, waiver: str, wording: Wording) -> str:
    """The waiver of a window, and what the window would be without it."""
    raw = window.verdict_without_waiver
    if raw is None:
        return wording.say("waiver {waiver}", waiver=waiver)
    verdict = wording.verdict(raw)
    exact = exact_of(window.value_without_waiver, window.exact_without_waiver)
    if exact is None or exact == exact_of(window.value, window.exact):
        return wording.say(
            "waiver {waiver}, {verdict} without it", waiver=waiver, verdict=verdict
        )
    given = {"value": window.value_without_waiver, "exact": exact}
    value = measure(window.but(**given), (), wording).value
    return wording.say(
        "waiver {waiver}, {verdict} at {value} without it",
        waiver=waiver,
        verdict=verdict,
        value=value,
    )


_INTERVAL = re.compile(r"([0-9.]+)% interval ([0-9.]+)% to ([0-9.]+)%")
_NOTES = frozenset({message("nothing to compare with"), message("the reference is 0")})


def note_in_words(note: str, wording: Wording) -> str:
    """A note of the checker's in the language of the reader."""
    found = _INTERVAL.fullmatch(note)
    if found is None:
        return wording.say(note) if note in _NOTES else note
    level, low, high = (
        wording.percent(wording.signed(number)) for number in found.groups()
    )
    return wording.say(
        "{level} interval {low} to {high}", level=level, low=low, high=high
    )
