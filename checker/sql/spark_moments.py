"""Moments read from text: ISO with an offset, and declared spellings.

Spark's own patterns read other texts than DuckDB's `strptime` does, so the text is
matched as a whole and put together from its parts.
"""

import re
from collections.abc import Callable

from upheld.checker.sql.spark_text import OutsideError, text

#: A part of a spelling -> what it matches; each is one group.
_PARTS: dict[str, str] = {
    "Y": "[0-9]{1,4}",
    "y": "[0-9]{1,2}",
    "m": "[0-9]{1,2}",
    "d": "[0-9]{1,2}",
    "H": "[0-9]{1,2}",
    "I": "[0-9]{1,2}",
    "M": "[0-9]{1,2}",
    "S": "[0-9]{1,2}",
    "f": "[0-9]{1,6}",
    "p": "[AaPp][Mm]",
    "z": "[+-][0-9]{2}(?::?[0-9]{2})?",
}
_FIRST_MONTHS = ("january", "february", "march", "april", "may", "june")
_LAST_MONTHS = ("july", "august", "september", "october", "november", "december")
_MONTHS = (*_FIRST_MONTHS, *_LAST_MONTHS)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMES = {
    "b": tuple(month[:3] for month in _MONTHS),
    "B": _MONTHS,
    "a": tuple(day[:3] for day in _DAYS),
    "A": _DAYS,
}
_SPACE = r"[ \t\n\x0B\f\r]"


def zoned(value: str) -> str:
    """A zoned timestamp of an ISO text that carries an offset, or nothing.

    The text has matched `ZONED`: date, time and offset stand where they are looked for.
    Spark itself knows no offsets beyond 18 hours, and none without a colon.
    """
    rest = f"substr({value}, 17)"

    def piece(pattern: str) -> str:
        found = f"regexp_extract({rest}, {text(pattern)}, 1)"
        return f"coalesce(try_cast({found} AS BIGINT), 0L)"

    day = f"cast(unix_date(try_cast(substr({value}, 1, 10) AS DATE)) AS BIGINT)"
    hour, minute = (f"try_cast(substr({value}, {at}, 2) AS BIGINT)" for at in (12, 15))
    fraction = f"substr(regexp_extract({rest}, '[.]([0-9]+)', 1), 1, 6)"
    away = f"{piece('[+-]([0-9]{2})')} * 60L + {piece('[+-][0-9]{2}:?([0-9]{2})')}"
    sign = f"CASE WHEN instr({rest}, '-') > 0 THEN -60000000L ELSE 60000000L END"
    return (
        f"timestamp_micros({day} * 86400000000L + {hour} * 3600000000L"
        f" + {minute} * 60000000L + {piece('^:([0-9]{2})')} * 1000000L"
        f" + coalesce(try_cast(rpad({fraction}, 6, '0') AS BIGINT), 0L)"
        f" - ({away}) * {sign})"
    )


def parsed(value: str, spelling: str) -> str:
    """A naive timestamp, or nothing.

    Raises:
        OutsideError: a part of the spelling that is not read.
    """
    micros, _ = _read(value, spelling)
    return f"cast(timestamp_micros({micros}) AS TIMESTAMP_NTZ)"


def parsed_zoned(value: str, spelling: str) -> str:
    """Microseconds UTC of a spelling with an offset, or nothing.

    Raises:
        OutsideError: a part of the spelling that is not read.
    """
    micros, offset = _read(value, spelling)
    if offset is None:
        raise OutsideError(f"the spelling `{spelling}`")
    sign = f"CASE WHEN substr({offset}, 1, 1) = '-' THEN -1L ELSE 1L END"
    digits = f"rpad(translate(substr({offset}, 2), ':', ''), 4, '0')"
    hours = f"try_cast(substr({digits}, 1, 2) AS BIGINT)"
    minutes = f"try_cast(substr({digits}, 3, 2) AS BIGINT)"
    return f"({micros} - ({sign}) * ({hours} * 3600000000L + {minutes} * 60000000L))"


def _read(value: str, spelling: str) -> tuple[str, str | None]:
    """Microseconds of the clock as written, and the text of the offset if any."""
    pattern, order = _pattern(spelling)
    whole = text(pattern)
    groups = {
        part: f"regexp_extract({value}, {whole}, {number})"
        for number, part in enumerate(order, start=1)
    }

    def number(part: str, otherwise: int) -> str:
        found = groups.get(part)
        return f"{otherwise}L" if found is None else f"try_cast({found} AS BIGINT)"

    hour = number("H", 0)
    tests = [f"{value} RLIKE {whole}"]
    if "I" in groups:
        twelve = number("I", 0)
        tests.append(f"{twelve} BETWEEN 1L AND 12L")
        hour = twelve
        if "p" in groups:
            late = f"lower({groups['p']}) = 'pm'"
            hour = f"({twelve} % 12L + CASE WHEN {late} THEN 12L ELSE 0L END)"
    elif "p" in groups:
        raise OutsideError(f"the spelling `{spelling}`")
    minute, second = number("M", 0), number("S", 0)
    tests += [f"{hour} < 24L", f"{minute} < 60L", f"{second} < 60L"]
    date = _date(groups, number)
    fraction = "0L"
    if "f" in groups:
        fraction = f"try_cast(rpad({groups['f']}, 6, '0') AS BIGINT)"
    days = f"cast(unix_date({date}) AS BIGINT)"
    micros = (
        f"{days} * 86400000000L + {hour} * 3600000000L + {minute} * 60000000L"
        f" + {second} * 1000000L + {fraction}"
    )
    return f"(CASE WHEN {_inner_tests(tests)} THEN {micros} END)", groups.get("z")


def _inner_tests(tests: list[str]) -> str:
    """Nested, so that nothing is read of a text that does not match."""
    first, *rest = tests
    joined = " AND ".join(rest)
    return f"CASE WHEN {first} THEN {joined} ELSE false END"


def _date(groups: dict[str, str], number: Callable[[str, int], str]) -> str:
    if "Y" in groups:
        year = f"lpad({groups['Y']}, 4, '0')"
    elif "y" in groups:
        short = number("y", 0)
        century = f"CASE WHEN {short} < 69L THEN 2000L ELSE 1900L END"
        year = f"cast({short} + {century} AS STRING)"
    else:
        year = "'1900'"
    month = f"lpad({groups['m']}, 2, '0')" if "m" in groups else "'01'"
    for part in ("b", "B"):
        if part in groups:
            whens = " ".join(
                f"WHEN '{name}' THEN '{place:02d}'"
                for place, name in enumerate(_NAMES[part], start=1)
            )
            month = f"CASE lower({groups[part]}) {whens} END"
    day = f"lpad({groups['d']}, 2, '0')" if "d" in groups else "'01'"
    return f"try_cast(concat({year}, '-', {month}, '-', {day}) AS DATE)"


def _pattern(spelling: str) -> tuple[str, list[str]]:
    """What a whole text of a spelling matches, and its parts in order."""
    pieces: list[str] = [f"^{_SPACE}*"]
    order: list[str] = []
    at = 0
    while at < len(spelling):
        sign = spelling[at]
        if sign == "%":
            part = spelling[at + 1 : at + 2]
            if part == "-":
                at += 1
                part = spelling[at + 1 : at + 2]
            pieces.append(_group(part, spelling, order))
            at += 2
            continue
        pieces.append(f"{_SPACE}+" if sign.isspace() else re.escape(sign))
        at += 1
    return "".join((*pieces, rf"{_SPACE}*\z")), order


def _group(part: str, spelling: str, order: list[str]) -> str:
    if part == "%":
        return "%"
    if part in order:
        raise OutsideError(f"the spelling `{spelling}`")
    if part in _PARTS:
        order.append(part)
        return f"({_PARTS[part]})"
    if part in _NAMES:
        order.append(part)
        return f"((?i:{'|'.join(_NAMES[part])}))"
    raise OutsideError(f"`%{part}` in a spelling of moments")
