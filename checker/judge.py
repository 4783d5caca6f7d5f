"""From a window's measure to its verdict: pure functions on exact numbers.

The first line that fits (LANGUAGE, section 5); `n` is met + missed + pending, of a
statistic the values used:

    closed, no event at all, and `if no data` says so      met or breached, as said
    closed, n = 0 (a count: never)                         no_data
    closed, 0 < n < minimum                                insufficient
    compared with a value that is not there                no_data
    compared, and an obligation of either is pending       pending
    every value still possible gives one verdict           that verdict
    otherwise                                              pending

The values still possible: of a closed window those that its pending events leave open;
of an open one also those that more events could bring. A window that is open and below
its minimum, or empty, is pending.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, assert_never

from upheld.checker.exact import Exact, Range, exactly, rounded
from upheld.checker.headroom import Room, room
from upheld.checker.measure import SECOND, Measure, Sizes
from upheld.checker.report import Verdict
from upheld.checker.wilson import Mean, Sample, judge_sample
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: What a window is held against: a bound, or a reference without a value (or of 0, of
#: which a percentage is meant), or one whose value is not known yet.
Goal = model.Bound | Literal["missing", "zero", "waiting"]


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict of one window and group, before waivers.

    `gap`, `headroom` and `repair` are numbers of events (`upheld.checker.headroom`).
    """

    verdict: Verdict
    value: Fraction | None
    sizes: Sizes
    band: str | None = None
    gap: int | None = None
    headroom: int | None = None
    repair: int | None = None
    note: str | None = None


def judge(
    edition: model.Edition,
    measured: Measure,
    goal: Goal,
    *,
    is_open: bool,
    second: Measure | None = None,
) -> Judged:
    """The verdict of a window. `second` is the share of `exceeds when`."""
    early = unjudged(edition, measured, is_open=is_open)
    if early is not None:
        return _judged(early, measured, Room())
    if goal in ("missing", "zero"):
        note = "nothing to compare with" if goal == "missing" else "the reference is 0"
        return Judged("no_data", measured.value, measured.sizes[0], note=note)
    if goal == "waiting" or (goal is not edition.bound and has_pending(measured)):
        return _judged("pending", measured, Room())
    assert isinstance(goal, model.Bound)
    # INVARIANT: what is over and not waited for has a value, or none to have.
    assert measured.possible is not None or is_open or has_pending(measured)
    unit = rounding_step(edition.rounded, goal.unit)
    space = room(measured.sizes, goal, unit, is_open=is_open)
    if edition.confidence is not None:
        sample = sample_of(edition, measured.sizes[0], goal)
        return sampled(edition, measured, goal, sample, is_open=is_open, second=second)
    decided = decide(edition, measured.possible, goal, second, is_open=is_open)
    if decided is None and never_inside(measured.sizes, goal, unit, is_open=is_open):
        decided = "breached"
    if is_open and is_silent(measured) and decided != said_of_silence(edition, decided):
        decided = None
    if decided is None:
        return _judged("pending", measured, space)
    band = _band(edition, measured, goal.unit)
    return _judged(decided, measured, space, band)


def valued(edition: model.Edition, measured: Measure, *, is_open: bool) -> Judged:
    """A window whose value counts in a mean, and which is itself held to nothing."""
    early = unjudged(edition, measured, is_open=is_open)
    waits = is_open or has_pending(measured) or measured.value is None
    return _judged(early or ("pending" if waits else "met"), measured, Room())


def _judged(
    verdict: Verdict, measured: Measure, space: Room, band: str | None = None
) -> Judged:
    breached = verdict == "breached"
    return Judged(
        verdict,
        None if verdict == "no_data" else measured.value,
        measured.sizes[0],
        band,
        gap=space.gap if breached else None,
        headroom=None if breached else space.headroom,
        repair=space.repair if verdict == "pending" else None,
    )


def has_pending(measured: Measure) -> bool:
    """Whether an obligation of the window is not due yet."""
    return any(sizes.pending for sizes in measured.sizes)


def unjudged(
    edition: model.Edition, measured: Measure, *, is_open: bool
) -> Verdict | None:
    """The verdict of a window without enough events, whatever its value; else None."""
    number = _named_size(edition, measured)
    least = edition.minimum.number if edition.minimum else 0
    if not is_open:
        said = said_of_silence(edition, None) if is_silent(measured) else None
        if said is not None:
            return said
        if measured.absent or (edition.minimum and number.judged == 0):
            return "no_data"
    if number.judged < least:
        return "pending" if is_open else "insufficient"
    sure = number.used if number.used is not None else number.judged
    if sure < least:
        return "pending"
    return None


def is_silent(measured: Measure) -> bool:
    """Whether nothing of what was counted had an event."""
    return all(sizes.silent for sizes in measured.sizes)


def said_of_silence(
    edition: model.Edition, otherwise: Verdict | None
) -> Verdict | None:
    """What `if no data` says of a window without events."""
    match edition.if_no_data:
        case "met" | "breached" as said:
            return said
        case "reported":
            return "no_data"
        case None:
            return otherwise
        case _:
            assert_never(edition.if_no_data)


def _named_size(edition: model.Edition, measured: Measure) -> Sizes:
    index = edition.minimum.population if edition.minimum else 0
    return measured.sizes[index] if index < len(measured.sizes) else measured.sizes[0]


def decide(
    edition: model.Edition,
    possible: Range | None,
    bound: model.Bound,
    second: Measure | None,
    *,
    is_open: bool,
) -> Verdict | None:
    """The one verdict of all values still possible, or None."""
    if possible is None:
        return None
    unit = rounding_step(edition.rounded, bound.unit)
    low, high = possible.low, possible.high
    if unit is not None:
        low, high = rounded(low, unit), rounded(high, unit)
    first = tier(edition, bound, low)
    if first != tier(edition, bound, high):
        return None
    if first == "breached" and straddles(bound, low, high):
        return None
    if first == "breached" or edition.exceeds_when is None:
        return first
    return _exceeded(edition, first, second, is_open=is_open)


def _exceeded(
    edition: model.Edition, verdict: Verdict, second: Measure | None, *, is_open: bool
) -> Verdict | None:
    assert edition.exceeds_when is not None
    if second is None or second.possible is None:
        return None if is_open else verdict
    bound = edition.exceeds_when[1]
    kept = keeps(bound, second.possible.low)
    if kept != keeps(bound, second.possible.high):
        return None
    return "exceeded" if kept else verdict


def straddles(bound: model.Bound, low: Exact, high: Exact) -> bool:
    """Whether a band lies between two values that both break it."""
    if bound.kind != "between":
        return False
    assert bound.high is not None
    return low < exactly(bound.low) and high > exactly(bound.high)


def never_inside(
    sizes: Sequence[Sizes],
    bound: model.Bound,
    unit: Fraction | None,
    *,
    is_open: bool,
) -> bool:
    """Whether no number of pending events that are met brings a share into a band.

    Of one event there are only 0% and 100%, neither of them between 25% and 75%.
    """
    is_share = len(sizes) == 1 and sizes[0].used is None
    if is_open or bound.kind != "between" or not is_share:
        return False
    met, total = sizes[0].met, sizes[0].judged

    def share(more: int) -> Exact:
        value = exactly(Fraction(met + more, total))
        return value if unit is None else rounded(value, unit)

    outcomes = range(sizes[0].pending + 1)
    first = bisect_left(outcomes, exactly(bound.low), key=share)
    return first == len(outcomes) or not keeps(bound, share(first))


def keeps(bound: model.Bound, value: Exact) -> bool:
    """Whether a value keeps a bound."""
    limit = exactly(bound.low)
    match bound.kind:
        case "at_least":
            return value >= limit
        case "at_most":
            return value <= limit
        case "more_than":
            return value > limit
        case "less_than":
            return value < limit
        case "between":
            assert bound.high is not None
            return limit <= value <= exactly(bound.high)
        case _:
            assert_never(bound.kind)


def tier(edition: model.Edition, bound: model.Bound, value: Exact) -> Verdict:
    """The verdict of one value: target, upper tier, warning line."""
    if not keeps(bound, value):
        return "breached"
    floor = bound.kind in ("at_least", "more_than")
    if edition.exceeds is not None:
        line = exactly(edition.exceeds)
        if value >= line if floor else value <= line:
            return "exceeded"
    if edition.warn is not None:
        line = exactly(edition.warn.value)
        if value < line if edition.warn.side == "below" else value > line:
            return "warned"
    return "met"


def rounding_step(decimals: int | None, unit: model.Unit) -> Fraction | None:
    """The step that values are rounded to, in the amount of the unit.

    Decimals count what is shown: of a percentage its points, of a length seconds.
    """
    if decimals is None:
        return None
    step = Fraction(1, 10**decimals)
    match unit.kind:
        case "percent":
            return step / 100
        case "length":
            return step * SECOND
        case _:
            return step


def _band(edition: model.Edition, measured: Measure, unit: model.Unit) -> str | None:
    if edition.bands is None or measured.possible is None:
        return None
    step = rounding_step(edition.rounded, unit)
    names = set()
    for end in (measured.possible.low, measured.possible.high):
        value = end if step is None else rounded(end, step)
        kept = [b.name for b in edition.bands.bands if keeps(b.bound, value)]
        names.add(kept[0] if kept else edition.bands.otherwise)
    return names.pop() if len(names) == 1 else None


# --- samples --------------------------------------------------------------------------


def sample_of(
    edition: model.Edition, sizes: Sizes, bound: model.Bound, mean: Mean | None = None
) -> Sample:
    """The sample of a window, or what several of them are worth together."""
    assert edition.confidence is not None
    step = rounding_step(edition.rounded, bound.unit)
    if mean is not None:
        return Sample(mean.value * mean.size, mean.size, edition.confidence, step)
    return Sample(sizes.met, sizes.met + sizes.missed, edition.confidence, step)


def sampled(
    edition: model.Edition,
    measured: Measure,
    bound: model.Bound,
    sample: Sample,
    *,
    is_open: bool,
    second: Measure | None,
) -> Judged:
    """The verdict by the Wilson interval; the tiers too are judged by all of it."""
    sizes = measured.sizes[0]
    pending = sizes.pending
    limits = [v for v in (bound.low, bound.high) if v is not None]
    note = sample.interval().words(limits) if sample.size else None
    verdict: Verdict = "pending"
    if not is_open:
        found = {
            _sample_verdict(edition, bound, final, second)
            for final in sample.finals(pending, every=bound.kind == "between")
        }
        verdict = found.pop() if len(found) == 1 else "pending"
    band = _band(edition, measured, bound.unit) if verdict != "pending" else None
    return Judged(verdict, measured.value, sizes, band, note=note)


def _sample_verdict(
    edition: model.Edition, bound: model.Bound, sample: Sample, second: Measure | None
) -> Verdict:
    verdict: Verdict = judge_sample(bound, sample)
    if verdict != "met":
        return verdict
    floor = bound.kind in ("at_least", "more_than")
    unit = bound.unit
    if edition.exceeds is not None:
        kind: model.BoundKind = "at_least" if floor else "at_most"
        if judge_sample(model.Bound(kind, edition.exceeds, unit), sample) == "met":
            return "exceeded"
    if edition.exceeds_when is not None:
        kept = _exceeded(edition, "met", second, is_open=False)
        verdict = kept or "pending"
    if edition.warn is not None and verdict == "met":
        kind = "at_least" if edition.warn.side == "below" else "at_most"
        line = model.Bound(kind, edition.warn.value, unit)
        return "met" if judge_sample(line, sample) == "met" else "warned"
    return verdict


def worst(verdicts: Mapping[Verdict, int]) -> Verdict:
    """The verdict of a standard from those of its windows (LANGUAGE, section 5)."""
    order: tuple[Verdict, ...] = (
        "error",
        "breached",
        "waived",
        "warned",
        "met",
        "exceeded",
        "insufficient",
        "no_data",
        "pending",
    )
    return next((v for v in order if verdicts.get(v)), "no_data")
