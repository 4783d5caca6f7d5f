"""Targets that experience supports, for people and as data."""

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction

from upheld.checker.experience import ENOUGH, Experience, Rung
from upheld.checker.render.kinds import window_name
from upheld.checker.render.numbers import show, show_target
from upheld.checker.wording import Wording

SCHEMA = "upheld/suggest/1"


def experience_text(found: Sequence[Experience], wording: Wording) -> str:
    """A paragraph for each standard."""
    return "\n\n".join("\n".join(_lines(each, wording)) for each in found)


def _lines(each: Experience, wording: Wording) -> Iterator[str]:
    yield f"{each.standard}  {each.sentence}"
    if each.missing == "moving":
        moves = wording.say("its target moves with every window: nothing to suggest")
        yield f"  {moves}"
        return
    if each.present is None:
        yield f"  {wording.say('no window was judged: nothing to suggest')}"
        return
    told = _windows(each, wording)
    kept = wording.say(
        "{target} was kept in {kept} of them",
        target=_target(each, each.present, wording),
        kept=each.present.kept,
    )
    yield f"  {told}; {kept} ({_share(each.present.kept, each, wording)})"
    if each.suggestion is None:
        few = wording.say("too few to support a target: {n} are needed", n=ENOUGH)
        yield f"  {few}"
        return
    targets = [_target(each, rung, wording) for rung in each.ladder]
    width = max(map(len, targets))
    for rung, target in zip(each.ladder, targets, strict=True):
        share = _share(rung.kept, each, wording)
        yield f"    {target:<{width}}  {_kept(rung, each, wording)} ({share})"
    best = _target(each, each.suggestion, wording)
    supported = wording.say("experience supports {target}", target=best)
    share = _share(each.suggestion.kept, each, wording)
    yield f"  {supported}: {_kept(each.suggestion, each, wording)} ({share})"


def _windows(each: Experience, wording: Wording) -> str:
    """How many windows there are, and from when to when."""
    first, last = window_name(each.first, wording), window_name(each.last, wording)
    if first == last:
        return wording.count(
            "{n} window: {first}",
            "{n} windows: {first}",
            each.windows,
            first=first,
        )
    return wording.count(
        "{n} window, {first} to {last}",
        "{n} windows, {first} to {last}",
        each.windows,
        first=first,
        last=last,
    )


def _kept(rung: Rung, each: Experience, wording: Wording) -> str:
    return wording.count(
        "kept in {kept} of {n} window",
        "kept in {kept} of {n} windows",
        each.windows,
        kept=rung.kept,
    )


def _share(kept: int, each: Experience, wording: Wording) -> str:
    return show(Fraction(kept, each.windows), None, "share", wording=wording)


def _target(each: Experience, rung: Rung, wording: Wording) -> str:
    """A target with its bound: `at least 96.5%`."""
    low = show_target(rung.target, each.unit, each.currency, wording)
    if rung.high is not None:
        high = show_target(rung.high, each.unit, each.currency, wording)
        return wording.say("between {low} and {high}", low=low, high=high)
    if each.side == "at_least":
        return wording.say("at least {value}", value=low)
    return wording.say("at most {value}", value=low)


def experience_json(found: Sequence[Experience], share: Fraction) -> str:
    """One document; amounts are exact fractions, a length in seconds."""
    document = {
        "schema": SCHEMA,
        "kept": str(share),
        "standards": [
            {
                "id": each.standard,
                "sentence": each.sentence,
                "windows": each.windows,
                "first": each.first,
                "last": each.last,
                "bound": each.side,
                "unit": each.unit,
                "currency": each.currency,
                "present": _rung(each.present),
                "suggestion": _rung(each.suggestion),
                "ladder": [_rung(rung) for rung in each.ladder],
                "missing": each.missing or None,
            }
            for each in found
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _rung(rung: Rung | None) -> dict[str, object] | None:
    if rung is None:
        return None
    high = None if rung.high is None else str(rung.high)
    return {"target": str(rung.target), "target_high": high, "kept": rung.kept}
