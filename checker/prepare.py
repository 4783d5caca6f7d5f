"""An event made ready: its columns converted once, its repeats counted once.

Three relations stand behind one event: the source as read, `"NAME converted"` (a value
and a flag for each reading), and `"NAME"` (one row for each event, what the standards
query). Sources of text become tables; typed ones stay views, so only what is used is
read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from upheld.checker.convert import conversion, local_clock
from upheld.checker.engine import Engine, EngineError, outside_diagnostic, statement
from upheld.checker.own_names import free
from upheld.checker.rows import Prepared, plain
from upheld.checker.shapes import KEY, Columns, Conversion, Reading, WrongTypeError
from upheld.checker.sql.nodes import (
    Aggregate,
    Call,
    Name,
    Output,
    Query,
    Relation,
    Select,
)
from upheld.checker.zones import Clock, clock
from upheld.connectors.base import Attached
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, suggestion
from upheld.dsl.source import Span

#: Gives the rows of a query.
Run = Callable[[Query], list[tuple[Any, ...]]]


@dataclass(slots=True)
class Readings:
    """What the standards of a run read of one event, and where each is first named."""

    event: model.Event
    places: dict[Reading, Span] = field(default_factory=dict)
    names: dict[Reading, str] = field(default_factory=dict)

    def add(self, reading: Reading, *, name: str = "") -> None:
        """Ask for a reading; the first to ask gives it its name and place."""
        key = plain(reading)
        if key not in self.places:
            self.places[key] = reading.span
            wanted = name or _name_of(reading)
            taken = {name.lower() for name in self.names.values()}
            while wanted.lower() in taken:
                wanted += "'"
            self.names[key] = wanted


def _name_of(reading: Reading) -> str:
    """What a reading's column is called in SQL that people read."""
    if isinstance(reading, model.Moment):
        if reading.role in ("milestone", "end"):
            return free(reading.name or " + ".join(reading.columns), "moment")
        if reading.role == "start":
            return "start"
        return f"{' + '.join(reading.columns)} as moment"
    if reading.unit.kind == "text":
        return free(reading.name, "text")
    suffix = "length" if reading.unit.kind == "length" else reading.unit.kind
    return f"{reading.name} as {suffix}"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the data of one converted event span."""

    rows: int
    first: int | None
    first_start: int | None
    latest: Mapping[str, int | None]
    unreadable: Mapping[str, int]
    without_offset: Mapping[str, int]
    doubtful: int
    unreadable_rows: int
    sure: frozenset[str] = frozenset()
    earliest: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(slots=True)
class EventData:
    """One event of a run, from source to prepared relation.

    `pauses` tells, of what was asked about it as a pause: how many rows cannot be used,
    and how many one key has at most.
    """

    event: model.Event
    attached: Attached
    wanted: Readings
    values: dict[Reading, str] = field(default_factory=dict)
    flags: dict[Reading, str] = field(default_factory=dict)
    errors: dict[Reading, Diagnostic] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)
    sql: list[str] = field(default_factory=list)
    bounds: Bounds | None = None
    prepared: Prepared | None = None
    repeats: int = 0
    hidden: int = 0
    other_rows: int = 0
    has_repeats: bool = False
    sampled: bool = False
    fault: Diagnostic | None = None
    whole_keys: frozenset[str] = frozenset()
    pauses: dict[Query, tuple[int, int]] = field(default_factory=dict)

    def failing_flags(self) -> dict[Reading, str]:
        """Flags of the readings that did not convert in some row."""
        assert self.bounds is not None
        bad = (self.bounds.unreadable, self.bounds.without_offset)
        return {
            reading: flag
            for reading, flag in self.flags.items()
            if any(found.get(self.values[reading]) for found in bad)
        }

    def unread(self, error: EngineError) -> Diagnostic:
        """That the engine could not read the source."""
        message = f"the engine could not read `{self.event.source}`"
        return error.diagnostic(message, self.event.source_span)

    @property
    def columns(self) -> Columns:
        """The source's columns and what stands for nothing in them."""
        solid = (n for n, s in self.attached.statistics.items() if not s.blank)
        columns = dict(self.attached.columns)
        return Columns(columns, self.event.empty, frozenset(solid), self.whole_keys)


def missing_column(data: EventData, column: str, place: Span) -> Diagnostic:
    """A column that the source does not have."""
    known = (*data.attached.columns, *data.attached.left)
    return Diagnostic(
        "E4001",
        f"source `{data.event.source}` has no column `{column}`",
        place,
        suggestion(column, known),
        (f"columns: {', '.join(known)}",),
    )


@dataclass(slots=True)
class Steps:
    """The columns of the converted relation, by the step in which they are made."""

    kept: list[Output] = field(default_factory=list)
    cleaned: list[Output] = field(default_factory=list)
    values: list[Output] = field(default_factory=list)
    early_flags: list[Output] = field(default_factory=list)
    late_flags: list[Output] = field(default_factory=list)


def convert(data: EventData, engine: Engine) -> None:
    """Make `"NAME converted"`: the columns that standards use, each with its flag."""
    steps = Steps(kept=identity_columns(data))
    for reading, name in _keys_last(data.wanted.names):
        absent = [c for c in _columns_of(reading) if c not in data.attached.columns]
        if absent:
            place = data.wanted.places[reading]
            data.errors[reading] = missing_column(data, absent[0], place)
            continue
        twin = _text_of_key(data, reading)
        if twin is not None:
            data.values[reading] = twin
            continue
        try:
            zone_clock = _source_clock(data, reading, engine.rows)
            made = conversion(
                reading, data.columns, f"{name} text", name, zone_clock, _finite(data)
            )
        except WrongTypeError as error:
            data.errors[reading] = _wrong_type(data, reading, error)
            continue
        outside = _outside(made, engine)
        if outside is not None:
            place = data.wanted.places[reading]
            data.errors[reading] = outside_diagnostic(engine.name, outside, place)
            continue
        data.values[reading] = name
        steps.values.append(Output(made.value, name))
        if made.cleaned is not None:
            steps.cleaned.append(Output(made.cleaned, f"{name} text"))
        if made.flag is not None:
            flags = steps.early_flags if made.cleaned is None else steps.late_flags
            flags.append(Output(made.flag, f"{name} flag"))
            data.flags[reading] = f"{name} flag"
    steps.values += _stored(data, steps.values)
    _make_converted(data, steps, engine)


def _is_key(reading: Reading) -> bool:
    return isinstance(reading, model.Column) and reading.spelling == KEY


def _keys_last(names: Mapping[Reading, str]) -> list[tuple[Reading, str]]:
    return sorted(names.items(), key=lambda pair: _is_key(pair[0]))


def _text_of_key(data: EventData, reading: Reading) -> str | None:
    """The same column read as text, where that is read and the key is text too."""
    if not isinstance(reading, model.Column) or reading.spelling != KEY:
        return None
    if reading.name in data.whole_keys:
        return None
    return data.values.get(model.Column(reading.name, model.TEXT))


def _stored(data: EventData, values: Sequence[Output]) -> list[Output]:
    """Columns as the source stores them, where something can be asked of them as such.

    By its start a source can skip rows; whether a number is there can be told without
    making a text of it. A column that is read as it is stored serves as both.
    """
    read = {output.value: output.name for output in values}
    for reading, name in data.values.items():
        columns = _columns_of(reading)
        if data.attached.text or len(columns) > 1:
            continue
        if isinstance(reading, model.Moment):
            wanted = reading == plain(data.event.start) and columns[0] in _finite(data)
        else:
            plainly = not data.columns.cleans(reading.name) and not data.event.empty
            wanted = plainly and reading.unit.kind == "text" and not _is_key(reading)
        if wanted:
            data.stored[name] = f"{name} as stored"
    # A key that is read as text has the name of that text: one column serves both.
    columns_by_name = {n: _columns_of(reading)[0] for reading, n in data.values.items()}
    more = []
    for name, stored in data.stored.items():
        column = Name(columns_by_name[name])
        data.stored[name] = read.get(column, stored)
        if column not in read:
            more.append(Output(column, stored))
    return more


def _finite(data: EventData) -> frozenset[str]:
    """Columns of moments that are known to be finite."""
    return frozenset(
        name
        for name, found in data.attached.statistics.items()
        if found.low is not None and found.high is not None
    )


def identity_columns(data: EventData) -> list[Output]:
    """The identity's columns, and where rows repeat, the whole row as one text."""
    kept = []
    for column in data.event.identity:
        text_ = data.columns.shape(column) == "text"
        value = data.columns.cleaned(column) if text_ else Name(column)
        kept.append(Output(value, f"identity {column}"))
    if data.has_repeats:
        everything = tuple(Name(c) for c in data.attached.columns)
        kept.append(Output(Call("row_text", everything), "whole row"))
    return kept


def _outside(made: Conversion, engine: Engine) -> str | None:
    """What the engine is not asked for in a reading, if anything."""
    parts = (made.cleaned, made.value, made.flag)
    found = (engine.outside(part) for part in parts if part is not None)
    return next((construct for construct in found if construct is not None), None)


def _wrong_type(data: EventData, reading: Reading, error: WrongTypeError) -> Diagnostic:
    return Diagnostic(
        "E4003",
        f"column `{_columns_of(reading)[0]}` of `{data.event.source}` is {error}",
        data.wanted.places[reading],
        "declare how it is to be read, or name another column",
    )


def _columns_of(reading: Reading) -> tuple[str, ...]:
    return reading.columns if isinstance(reading, model.Moment) else (reading.name,)


def _source_clock(data: EventData, reading: Reading, run: Run) -> Clock | None:
    """The source zone's clock over the local times that a column holds."""
    if not isinstance(reading, model.Moment) or reading.zone == "":
        return None
    local = local_clock(reading, data.columns)
    if local is None:
        return clock(reading.zone, 0, 0)
    query = Query(
        "",
        (),
        Select(
            (
                Output(Aggregate("min", local), "first"),
                Output(Aggregate("max", local), "last"),
            ),
            Relation(data.attached.relation),
        ),
    )
    first, last = run(query)[0]
    return clock(reading.zone, first or 0, last or 0)


def _make_converted(data: EventData, made: Steps, engine: Engine) -> None:
    """One to three steps: the text cleaned, the values read, the flags of those."""
    source = Relation(data.attached.relation)
    steps: list[tuple[str, Select]] = []
    kept = made.kept
    if made.cleaned:
        named = _names_in(tuple(o.value for o in (*made.values, *made.early_flags)))
        typed = _same([c for c in data.attached.columns if c in named])
        steps.append(("cleaned", Select((*kept, *typed, *made.cleaned), source)))
        source, kept = Relation("cleaned"), _same([o.name for o in kept])
    last = Select((*kept, *made.values, *made.early_flags), source)
    if made.late_flags:
        marks = _same([o.name for o in made.cleaned])
        steps.append(
            ("read", Select((*kept, *marks, *made.values, *made.early_flags), source))
        )
        through = [o.name for o in (*kept, *marks, *made.values, *made.early_flags)]
        last = Select((*_same(through), *made.late_flags), Relation("read"))
    query = Query(f"event: {data.event.name}, converted", tuple(steps), last)
    make(data, converted_name(data), query, engine, as_table=data.attached.text)


def make(
    data: EventData, name: str, query: Query, engine: Engine, *, as_table: bool
) -> None:
    """Give a query of an event its name; its text is kept for the report."""
    data.sql.append(statement(name, query, as_table=as_table))
    engine.make(name, query, as_table=as_table)


def _same(names: Sequence[str]) -> list[Output]:
    return [Output(Name(name), name) for name in names]


def _names_in(node: object) -> set[str]:
    """Columns that an expression names."""
    match node:
        case Name(column):
            return {column}
        case tuple():
            return {c for part in node for c in _names_in(part)}
        case _ if hasattr(node, "__dataclass_fields__"):
            return {
                c
                for f in node.__dataclass_fields__
                for c in _names_in(getattr(node, f))
            }
        case _:
            return set()


def converted_name(data: EventData) -> str:
    """The relation of values and flags."""
    return f"{data.event.name} converted"
