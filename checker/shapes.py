"""What kind of a column a source has, and how one reading of it is made."""

from typing import Literal

from upheld.checker.sql.nodes import Call, Case, Cast, Expr, In, Name, Not, text
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

INTEGERS = frozenset(
    ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"]
)
#: What pandas writes; DuckDB can neither compare it nor take its microseconds.
NANOSECONDS = "TIMESTAMPTZ_NS"
WIDE = frozenset({"HUGEINT", "UHUGEINT", "UBIGINT", "DOUBLE", "FLOAT"})

#: The spelling of a key that is read to be compared with others of its name only: as a
#: whole number where every source has it as one, else as text.
KEY = "key"

Shape = Literal["text", "zoned", "naive", "whole", "decimal", "float", "truth", "other"]


def shape(duckdb_type: str) -> Shape:
    """The kind of a DuckDB column type, as far as reading it goes."""
    name = duckdb_type.upper()
    if name == "VARCHAR" or name.startswith("ENUM"):
        return "text"
    if name in ("TIMESTAMP WITH TIME ZONE", NANOSECONDS):
        return "zoned"
    if name.startswith("TIMESTAMP") or name == "DATE":
        return "naive"
    if name in INTEGERS:
        return "whole"
    if name.startswith("DECIMAL"):
        return "decimal"
    if name in WIDE:
        return "float"
    return "truth" if name == "BOOLEAN" else "other"


Reading = model.Moment | model.Column


@dataclass(frozen=True, slots=True)
class Conversion:
    """How one reading is made, in up to three steps.

    `cleaned` is the text without what stands for nothing (None where the column is
    typed); `value` reads the step before, under the name `cleaned_name`; `flag` reads
    both.
    """

    cleaned: Expr | None
    value: Expr
    flag: Expr | None


class WrongTypeError(Exception):
    """A column of a type that cannot be read as asked; the text says what it is."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one source, and what stands for nothing in them.

    `solid` are columns in which no text is empty, `whole_keys` those that are read as
    whole numbers where they are keys.
    """

    types: dict[str, str]
    empty: tuple[str, ...] = ()
    solid: frozenset[str] = frozenset()
    whole_keys: frozenset[str] = frozenset()

    def shape(self, column: str) -> Shape:
        """The kind of a column."""
        return shape(self.types[column])

    def key(self, column: str) -> Expr:
        """A key, to be compared with other keys."""
        if column not in self.whole_keys:
            return self.cleaned(column)
        return Cast(Name(column), "integer")

    def cleans(self, column: str) -> bool:
        """Whether a value that is there may stand for nothing."""
        if self.types[column].upper() == "VARCHAR" and column in self.solid:
            return bool(self.empty)
        return self.shape(column) not in ("whole", "decimal", "truth")

    def cleaned(self, column: str) -> Expr:
        """The text of a column, or nothing where it is empty."""
        raw: Expr = Name(column)
        if not self.cleans(column) and not self.empty:
            return raw if self.shape(column) == "text" else self._as_text(column)
        if self.shape(column) != "text" or self.types[column].upper() != "VARCHAR":
            raw = self._as_text(column)
        marks = tuple(text(mark) for mark in ("", *self.empty))
        return Case(((Not(In(raw, marks)), raw),))

    def _as_text(self, column: str) -> Expr:
        """A typed column as text; engines do not write every type alike."""
        match self.shape(column):
            case "zoned":
                return Call("text_of_zoned", (Name(column),))
            case "float":
                return Call("text_of_float", (Name(column),))
            case "other":
                return Call("text_of_other", (Name(column),))
            case _:
                return Cast(Name(column), "text")
