"""One run's connection: sources attached, doors locked, events prepared.

Sources come first, then the lock; after it no statement can reach a file that is not
one of the sources (ENGINES, section 4). What cannot be read spoils only the standards
that need it: the fault is kept with the event.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from upheld.checker.asked_sources import spec_of
from upheld.checker.bounds import measure_bounds
from upheld.checker.duck import Duck
from upheld.checker.engine import Engine, EngineError
from upheld.checker.latest import latest_of
from upheld.checker.lengths import length_in_words
from upheld.checker.lists import Member, read_members
from upheld.checker.personal import is_personal
from upheld.checker.prepare import EventData, Readings, convert, converted_name
from upheld.checker.repeats import (
    Kept,
    ask_for_pick,
    count_all,
    look_for_repeats,
    settle,
)
from upheld.checker.rows import Prepared, readings
from upheld.checker.scope import period_start
from upheld.checker.settings import Settings
from upheld.checker.sql.nodes import Query
from upheld.checker.timetables import Timetables
from upheld.checker.whole_keys import give_whole_keys
from upheld.connectors.base import Attached, SourceError
from upheld.connectors.lock import connect
from upheld.connectors.objects import attach_object
from upheld.connectors.wanted import Wanted
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import Span

if TYPE_CHECKING:
    from upheld.checker.state.state import State

T = TypeVar("T")


@dataclass(slots=True)
class Session:
    """Events and lists of one run over one locked connection.

    Lists and closed dates are read by `local`, in this process; events by `engine`,
    which is the same unless the run asks for a cluster.
    """

    root: Path
    settings: Settings
    given: Mapping[str, object]
    base: Path
    outside: bool = False
    hashed: bool = True
    local: Duck = field(init=False)
    engine: Engine = field(init=False)
    attached: dict[tuple[str, str], Attached] = field(default_factory=dict)
    read_here: dict[tuple[str, str], Attached] = field(default_factory=dict)
    failed: dict[tuple[str, str, bool], SourceError] = field(default_factory=dict)
    events: dict[str, EventData] = field(default_factory=dict)
    faults: dict[str, Diagnostic] = field(default_factory=dict)
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    promises: dict[str, frozenset[tuple[str, ...]]] = field(default_factory=dict)
    dates: dict[str, tuple[Member, ...]] = field(default_factory=dict)
    zone: str = "UTC"
    kept: dict[str, Mapping[str, Sequence[int | None]]] = field(default_factory=dict)
    timetables: Timetables = field(default_factory=Timetables)
    clock: Timer | None = None
    wanted: Mapping[tuple[str, str], Wanted] = field(default_factory=dict)
    state: "State | None" = None
    text_keys: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        most, threads = self.settings.memory_limit, self.settings.threads
        self.local = Duck(connect(memory_limit=most, threads=threads))
        self.engine = self.local

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection in this process."""
        return self.local.connection

    def use_spark(self, remote: str) -> None:
        """Read and count events on a cluster."""
        from upheld.checker.spark import Spark

        self.engine = Spark(remote, self.local)

    @property
    def is_local(self) -> bool:
        """Whether everything is read and counted in this process."""
        return self.engine is self.local

    def is_hidden(self, column: str) -> bool:
        """Whether the values of a column are masked where events are listed."""
        if self.settings.show_personal:
            return False
        return is_personal(column, self.settings.personal)

    def close(self) -> None:
        """Give back the connection."""
        if self.clock is not None:
            self.clock.cancel()
        if not self.is_local:
            self.engine.close()
        self.local.close()

    def rows(self, query: Query) -> list[tuple[Any, ...]]:
        """The rows of a query; raises EngineError for what the engine cannot do."""
        return self._in_time(lambda: self.engine.rows(query))

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of one SELECT of DuckDB.

        Raises:
            EngineError: what DuckDB could not do.
        """
        return self._in_time(lambda: self.local.run(sql))

    def _in_time(self, work: Callable[[], T]) -> T:
        self.refuse_late()
        try:
            return work()
        except EngineError:
            self.refuse_late()
            raise

    def refuse_late(self) -> None:
        """Begin nothing more once the run has used up its time.

        Raises:
            EngineError: the time limit is over.
        """
        if self.clock is not None and not self.clock.is_alive():
            raise EngineError(TimeoutError(f"the run took longer than {self.limit()}"))

    def limit(self) -> str:
        """The time limit of the run, in words."""
        assert self.settings.time_limit is not None
        return length_in_words(self.settings.time_limit // timedelta(microseconds=1))

    def execute(self, sql: str) -> None:
        """A statement made by our own emitter.

        Raises:
            EngineError: what DuckDB could not do.
        """
        self._in_time(lambda: self.local.execute(sql))

    def keep(self, name: str, columns: Mapping[str, Sequence[int | None]]) -> None:
        """Make a table of whole numbers, in place of one of that name."""
        self.engine.keep(name, columns)
        self.kept[name] = columns

    def first_moment(self) -> int | None:
        """The earliest moment in the data."""
        bounds = [d.bounds for d in self.events.values() if d.bounds is not None]
        return min((b.first for b in bounds if b.first is not None), default=None)

    def log(self, event: model.Event) -> Prepared:
        """Every row of an event's source, also those that its own `where` leaves out.

        Raises:
            RefusedError: what is wrong with its source.
        """
        self.prepared(event)
        data = self.events[event.name]
        latest = {} if data.bounds is None else data.bounds.latest
        return Prepared(
            event,
            converted_name(data),
            data.values,
            {} if data.bounds is None else data.failing_flags(),
            latest,
            errors=data.errors,
            sure=frozenset() if data.bounds is None else data.bounds.sure,
            earliest={} if data.bounds is None else data.bounds.earliest,
        )

    # --- sources ----------------------------------------------------------------------

    def attach(self, source: str, file: str, *, here: bool = False) -> Attached:
        """The relation of a source named in a policy file; read once for all events.

        Args:
            source: what stands behind `from`.
            file: the policy file that names it.
            here: read it in this process, also where events are on a cluster.

        Raises:
            SourceError: E4010 to E4029, E4092.
        """
        engine = self.local if here else self.engine
        elsewhere = here and not self.is_local
        attached = self.read_here if elsewhere else self.attached
        key = self.key(source, file)
        if (*key, elsewhere) in self.failed:
            raise self.failed[(*key, elsewhere)]
        if key not in attached:
            relation = f"source {source}" + (f" {len(attached)}" if key[1] else "")
            try:
                attached[key] = self._attach(source, file, relation, engine)
            except SourceError as error:
                self.failed[(*key, elsewhere)] = error
                raise
        return attached[key]

    def key(self, source: str, file: str) -> tuple[str, str]:
        """A source's name, and the folder that it is taken from if not a named one."""
        return source, "" if self._named(source) else str(Path(file).parent)

    def _named(self, source: str) -> bool:
        return source in self.given or source in self.settings.sources

    def _attach(
        self, source: str, file: str, relation: str, engine: Engine
    ) -> Attached:
        given = self.given.get(source)
        if given is None or isinstance(given, str | Path):
            return engine.attach(spec_of(self, source, file), relation)
        if engine is self.local:
            return attach_object(self.connection, given, relation)
        raise SourceError(
            "E4015",
            f"`{source}` is an object of this process, not of the cluster",
            "write it where the cluster reads it, as Parquet or as a table",
        )

    def lock(self) -> None:
        """No file, extension or setting can be reached from here on."""
        every = (*self.attached.values(), *self.read_here.values())
        readable = [path for attached in every for path in attached.paths]
        if self.state is not None:
            readable += self.state.folder.reachable()
        self.local.lock(readable)
        if not self.is_local:
            self.engine.lock(readable)
        if self.settings.time_limit is not None:
            seconds = self.settings.time_limit.total_seconds()
            self.clock = Timer(seconds, self.engine.interrupt)
            self.clock.daemon = True
            self.clock.start()

    # --- events -----------------------------------------------------------------------

    def open_event(self, event: model.Event) -> None:
        """Attach the source of an event, or keep what is wrong with it."""
        if event.name in self.events or event.name in self.faults:
            return
        try:
            attached = self.attach(event.source, event.file)
        except SourceError as error:
            self.faults[event.name] = as_diagnostic(error, event.source_span)
            return
        data = EventData(event, attached, Readings(event))
        data.wanted.add(event.start)
        for milestone in event.milestones.values():
            data.wanted.add(milestone)
        if event.end is not None:
            data.wanted.add(event.end)
        self.events[event.name] = data

    def want(self, event: model.Event, node: object) -> None:
        """Ask for everything that an expression or condition reads of an event."""
        data = self.events.get(event.name)
        if data is None:
            return
        promised = set(self.promises.get(event.name, frozenset()))
        for reading in readings(node):
            data.wanted.add(reading)
            if isinstance(reading, model.Moment) and reading.promise:
                promised.add(reading.columns)
        self.promises[event.name] = frozenset(promised)

    def compare_as_text(self, keys: Iterable[str]) -> None:
        """Keys that are held against texts, such as the members of a list."""
        self.text_keys.update(keys)

    def convert_all(self) -> None:
        """Convert the columns of every event, and see what the data span."""
        give_whole_keys(self.events.values(), self.text_keys)
        for data in self.events.values():
            try:
                self._in_time(partial(self._convert, data))
            except EngineError as error:
                data.fault = data.unread(error)

    def _convert(self, data: EventData) -> None:
        look_for_repeats(data, self.rows)
        if data.event.where is not None:
            self.want(data.event, data.event.where)
        if data.fault is None:
            ask_for_pick(data, self.rows)
        if data.fault is None:
            convert(data, self.engine)
            measure_bounds(data, self.rows)

    def latest_moment(self) -> int | None:
        """The latest moment of the events in use, promises apart."""
        return latest_of(self.events.values(), self.promises)

    def settle_all(self, as_of: int) -> None:
        """One row for each event, as seen at `as of`."""
        kept: list[Kept] = []
        for data in self.events.values():
            if data.fault is None:
                try:
                    kept += self._in_time(partial(settle, data, as_of, self.engine))
                except RefusedError as error:
                    data.fault = error.diagnostics[0]
                except EngineError as error:
                    data.fault = data.unread(error)
        count_all(kept, self.rows)

    def prepared(self, event: model.Event) -> Prepared:
        """The relation of an event.

        Raises:
            RefusedError: what is wrong with its source.
        """
        fault = self.faults.get(event.name)
        data = self.events.get(event.name)
        if fault is None and data is not None:
            fault = data.fault
        if fault is not None:
            raise RefusedError(fault)
        assert data is not None
        assert data.prepared is not None
        return data.prepared

    # --- lists ------------------------------------------------------------------------

    def list_members(self, members: model.Members) -> tuple[str, ...]:
        """The members of a list, in order of the policy or of the text.

        Raises:
            RefusedError: a file that cannot be read, or has no such column.
        """
        if members.path is None:
            return members.values
        if members.name in self.faults:
            raise RefusedError(self.faults[members.name])
        return self.members[members.name]

    def dated_members(self, members: model.Members) -> tuple[Member, ...]:
        """The members of a list, each with the moments between which it counts.

        Raises:
            RefusedError: a file that cannot be read, or has no such column.
        """
        names = self.list_members(members)
        return self.dates.get(members.name) or tuple((n, None, None) for n in names)

    def complete_from(self, event: model.Event) -> int | None:
        """The first moment from which no row of an event is missing; None: no rows."""
        if event.complete_from is not None:
            return period_start(event.complete_from, event.start.zone or self.zone)
        data = self.events.get(event.name)
        return None if data is None or data.bounds is None else data.bounds.first_start

    def open_list(self, members: model.Members) -> None:
        """Read the file of a list before the lock."""
        known = self.members.keys() | self.faults.keys()
        if members.path is None or members.name in known:
            return
        try:
            attached = self.attach(members.path, members.file, here=True)
        except SourceError as error:
            self.faults[members.name] = as_diagnostic(error, members.span)
            return
        try:
            found = read_members(members, attached, self.local)
        except RefusedError as error:
            self.faults[members.name] = error.diagnostics[0]
            return
        self.dates[members.name] = found
        self.members[members.name] = tuple(dict.fromkeys(name for name, _, _ in found))


def as_diagnostic(error: SourceError, place: Span) -> Diagnostic:
    """What is wrong with a source, at the place that names it."""
    return Diagnostic(error.code, error.message, place, error.help, error.notes)
