"""Windows, standards and reports made by hand."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from upheld.checker.render.verdicts import RANK
from upheld.checker.report import Counts, Report, StandardResult, Verdict, Window


def amount(value: Fraction | None) -> dict[str, Any]:
    """The fields of a window that hold a value."""
    if value is None:
        return {}
    text = f"{value.numerator}/{value.denominator}"
    return {"value": float(value), "exact": text}


def target(value: Fraction, high: Fraction | None = None) -> dict[str, Any]:
    """The fields of a window that hold a target."""
    given: dict[str, Any] = {
        "target": float(value),
        "target_exact": f"{value.numerator}/{value.denominator}",
    }
    if high is not None:
        given["target_high"] = float(high)
        given["target_high_exact"] = f"{high.numerator}/{high.denominator}"
    return given


def day(first: date, offset: int = 0) -> dict[str, Any]:
    """Label, start and end of the day so many days after the first."""
    start = first + timedelta(days=offset)
    end = start + timedelta(days=1)
    return {
        "window": start.isoformat(),
        "start": f"{start}T00:00:00+01:00",
        "end": f"{end}T00:00:00+01:00",
    }


def share_window(
    label: dict[str, Any],
    met: int,
    missed: int,
    verdict: Verdict,
    goal: Fraction = Fraction(9, 10),
    **more: Any,
) -> Window:
    """A window of a share with a floor."""
    judged = met + missed
    value = Fraction(met, judged) if judged else None
    pending = more.pop("pending", 0)
    excluded = more.pop("excluded", 0)
    return Window(
        **label,
        verdict=verdict,
        unit="share",
        bound=more.pop("bound", "at_least"),
        **amount(value),
        **target(goal),
        counts=Counts(met=met, missed=missed, pending=pending, excluded=excluded),
        **more,
    )


def whole() -> dict[str, Any]:
    """Label, start and end of the only window of a standard without windows."""
    return {
        "window": "overall",
        "start": "2026-10-01T00:00:00+02:00",
        "end": "2026-11-01T00:00:00+01:00",
    }


def standard(
    name: str,
    sentence: str,
    verdict: Verdict,
    *windows: Window,
    **more: Any,
) -> StandardResult:
    """A standard with its windows."""
    return StandardResult(
        id=name,
        sentence=sentence,
        verdict=verdict,
        windows=windows,
        zone="Europe/Stockholm",
        **more,
    )


def report(
    *standards: StandardResult,
    **more: Any,
) -> Report:
    """A report of some standards; its verdict is the worst of theirs."""
    worst = min((s.verdict for s in standards), key=RANK.__getitem__, default="no_data")
    given: dict[str, Any] = {
        "as_of": "2026-11-01T00:00:00+01:00",
        "verdict": worst,
        "standards": standards,
        "zone": "Europe/Stockholm",
    }
    return Report(**{**given, **more})


def many(standards: int, windows: int) -> Report:
    """A large report: so many standards of so many days each."""
    first = date(2025, 1, 1)
    return report(
        *(
            standard(
                f"standard-{number}",
                "90% of calls answered within 2m per day",
                "breached",
                *(_plain_day(first, offset, number) for offset in range(windows)),
                noun="call",
                nouns="calls",
            )
            for number in range(standards)
        )
    )


def _plain_day(first: date, offset: int, seed: int) -> Window:
    met = 445 + (offset * 37 + seed * 11) % 53
    verdict: Verdict = "met" if met >= 450 else "breached"
    gap = 450 - met if met < 450 else None
    return share_window(day(first, offset), met, 500 - met, verdict, gap=gap)
