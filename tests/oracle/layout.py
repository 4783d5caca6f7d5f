"""Which windows and groups there are, sliding ones and dated lists too."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tests.oracle.evaluate import windows_of
from tests.oracle.membership import Run, Sorted
from tests.oracle.moments import Window, add_months, midnight, wall
from upheld.dsl import model


def all_windows(run: Run, rows: Sequence[Sorted]) -> list[Window]:
    """The windows of the period, in order."""
    if not isinstance(run.edition.window, model.Sliding):
        return windows_of(run, rows)
    length = run.edition.window.length
    daily = replace(run.edition, window=model.Per("day"))
    steps = windows_of(replace(run, edition=daily), rows)
    return [slid(window, length, run.zone) for window in steps]


def slid(last: Window, length: model.Period, zone: str) -> Window:
    """The window that ends with a day, named by its first moment."""
    day = wall(last.start, zone).date()
    first = (
        day - timedelta(days=length.days - 1)
        if length.days
        else add_months(day + timedelta(days=1), -length.months)
    )
    begins = midnight(first, zone)
    # Where the clock skips midnight, the first moment of a day is later.
    label = wall(begins, zone).strftime("%Y-%m-%dT%H:%M")
    return Window(label, begins, last.end)


def earlier_window(
    window: Window, reference: model.Reference, windows: Sequence[Window]
) -> Window | None:
    """The window that another is compared with, if the data reach it."""
    by_label = {w.label: w for w in windows}
    match reference.kind:
        case "previous":
            return next((w for w in windows if w.end == window.start), None)
        case "last_year":
            label = f"{int(window.label[:4]) - 1:04}{window.label[4:]}"
            return by_label.get(label)
        case "baseline":
            return by_label.get(reference.label)
