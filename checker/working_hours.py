"""Steps that read a calendar's tables: working clock, its moments, working days.

working clock   before + (moment - opens), at most before + (closes - opens)
                of the last span that opened, or of the piece that the moment is in
its moment      opens + (clock - before), of the span in which the clock shows it
working day     the Nth open day after a moment's own, or before it
"""

from upheld.checker.calendars import Pieces
from upheld.checker.chain import Chain
from upheld.checker.sql.nodes import (
    Binary,
    BinaryOperator,
    Call,
    Case,
    Expr,
    FloorDivide,
    Join,
    Name,
    Output,
    Relation,
    whole,
)
from upheld.checker.timetables import Timetable
from upheld.checker.zones import DAY, Clock


def column_of(chain: Chain, value: Expr, stem: str) -> Name:
    """A value as a column of the chain's last step."""
    if isinstance(value, Name) and not value.relation:
        return Name(value.column, chain.relation)
    name = chain.name(stem)
    chain.add(f"rows with {name}", (Output(value, name),))
    return Name(name, chain.relation)


def with_nearest(
    chain: Chain, step: str, on: Expr, outputs: tuple[Output, ...]
) -> None:
    """Each row with the nearest row of another step that fits; all rows are kept."""
    join = Join("asof left", Relation(chain.relation), Relation(step), on)
    chain.add(f"rows with {outputs[0].name}", outputs, join=join)


def add_close(chain: Chain, hours: str, moment: Expr) -> str:
    """The close of the last span that opened by a moment."""
    at = column_of(chain, moment, "moment")
    closes = chain.name("open until")
    opened = Binary(">=", at, Name("opens", hours))
    with_nearest(chain, hours, opened, (Output(Name("closes", hours), closes),))
    return closes


def add_clock(chain: Chain, table: Timetable, column: str) -> str:
    """What the working clock shows at the moment in a column."""
    if table.cut is not None:
        return _add_clock_of_piece(chain, table.pieces, table.cut, column)
    hours = table.hours
    at = Name(column, chain.relation)
    opens, closes = Name("opens", hours), Name("closes", hours)
    passed = Call("least", (Binary("-", at, opens), Binary("-", closes, opens)))
    name = chain.name("working clock")
    shown = Output(Binary("+", Name("before", hours), passed), name)
    with_nearest(chain, hours, Binary(">=", at, opens), (shown,))
    return name


def _add_clock_of_piece(chain: Chain, table: str, cut: Pieces, column: str) -> str:
    """The same by the number of the piece, with no search for the nearest span."""
    at, length = Name(column, chain.relation), cut.length
    last = cut.first + len(cut.spans) - 1
    piece = Case(
        (
            (Binary("<", at, whole((cut.first + 1) * length)), whole(cut.first)),
            (Binary(">=", at, whole(last * length)), whole(last)),
        ),
        FloorDivide(at, length, positive=cut.first >= -1),
    )
    opens, closes = Name("opens", table), Name("closes", table)
    open_at = Call("least", (at, closes))
    passed = Call("greatest", (Binary("-", open_at, opens), whole(0)))
    name = chain.name("working clock")
    shown = Output(Binary("+", Name("before", table), passed), name)
    on = Binary("=", piece, Name("piece", table))
    join = Join("left", Relation(chain.relation), Relation(table), on)
    chain.add(f"rows with {name}", (shown,), join=join)
    return name


def add_moment(chain: Chain, hours: str, column: str, *, back: bool) -> str:
    """The earliest (back: the latest) moment at which the working clock shows this."""
    at, before = Name(column, chain.relation), Name("before", hours)
    name = chain.name("due")
    moment = Binary("+", Name("opens", hours), Binary("-", at, before))
    compare = Binary(">=" if back else ">", at, before)
    with_nearest(chain, hours, compare, (Output(moment, name),))
    return name


def add_working_day(
    chain: Chain, days: str, clock: Clock, moment: Expr, number: Expr, *, back: bool
) -> str:
    """The close of the Nth open day after a moment's own (back: opening before)."""
    local = clock.local_expression(moment)
    day = column_of(chain, FloorDivide(local, DAY), "day")
    place = chain.name("open day")
    wanted = Binary("-" if back else "+", Name("number", days), number)
    if back:
        wanted = Binary("+", wanted, whole(1))
    operator: BinaryOperator = ">" if back else ">="
    near = Binary(operator, day, Name("day", days))
    with_nearest(chain, days, near, (Output(wanted, place),))
    name = chain.name("due")
    due = Name("opens" if back else "closes", days)
    on = Binary("=", Name(place, chain.relation), Name("number", days))
    join = Join("left", Relation(chain.relation), Relation(days), on)
    chain.add(f"rows with {name}", (Output(due, name),), join=join)
    return name
