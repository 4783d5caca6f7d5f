"""What each window and group measured, and the same of windows before the period."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from upheld.checker.counts import Counts, GroupValues, complete
from upheld.checker.layout import Slot
from upheld.checker.measure import Measure, Sizes, combine, measure, share_measure
from upheld.dsl import model
from upheld.dsl.bounds import target_unit
from upheld.dsl.dataclass import dataclass
from upheld.dsl.metrics import unit_of_metric


@dataclass(frozen=True, slots=True)
class Figure:
    """A window's measure, and that of the second share of `exceeds when`."""

    measure: Measure
    second: Measure | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The tallies of an edition, by its groups or over all of them together.

    `groups` are those judged. Where a gap is taken, `members` holds for each of them
    the groups of the tallies between which it is taken.
    """

    edition: model.Edition
    counts: tuple[Counts, ...]
    groups: tuple[GroupValues, ...]
    members: Mapping[GroupValues, tuple[GroupValues, ...]]

    @property
    def is_grouped(self) -> bool:
        """Whether it is judged by the groups of `for each`."""
        return self.groups != ((),)

    def figure(self, key: int, group: GroupValues, *, is_open: bool) -> Figure:
        """What one window and group measured."""
        if isinstance(self.edition.subject, model.Spread):
            parts = [self._figure(key, g, is_open) for g in self.members.get(group, ())]
            return spread(self.edition.subject, parts, is_open=is_open)
        return self._figure(key, group, is_open)

    def _figure(self, key: int, group: GroupValues, is_open: bool) -> Figure:
        listed = any(g.members is not None for g in tally_groups(self.edition))
        measured = [
            measure(
                c.counted,
                complete(c, c.cells.get((key, group), {})),
                is_open=is_open,
                listed=listed,
            )
            for c in self.counts
        ]
        second = measured.pop() if self.edition.exceeds_when is not None else None
        return Figure(
            value_of(self.edition.subject, measured, is_open), second, is_open
        )


def value_of(
    subject: model.Subject, measured: Sequence[Measure], is_open: bool
) -> Measure:
    """The value of a sentence from those of the things counted for it."""
    match subject:
        case model.ShareOutcome() | model.Recurrence():
            return measured[0]
        case model.Trend(metric) | model.Spread(metric):
            return combine(metric, measured, is_open=is_open)
        case _:
            return combine(subject, measured, is_open=is_open)


def tally_groups(edition: model.Edition) -> tuple[model.GroupField, ...]:
    """What is counted apart: the groups judged, and those a gap lies between."""
    if isinstance(edition.subject, model.Spread):
        return (*edition.groups, edition.subject.column)
    return edition.groups


def unit_of(edition: model.Edition) -> model.Unit:
    """The unit of an edition's values; a gap of percentages is in points."""
    if isinstance(edition.bound, model.Bound):
        return edition.bound.unit
    match edition.subject:
        case model.ShareOutcome() | model.Recurrence():
            return model.PERCENT
        case model.Trend(metric):
            return unit_of_metric(metric)
        case model.Spread(metric):
            return target_unit(metric, is_gap=True)
        case _:
            return unit_of_metric(edition.subject)


# --- the gap between groups -----------------------------------------------------------


def spread(subject: model.Spread, parts: Sequence[Figure], *, is_open: bool) -> Figure:
    """The largest less the smallest value of the groups that have one.

    With fewer than two values there is no gap; while an obligation of a group is
    pending, the gap is not known.
    """
    measures = [part.measure for part in parts]
    waiting = is_open or any(sizes.pending for m in measures for sizes in m.sizes)
    values = [m.value for m in measures if m.value is not None]
    gap: Fraction | None = None
    if len(values) > 1:
        scale = 100 if unit_of_metric(subject.metric) == model.PERCENT else 1
        gap = (max(values) - min(values)) * scale
    sizes = added([m.sizes for m in measures]) or (Sizes(),)
    seconds = added([p.second.sizes for p in parts if p.second is not None])
    found = Measure.known(gap, sizes, waiting=waiting)
    second = share_measure(seconds[0], is_open) if seconds else None
    return Figure(found, second, is_open)


def added(parts: Sequence[tuple[Sizes, ...]]) -> tuple[Sizes, ...]:
    """Events of several groups together, one sum for each thing counted."""
    return tuple(_sum(sizes) for sizes in zip(*parts, strict=True))


def _sum(sizes: Sequence[Sizes]) -> Sizes:
    return Sizes(
        met=sum(s.met for s in sizes),
        missed=sum(s.missed for s in sizes),
        pending=sum(s.pending for s in sizes),
        excluded=sum(s.excluded for s in sizes),
        invalid=sum(s.invalid for s in sizes),
        used=_known_sum([s.used for s in sizes]),
        without=_known_sum([s.without for s in sizes]),
    )


def _known_sum(values: Sequence[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


# --- earlier windows ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class History:
    """Figures of all data seen, whatever period was asked for."""

    panel: Panel
    slots: Mapping[int, Slot]

    def figure(self, key: int | None, group: GroupValues) -> Figure | None:
        """What a window measured; None where the data do not reach it."""
        slot = None if key is None else self.slots.get(key)
        if slot is None:
            return None
        return self.panel.figure(slot.key, group, is_open=slot.is_open)
