"""Tokens to words and values: the lowest part of the syntax tree."""

import re
from decimal import Decimal
from typing import Any, Literal

from upheld.dsl import ast
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.lexicon import GAP
from upheld.dsl.source import Span
from upheld.dsl.table import Table, WorkingUnit
from upheld.dsl.token import Token

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_COMPACT: dict[str, ast.TimeUnit] = {
    "s": "second",
    "m": "minute",
    "h": "hour",
    "d": "day",
    "w": "week",
}
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([^\W\d]+)")
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

#: The signs of arithmetic, as the tree knows them.
SIGNS: dict[str, Literal["+", "-", "*", "/"]] = {"+": "+", "-": "-", "*": "*", "/": "/"}

OPERATORS: dict[str, ast.Operator] = {
    "AT_LEAST": "at_least",
    "AT_MOST": "at_most",
    "MORE_THAN": "more_than",
    "ABOVE": "more_than",
    "LESS_THAN": "less_than",
    "BELOW": "less_than",
}


class ValueBuilder:
    """Builds words and values; `problems` collects what only the tree shows."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.file = ""
        self.problems: list[Diagnostic] = []
        self.units: dict[str, ast.TimeUnit] = {
            word: unit for unit, words in table.units.items() for word in words
        }
        self.each: dict[str, ast.TimeUnit] = {
            word: unit for unit, words in table.each.items() for word in words
        }
        self.working: dict[str, WorkingUnit] = {
            word: unit for unit, words in table.working.items() for word in words
        }

    def refuse(self, code: str, message: str, span: Span, help: str = "") -> None:
        """Keeps a diagnostic; the tree is built all the same."""
        self.problems.append(Diagnostic(code, message, span, help))

    def span(self, parts: list[Any]) -> Span:
        """From the first to the last of some tokens and nodes; None is skipped."""
        first: Span = parts[0].span
        last = next(part for part in reversed(parts) if part is not None)
        return first if last is parts[0] else first.to(last.span)

    # --- words --------------------------------------------------------------------

    def name(self, parts: list[Any]) -> ast.Word:
        """`calls` or `` `Ticket ID` ``."""
        token = parts[0]
        if token.type == "QUOTED":
            return ast.Word(token[1:-1], True, span=self.span(parts))
        return ast.Word(str(token), span=self.span(parts))

    def phrase(self, parts: list[Any]) -> ast.Phrase:
        """`inbound calls`."""
        return ast.Phrase(tuple(parts), span=self.span(parts))

    def text(self, parts: list[Any]) -> ast.Text:
        """A text in double quotes; two of them inside stand for one."""
        return ast.Text(parts[0][1:-1].replace('""', '"'), span=self.span(parts))

    # --- values -------------------------------------------------------------------

    def literal(self, parts: list[Any]) -> Any:
        """A number with its unit."""
        return self.value_of(parts[0])

    number = literal
    length = literal
    working_length = literal

    def words_of(self, token: Token) -> list[str]:
        """The words of a token of several, without the comments between them."""
        return re.sub(GAP, " ", token).split()

    def value_of(self, token: Token, sign: int = 1) -> Any:
        """The node of a number, percentage, amount, length or number of points."""
        span = self.span([token])
        match token.type:
            case "LENGTH":
                return self.length_of(token, sign)
            case "WORKING_LENGTH":
                amount, *words = self.words_of(token)
                unit = self.working[" ".join(words)]
                return self.working_of(Decimal(amount), unit, span)
            case "PERCENT":
                return ast.Percent(sign * Decimal(token[:-1].rstrip()), span=span)
            case "POINTS":
                return ast.Points(sign * Decimal(token.split()[0]), span=span)
            case "MONEY":
                amount, currency = token.split()
                return ast.Money(sign * Decimal(amount), currency, span=span)
            case _:
                return ast.Number(sign * Decimal(token), span=span)

    def negative_value(self, parts: list[Any]) -> Any:
        """`-5 EUR` as a bound."""
        return self.value_of(parts[1], -1)

    def working_of(
        self, value: Decimal, unit: WorkingUnit, span: Span
    ) -> ast.WorkingLength:
        """`3 working days`; working days are whole."""
        if unit == "day" and value != value.to_integral_value():
            self.refuse("E0008", f"`{value}` working days is not a whole number", span)
        return ast.WorkingLength(value, unit, span=span)

    def length_of(self, token: Token, sign: int) -> ast.Length:
        """`1h30m`, `3 days`: exact parts in the order written."""
        span = self.span([token])
        parts: list[tuple[Decimal, ast.TimeUnit]] = []
        in_words = False
        for amount, word in _PART.findall(token):
            unit = _COMPACT.get(word) or self.units[word]
            in_words = in_words or word not in _COMPACT
            self._check_exact(Decimal(amount), unit, span)
            parts.append((sign * Decimal(amount), unit))
        return ast.Length(tuple(parts), in_words=in_words, span=span)

    def _check_exact(self, amount: Decimal, unit: ast.TimeUnit, span: Span) -> None:
        """Lengths are whole microseconds, days and longer units whole numbers."""
        if unit not in _SECONDS:
            if amount != amount.to_integral_value():
                many = self.table.counted[unit].many
                self.refuse(
                    "E0008",
                    f"`{amount}` {many} is not an exact length",
                    span,
                    "write a whole number, or hours",
                )
            return
        microseconds = amount * _SECONDS[unit] * 1_000_000
        if microseconds != microseconds.to_integral_value():
            self.refuse("E0008", "a length is exact to the microsecond at most", span)

    def date(self, token: Token) -> ast.Date:
        """`2026-03-01`, refused where the calendar has no such day."""
        span = self.span([token])
        year, month, day = (int(part) for part in token.split("-"))
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        if (
            not 1 <= month <= 12
            or not 1 <= day <= _DAYS_IN_MONTH[month - 1]
            or ((month, day) == (2, 29) and not leap)
        ):
            self.refuse("E0008", f"there is no day `{token}`", span)
        return ast.Date(str(token), span=span)

    def whole(self, token: Token) -> int:
        """A whole number, refused where it has decimals."""
        value = Decimal(token)
        if value != value.to_integral_value():
            self.refuse("E0008", f"`{token}` is not a whole number", self.span([token]))
        return int(value)

    def said(self, token: Token) -> str:
        """A keyword as it was inflected, where that is not its canonical form."""
        if token == self.table.keywords[token.type][0]:
            return ""
        return " ".join(token.split())

    def window_unit(self, token: Token) -> ast.WindowUnit:
        """A unit of time that can be a window: hour to year."""
        return self.window_of(self.units[token], self.span([token]))

    def window_of(self, unit: ast.TimeUnit, span: Span) -> ast.WindowUnit:
        """The same, for a unit that was read already."""
        match unit:
            case "second" | "minute":
                message = f"a {unit} cannot be a window"
                help = "write `per 1m`" if unit == "minute" else "take a longer one"
                self.refuse("E0008", message, span, help)
                return "hour"
            case _:
                return unit
