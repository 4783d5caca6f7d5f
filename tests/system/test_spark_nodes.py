"""Every node of the closed set answers on Spark what it answers on DuckDB.

The values are those at the edges: signs, zero, halves, overflow, nothing, ends of days
and months, text that is almost right.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from upheld.checker.duck import Duck
from upheld.checker.engine import Engine, EngineError
from upheld.checker.spark import OutsideEngineError, Spark
from upheld.checker.sql.nodes import (
    FALSE,
    NULL,
    TRUE,
    And,
    Binary,
    BinaryOperator,
    Call,
    Case,
    Cast,
    Constant,
    Expr,
    FloorDivide,
    In,
    IsNull,
    Name,
    Not,
    Or,
    Order,
    Output,
    Over,
    Query,
    Quotient,
    Relation,
    Select,
    Values,
    text,
    whole,
)

#: So many expressions are asked for in one query.
AT_ONCE = 40
ONE = ("one", Values(("n",), ((whole(1),),)))


def number(value: str) -> Expr:
    return Cast(Constant(Decimal(value)), "number")


def asked(expressions: Sequence[Expr]) -> Query:
    outputs = tuple(Output(e, f"c{i}") for i, e in enumerate(expressions))
    return Query("", (ONE,), Select(outputs, Relation("one")))


def plain(value: Any) -> Any:
    """A value without what the engines' clients make of it."""
    return value.normalize() if isinstance(value, Decimal) else value


def compare(engines: tuple[Engine, Engine], expressions: Sequence[Expr]) -> None:
    here, there = engines
    wrong = []
    for at in range(0, len(expressions), AT_ONCE):
        part = expressions[at : at + AT_ONCE]
        query = asked(part)
        ours, theirs = here.rows(query)[0], there.rows(query)[0]
        wrong += [
            (expression, a, b)
            for expression, a, b in zip(part, ours, theirs, strict=True)
            if plain(a) != plain(b) or (a is None) != (b is None)
        ]
    assert wrong == []


def test_whole_numbers(engines: tuple[Engine, Engine]) -> None:
    day = 86_400_000_000
    some = (-7, -1, 0, 1, 7, day * 20_000 + 5, -(2**62), 2**62)
    found: list[Expr] = [FloorDivide(whole(a), d) for a in some for d in (1, 7, day)]
    found += [Binary(o, whole(3_000_000_000), whole(-7)) for o in ("+", "-", "*")]
    operators: tuple[BinaryOperator, ...] = ("=", "<>", "<", "<=", ">", ">=")
    found += [Binary(o, whole(1), whole(2)) for o in operators]
    found += [Call("abs", (whole(-5),)), Call("nullif", (whole(1), whole(1)))]
    found += [Call(f, (NULL, whole(2), whole(3))) for f in ("least", "greatest")]
    found += [Call("coalesce", (NULL, whole(2))), Cast(whole(5), "text")]
    compare(engines, found)


def test_decimals(engines: tuple[Engine, Engine]) -> None:
    pairs = (
        ("1", "3"),
        ("-1", "3"),
        ("2", "3"),
        ("0", "5"),
        ("5", "0"),
        ("89.95", "100"),
        ("-1", "8000000000000"),
        ("12345678901.123456789012", "7.000000000003"),
        ("10000000", "0.5"),
        ("50000000000", "3"),
        ("-0.0000000000015", "2"),
        ("99999999", "7000000"),
        ("0.000000000001", "90000000000000"),
    )
    found: list[Expr] = [Quotient(number(a), number(b)) for a, b in pairs]
    halves = ("2.5", "-2.5", "0.5", "-0.5", "2.4999", "1E+0", "-0.49999")
    found += [Call("round", (number(n),)) for n in halves]
    products = (("2.5", "1.000000000001"), ("0.000001", "0.0000005"), ("-3", "0.1"))
    found += [Cast(Binary("*", number(a), number(b)), "number") for a, b in products]
    found += [Binary("*", number("1.5"), whole(3_600_000_000))]
    found += [Binary("=", number("1.5"), Constant(Decimal("1.5")))]
    found += [Binary("=", whole(1), number("1")), Cast(number("1.5"), "text")]
    compare(engines, found)


def test_quotient_beyond_both_is_an_error_and_never_another_number(
    engines: tuple[Engine, Engine],
) -> None:
    far = Quotient(number("12345678901.123456789012"), number("0.000000000003"))
    with pytest.raises(EngineError):
        engines[1].rows(asked([far]))


def test_text_as_numbers(engines: tuple[Engine, Engine]) -> None:
    written = (
        *("1.5", " 2", ".5", "5.", "+5", "-0.0000000000005", "abc", "", "nan", "0x10"),
        *("1e3", "12345678901234567890123456.1234567890125", "99999999999", "-7", "05"),
        "123456789012345678901234567",
    )
    found: list[Expr] = [Cast(text(t), "number", attempt=True) for t in written]
    digits = ("5", "05", "-5", "99999999999", "x", "")
    found += [Cast(text(t), "integer", attempt=True) for t in digits]
    compare(engines, found)


def test_floats_by_their_bits(engines: tuple[Engine, Engine]) -> None:
    written = (
        *("123456789.123456789", "0.1", "2.5e-13", "5e-13", "-5e-13", "1.5e-12"),
        *("1e25", "9.9e25", "1e26", "3e18", "1.2345678e20", "4.6e15", "9.3e6", "1e7"),
        *("4503.599627370497", "9007199254.740993", "-123456789.123456789", "-0.0"),
        *("0.1234567890125", "99999999.999999", "0.3333333333333333", "4503.6"),
    )
    here, there = engines
    assert isinstance(here, Duck)
    assert isinstance(there, Spark)
    rows = ", ".join(f"('{value}')" for value in (*written, "NaN", "Infinity"))
    cast = "SELECT CAST(t AS DOUBLE) AS x FROM"
    here.execute(f"CREATE VIEW floats AS {cast} (VALUES {rows}) AS v(t)")
    made = f"CREATE TEMPORARY VIEW floats AS {cast} (VALUES {rows}) AS v(t)"
    there.connected().sql(made)
    value = Output(Call("number_of_float", (Name("x"),)), "value")
    order = (Order(Name("value")),)
    query = Query("", (), Select((value,), Relation("floats"), order=order))
    ours = [plain(row[0]) for row in here.rows(query)]
    assert len(ours) == len(written) + 2
    assert ours == [plain(row[0]) for row in there.rows(query)]


def test_moments_with_an_offset(engines: tuple[Engine, Engine]) -> None:
    written = (
        *("2026-03-02T09:00:00.1234567+01:00", "2026-03-02T09:00:00.1234569+01"),
        *("2026-03-02 09:00+0130", "2026-02-30T00:00Z", "2026-02-29T00:00Z"),
        *("2026-02-28T00:00+19:00", "2026-02-28T00:00-18:00", "2026-02-28T00:00-15:59"),
        *("9999-12-31T23:59:59.999999Z", "2026-02-28T00:00+0060", "0000-01-01T00:00Z"),
        *(
            "2026-02-28T00:00+01:75",
            "2026-02-28 00:00:07.5-23",
            "1900-01-01T00:00:00.1Z",
        ),
        *("0001-01-01T00:00Z", "2024-02-29T23:59:59Z"),
    )
    zoned = [Call("zoned", (text(t),)) for t in written]
    found: list[Expr] = [Call("micros_of_zoned", (z,)) for z in zoned]
    found += [Call("micros_of_finite", (z,)) for z in zoned]
    back = Call("zoned_moment", (whole(-1),))
    found += [Call("micros_of_finite", (back,)), Call("is_finite", (back,))]
    found += [Call("text_of_zoned", (Call("zoned_moment", (whole(us),)),)) for us in US]
    compare(engines, found)


US = (0, -1, 1_700_000_000_000_000, 1_700_000_000_500_000, 946_684_800_000_000)


def test_moments_without_one(engines: tuple[Engine, Engine]) -> None:
    written = (
        *("2026-03-02", "2026-03-02T09:00", "2026-03-02 09:00:01.5", "2026-02-30"),
        *("0001-01-01", "2026-03-02T09:00:00.123456789"),
    )
    naive = [Cast(text(t), "naive", attempt=True) for t in written]
    found: list[Expr] = [Call("micros_of_naive", (n,)) for n in naive]
    found += [Cast(n, "text") for n in naive]
    days = [Cast(text(t), "date", attempt=True) for t in ("2026-03-02", "1969-12-31")]
    found += [Call("micros_of_naive", (d,)) for d in days]
    found += [Cast(d, "text") for d in days]
    compare(engines, found)


SPELLINGS = {
    "%d/%m/%Y %H:%M": (
        *("1/3/2026 9:05", "01/03/2026  09:05", " 01/03/2026 09:05 ", "x", ""),
        *("01/03/2026\t09:05", "01/03/202609:05", "32/01/2026 00:00", "1/1/99999 1:1"),
        *("01/13/2026 00:00", "29/02/2026 10:00", "29/02/2024 10:00"),
    ),
    "%d/%m/%Y %I:%M %p": (
        *("01/03/2026 12:05 am", "01/03/2026 13:05 PM", "01/03/2026 0:05 PM"),
        *("01/03/2026 12:05PM", "01/03/2026 11:59 Pm"),
    ),
    "%y-%m-%d": ("68-01-01", "69-01-01", "0-1-1", "2026-01-01"),
    "%d %b %Y": ("1 MAR 2026", "1 march 2026", "1 xyz 2026"),
    "%d %B %Y": ("1 march 2026", "1 mar 2026", "1 MAY 2026"),
    "%a %d %b %Y": ("Mon 01 Mar 2026", "Sun 01 Mar 2026", "Monday 01 Mar 2026"),
    "%A %d %b %Y": ("Mon 01 Mar 2026", "sunday 01 Mar 2026"),
    "%H:%M:%S.%f": ("05:05:05.1", "05:05:05.1234567", "24:00:00.0", "23:59:60.0"),
    "%Y%m%d": ("20260301", "2026301", "2026-03-01"),
    "%Y-%m-%d": ("226-03-01", "12026-03-01", "-2026-03-01", "2026-3-1"),
    "%-d.%-m.%Y": ("1.3.2026", "01.03.2026"),
    "%d.%m.%Y kl. %H": ("1.3.2026 kl. 9", "1.3.2026 kl 9"),
    "%I:%M": ("12:30", "1:30"),
    "%Y-%m-%d %H%%": ("2026-01-01 3%",),
}
ZONED_SPELLINGS = {
    "%Y-%m-%dT%H:%M:%S%z": (
        *("2026-03-01T10:00:00+0130", "2026-03-01T10:00:00+01:30"),
        *("2026-03-01T10:00:00-01", "2026-03-01T10:00:00Z"),
        *("2026-03-01T10:00:00+15:59", "2026-03-01T10:00:00+1"),
    ),
    "%Y-%m-%d %z": ("2026-03-01 +01",),
}


def test_spellings(engines: tuple[Engine, Engine]) -> None:
    found: list[Expr] = []
    for spelling, written in SPELLINGS.items():
        parsed = [Call("parse_moment", (text(t), text(spelling))) for t in written]
        found += [Call("micros_of_naive", (p,)) for p in parsed]
    for spelling, written in ZONED_SPELLINGS.items():
        zoned: list[Expr] = []
        zoned += [
            Call("parse_moment_zoned", (text(t), text(spelling))) for t in written
        ]
        found += zoned
    compare(engines, found)


def test_months_and_years(engines: tuple[Engine, Engine]) -> None:
    day = 86_400_000_000
    moments = (
        0,
        -1,
        day * 30,
        day * 59 + 3_600_000_000,
        951_782_400_000_000,
        -day * 400,
    )
    found: list[Expr] = [
        Call("add_months", (whole(m), whole(n)))
        for m in moments
        for n in (1, -1, 12, 0)
    ]
    days = (0, -1, 20_500, 59, -719_162)
    found += [Call("month_number", (whole(d),)) for d in days]
    found += [Call("year_number", (whole(d),)) for d in days]
    compare(engines, found)


def test_text(engines: tuple[Engine, Engine]) -> None:
    pairs = (("a", "A"), ("B", "a"), ("é", "z"), ("a", "a "), ("", "a"), ("Z", "ä"))
    found: list[Expr] = []
    for a, b in pairs:
        found += [Binary("=", text(a), text(b)), Binary("<", text(a), text(b))]
    odd = ("it's", "back\\slash", "${x}", 'a"b', "line\nbreak", "\t", "😀", "%s", "\\n")
    found += [Call("concat", (text(t), NULL, text("."))) for t in odd]
    found += [Binary("||", text("a"), text("b")), Binary("||", text("a"), NULL)]
    found += [Call("lower", (text("ÄB"),))]
    found += [Call("replace", (text("a +b"), text(" +"), text("+")))]
    clock = "^-?([0-9]+):"
    for t in ("12:30", "-7:05", "x"):
        piece = Call("extract", (text(t), text(clock), whole(1)))
        found.append(Cast(piece, "number", attempt=True))
    compare(engines, found)


PATTERNS = (
    *("^a.c$", "a$", "(?i)é", r"\bcat\b", "[^a-c]", "x{2,3}", "a|b", r"\d+", r"\s"),
    *(r"[\d.]+", r"\.", "(?:ab)+", "[a&&b]", "[[]", "[]x]", "^$", r"\w+@\w+", "a{,2}"),
    *("}", "(?P<n>a)", r"[^\d]", ".", r"\x41", "[+-]", "a*?", r"\-"),
)
SUBJECTS = (
    *(
        "abc",
        "a\n",
        "É",
        "cat",
        "concat cat",
        "xx",
        "a.b",
        "12",
        "\x0b",
        "a&",
        "[",
        "]x",
    ),
    *("", "me@x", "a{,2}", "}", "\n", "A", "é", "\r", "ß", "a\nc", "\u2028", "-", "+"),
)


def test_patterns(engines: tuple[Engine, Engine]) -> None:
    found: list[Expr] = [
        Call(function, (text(subject), text(pattern)))
        for pattern in PATTERNS
        for function in ("search", "full_match")
        for subject in SUBJECTS
    ]
    outputs = tuple(Output(e, f"c{i}") for i, e in enumerate(found))
    query = Query("", (ONE,), Select(outputs, Relation("one")))
    assert engines[0].rows(query) == engines[1].rows(query)


@pytest.mark.parametrize(
    "pattern", [r"\p{Greek}", "[[:alpha:]]", "(?s)a", "(?m)^a", r"\Qa\E", r"\C"]
)
def test_pattern_without_a_sure_equal_is_refused(
    engines: tuple[Engine, Engine], pattern: str
) -> None:
    with pytest.raises(OutsideEngineError, match="in a pattern"):
        engines[1].rows(asked([Call("search", (text("a"), text(pattern)))]))


def test_truth(engines: tuple[Engine, Engine]) -> None:
    three = (TRUE, FALSE, Cast(NULL, "truth"))
    found: list[Expr] = []
    for a in three:
        found += [Not(a), IsNull(a), IsNull(a, negated=True), Cast(a, "text")]
        found += [And((a, b)) for b in three] + [Or((a, b)) for b in three]
        found += [Case(((a, whole(1)),), whole(0)), Case(((a, whole(1)),))]
    found += [In(whole(1), (whole(1), NULL)), Not(In(whole(3), (whole(1), NULL)))]
    found += [In(Cast(NULL, "integer"), (whole(1),)), In(text("a"), (text("a"),))]
    compare(engines, found)


@pytest.mark.parametrize(
    "outside",
    [
        Call("text_of_float", (whole(1),)),
        Call("text_of_other", (whole(1),)),
        Call("to_microseconds", (whole(1),)),
        Call("parse_moment", (text("1"), text("%U"))),
        Over("lag", whole(1), ()),
        Over("row_number", None, (whole(1),)),
    ],
)
def test_construct_outside_the_set_is_refused_by_name(
    engines: tuple[Engine, Engine], outside: Expr
) -> None:
    assert engines[0].outside(outside) is None
    named = engines[1].outside(outside)
    assert named
    with pytest.raises(OutsideEngineError) as refused:
        engines[1].rows(asked([outside]))
    assert str(refused.value) == named
