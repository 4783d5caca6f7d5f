"""Outcomes as written."""

from upheld.dsl.ast.expressions import Between, Comparison
from upheld.dsl.ast.values import LengthValue, Node, Phrase
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Within(Node):
    """`within 2m`, `in less than 3m` (strict), `within 24h of acknowledged`."""

    length: LengthValue
    strict: bool = False
    origin: Phrase | None = None


@dataclass(frozen=True, slots=True)
class By(Node):
    """`by promised`."""

    deadline: Phrase


@dataclass(frozen=True, slots=True)
class Before(Node):
    """`at least 1 day before promised`."""

    length: LengthValue
    deadline: Phrase


@dataclass(frozen=True, slots=True)
class Reach(Node):
    """A milestone, perhaps with a limit.

    `milestone` is None where its words could not be told from the event's before names
    are resolved: in `calls answered within 2m` both words are the sentence's phrase.
    """

    milestone: Phrase | None
    limit: Within | By | Before | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class With(Node):
    """`with wait above 5m`."""

    condition: Comparison | Between
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Step(Node):
    """`then by resolution within 24h`: a later step of a chain."""

    event: Phrase
    limit: Within | None


@dataclass(frozen=True, slots=True)
class Followed(Node):
    """`followed by acknowledgement within 1h then by resolution within 24h`.

    `own` for `followed by its own`; `every` is the pair (column, list) of
    `from every staff_id of staff`.
    """

    event: Phrase
    limit: Within | None
    then: tuple[Step, ...] = ()
    own: bool = False
    every: tuple[Phrase, Phrase] | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Preceded(Node):
    """`preceded by approval within 7d`."""

    event: Phrase
    limit: Within | None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Either(Node):
    """`A or B`."""

    outcomes: tuple["Outcome", ...]


@dataclass(frozen=True, slots=True)
class Both(Node):
    """`A and B`."""

    outcomes: tuple["Outcome", ...]


Outcome = Reach | With | Followed | Preceded | Either | Both
