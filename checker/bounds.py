"""What the data of an event span, found in one pass: moments, flags, rows."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from upheld.checker.prepare import Bounds, EventData, Run, converted_name
from upheld.checker.reach import reach_over_rows_left
from upheld.checker.report import Rejected
from upheld.checker.rows import plain
from upheld.checker.shapes import Reading
from upheld.checker.sql.nodes import (
    Aggregate,
    Binary,
    Name,
    Output,
    Query,
    Relation,
    Select,
    any_of,
    text,
)
from upheld.dsl import model
from upheld.dsl.diagnostics import Diagnostic


def measure_bounds(data: EventData, run: Run) -> None:
    """Fill in `data.bounds`, and turn moments without an offset into errors.

    What the source's own statistics tell is not read again.
    """
    moments = [
        name
        for reading, name in data.values.items()
        if isinstance(reading, model.Moment)
    ]
    flags = {data.values[reading]: flag for reading, flag in data.flags.items()}
    found = _from_statistics(data)
    outputs = [o for o in _asked(data, moments, flags) if o.name not in found]
    if outputs:
        query = Query("", (), Select(tuple(outputs), Relation(converted_name(data))))
        values = run(query)[0]
        found |= {o.name: v for o, v in zip(outputs, values, strict=True)}
    firsts = [found[f"first {n}"] for n in moments if found[f"first {n}"] is not None]
    rows = int(found["rows"] or 0)
    data.bounds = Bounds(
        rows=rows,
        first=min((int(f) for f in firsts if f is not None), default=None),
        first_start=found.get(f"first {data.values.get(plain(data.event.start), '')}"),
        earliest={name: found[f"first {name}"] for name in moments},
        latest={name: found[f"last {name}"] for name in moments},
        unreadable={name: int(found[f"unreadable {name}"] or 0) for name in flags},
        without_offset={name: int(found[f"no offset {name}"] or 0) for name in flags},
        doubtful=sum(int(found[f"doubtful {name}"] or 0) for name in flags),
        unreadable_rows=int(found["unreadable rows"] or 0) if flags else 0,
        sure=frozenset(
            name for name in data.values.values() if found.get(f"known {name}") == rows
        ),
    )
    reach_over_rows_left(data)
    _refuse_bare_moments(data)
    _refuse_rejects(data)


def _asked(
    data: EventData, moments: Sequence[str], flags: Mapping[str, str]
) -> Iterable[Output]:
    """What has to be known of the converted columns; of typed ones only moments."""
    yield Output(Aggregate("count"), "rows")
    for name in data.values.values() if data.attached.text else moments:
        yield Output(Aggregate("count", Name(name)), f"known {name}")
    for name in moments:
        yield Output(Aggregate("min", Name(name)), f"first {name}")
        yield Output(Aggregate("max", Name(name)), f"last {name}")
    for name, flag in flags.items():
        for mark in ("unreadable", "no offset", "doubtful"):
            test = Binary("=", Name(flag), text(mark))
            yield Output(Aggregate("count_if", test), f"{mark} {name}")
    if flags:
        bad = any_of(
            *(Binary("=", Name(f), text("unreadable")) for f in flags.values())
        )
        yield Output(Aggregate("count_if", bad), "unreadable rows")


def _from_statistics(data: EventData) -> dict[str, int | None]:
    """Numbers that the source's statistics give, by the names of the query's columns.

    Of a column that is read as it is, or as finite moments, rows are not looked at.
    """
    attached = data.attached
    found: dict[str, int | None] = {}
    if attached.statistics:
        found["rows"] = attached.rows
    for reading, name in data.values.items():
        columns = (
            reading.columns if isinstance(reading, model.Moment) else (reading.name,)
        )
        known = attached.statistics.get(columns[0])
        if known is None or len(columns) > 1 or reading in data.flags:
            continue
        if isinstance(reading, model.Moment):
            if known.low is None:
                continue
            found[f"first {name}"], found[f"last {name}"] = known.low, known.high
        elif data.columns.cleans(reading.name):
            continue
        found[f"known {name}"] = attached.rows - known.empty
    return found


def _refuse_bare_moments(data: EventData) -> None:
    assert data.bounds is not None
    for reading, name in data.values.items():
        count = data.bounds.without_offset.get(name, 0)
        if count and isinstance(reading, model.Moment):
            columns = " + ".join(reading.columns)
            rows = "1 row" if count == 1 else f"{count} rows"
            data.errors[reading] = Diagnostic(
                "E4002",
                f"moments in `{columns}` carry no offset ({rows})",
                data.wanted.places[reading],
                "say `source zone Europe/Stockholm` in the event, with the zone meant",
            )


def _refuse_rejects(data: EventData) -> None:
    limit = data.event.reject_above
    assert data.bounds is not None
    if limit is None:
        return
    bad = data.attached.rejected + data.bounds.unreadable_rows
    rows = data.attached.rejected + data.bounds.rows
    if rows and Fraction(bad, rows) > limit:
        data.fault = Diagnostic(
            "E4032",
            f"{bad} of {rows} rows of `{data.event.source}` cannot be read,"
            f" more than {float(limit * 100):g}%",
            data.event.span,
            "mend the source, or raise `reject above`",
        )


def unreadable_texts(data: EventData) -> dict[Reading, str]:
    """The columns that hold, as written, values of which some did not convert."""
    if data.bounds is None or not data.attached.text:
        return {}
    return {
        reading: f"{name} text"
        for reading, name in data.values.items()
        if data.bounds.unreadable.get(name)
    }


def rejected_values(data: EventData, run: Run, most: int = 20) -> list[Rejected]:
    """The first values of each column that did not convert, as the source has them."""
    assert data.bounds is not None
    found = []
    for reading, name in data.values.items():
        if not data.bounds.unreadable.get(name) or not data.attached.text:
            continue
        columns = (
            reading.columns if isinstance(reading, model.Moment) else (reading.name,)
        )
        flag = Binary("=", Name(data.flags[reading]), text("unreadable"))
        shown = Name(f"{name} text")
        query = Query(
            "",
            (),
            Select(
                (Output(shown, "value"),),
                Relation(converted_name(data)),
                where=flag,
                limit=most,
            ),
        )
        for (value,) in run(query):
            found.append(
                Rejected(
                    file=data.event.source,
                    line=None,
                    column=" + ".join(columns),
                    value=value,
                    reason="does not convert",
                )
            )
    return found
