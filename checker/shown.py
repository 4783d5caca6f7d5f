"""Windows as the report has them: amounts in the units of reports, names, moments."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING

from upheld.checker.cells import Cell, CellRows, Target
from upheld.checker.exact import exactly, rounded
from upheld.checker.group_names import shown_group
from upheld.checker.judge import rounding_step
from upheld.checker.measure import Sizes
from upheld.checker.report import Counts, ValueUnit, Verdict, Window
from upheld.checker.waived import waived_of
from upheld.checker.waivers import accepted_by
from upheld.checker.window_rows import Block, PlainRow
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
) -> Block:
    """The windows of an edition, in its order."""
    waivers = tuple(waivers)
    shown = _Shown(one.edition)
    if waivers or one.raw is not None or not isinstance(one.cells, CellRows):
        windows = [
            _with_waivers(shown.window(cell), cell, one, standard, waivers)
            for cell in one.cells
        ]
        return Block({}, windows)
    target = one.cells.target
    alike = {} if target is None else shown.held_against(target)
    return Block(alike, shown.entries(one.cells))


class _Shown:
    """How the windows of an edition are shown."""

    def __init__(self, edition: model.Edition) -> None:
        self.edition = edition
        self.zone = edition.zone
        self.groups: dict[int, dict[str, str]] = {}
        self.target: Target | None = None
        self.alike: dict[str, object] = {}

    def group(self, group: dict[str, str]) -> dict[str, str]:
        """A group as it is shown; windows of a group share it."""
        found = self.groups.get(id(group))
        if found is None:
            found = shown_group(self.edition.groups, group, self.zone)
            self.groups[id(group)] = found
        return found

    def held_against(self, target: Target) -> dict[str, object]:
        """Every field of a plain window that is held against a target."""
        if target is not self.target:
            name = edition_name(self.edition)
            self.alike = {**_EVERY, **_held(target), "edition": name, "open": False}
            self.target = target
        return self.alike

    def window(self, cell: Cell) -> Window:
        """A window, without what waivers make of it."""
        judged, zone = cell.judged, self.zone
        amount = judged_amount(judged.value, cell)
        window = self.held_against(cell.target).copy()
        window["window"] = cell.label
        window["start"] = iso(cell.start, zone)
        window["end"] = iso(cell.end, zone)
        window["group"] = self.group(cell.group)
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
        return Window.trusted(window)

    def entries(self, cells: CellRows) -> list[Window | PlainRow]:
        """The windows, plain ones as rows."""
        zone, target = self.zone, cells.target
        is_length = target is not None and target.unit.kind == "length"
        scale = SECOND if is_length else 1
        groups, slot = self.groups, None
        head = "", "", "", False
        found: list[Window | PlainRow] = []
        for entry in cells.entries:
            if isinstance(entry, Cell):
                found.append(self.window(entry))
                continue
            where, group, (verdict, quotient, sizes, gap, headroom) = entry
            if where is not slot:
                slot = where
                start, end = iso(slot.start, zone), iso(slot.end, zone)
                head = slot.label, start, end, slot.partial
            value: float | None = None
            text: str | None = None
            if quotient is not None:
                top, bottom = quotient
                bottom *= scale
                value, shared = top / bottom, gcd(top, bottom)
                top //= shared
                text = f"{top}" if bottom == shared else f"{top}/{bottom // shared}"
            named = groups.get(id(group))
            if named is None:
                named = self.group(group)
            found.append((head, named, verdict, value, text, sizes, gap, headroom))
        return found


def _with_waivers(
    window: Window,
    cell: Cell,
    one: "Evaluated",
    standard: model.Standard,
    waivers: Sequence[model.Waiver],
) -> Window:
    """A window with what waivers made of it, and what it would be without them."""
    waived = waived_of(cell, one, standard, waivers)
    raw = judged_amount(waived.value, cell)
    return window.but(
        verdict="waived" if waived.accepted else window.verdict,
        waiver=waived.names,
        verdict_without_waiver=waived.verdict,
        value_without_waiver=number(raw),
        exact_without_waiver=exact(raw),
    )


#: The fields of a window in the order of the report.
_EVERY: dict[str, object] = dict.fromkeys(Window.defaults)


def verdicts_of(
    one: "Evaluated", standard: model.Standard, waivers: Iterable[model.Waiver]
) -> Iterator[Verdict]:
    """The verdict of each window of an edition, as `windows_of` has it."""
    waivers = tuple(waivers)
    if not waivers and isinstance(one.cells, CellRows):
        yield from (verdict for _, verdict in one.cells.verdicts())
        return
    for cell in one.cells:
        accepted = accepted_by(cell, standard, waivers)
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
