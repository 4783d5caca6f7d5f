"""Rules about waivers: those that end soon, and those without effect."""

from collections.abc import Iterator
from datetime import date, timedelta

from upheld.checker.lint.context import Context
from upheld.dsl import model
from upheld.dsl.diagnostics import Diagnostic

#: As in reports (`checker.waivers.SOON`).
SOON = timedelta(days=30)


def ends_soon(context: Context) -> Iterator[Diagnostic]:
    """L0009: a waiver whose last day is near."""
    for waiver in context.policy.waivers:
        last = date.fromisoformat(waiver.last)
        left = last - context.today
        if timedelta() <= left <= SOON:
            yield Diagnostic(
                "L0009",
                f"waiver `{waiver.name}` ends in {days(left.days)}, on {waiver.last}",
                waiver.span,
                "renew it, or see that the standard is kept without it",
            )


def days(count: int) -> str:
    """A number of days in words."""
    return "1 day" if count == 1 else f"{count} days"


def without_effect(context: Context) -> Iterator[Diagnostic]:
    """L0010: a waiver that can never cover anything of its standards."""
    by_name = {standard.id: standard for standard in context.policy.standards}
    for waiver in context.policy.waivers:
        named = [by_name[name] for name in waiver.standards if name in by_name]
        editions = [edition for standard in named for edition in standard.editions]
        in_force = [edition for edition in editions if _overlap(edition, waiver)]
        if editions and not in_force:
            why = "no edition of its standards is in force on its days"
        elif waiver.kind == "accepts" and not any(
            _holds_window(edition.window, waiver) for edition in in_force
        ):
            why = "no window of its standards lies wholly inside its days"
        else:
            continue
        yield Diagnostic(
            "L0010",
            f"waiver `{waiver.name}` has no effect: {why}",
            waiver.span,
            "widen its days, or write `excuses` to take events out",
        )


def _overlap(edition: model.Edition, waiver: model.Waiver) -> bool:
    begins = edition.first is None or edition.first <= waiver.last
    return begins and (edition.last is None or waiver.first <= edition.last)


def _holds_window(window: model.SimpleWindow, waiver: model.Waiver) -> bool:
    """Whether a calendar window lies inside the days of a waiver.

    Sliding windows and those of a length may; the whole period never does.
    """
    match window:
        case model.Overall():
            return False
        case model.Per(unit="hour" | "day"):
            return True
        case model.Per(unit=unit):
            first, last = map(date.fromisoformat, (waiver.first, waiver.last))
            return any(
                _end(first + timedelta(days=n), unit) <= last
                for n in range((last - first).days + 1)
                if _begins(first + timedelta(days=n), unit)
            )
        case _:
            return True


def _begins(day: date, unit: model.WindowUnit) -> bool:
    if unit == "week":
        return day.weekday() == 0
    return day.day == 1 and (
        unit == "month"
        or (unit == "quarter" and day.month % 3 == 1)
        or (unit == "year" and day.month == 1)
    )


def _end(first: date, unit: model.WindowUnit) -> date:
    """The last day of a window."""
    if unit == "week":
        return first + timedelta(days=6)
    step = {"month": 1, "quarter": 3, "year": 12}[unit]
    months = first.year * 12 + first.month - 1 + step
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)
