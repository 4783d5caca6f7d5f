"""A stored baseline: an earlier result from which comparisons take their reference.

    upheld check --to 2025-03-31 --format json > 2025-q1.json
    upheld check --baseline 2025-q1.json

`… at most 5% above baseline 2025-Q1 per quarter` then takes the exact value of the
window 2025-Q1 of the same standard and group in that file, whatever the data say of it
now. A window that the file does not have, or that had not ended in it, is a missing
reference: the file decides for every baseline of the run.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from upheld.checker.report import BaselineFile, StandardResult, Window
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import NOWHERE

SECOND = 1_000_000

Place = tuple[str, tuple[tuple[str, str], ...]]
"""The label of a window and its group."""


class _Read(BaseModel):
    """What is read of a result; a later version may have more fields."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class _Counts(_Read):
    pending: int = 0


class _Window(_Read):
    window: str
    group: dict[str, str] = Field(default_factory=dict)
    verdict: str
    exact: str | None = Field(default=None, pattern=r"^-?\d+(/[1-9]\d*)?$")
    unit: str
    currency: str | None = None
    open: bool = False
    counts: _Counts = _Counts()

    def is_settled(self) -> bool:
        """Whether it had its last value, also where there was nothing to hold it to."""
        waits = self.open or self.verdict == "pending" or self.counts.pending
        return self.exact is not None and not waits


class _Standard(_Read):
    id: str
    windows: tuple[_Window, ...] = ()


class _Result(_Read):
    schema_: Literal["upheld/report/1"] = Field(alias="schema")
    as_of: str
    standards: tuple[_Standard, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """The values of one standard in a stored result, in the units of the model."""

    values: Mapping[Place, Fraction]
    units: frozenset[tuple[str, str | None]] = frozenset()

    def value(self, label: str, group: Mapping[str, str]) -> Fraction | None:
        """The value of a window and group; None where none was settled."""
        return self.values.get((label, tuple(sorted(group.items()))))


@dataclass(frozen=True, slots=True)
class Baseline:
    """A stored result and the file that it stands in."""

    file: BaselineFile
    path: Path
    standards: Mapping[str, Stored]

    def of(self, standard: str) -> Stored:
        """What is stored of a standard; nothing where it is not in the file."""
        return self.standards.get(standard, Stored({}))


def read_baseline(path: Path, name: str) -> Baseline:
    """The result in a file.

    Args:
        name: what the file is called in messages and reports.

    Raises:
        RefusedError: E0035, it is not there, or is no result of `check`.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        why = (error.strerror or "it cannot be read").lower()
        raise _refused(f"the baseline `{name}` cannot be read: {why}") from None
    try:
        result = _Result.model_validate_json(content)
    except ValidationError as error:
        raise _refused(f"`{name}` is no result of upheld: {_why(error)}") from None
    file = BaselineFile(
        name=name,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        as_of=result.as_of,
    )
    return Baseline(file, path, {s.id: _stored(s) for s in result.standards})


def _stored(standard: _Standard) -> Stored:
    values = {
        (w.window, tuple(sorted(w.group.items()))): _amount(w.exact, w.unit)
        for w in standard.windows
        if w.exact is not None and w.is_settled()
    }
    return Stored(values, frozenset((w.unit, w.currency) for w in standard.windows))


def _amount(exact: str, unit: str) -> Fraction:
    """A value of a report as the model has it: lengths in microseconds."""
    return Fraction(exact) * (SECOND if unit == "seconds" else 1)


def _why(error: ValidationError) -> str:
    """The first thing that is wrong, in words."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "json_invalid":
        return "it is not JSON"
    if where == "schema":
        return 'it does not say `"schema": "upheld/report/1"`'
    return f"`{where}` is missing or wrong"


def _refused(message: str) -> RefusedError:
    remedy = "write one: `upheld check --format json > baseline.json`"
    return RefusedError(Diagnostic("E0035", message, NOWHERE, remedy))


def refuse_other_unit(
    baseline: Baseline, standard: model.Standard, result: StandardResult
) -> None:
    """A value in another unit is no reference, whatever the standard is called.

    Raises:
        RefusedError: E4050 at the comparison.
    """
    for edition in standard.editions:
        bound = edition.bound
        if not isinstance(bound, model.Relative) or bound.reference.kind != "baseline":
            continue
        units = {_unit(window) for window in result.windows}
        others = baseline.of(standard.id).units - units
        if units and others:
            raise RefusedError(
                Diagnostic(
                    "E4050",
                    f"`{baseline.file.name}` has `{standard.id}` in"
                    f" {_words(others)}, and it is now in {_words(units)}",
                    bound.span,
                    "store a new baseline: `upheld check --format json`",
                )
            )


Unit = tuple[str, str | None]
"""A unit of a report, and the currency of money."""


def _unit(window: Window) -> Unit:
    return window.unit, window.currency


def _words(units: Iterable[Unit]) -> str:
    return ", ".join(sorted(currency or unit for unit, currency in units))


def baseline_of(
    given: Path, base: Path
) -> tuple[Baseline | None, tuple[Diagnostic, ...]]:
    """The baseline that a run is asked to compare with, or what is wrong with it."""
    path = base / given
    name = Path(os.path.relpath(path, base)).as_posix()
    try:
        return read_baseline(path, name), ()
    except RefusedError as error:
        return None, error.diagnostics
