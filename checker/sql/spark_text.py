"""Names and constants of Spark SQL, and what is said of a construct outside the set."""

from decimal import Decimal
from typing import assert_never


class OutsideError(Exception):
    """A construct that Spark would answer otherwise than DuckDB, or not at all."""

    def __init__(self, construct: str) -> None:
        super().__init__(construct)
        self.construct = construct


def quoted(name: str) -> str:
    """An identifier in backticks."""
    return "`" + name.replace("`", "``") + "`"


def text(value: str) -> str:
    """A text constant; Spark reads a backslash as the beginning of an escape."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def literal(value: str | int | Decimal | bool | None) -> str:
    """A constant; of whole numbers the wide kind."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case str():
            return text(value)
        case int():
            kind = "L" if -(2**63) < value < 2**63 else "BD"
            return f"{value}{kind}" if value >= 0 else f"({value}{kind})"
        case Decimal():
            body = f"{format(value, 'f')}BD"
            return body if value >= 0 else f"({body})"
        case _:
            assert_never(value)
