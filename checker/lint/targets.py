"""Rules about targets and tiers: absolute ones, and those out of reach."""

from collections.abc import Iterator
from fractions import Fraction

from upheld.checker.lint.context import Context
from upheld.dsl import model
from upheld.dsl.diagnostics import Diagnostic

ALL = Fraction(1)


def absolute_target(context: Context) -> Iterator[Diagnostic]:
    """L0005: every single event has to keep a limit of time."""
    for standard, edition in context.editions():
        subject = edition.subject
        if not isinstance(subject, model.ShareOutcome) or edition.over is not None:
            continue
        match subject.outcome:
            case model.Reach(limit=limit, negated=False) if limit is not None:
                if subject.universal == "every" or _is_all(edition.bound):
                    yield Diagnostic(
                        "L0005",
                        f"`{standard.id}` is breached by a single late event",
                        edition.span,
                        "set a floor: `98% of …`, or ignore the rule and say why",
                    )
            case _:
                continue


def _is_all(bound: model.Bound | model.Relative | None) -> bool:
    return (
        isinstance(bound, model.Bound)
        and bound.kind == "at_least"
        and (bound.low == ALL and bound.unit.kind == "percent")
    )


def tier_out_of_reach(context: Context) -> Iterator[Diagnostic]:
    """L0008: no value is left for a tier."""
    for standard, edition in context.editions():
        warn, exceeds = edition.warn, edition.exceeds
        if warn is None:
            continue
        if exceeds is not None and _meet(warn, exceeds):
            yield _tier(
                standard, edition, "nothing is plainly `met` between warning and excess"
            )
        elif _is_share(edition) and warn.value == (ALL if warn.side == "below" else 0):
            whole = "100%" if warn.side == "below" else "0%"
            yield _tier(standard, edition, f"only {whole} exactly is plainly `met`")


def _meet(warn: model.Warn, exceeds: Fraction) -> bool:
    if warn.side == "below":
        return warn.value >= exceeds
    return warn.value <= exceeds


def _is_share(edition: model.Edition) -> bool:
    return isinstance(edition.subject, model.ShareOutcome)


def _tier(standard: model.Standard, edition: model.Edition, why: str) -> Diagnostic:
    help = "move the warning nearer to the target"
    return Diagnostic("L0008", f"`{standard.id}`: {why}", edition.span, help)
