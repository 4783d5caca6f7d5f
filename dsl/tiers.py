"""Lines beside the target: warnings, upper lines, named bands."""

from fractions import Fraction

from upheld.dsl import ast, model
from upheld.dsl.bounds import amount, check_share
from upheld.dsl.diagnostics import Label, RefusedError
from upheld.dsl.faults import refused
from upheld.dsl.source import Span
from upheld.dsl.vocabulary import Vocabulary

_FLOORS = ("at_least", "more_than")


def fixed_target(
    bound: model.Bound | model.Relative | None, clause: ast.Warn | ast.Exceeds
) -> model.Bound:
    """The bound beside a line; a band or a comparison has no side (E3004)."""
    check_side(bound, clause)
    if isinstance(bound, model.Bound):
        return bound
    raise _without_side("this target", clause)


def check_side(
    bound: model.Bound | model.Relative | None,
    clause: ast.Warn | ast.Exceeds | ast.ExceedsWhen,
) -> None:
    """A band has two sides, so no line can stand beside it (E3004)."""
    if isinstance(bound, model.Bound) and bound.kind == "between":
        raise _without_side("a band", clause)


def _without_side(
    what: str, clause: ast.Warn | ast.Exceeds | ast.ExceedsWhen
) -> RefusedError:
    message = f"{what} has no side for a further line"
    help = "use it with `at least` or `at most` and a value"
    return refused("E3004", message, clause.span, help=help)


def warning(
    vocabulary: Vocabulary, clause: ast.Warn, bound: model.Bound, *, is_share: bool
) -> model.Warn:
    """`warn below 92%`: on the kept side of the target (E3002)."""
    value = _line(vocabulary, clause.value, bound, is_share)
    side = "below" if bound.kind in _FLOORS else "above"
    if clause.side != side:
        raise _wrong_side("E3002", f"a target of this kind warns {side}", clause, bound)
    if not _is_kept_side(value, bound):
        message = "this line lies where the target is already breached"
        raise _wrong_side("E3002", message, clause, bound)
    return model.Warn(clause.side, value)


def exceeding(
    vocabulary: Vocabulary, clause: ast.Exceeds, bound: model.Bound, *, is_share: bool
) -> Fraction:
    """`exceeds at 97%`: beyond the target (E3003)."""
    value = _line(vocabulary, clause.value, bound, is_share)
    if not _is_kept_side(value, bound):
        message = "this line does not lie beyond the target"
        raise _wrong_side("E3003", message, clause, bound)
    return value


def check_order(
    warn: model.Warn | None, exceeds: Fraction | None, bound: model.Bound, span: Span
) -> None:
    """A value cannot be warned and exceeded at once (E3003)."""
    if warn is None or exceeds is None:
        return
    floor = bound.kind in _FLOORS
    if (exceeds < warn.value) if floor else (exceeds > warn.value):
        raise refused("E3003", "a value at this line is still warned", span)


def _line(
    vocabulary: Vocabulary, value: ast.Value, bound: model.Bound, is_share: bool
) -> Fraction:
    """The value of a line, which is a share where the target is one (E3001)."""
    found = amount(vocabulary, value, bound.unit)
    if is_share:
        check_share(found, value.span)
    return found


def _is_kept_side(value: Fraction, bound: model.Bound) -> bool:
    return value > bound.low if bound.kind in _FLOORS else value < bound.low


def _wrong_side(
    code: str, message: str, clause: ast.Warn | ast.Exceeds, bound: model.Bound
) -> RefusedError:
    better = "above" if bound.kind in _FLOORS else "below"
    labels = (Label(bound.span, "the target"),)
    help = f"write a value {better} the target"
    return refused(code, message, clause.value.span, help=help, labels=labels)


def bands(
    vocabulary: Vocabulary, clause: ast.Bands, unit: model.Unit, *, is_share: bool
) -> model.Bands:
    """Named bands; each begins where the one before ends (E3005)."""
    found: list[model.NamedBand] = []
    for node in clause.bands:
        value = amount(vocabulary, node.bound.value, unit)
        span = node.bound.value.span
        if is_share:
            check_share(value, span)
        bound = model.Bound(node.bound.operator, value, unit, span=span)
        if found:
            _check_next(found[-1], bound)
        found.append(model.NamedBand(node.name.text, bound))
    _check_names(clause)
    return model.Bands(tuple(found), clause.otherwise.text)


def _check_next(before: model.NamedBand, bound: model.Bound) -> None:
    """All bands look the same way, and each is wider than the one before."""
    same_way = (before.bound.kind in _FLOORS) == (bound.kind in _FLOORS)
    floor = bound.kind in _FLOORS
    wider = bound.low < before.bound.low if floor else bound.low > before.bound.low
    if same_way and wider:
        return
    end = "below" if before.bound.kind in _FLOORS else "above"
    raise refused(
        "E3005",
        f"this band is not {end} the one before",
        bound.span,
        help="write the best band first",
        labels=(Label(before.bound.span, f"`{before.name}` begins here"),),
    )


def _check_names(clause: ast.Bands) -> None:
    seen: dict[str, Span] = {}
    for word in (*(band.name for band in clause.bands), clause.otherwise):
        if word.text in seen:
            raise refused(
                "E1010",
                f"the band `{word.text}` is named twice",
                word.span,
                labels=(Label(seen[word.text], "first here"),),
            )
        seen[word.text] = word.span
