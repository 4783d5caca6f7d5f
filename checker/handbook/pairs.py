"""Two versions of one standard: which values, windows and clauses differ."""

from collections.abc import Iterator
from dataclasses import fields, replace
from fractions import Fraction
from typing import Literal

from upheld.dsl import ast
from upheld.dsl.dataclass import dataclass

#: Leaves of a sentence that are a value.
VALUES = (ast.Percent, ast.Number, ast.Points, ast.Money, ast.Length, ast.WorkingLength)

Stricter = Literal["stricter", "looser", ""]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two nodes that stand in the same place of both versions.

    `place` names the fields on the way to them, from the sentence.
    """

    place: tuple[str, ...]
    old: object
    new: object


def differences(
    old: object, new: object, place: tuple[str, ...] = ()
) -> Iterator[Difference]:
    """The smallest nodes that differ between two trees."""
    if old == new:
        return
    if type(old) is type(new) and isinstance(old, ast.Node) and not _is_leaf(old):
        for part in fields(old):
            if part.compare:
                yield from differences(
                    getattr(old, part.name),
                    getattr(new, part.name),
                    (*place, part.name),
                )
    elif isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from differences(one, other, (*place, str(number)))
    else:
        yield Difference(place, old, new)


def _is_leaf(node: ast.Node) -> bool:
    return isinstance(node, (*VALUES, ast.Phrase, ast.Word, ast.Date, ast.Text))


def only_value(old: ast.Sentence, new: ast.Sentence) -> Difference | None:
    """The one value in which two sentences differ; None where more does."""
    found = list(differences(old, new))
    if len(found) != 1:
        return None
    (only,) = found
    both = isinstance(only.old, VALUES) and isinstance(only.new, VALUES)
    return only if both else None


def strictness(sentence: ast.Sentence, difference: Difference) -> Stricter:
    """Whether the new value asks for more; empty where that cannot be said.

    A floor that rises is stricter, as is a ceiling that falls, a shorter limit of a
    floor, and a shorter gap of a recurrence.
    """
    old, new = amount(difference.old), amount(difference.new)
    if old is None or new is None or old[0] != new[0] or old == new:
        return ""
    more: Stricter = "stricter" if new[1] > old[1] else "looser"
    less: Stricter = "looser" if new[1] > old[1] else "stricter"
    match sentence:
        case ast.Recurrence():
            return less
        case (
            ast.Share(bound=ast.Limit(operator=operator))
            | ast.Count(bound=ast.Limit(operator=operator))
        ):
            return _by_bound(sentence, difference, operator, more, less)
        case ast.Share(quantifier="every") if difference.place[-1:] == ("length",):
            return less
        case (
            ast.Measured(target=ast.Limit(operator=operator))
            | ast.Spread(target=ast.Limit(operator=operator))
        ) if difference.place[:1] == ("target",):
            return more if operator in ("at_least", "more_than") else less
        case _:
            return ""


def _by_bound(
    sentence: ast.Sentence,
    difference: Difference,
    operator: str,
    more: Stricter,
    less: Stricter,
) -> Stricter:
    is_floor = operator in ("at_least", "more_than")
    if difference.place[:1] == ("bound",):
        return more if is_floor else less
    match sentence:
        case ast.Share(outcome=ast.Reach(limit=ast.Within(), negated=False)) if (
            is_floor and difference.place[-1:] == ("length",)
        ):
            return less
        case _:
            return ""


_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}


def amount(node: object) -> tuple[str, Fraction] | None:
    """A value that can be held against another of its kind: kind and size."""
    match node:
        case ast.Percent(value=value):
            return "percent", Fraction(value)
        case ast.Number(value=value):
            return "number", Fraction(value)
        case ast.Points(value=value):
            return "points", Fraction(value)
        case ast.Money(value=value, currency=currency):
            return currency, Fraction(value)
        case ast.WorkingLength(value=value, unit=unit):
            return f"working {unit}", Fraction(value)
        case ast.Length(parts=parts):
            if any(unit not in _SECONDS for _, unit in parts):
                return None
            seconds = sum(Fraction(v) * _SECONDS[unit] for v, unit in parts)
            return "length", Fraction(seconds)
        case _:
            return None


def clause_key(clause: ast.StandardClause) -> tuple[str, ...]:
    """What has to be equal for two clauses to be versions of one."""
    if isinstance(clause, ast.Metadata):
        return "metadata", clause.key
    return (type(clause).__name__,)


def clause_pairs(
    old: ast.Standard, new: ast.Standard
) -> Iterator[tuple[ast.StandardClause | None, ast.StandardClause | None]]:
    """Clauses that were taken out, put in, or changed, in the order of the new ones."""
    gone = [c for c in old.clauses if c not in new.clauses]
    for clause in new.clauses:
        if clause in old.clauses:
            continue
        key = clause_key(clause)
        before = next((c for c in gone if clause_key(c) == key), None)
        if before is not None:
            gone.remove(before)
        yield before, clause
    for clause in gone:
        yield clause, None


def same_words(old: ast.Standard, new: ast.Standard) -> bool:
    """Whether only the name differs."""
    return replace(old, name=new.name) == new
