"""What waivers changed in the result of a standard: raw beside adjusted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from upheld.checker.cells import Cell
from upheld.checker.judge import worst
from upheld.checker.report import Verdict
from upheld.checker.waivers import accepted_by, newly_excluded
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.checker.evaluate import Evaluated


@dataclass(frozen=True, slots=True)
class Waived:
    """How waivers changed one window; empty where none did.

    `verdict` and `value` are those without any waiver, `names` the waivers at work.
    """

    accepted: bool = False
    names: str | None = None
    verdict: Verdict | None = None
    value: Fraction | None = None


def waived_of(
    cell: Cell,
    one: "Evaluated",
    standard: model.Standard,
    waivers: Iterable[model.Waiver],
) -> Waived:
    """What a window would be without its waivers, if any is at work in it."""
    accepted = accepted_by(cell, standard, waivers)
    raw = raw_cell(cell, one)
    names = excusing(cell, one) if raw is not None else []
    if accepted is not None:
        names.append(accepted.waiver)
    if not names:
        return Waived()
    without = cell if raw is None else raw
    return Waived(
        accepted is not None,
        ", ".join(names),
        without.judged.verdict,
        without.judged.value,
    )


def raw_cell(cell: Cell, one: "Evaluated") -> Cell | None:
    """The window without excusing waivers, if they change it."""
    raw = one.raw_cells().get(cell.place)
    if raw is None or raw.judged == cell.judged:
        return None
    return raw


def excusing(cell: Cell, one: "Evaluated") -> list[str]:
    """The excusing waivers that take an event out of a window, or of one inside it."""
    assert one.raw is not None
    before = one.raw.counts[0].cells
    found = []
    for name, counts in one.excused.items():
        keys = {key for key, _ in newly_excluded(counts.cells, before)}
        inside = [c for c in one.inner or [cell] if c.key in keys]
        if any(cell.start <= c.start < cell.end for c in inside):
            found.append(name)
    return found or list(one.excused)


def are_at_work(
    evaluated: Iterable["Evaluated"],
    standard: model.Standard,
    waivers: Sequence[model.Waiver],
) -> bool:
    """Whether any window of a standard has a waiver at work in it."""
    own = [waiver for waiver in waivers if standard.id in waiver.standards]
    return bool(own) and any(
        waived_of(cell, one, standard, own).names is not None
        for one in evaluated
        for cell in one.cells
    )


def raw_verdict(evaluated: Iterable["Evaluated"]) -> Verdict:
    """The verdict of a standard without any waiver."""
    cells = [cell for one in evaluated for cell in (one.raw or one).cells]
    verdicts: Counter[Verdict] = Counter(cell.judged.verdict for cell in cells)
    return worst(verdicts)
