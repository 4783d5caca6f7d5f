"""From parts to cubes: which tallies one scan serves, and what it keeps apart."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from upheld.checker.fusion.conditions import Condition
from upheld.checker.fusion.grain import BUCKET, Grain, exact_length, whole_days
from upheld.checker.fusion.measures import Branch, Branches
from upheld.checker.fusion.parts import LOST, Part, group_values
from upheld.checker.fusion.plan import Cube, Dimension, Seat, Source
from upheld.checker.fusion.substitute import parts_of, substituted, with_parts
from upheld.checker.sql.nodes import (
    FALSE,
    Binary,
    Call,
    Constant,
    Expr,
    In,
    Name,
    Not,
    both,
)
from upheld.checker.zones import DAY
from upheld.dsl.dataclass import dataclass

#: A cube with more cells than this, or than a twentieth of the rows, is split.
CELLS = 300_000
#: So many different filters on a column make it a dimension.
FILTERS = 3

K = TypeVar("K")
V = TypeVar("V")

#: How many different values each of some expressions has, roughly.
Sizes = Callable[[Source, Sequence[Expr]], list[int]]


@dataclass(frozen=True, slots=True)
class Planner:
    """Puts the parts of one run into cubes.

    Args:
        sizes: counts the different values of some expressions of a source.
        rows: rows of a relation.
        days: local days that the data of a relation span.
        period: the test by which a scan for some parts may leave rows unread.
    """

    sizes: Sizes
    rows: Callable[[str], int]
    days: Callable[[str], int]
    period: Callable[[Sequence[Part]], Expr | None]

    def cubes(self, parts: Sequence[Part]) -> tuple[Cube, ...]:
        """Every part in one cube."""
        found: list[Cube] = []
        for (source, moment), together in _by(parts, _scan_of).items():
            lifted = _lifted(together)
            wanted = {id(p): _dimensions(p, lifted) for p in together}
            for grain, dimensions, members in self._split(source, together, wanted):
                name = f"cube {len(found) + 1}"
                named = _named(dimensions, together)
                seats = tuple(seat_of(p, grain, named, moment) for p in members)
                period = self.period(members)
                found.append(Cube(name, source, grain, moment, named, seats, period))
        return tuple(found)

    def _split(
        self,
        source: Source,
        parts: Sequence[Part],
        wanted: dict[int, frozenset[Expr]],
    ) -> Iterable[tuple[Grain, frozenset[Expr], list[Part]]]:
        """Parts that share a scan: all of them, where that makes no large cube."""
        every = sorted(frozenset().union(*wanted.values()), key=repr)
        counts = self.sizes(source, every) if every else []
        known = dict(zip(every, counts, strict=True))
        room = max(CELLS, self.rows(source[0]) // 20)
        days = self.days(source[0])

        def cells(grain: Grain, dimensions: frozenset[Expr]) -> int:
            size = max(1, days * DAY // grain.length)
            for dimension in dimensions:
                size *= max(1, known[dimension])
            return size

        for grain, together in self._by_grain(parts, wanted, cells, room):
            kinds = _by(together, lambda p: wanted[id(p)])
            fits = partial(_fits, cells, grain, room)
            for dimensions, members in _boxes(kinds, fits):
                yield grain, dimensions, members

    def _by_grain(
        self,
        parts: Sequence[Part],
        wanted: dict[int, frozenset[Expr]],
        cells: Callable[[Grain, frozenset[Expr]], int],
        room: int,
    ) -> Iterable[tuple[Grain, list[Part]]]:
        """One exact grain for all, or local days apart from what is finer."""
        since = all(p.tally.scope.windows.since_1970 for p in parts)
        lengths = [exact_length(p.tally.scope) for p in parts]
        union = frozenset[Expr]().union(*wanted.values())
        if all(lengths):
            shared = Grain(min(n for n in lengths if n), None, since)
            if cells(shared, union) <= room:
                yield shared, list(parts)
                return
        finer: list[Part] = []
        daily: dict[object, list[Part]] = {}
        for part in parts:
            windows = part.tally.scope.windows
            if whole_days(windows):
                daily.setdefault(windows.clock, []).append(part)
            else:
                finer.append(part)
        if finer:
            fine = [exact_length(p.tally.scope) for p in finer]
            assert all(fine)
            yield Grain(min(n for n in fine if n), None, since), finer
        for together in daily.values():
            yield Grain(DAY, together[0].tally.scope.windows.clock, since), together


def may_be_divided(part: Part) -> bool:
    """Whether the windows of a part can be put together from buckets."""
    windows = part.tally.scope.windows
    return whole_days(windows) or exact_length(part.tally.scope) is not None


def _fits(
    cells: Callable[[Grain, frozenset[Expr]], int],
    grain: Grain,
    room: int,
    dimensions: frozenset[Expr],
) -> bool:
    return cells(grain, dimensions) <= room


def _boxes(
    kinds: Mapping[frozenset[Expr], list[Part]],
    fits: Callable[[frozenset[Expr]], bool],
) -> list[tuple[frozenset[Expr], list[Part]]]:
    """Parts put together by their dimensions, most of these first."""
    boxes: list[tuple[frozenset[Expr], list[Part]]] = []
    for dimensions in sorted(kinds, key=lambda d: (-len(d), repr(d))):
        _box_for(boxes, dimensions, fits).extend(kinds[dimensions])
    return boxes


def _box_for(
    boxes: list[tuple[frozenset[Expr], list[Part]]],
    dimensions: frozenset[Expr],
    fits: Callable[[frozenset[Expr]], bool],
) -> list[Part]:
    """The members of the first cube that has room for more dimensions."""
    for place, (have, members) in enumerate(boxes):
        if fits(have | dimensions):
            boxes[place] = (have | dimensions, members)
            return members
    members = []
    boxes.append((dimensions, members))
    return members


def _by(values: Iterable[V], key: Callable[[V], K]) -> dict[K, list[V]]:
    """Values by what a function makes of them, in order."""
    found: dict[K, list[V]] = {}
    for value in values:
        found.setdefault(key(value), []).append(value)
    return found


def _scan_of(part: Part) -> tuple[Source, Expr]:
    return part.source, part.moment


# --- dimensions -----------------------------------------------------------------------


def _lifted(parts: Iterable[Part]) -> frozenset[Expr]:
    """Columns that many populations are filtered by: better kept apart than counted."""
    filters: dict[Expr, set[Expr]] = {}
    grouped: set[Expr] = set()
    for part in parts:
        grouped |= {value for _, value in group_values(part)}
        for branch in part.branches.branches:
            if branch.state in LOST:
                for column, test in _column_tests(branch.condition):
                    filters.setdefault(column, set()).add(test)
    many = {column for column, tests in filters.items() if len(tests) >= FILTERS}
    return frozenset(many | (grouped & set(filters)))


def _column_tests(condition: Condition) -> Iterable[tuple[Expr, Expr]]:
    """Tests whether a column is one of some constants."""
    for atom in condition:
        for node in parts_of(atom):
            match node:
                case Binary("=" | "<>", Name() as column, Constant()) | In(
                    Name() as column, _
                ):
                    yield column, node
                case _:
                    continue


def _dimensions(part: Part, lifted: frozenset[Expr]) -> frozenset[Expr]:
    """What the rows of a part must be kept apart by."""
    groups = {value for _, value in group_values(part)}
    filters = {
        column
        for branch in part.branches.branches
        if branch.state in LOST
        for column, _ in _column_tests(branch.condition)
    }
    return frozenset(groups | (filters & lifted))


def _named(dimensions: frozenset[Expr], parts: Iterable[Part]) -> tuple[Dimension, ...]:
    """A name for each dimension: its column's, or that of the group."""
    called: dict[Expr, str] = {}
    for part in parts:
        for name, value in group_values(part):
            called.setdefault(value, name)
    found: dict[str, Expr] = {}
    taken = Counter[str]()
    for value in sorted(dimensions, key=repr):
        name = called.get(value) or str(getattr(value, "column", "value"))
        taken[name.lower()] += 1
        again = taken[name.lower()]
        found[f"by {name}" if again == 1 else f"by {name} {again}"] = value
    return tuple(found.items())


# --- seats ----------------------------------------------------------------------------


def seat_of(
    part: Part, grain: Grain, dimensions: Sequence[Dimension], moment: Expr
) -> Seat:
    """A part with its tests of whole cells taken out of its branches."""
    names: dict[Expr, Expr] = {value: Name(name) for name, value in dimensions}
    guards: list[tuple[str, Expr]] = []
    kept: list[Branch] = []
    for branch in part.branches.branches:
        test = None
        if branch.state in LOST and branch.condition:
            test = over_cells(both(*branch.condition), names, grain, moment)
        if test is None:
            kept.append(branch)
        else:
            guards.append((branch.state, test))
    groups = tuple((name, substituted(value, names)) for name, value in part.groups)
    rest = Branches(tuple(kept), part.facts.normal)
    return Seat(replace(part, branches=rest), part, tuple(guards), groups)


def over_cells(
    test: Expr, names: dict[Expr, Expr], grain: Grain, moment: Expr
) -> Expr | None:
    """A test of rows as one of whole cells; None where cells are not enough."""
    missing = False

    def change(node: Expr) -> Expr:
        nonlocal missing
        if node in names:
            return names[node]
        match node:
            case Binary(operator, left, Constant(int() as at)) if left == moment:
                found = grain.test(operator, at)
                if found is not None:
                    return found
                missing = True
                return FALSE
            case Name():
                missing = missing or node != BUCKET
                return node
            case Constant() | Not() | Call() | In() | Binary():
                return with_parts(node, change)
            case _:
                return with_parts(node, change)

    result = change(test)
    return None if missing else result
