"""What the data span, over rows too that a connector left in the source."""

from dataclasses import replace

from upheld.checker.prepare import EventData
from upheld.checker.rows import plain
from upheld.checker.zones import FullClock
from upheld.dsl import model


def reach_over_rows_left(data: EventData) -> None:
    """Let the bounds reach over rows that were left behind.

    What is seen by default (`as of`) and where the data begin must not depend on it.
    """
    bounds = data.bounds
    assert bounds is not None
    if not data.attached.spans:
        return
    earliest, latest = dict(bounds.earliest), dict(bounds.latest)
    for reading, name in data.values.items():
        if isinstance(reading, model.Moment) and len(reading.columns) == 1:
            first, last = _span(reading, data)
            earliest[name] = _least(earliest.get(name), first)
            latest[name] = _greatest(latest.get(name), last)
    start = data.values.get(plain(data.event.start), "")
    data.bounds = replace(
        bounds,
        first=_least(bounds.first, *earliest.values()),
        first_start=_least(bounds.first_start, earliest.get(start)),
        earliest=earliest,
        latest=latest,
    )


def _span(reading: model.Moment, data: EventData) -> tuple[int | None, int | None]:
    """The first and last moment of a column; without an offset, read in its zone."""
    (column,) = reading.columns
    reach = data.attached.spans.get(column)
    if reach is None:
        return None, None
    if reach.is_zoned or not reading.zone:
        return reach.first, reach.last
    clock = FullClock(reading.zone)
    first, last = (
        None if moment is None else clock.utc(moment)
        for moment in (reach.first, reach.last)
    )
    return first, last


def _least(*moments: int | None) -> int | None:
    return min((m for m in moments if m is not None), default=None)


def _greatest(*moments: int | None) -> int | None:
    return max((m for m in moments if m is not None), default=None)
