"""JSON in one spelling, so that equal content has equal bytes and one hash.

{"b": 1, "a": "é"}  ->  {"a":"é","b":1}

Source: RFC 8785 (JSON Canonicalization Scheme), sections 3.2.1 to 3.2.4; numbers are
written as ECMAScript's Number::toString writes them.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from math import isfinite

#: Whole numbers beyond this are not the same in every reader of JSON.
_LARGEST = 2**53 - 1
#: Powers of ten from which ECMAScript writes an exponent, and below which.
_LONGEST, _SMALLEST = 21, -6


def canonical(value: object) -> bytes:
    """The one spelling of a value: sorted keys, no blanks, UTF-8.

    Raises:
        TypeError: a thing that JSON does not know: an internal error.
        ValueError: a whole number beyond 2**53, no number, or a lone surrogate.
    """
    return _written(value).encode("utf-8")


def _written(value: object) -> str:
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int():
            if abs(value) > _LARGEST:
                raise ValueError(f"{value} is beyond what JSON's readers agree on")
            return str(value)
        case float():
            return _number(value)
        case list() | tuple():
            return f"[{','.join(map(_written, value))}]"
        case Mapping():
            # Keys are ordered by their UTF-16 code units (section 3.2.3).
            keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
            pairs = (f"{_written(str(key))}:{_written(value[key])}" for key in keys)
            return f"{{{','.join(pairs)}}}"
        case _:
            raise TypeError(f"internal error: {type(value).__name__} in evidence")


def _number(value: float) -> str:
    if not isfinite(value):
        raise ValueError(f"{value} is no number of JSON")
    if value == 0:
        return "0"
    sign, numerals, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    digits = "".join(map(str, numerals))
    minus = "-" if sign else ""
    point = len(digits) + exponent  # where the decimal point stands
    if len(digits) <= point <= _LONGEST:
        return f"{minus}{digits}{'0' * exponent}"
    if 0 < point <= _LONGEST:
        return f"{minus}{digits[:point]}.{digits[point:]}"
    if _SMALLEST < point <= 0:
        return f"{minus}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{minus}{digits[0]}{rest}e{point - 1:+d}"


def digest(content: bytes) -> str:
    """SHA-256 in hex."""
    return sha256(content).hexdigest()
