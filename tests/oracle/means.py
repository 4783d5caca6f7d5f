"""Windows over windows: shares and means, held to targets, samples, the past."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.oracle.history import KEPT, View, by_interval, over_value
from tests.oracle.judge import as_metric, bound_of, rounded, tier, unit_of
from upheld.dsl import model

#: Every value is above it.
LOWEST = Fraction(-(10**40))

Parts = Sequence[tuple[str, Fraction | None]]


@dataclass(frozen=True, slots=True)
class Within:
    """The windows in one window: verdicts and values, and whether all is known."""

    parts: Parts
    views: Sequence[View]
    is_open: bool

    @property
    def waits(self) -> bool:
        """Whether it, a window in it, or an obligation of those is not over."""
        pending = any(view.pending for view in self.views)
        return (
            self.is_open
            or pending
            or any(verdict == "pending" for verdict, _ in self.parts)
        )

    def samples(self) -> list[tuple[int, int]]:
        """Met and all obligations of each window that was judged and had any."""
        judged = [
            view
            for (verdict, _), view in zip(self.parts, self.views, strict=True)
            if verdict in KEPT or verdict == "breached"
        ]
        found = []
        for view in judged:
            (figures,) = view.table.values()
            counts = figures.counts
            found.append((counts["met"], counts["met"] + counts["missed"]))
        return [sample for sample in found if sample[1]]


def inner_edition(edition: model.Edition) -> model.Edition:
    """The edition of the inner windows; those of a mean are held to nothing else."""
    assert edition.over is not None
    bare = replace(
        edition, over=None, warn=None, exceeds=None, exceeds_when=None, bands=None
    )
    if edition.over.kind == "share":
        return bare
    bare = replace(bare, confidence=None)
    if not isinstance(edition.bound, model.Relative):
        return bare
    unit = unit_of(as_metric(edition.subject))
    return replace(bare, bound=model.Bound("at_least", LOWEST, unit))


def goal_from(
    edition: model.Edition, earlier: Within | None
) -> model.Bound | model.Relative | str | None:
    """What a window over windows is held to; of a comparison by an earlier one."""
    assert edition.over is not None
    bound = edition.bound
    if edition.over.kind == "share" or not isinstance(bound, model.Relative):
        return edition.over.bound or bound
    if earlier is None:
        return "missing"
    if earlier.waits:
        return "pending"
    unit = unit_of(as_metric(edition.subject))
    value = over_value("average", earlier.parts)
    if value is None or (bound.proportional and rounded(value, edition, unit) == 0):
        return "missing"
    value = rounded(value, edition, unit)
    amount = abs(value) * bound.amount if bound.proportional else bound.amount
    if unit == model.PERCENT and not bound.proportional:
        amount /= 100
    if bound.side == "above":
        return model.Bound(bound.kind, value + amount, unit)
    turned: dict[str, model.BoundKind] = {
        "at_least": "at_most",
        "at_most": "at_least",
        "more_than": "less_than",
        "less_than": "more_than",
    }
    return model.Bound(turned[bound.kind], value - amount, unit)


def over_verdict(
    edition: model.Edition,
    within: Within,
    value: Fraction | None,
    goal: model.Bound | model.Relative | str | None,
) -> str:
    """Never early: pending while anything that it rests on is."""
    assert edition.over is not None
    if goal == "missing":
        return "no_data"
    if within.waits:
        return "pending"
    if value is None:
        # Whatever the reference will be.
        return "no_data"
    if goal == "pending":
        return "pending"
    assert not isinstance(goal, str)
    outer = replace(edition, bound=goal)
    if edition.over.kind == "share" or edition.confidence is None:
        return tier(outer, value, False)
    samples = within.samples()
    worth = Fraction(len(samples) ** 2) / sum(Fraction(1, size) for _, size in samples)
    return by_interval(bound_of(outer), value * worth, worth, edition.confidence)
