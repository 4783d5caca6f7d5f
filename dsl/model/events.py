"""Kinds of events and where their rows are."""

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from typing import Literal

from upheld.dsl.dataclass import dataclass
from upheld.dsl.model.expressions import Condition, Moment
from upheld.dsl.source import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class Key:
    """A key shared with other events: its name and the column that holds it."""

    name: str
    column: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pick:
    """`latest by updated_at, version`: which row of one identity stands."""

    which: Literal["latest", "first"]
    columns: tuple[str, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event and where its rows are.

    `source` is a path or the name of a source as written behind `from`; `file` is the
    `.std` file it is declared in (paths are relative to its folder). `end` of an
    interval event is the second moment of `during`. `moments` holds every declared
    moment except the start (milestones and the end), for the default of `as of`.
    """

    name: str
    names: tuple[str, ...]
    source: str
    file: str
    start: Moment
    milestones: Mapping[str, Moment] = field(hash=False)
    identity: tuple[str, ...] = ()
    unique: bool = False
    keys: tuple[Key, ...] = ()
    end: Moment | None = None
    until_next: bool = False
    empty: tuple[str, ...] = ()
    pick: Pick | None = None
    reject_above: Fraction | None = None
    where: Condition | None = None
    complete_from: str | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    source_span: Span = field(default=NOWHERE, compare=False, repr=False)
    identity_spans: tuple[Span, ...] = field(default=(), compare=False, repr=False)
