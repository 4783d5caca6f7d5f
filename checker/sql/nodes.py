"""The closed set of SQL trees that a plan compiles to; each engine has its own emitter.

Nothing in here is text of SQL: names and literals are nodes, and an emitter quotes
them. Moments and lengths are whole microseconds (BIGINT) everywhere, so no engine's own
calendar, interval or zone arithmetic takes part in a verdict.
"""

from dataclasses import field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal

from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A column, perhaps of a named relation."""

    column: str
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant: text, whole number, decimal, truth value, or nothing.

    `note` says in words what a number stands for; emitters write it as a comment.
    """

    value: str | int | Decimal | bool | None
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Star:
    """Every column of a relation; only as an output of a step."""

    relation: str = ""


BinaryOperator = Literal["+", "-", "*", "=", "<>", "<", "<=", ">", ">=", "||"]


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`."""

    operator: BinaryOperator
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, slots=True)
class FloorDivide:
    """The quotient of whole numbers rounded towards minus infinity.

    The divisor is above 0; `positive` promises that the left side is never below 0.
    """

    left: "Expr"
    divisor: int
    positive: bool = False


@dataclass(frozen=True, slots=True)
class Quotient:
    """A quotient rounded half away from zero to 12 decimals; by zero, nothing."""

    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, slots=True)
class And:
    """All of them; three-valued, as SQL has it."""

    operands: "tuple[Expr, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them; three-valued."""

    operands: "tuple[Expr, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; of nothing it is nothing."""

    operand: "Expr"


@dataclass(frozen=True, slots=True)
class IsNull:
    """Whether there is no value."""

    operand: "Expr"
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """The value of the first branch whose condition is true."""

    branches: "tuple[tuple[Expr, Expr], ...]"
    otherwise: "Expr | None" = None


@dataclass(frozen=True, slots=True)
class In:
    """One of some constants."""

    operand: "Expr"
    values: "tuple[Expr, ...]"


Type = Literal["text", "small", "integer", "huge", "number", "truth", "date", "naive"]


@dataclass(frozen=True, slots=True)
class Cast:
    """A conversion; with `attempt`, nothing instead of an error.

    `number` is a decimal with 12 places; `naive` a timestamp without a zone.
    """

    operand: "Expr"
    type: Type
    attempt: bool = False


Function = Literal[
    "coalesce",
    "nullif",
    "least",
    "greatest",
    "lower",
    "replace",
    "full_match",  # (text, pattern): the whole text matches
    "search",  # (text, pattern): the pattern is found anywhere
    "extract",  # (text, pattern, group): what the group matched
    "parse_moment",  # (text, strptime pattern): a naive timestamp, or nothing
    "parse_moment_zoned",  # (text, pattern with %z): microseconds UTC, or nothing
    "zoned",  # (text that carries an offset): a zoned timestamp, or nothing
    "micros_of_zoned",  # a zoned timestamp: microseconds UTC; infinity is none
    "micros_of_finite",  # the same of one that is known not to be infinite
    "micros_of_naive",  # a naive timestamp or date: microseconds of its own clock
    "zoned_moment",  # (microseconds UTC): a zoned timestamp
    "is_finite",
    "to_microseconds",  # a zoned timestamp with nanoseconds: one that can be compared
    "add_months",  # (microseconds of a local clock, months): the same, months later
    "month_number",  # days since 1970-01-01 -> months since 1970-01
    "year_number",  # days since 1970-01-01 -> year
    "round",  # (number): to a whole number, half away from zero
    "abs",
    "concat",
    "row_text",  # every column of a row as one text, for comparing whole rows
    "text_of_zoned",  # a zoned timestamp as text, in UTC
    "text_of_float",  # a floating-point number as text
    "text_of_other",  # a value of a nested, binary or other special type as text
    "number_of_float",  # a floating-point number as a `number`, or nothing
    "repeated",  # (value, times): so many rows with the value; only as an output
    "each",  # (list): a row with each of its values; only as an output
]


@dataclass(frozen=True, slots=True)
class Call:
    """A scalar function of the closed list."""

    function: Function
    arguments: "tuple[Expr, ...]"


AggregateFunction = Literal[
    "count", "count_if", "count_distinct", "sum", "min", "max", "nearest_rank", "list"
]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregate; `nearest_rank` takes its rank as an exact decimal, 0 to 1.

    `list` is of the values that there are.
    """

    function: AggregateFunction
    argument: "Expr | None" = None
    rank: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """A window function over a partition in an order.

    `row_number` over everything, without an order, is a row's place in its source.
    """

    function: Literal["row_number", "rank", "lead", "lag", "min", "max", "count", "sum"]
    argument: "Expr | None"
    partition: "tuple[Expr, ...]"
    order: "tuple[Order, ...]" = ()
    preceding_only: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """One key of an order; nothing comes last either way."""

    operand: "Expr"
    descending: bool = False


Expr = (
    Name
    | Star
    | Constant
    | Binary
    | FloorDivide
    | Quotient
    | And
    | Or
    | Not
    | IsNull
    | Case
    | In
    | Cast
    | Call
    | Aggregate
    | Over
)


# --- relations ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, a view or an earlier step by its name."""

    name: str
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """Two relations put side by side; `asof` takes the nearest row of the right one.

    INVARIANT: the condition of an `asof` is comparisons whose right operands are
    columns of the right relation: equalities, and one that says which is nearest.
    """

    kind: Literal["inner", "left", "cross", "asof", "asof left"]
    left: "Relation | Join"
    right: Relation
    on: Expr | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A column of a result."""

    value: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Values:
    """Rows of constants."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Expr, ...], ...]


@dataclass(frozen=True, slots=True)
class Select:
    """One step. `group` holds expressions; `keep` filters by window functions."""

    outputs: tuple[Output, ...]
    source: "Relation | Join"
    where: Expr | None = None
    group: tuple[Expr, ...] = ()
    keep: Expr | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class UnionAll:
    """The rows of several steps."""

    parts: tuple[Select, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Named steps in order and the last one; `title` heads the text."""

    title: str
    steps: "tuple[tuple[str, Select | UnionAll | Values], ...]"
    last: Select


TRUE = Constant(True)
FALSE = Constant(False)
NULL = Constant(None)


def text(value: str) -> Constant:
    """A text constant."""
    return Constant(value)


def whole(value: int) -> Constant:
    """A whole number."""
    return Constant(value)


def moment_at(us: int) -> Constant:
    """A moment in microseconds UTC, with its ISO form as a note."""
    try:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)
    except OverflowError:
        return Constant(us)
    return Constant(us, at.isoformat().replace("+00:00", "Z"))


def length_of(us: int) -> Constant:
    """A length in microseconds, with a note in hours, minutes and seconds."""
    parts = []
    rest = abs(us)
    for name, size in (("h", 3_600_000_000), ("m", 60_000_000)):
        if rest >= size:
            parts.append(f"{rest // size}{name}")
            rest %= size
    if rest:
        parts.append(f"{rest / 1_000_000:g}s")
    return Constant(us, " ".join(parts))


def both(*operands: Expr | None) -> Expr:
    """A conjunction without its trivial parts."""
    kept = tuple(o for o in operands if o is not None and o != TRUE)
    if not kept:
        return TRUE
    return kept[0] if len(kept) == 1 else And(kept)


def any_of(*operands: Expr | None) -> Expr:
    """A disjunction without its trivial parts."""
    kept = tuple(o for o in operands if o is not None and o != FALSE)
    if not kept:
        return FALSE
    return kept[0] if len(kept) == 1 else Or(kept)


def plus(left: Expr, right: int) -> Expr:
    """A sum with a constant; adding nothing changes nothing."""
    if right == 0:
        return left
    if right < 0:
        return Binary("-", left, _constant(-right))
    return Binary("+", left, _constant(right))


def _constant(value: int) -> Constant:
    """A number of microseconds from a second on; smaller ones are plain numbers."""
    return length_of(value) if value >= 1_000_000 else whole(value)
