"""What the standards cover, as shown: stages against channels and dimensions."""

from collections.abc import Mapping

from upheld.checker.coverage import Coverage, MatrixRow
from upheld.checker.coverage import Matrix as Crossed
from upheld.checker.report import Verdict
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Covering:
    """A standard in a cell of the matrix."""

    id: str
    anchor: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Matrix:
    """Stages as rows against another kind of label as columns.

    `summary` counts the combinations without a standard.
    """

    caption: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Covering, ...], ...]], ...]
    summary: str


def matrices(
    coverage: Coverage | None,
    standards: Mapping[str, Covering],
    wording: Wording = ENGLISH,
) -> tuple[Matrix, ...]:
    """The matrices of a coverage, with a link and a verdict for each standard."""
    if coverage is None:
        return ()
    return tuple(_matrix(one, standards, wording) for one in coverage.matrices)


def _matrix(
    crossed: Crossed, standards: Mapping[str, Covering], wording: Wording
) -> Matrix:
    none = wording.say("none given")
    gaps = sum(
        not cell and row.name is not None and column is not None
        for row in crossed.rows
        for column, cell in zip(crossed.columns, row.cells, strict=True)
    )
    return Matrix(
        _caption(crossed.columns_key, wording),
        wording.say("Stage"),
        tuple(column or none for column in crossed.columns),
        tuple((row.name or none, _cells(row, standards)) for row in crossed.rows),
        wording.count(
            "{n} combination has no standard.",
            "{n} combinations have no standard.",
            gaps,
        ),
    )


def _caption(columns: str, wording: Wording) -> str:
    if columns == "channel":
        return wording.say("Stages and channels")
    return wording.say("Stages and dimensions")


def _cells(
    row: MatrixRow, standards: Mapping[str, Covering]
) -> tuple[tuple[Covering, ...], ...]:
    return tuple(
        tuple(standards[name] for name in cell if name in standards)
        for cell in row.cells
    )


def missing_members(coverage: Coverage | None) -> tuple[tuple[str, str], ...]:
    """What lists say has to be covered and no standard does: a key and its members."""
    axes = () if coverage is None else coverage.axes
    return tuple((axis.key, ", ".join(axis.missing)) for axis in axes if axis.missing)
