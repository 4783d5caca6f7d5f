"""Random draws as SQL: whole numbers that hang on the row's number alone.

A hashed draw mixes number and salt as a 32-bit integer hash does (multiply, shift,
xor); an even draw takes equal steps round a circle, so that any stretch of rows holds
its share of each outcome to within a row or two. Both give 0 to 2**31 - 1.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

#: Multipliers of the mixing rounds, with the shift before each: two odd constants that
#: spread every bit of 32 (found by search, published as "lowbias32").
ROUNDS = ((16, 0x21F0AAAD), (15, 0x735A2D97))

#: Steps round the circle of 2**32: golden ratio, then the roots of 2, 3, 5, 7 and 11.
STEPS = (2654435769, 1779033703, 3144134277, 1013904243, 2773480763, 1359893119)

MASK = 4294967295
BITS = 31


def salt(seed: int, stream: str, name: str) -> int:
    """32 bits that tell one draw of one stream and seed from any other."""
    return int.from_bytes(sha256(f"{seed}/{stream}/{name}".encode()).digest()[:4])


def hashed(source: str, salts: Mapping[str, int]) -> str:
    """The rows of a query with a hashed draw for each name; they need a column `i`."""
    if not salts:
        return source
    first = ", ".join(
        f"((i * 2654435761 + {value}) & {MASK}) AS {name}"
        for name, value in salts.items()
    )
    query = f"SELECT *, {first} FROM ({source})"
    for shift, factor in ROUNDS:
        query = _again(
            query, salts, f"(xor({{0}}, {{0}} >> {shift}) * {factor}) & {MASK}"
        )
    return _again(query, salts, "xor({0}, {0} >> 15) >> 1")


def _again(query: str, names: Mapping[str, int], form: str) -> str:
    mixed = ", ".join(f"{form.format(name)} AS {name}" for name in names)
    return f"SELECT * REPLACE ({mixed}) FROM ({query})"


def even(source: str, salts: Mapping[str, int]) -> str:
    """The rows of a query with an even draw for each name, at most six of them."""
    if not salts:
        return source
    turns = ", ".join(
        f"((i * {step} + {value}) & {MASK}) >> 1 AS {name}"
        for step, (name, value) in zip(STEPS, salts.items(), strict=False)
    )
    return f"SELECT *, {turns} FROM ({source})"


def between(draw: str, low: int, high: int) -> str:
    """A whole number from low to high, each as likely; a wide span in steps of 1000."""
    step, count = _steps(low, high)
    return f"({low} + (({draw} * {count}) >> {BITS}) * {step})"


def skewed(draw: str, low: int, high: int) -> str:
    """A whole number from low to high, small ones more likely: a third of the way."""
    step, count = _steps(low, high)
    square = f"(({draw} * {draw}) >> {BITS})"
    return f"({low} + (({square} * {count}) >> {BITS}) * {step})"


def _steps(low: int, high: int) -> tuple[int, int]:
    """The width of a step and their number, so that a product fits 63 bits."""
    count = high - low + 1
    return (1, count) if count < 1 << 32 else (1000, count // 1000)


def below(draw: str, rate: str | int) -> str:
    """Whether a draw falls into a rate of so many in ten thousand."""
    return f"((({draw} * 10000) >> {BITS}) < {rate})"


def pick(draw: str, shares: Sequence[tuple[str, int]]) -> str:
    """One of some names by their shares in percent; the last takes the rest."""
    total, cases = 0, []
    for name, share in shares[:-1]:
        total += share
        cases.append(f"WHEN {draw} < {(total << BITS) // 100} THEN '{name}'")
    return f"(CASE {' '.join(cases)} ELSE '{shares[-1][0]}' END)"


def numbered(draw: str, count: int, form: str) -> str:
    """One of so many things with a number, each as likely: `form` is a format text."""
    return f"format('{form}', {between(draw, 1, count)})"
