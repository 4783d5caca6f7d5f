"""The latest moment of the events in use: `as of`, where none is given."""

from collections.abc import Iterable, Mapping

from upheld.checker.prepare import EventData
from upheld.checker.repeats import pick_moment
from upheld.checker.rows import plain
from upheld.dsl import model

#: Event -> the columns of its moments that are promises.
Promises = Mapping[str, frozenset[tuple[str, ...]]]


def latest_of(events: Iterable[EventData], promises: Promises) -> int | None:
    """The latest moment of some events, promises apart; none without any."""
    latest: list[int] = []
    for data in events:
        if data.bounds is None:
            continue
        for moment in _own_moments(data, promises):
            value = data.bounds.latest.get(data.values.get(plain(moment), ""))
            if value is not None:
                latest.append(value)
    return max(latest, default=None)


def _own_moments(data: EventData, promises: Promises) -> Iterable[model.Moment]:
    promised = promises.get(data.event.name, frozenset())
    picked = pick_moment(data)
    own = [data.event.start, *data.event.milestones.values()]
    own += [m for m in (data.event.end, picked) if m is not None]
    return (m for m in own if m.columns not in promised)
