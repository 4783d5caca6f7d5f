"""Windows as the report has them: amounts in the units of reports, names, moments."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from upheld.checker.cells import Cell, Target
from upheld.checker.exact import exactly, rounded
from upheld.checker.group_names import shown_group
from upheld.checker.judge import rounding_step
from upheld.checker.measure import Sizes
from upheld.checker.report import Counts, ValueUnit, Verdict, Window
from upheld.checker.waived import waived_of
from upheld.checker.waivers import accepted_by
from upheld.checker.zones import iso
from upheld.dsl import model

if TYPE_CHECKING:
    from upheld.checker.evaluate import Evaluated

SECOND = 1_000_000

UNITS: dict[model.UnitKind, ValueUnit] = {
    "percent": "share",
    "length": "seconds",
    "count": "count",
    "number": "number",
    "points": "points",
    "money": "money",
    "text": "number",
    "truth": "number",
    "moment": "number",
}


def shown_amount(value: Fraction, unit: model.Unit) -> Fraction:
    """An amount as reports give it: lengths in seconds, all else as it is."""
    if unit.kind != "length":
        return value
    return Fraction(value.numerator, value.denominator * SECOND)


def _shown(value: Fraction | None, unit: model.Unit) -> Fraction | None:
    return None if value is None else shown_amount(value, unit)


def number(value: Fraction | None) -> float | None:
    """For show only; whole numbers up to 2**53 stay exact."""
    return None if value is None else value.numerator / value.denominator


def exact(value: Fraction | None) -> str | None:
    """`numerator/denominator`, or the whole number alone."""
    return None if value is None else str(value)


def counts_of(sizes: Sizes) -> Counts:
    """The events of a window as the report has them."""
    return Counts.trusted(
        {
            "met": sizes.met,
            "missed": sizes.missed,
            "pending": sizes.pending,
            "excluded": sizes.excluded,
            "invalid": sizes.invalid,
            "used": sizes.used,
            "without_value": sizes.without,
        }
    )


def edition_name(edition: model.Edition) -> str | None:
    """`2026-01-01..2026-06-30`, open ends empty; None where there are no editions."""
    if edition.first is None and edition.last is None:
        return None
    return f"{edition.first or ''}..{edition.last or ''}"


def windows_of(
    one: "Evaluated", standard: model.Standard, waivers: Iterable[model.Waiver]
) -> Iterator[Window]:
    """The windows of an edition, in its order."""
    waivers = tuple(waivers)
    waives = bool(waivers) or one.raw is not None
    edition = edition_name(one.edition)
    zone, fields = one.edition.zone, one.edition.groups
    groups: dict[int, dict[str, str]] = {}
    target: Target | None = None
    alike: dict[str, object] = {}
    for cell in one.cells:
        if cell.target is not target:
            target = cell.target
            alike = {**_EVERY, **_held(target), "edition": edition}
        # Windows of a group share it.
        group = groups.get(id(cell.group))
        if group is None:
            group = groups[id(cell.group)] = shown_group(fields, cell.group, zone)
        judged = cell.judged
        amount = judged_amount(judged.value, cell)
        window = alike.copy()
        window["window"] = cell.label
        window["start"] = iso(cell.start, zone)
        window["end"] = iso(cell.end, zone)
        window["group"] = group
        window["verdict"] = judged.verdict
        window["value"] = number(amount)
        window["exact"] = exact(amount)
        window["counts"] = counts_of(judged.sizes)
        window["band"] = judged.band
        window["gap"] = judged.gap
        window["headroom"] = judged.headroom
        window["repair"] = judged.repair
        window["inner"] = cell.inner
        window["partial"] = cell.partial
        window["open"] = cell.is_open
        window["note"] = judged.note
        if waives:
            waived = waived_of(cell, one, standard, waivers)
            raw = judged_amount(waived.value, cell)
            if waived.accepted:
                window["verdict"] = "waived"
            window["waiver"] = waived.names
            window["verdict_without_waiver"] = waived.verdict
            window["value_without_waiver"] = number(raw)
            window["exact_without_waiver"] = exact(raw)
        yield Window.trusted(window)


#: The fields of a window in the order of the report.
_EVERY: dict[str, object] = dict.fromkeys(Window.defaults)


def verdicts_of(
    one: "Evaluated", standard: model.Standard, waivers: Iterable[model.Waiver]
) -> Iterator[Verdict]:
    """The verdict of each window of an edition, as `windows_of` has it."""
    waivers = tuple(waivers)
    for cell in one.cells:
        accepted = accepted_by(cell, standard, waivers) if waivers else None
        yield cell.judged.verdict if accepted is None else "waived"


def _held(target: Target) -> dict[str, object]:
    """What a window is held against, as the report has it."""
    unit = target.unit
    low, high = _shown(target.low, unit), _shown(target.high, unit)
    return {
        "unit": UNITS[unit.kind],
        "currency": unit.currency or None,
        "bound": target.kind,
        "target": number(low),
        "target_exact": exact(low),
        "target_high": number(high),
        "target_high_exact": exact(high),
    }


def judged_amount(value: Fraction | None, cell: Cell) -> Fraction | None:
    """A value as it is held against the target: rounded, where the standard says so."""
    if value is None:
        return None
    unit = cell.target.unit
    step = rounding_step(cell.edition.rounded, unit)
    if step is not None:
        value = rounded(exactly(value), step).number
    return shown_amount(value, unit)
