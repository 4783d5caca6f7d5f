"""The functions of the closed list, as Spark says them with DuckDB's answers."""

from upheld.checker.sql.nodes import Constant, Expr, Function
from upheld.checker.sql.spark_moments import parsed, parsed_zoned, zoned
from upheld.checker.sql.spark_patterns import java_pattern
from upheld.checker.sql.spark_text import OutsideError, text

#: The least and the greatest value stand for the ends of time in Parquet.
ENDLESS = 2**63 - 1
DAY = 86_400_000_000

#: Weights by which a great whole number in binary is cut; powers of two lose no bit.
_UPPER, _MIDDLE = 2**90, 2**60

_DATE = "date_from_unix_date(cast({0} AS INT))"

#: Functions that need no more than their arguments put in place.
TEMPLATES: dict[Function, str] = {
    "micros_of_zoned": (
        f"CASE WHEN unix_micros({{0}}) NOT IN ({ENDLESS}L, -{ENDLESS}L)"
        " THEN unix_micros({0}) END"
    ),
    "micros_of_finite": "unix_micros({0})",
    "micros_of_naive": (
        f"CASE WHEN unix_micros(cast({{0}} AS TIMESTAMP))"
        f" NOT IN ({ENDLESS}L, -{ENDLESS}L)"
        " THEN unix_micros(cast({0} AS TIMESTAMP)) END"
    ),
    "zoned_moment": "timestamp_micros({0})",
    "is_finite": f"unix_micros({{0}}) NOT IN ({ENDLESS}L, -{ENDLESS}L)",
    "month_number": (
        f"cast((year({_DATE}) - 1970) * 12 + month({_DATE}) - 1 AS BIGINT)"
    ),
    "year_number": f"cast(year({_DATE}) AS BIGINT)",
    "round": "cast(round({0}, 0) AS BIGINT)",
    "row_text": "struct({all})",
    "concat": "concat_ws('', {all})",
    "text_of_zoned": (
        "concat(regexp_replace(date_format({0}, 'yyyy-MM-dd HH:mm:ss.SSSSSS'),"
        " '[.]?0+$', ''), '+00')"
    ),
    "number_of_float": "{float}",
}

#: Those with the same name, order of arguments and answers.
SAME: frozenset[Function] = frozenset(
    {"coalesce", "nullif", "least", "greatest", "lower", "replace", "abs"}
)

#: Those that are refused, and what they are for people.
REFUSED: dict[Function, str] = {
    "text_of_float": "the text of a floating-point column",
    "text_of_other": "the text of a column of a nested, binary or other special type",
    "to_microseconds": "a moment with nanoseconds",
    "repeated": "rows that stand in for others",
    "each": "the members of a list",
}


def call(
    function: Function, arguments: tuple[Expr, ...], texts: tuple[str, ...]
) -> str:
    """The text of a call.

    Raises:
        OutsideError: a function, pattern or spelling that Spark is not asked for.
    """
    if function in REFUSED:
        raise OutsideError(REFUSED[function])
    if function in SAME:
        return f"{function}({', '.join(texts)})"
    if function in TEMPLATES:
        filled = TEMPLATES[function].replace("{all}", ", ".join(texts))
        if function == "number_of_float":
            return number_of_float(texts[0])
        return filled.replace("{0}", texts[0])
    match function:
        case "full_match":
            pattern = java_pattern(_constant(arguments[1]))
            return f"({texts[0]} RLIKE {text(f'^(?:{pattern})' + chr(92) + 'z')})"
        case "search":
            return f"({texts[0]} RLIKE {text(java_pattern(_constant(arguments[1])))})"
        case "extract":
            pattern = text(java_pattern(_constant(arguments[1])))
            return f"regexp_extract({texts[0]}, {pattern}, cast({texts[2]} AS INT))"
        case "parse_moment":
            return parsed(texts[0], _constant(arguments[1]))
        case "parse_moment_zoned":
            return parsed_zoned(texts[0], _constant(arguments[1]))
        case "zoned":
            return zoned(texts[0])
        case "add_months":
            return add_months(*texts)
        case _:
            raise OutsideError(f"the function `{function}`")


def _constant(node: Expr) -> str:
    if isinstance(node, Constant) and isinstance(node.value, str):
        return node.value
    raise OutsideError("a pattern that is no constant")


def add_months(moment: str, months: str) -> str:
    """Months later on a clock: the day is cut to the month's last, the time kept."""
    time = f"pmod({moment}, {DAY}L)"
    day = f"cast((({moment}) - {time}) div {DAY}L AS INT)"
    moved = f"unix_date(add_months(date_from_unix_date({day}), cast({months} AS INT)))"
    return f"(cast({moved} AS BIGINT) * {DAY}L + {time})"


def number_of_float(value: str) -> str:
    """A float as DuckDB makes a decimal of it: by its bits, not by its digits.

    Times 10^12, rounded half away from zero, is a whole number in binary; Spark would
    take the digits it prints instead. Above 2^52 it is cut into three whole numbers.
    """
    scaled = f"(cast({value} AS DOUBLE) * 1e12D)"
    size = f"abs({scaled})"
    whole = (
        f"(floor({size}) + CASE WHEN {size} - floor({size}) >= 0.5D THEN 1 ELSE 0 END)"
    )
    upper = f"floor({size} / {_UPPER}D)"
    below = f"({size} - {upper} * {_UPPER}D)"
    middle = f"floor({below} / {_MIDDLE}D)"
    pieces = (
        (upper, _UPPER),
        (middle, _MIDDLE),
        (f"{below} - {middle} * {_MIDDLE}D", 1),
    )
    wide = " + ".join(
        f"cast(cast({piece} AS BIGINT) AS DECIMAL(38, 0)) * {weight}BD"
        for piece, weight in pieces
    )
    sign = f"CASE WHEN {scaled} < 0D THEN -0.000000000001BD ELSE 0.000000000001BD END"
    digits = (
        f"CASE WHEN {size} < 4503599627370496D THEN cast({whole} AS DECIMAL(38, 0))"
        f" ELSE cast({wide} AS DECIMAL(38, 0)) END"
    )
    fits = f"NOT isnan({scaled}) AND {size} < 1e38D"
    return f"CASE WHEN {fits} THEN cast(({digits}) * ({sign}) AS DECIMAL(38, 12)) END"


def quotient(left: str, right: str) -> str:
    """Whole-number division of the 12-decimal forms, rounded half away from zero.

    Spark's `/` rounds on the way, and its `div` silently gives 64 bits: the quotient is
    made of its upper digits, where `/` comes out even, and its lower nine.
    """
    a = f"cast(({left}) * 1000000000000BD AS DECIMAL(38, 0))"
    b = f"cast(({right}) * 1000000000000BD AS DECIMAL(38, 0))"
    above = f"cast(2BD * abs({a}) * 1000000000000BD + abs({b}) AS DECIMAL(38, 0))"
    below = f"cast(2BD * nullif(abs({b}), 0BD) AS DECIMAL(38, 0))"
    wide = f"cast({below} * 1000000000BD AS DECIMAL(38, 0))"
    rest = f"cast({above} % {wide} AS DECIMAL(38, 0))"
    high = f"cast(({above} - {rest}) / {wide} AS DECIMAL(38, 0)) * 1000000000BD"
    low = f"cast({rest} div {below} AS DECIMAL(38, 0))"
    sign = f"(CASE WHEN ({left} < 0) = ({right} < 0) THEN 1BD ELSE -1BD END)"
    scaled = f"cast({sign} * ({high} + {low}) AS DECIMAL(38, 0))"
    return f"cast({scaled} * 0.000000000001BD AS DECIMAL(38, 12))"
