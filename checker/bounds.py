"""What the data of an event span, found in one pass: moments, flags, rows."""

from fractions import Fraction

from upheld.checker.convert import Reading
from upheld.checker.prepare import Bounds, EventData, Run, converted_name
from upheld.checker.report import Rejected
from upheld.checker.rows import plain
from upheld.checker.sql.duckdb import emit
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
    """Fill in `data.bounds`, and turn moments without an offset into errors."""
    moments = [
        name
        for reading, name in data.values.items()
        if isinstance(reading, model.Moment)
    ]
    flags = {
        name: flag
        for reading, flag in data.flags.items()
        for name in [data.values[reading]]
    }
    outputs = [Output(Aggregate("count"), "rows")]
    for name in moments:
        outputs.append(Output(Aggregate("min", Name(name)), f"first {name}"))
        outputs.append(Output(Aggregate("max", Name(name)), f"last {name}"))
    for name, flag in flags.items():
        for mark in ("unreadable", "no offset", "doubtful"):
            test = Binary("=", Name(flag), text(mark))
            outputs.append(Output(Aggregate("count_if", test), f"{mark} {name}"))
    bad = any_of(*(Binary("=", Name(f), text("unreadable")) for f in flags.values()))
    outputs.append(Output(Aggregate("count_if", bad), "unreadable rows"))
    query = Query("", (), Select(tuple(outputs), Relation(converted_name(data))))
    values = run(emit(query))[0]
    found = {o.name: v for o, v in zip(outputs, values, strict=True)}
    firsts = [found[f"first {n}"] for n in moments if found[f"first {n}"] is not None]
    data.bounds = Bounds(
        rows=int(found["rows"]),
        first=min(firsts, default=None),
        first_start=found.get(f"first {data.values.get(plain(data.event.start), '')}"),
        latest={name: found[f"last {name}"] for name in moments},
        unreadable={name: int(found[f"unreadable {name}"]) for name in flags},
        without_offset={name: int(found[f"no offset {name}"]) for name in flags},
        doubtful=sum(int(found[f"doubtful {name}"]) for name in flags),
        unreadable_rows=int(found["unreadable rows"]),
    )
    _refuse_bare_moments(data)
    _refuse_rejects(data)


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
        for (value,) in run(emit(query)):
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
