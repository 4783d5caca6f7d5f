"""Rules that look at what was judged: only with `--data`."""

from collections.abc import Iterator

from upheld.checker.lint.context import Context
from upheld.checker.report import JUDGED, StandardResult
from upheld.dsl import model
from upheld.dsl.diagnostics import Diagnostic

#: Fewer breached windows may be a bad start; fewer kept ones, a good one.
NEVER_REACHED, NEVER_MISSED = 4, 12


def never_reached(context: Context) -> Iterator[Diagnostic]:
    """L0006: every judged window was breached."""
    for standard, result in context.results():
        judged = judged_windows(result)
        if judged >= NEVER_REACHED and result.verdicts.get("breached", 0) == judged:
            yield _finding(
                "L0006", standard, f"was breached in all {judged} judged windows"
            )


def never_missed(context: Context) -> Iterator[Diagnostic]:
    """L0007: no judged window fell short, or came near."""
    for standard, result in context.results():
        judged = judged_windows(result)
        short = sum(result.verdicts.get(v, 0) for v in ("breached", "waived", "warned"))
        if judged >= NEVER_MISSED and not short:
            yield _finding(
                "L0007", standard, f"was kept in all {judged} judged windows"
            )


def tier_never_reached(context: Context) -> Iterator[Diagnostic]:
    """L0008: no window exceeded, or no window of a band was found."""
    for standard, result in context.results():
        judged = judged_windows(result)
        edition = standard.editions[-1]
        lines = edition.exceeds is not None or edition.exceeds_when is not None
        if judged < NEVER_MISSED:
            continue
        if lines and not result.verdicts.get("exceeded"):
            yield _finding(
                "L0008", standard, f"was exceeded in none of {judged} judged windows"
            )
        if edition.bands is not None:
            seen = {window.band for window in result.windows}
            missing = [b.name for b in edition.bands.bands if b.name not in seen]
            if missing:
                names = ", ".join(f"`{name}`" for name in missing)
                yield _finding(
                    "L0008", standard, f"was {names} in none of {judged} judged windows"
                )


def waiver_never_used(context: Context) -> Iterator[Diagnostic]:
    """L0010: a waiver that covers nothing in the data."""
    states = {w.name: w.state for w in context.report.waivers} if context.report else {}
    for waiver in context.policy.waivers:
        if states.get(waiver.name) == "orphaned":
            yield Diagnostic(
                "L0010",
                f"waiver `{waiver.name}` covers no event and no window of the data",
                waiver.span,
                "check its days and its `where`",
            )


def judged_windows(result: StandardResult) -> int:
    """How many windows of a standard were judged."""
    return sum(result.verdicts.get(verdict, 0) for verdict in JUDGED)


def _finding(code: str, standard: model.Standard, what: str) -> Diagnostic:
    help = f"see `upheld suggest --select {standard.id}`"
    return Diagnostic(code, f"`{standard.id}` {what}", standard.span, help)
