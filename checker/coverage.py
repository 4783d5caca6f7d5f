"""What standards are there for: by stage, channel, dimension and every listed label.

`list channels "phone", "chat"` says what has to be covered; `channel "phone"` in a
standard covers a member of it. The report holds the same result as `upheld coverage`.
"""

from collections.abc import Iterable, Mapping

from upheld.checker.part import Part
from upheld.dsl import model

#: Clauses of their own; every `label k` for which there is a list stands beside them.
CLAUSES = ("stage", "channel", "dimension")

#: Which clauses are crossed with each other: rows, columns.
CROSSED = (("stage", "channel"), ("stage", "dimension"))

LABEL = "label "


class CoveredMember(Part):
    """A member of a list, or another value that was found, and its standards."""

    name: str
    listed: bool
    standards: tuple[str, ...] = ()


class Axis(Part):
    """One thing that standards say about themselves, `stage` or a label.

    `list` is the list that its members come from; without one, only values that were
    found are there. A standard `for each channel of channels` covers them all. `unsaid`
    are the standards that say nothing about it.
    """

    key: str
    list: str | None = None
    members: tuple[CoveredMember, ...] = ()
    unsaid: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The members of the list without any standard."""
        return tuple(m.name for m in self.members if m.listed and not m.standards)


class MatrixRow(Part):
    """A row: the standards in each of its cells, by their ids."""

    name: str | None
    cells: tuple[tuple[str, ...], ...]


class Matrix(Part):
    """Two axes crossed; the name None is that of standards that say nothing.

    `empty` are the cells, row and column, of listed members without any standard.
    """

    rows_key: str
    columns_key: str
    columns: tuple[str | None, ...]
    rows: tuple[MatrixRow, ...]
    empty: tuple[tuple[str, str], ...] = ()


class Coverage(Part):
    """What there are standards for, and what there are none for."""

    axes: tuple[Axis, ...] = ()
    matrices: tuple[Matrix, ...] = ()


def coverage_of(
    standards: Iterable[model.Standard], lists: Mapping[str, model.Members]
) -> Coverage:
    """The coverage of some standards by the lists of their policy."""
    listed = {n: m.values for n, m in lists.items() if m.path is None}
    chosen = tuple(standards)
    axes = {key: axis_of(key, chosen, listed) for key in keys_of(chosen, listed)}
    matrices = (
        matrix_of(axes[rows], axes[columns])
        for rows, columns in CROSSED
        if axes[rows].members and axes[columns].members
    )
    shown = (axis for axis in axes.values() if axis.members)
    return Coverage(axes=tuple(shown), matrices=tuple(matrices))


def keys_of(
    standards: tuple[model.Standard, ...], listed: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """The clauses, then every label for which there is a list."""
    labels = dict.fromkeys(
        key.removeprefix(LABEL)
        for standard in standards
        for key in standard.metadata
        if key.startswith(LABEL)
    )
    others = (label for label in labels if label not in CLAUSES)
    kept = (k for k in others if list_for(k, values_of(k, standards), listed))
    return [*CLAUSES, *kept]


def said(standard: model.Standard, key: str) -> str | None:
    """What a standard says about a key, by its clause or as a label."""
    metadata = standard.metadata
    return metadata.get(key) or metadata.get(f"{LABEL}{key}") or None


def values_of(key: str, standards: Iterable[model.Standard]) -> tuple[str, ...]:
    """The values that standards give a key, in order of the alphabet."""
    found = (said(standard, key) for standard in standards)
    return tuple(sorted({value for value in found if value is not None}))


def list_for(
    key: str, values: tuple[str, ...], listed: Mapping[str, tuple[str, ...]]
) -> str | None:
    """The list that a key's values come from.

    It is the one named like the key or its plural; else the only one that has all the
    values in use.
    """
    plurals = (key, f"{key}s", f"{key.removesuffix('y')}ies", f"{key}es")
    named = [name for name in plurals if name in listed]
    if named:
        return named[0]
    holding = [n for n, members in listed.items() if set(values) <= set(members)]
    return holding[0] if values and len(holding) == 1 else None


def axis_of(
    key: str,
    standards: tuple[model.Standard, ...],
    listed: Mapping[str, tuple[str, ...]],
) -> Axis:
    """The members of one axis, those of the list first, each with its standards."""
    values = values_of(key, standards)
    name = list_for(key, values, listed)
    members = listed[name] if name is not None else ()
    having: dict[str, list[str]] = {member: [] for member in (*members, *values)}
    unsaid: list[str] = []
    for standard in standards:
        for place in places(standard, key, name, members):
            having.get(place, unsaid).append(standard.id)
    return Axis(
        key=key,
        list=name,
        members=tuple(
            CoveredMember(name=m, listed=m in members, standards=tuple(found))
            for m, found in having.items()
        ),
        unsaid=tuple(unsaid),
    )


def places(
    standard: model.Standard, key: str, list_name: str | None, members: tuple[str, ...]
) -> tuple[str, ...]:
    """The members that a standard covers: the one it names, or every one it judges."""
    value = said(standard, key)
    if value is not None:
        return (value,)
    judged = {
        group.members.name
        for edition in standard.editions
        for group in edition.groups
        if group.members is not None
    }
    return members if list_name in judged else ("",)


def matrix_of(rows: Axis, columns: Axis) -> Matrix:
    """Two axes crossed; those that say nothing have a line only where there are any."""
    down, across = entries(rows), entries(columns)

    def cell(row: str | None, column: str | None) -> tuple[str, ...]:
        """The standards that lie on both."""
        return tuple(name for name in down[row] if name in across[column])

    names = [c for c in across if c is not None or any(cell(r, c) for r in down)]
    lines = [r for r in down if r is not None or any(cell(r, c) for c in names)]
    return Matrix(
        rows_key=rows.key,
        columns_key=columns.key,
        columns=tuple(names),
        rows=tuple(
            MatrixRow(name=row, cells=tuple(cell(row, column) for column in names))
            for row in lines
        ),
        empty=tuple(
            (row, column)
            for row in listed_members(rows)
            for column in listed_members(columns)
            if not cell(row, column)
        ),
    )


def listed_members(axis: Axis) -> tuple[str, ...]:
    """The members of an axis that stand in its list."""
    return tuple(member.name for member in axis.members if member.listed)


def entries(axis: Axis) -> dict[str | None, tuple[str, ...]]:
    """The members of an axis and their standards; None for those that say nothing."""
    named: dict[str | None, tuple[str, ...]] = {
        member.name: member.standards for member in axis.members
    }
    return named | {None: axis.unsaid}
