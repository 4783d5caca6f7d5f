"""L0011: a standard that another one implies."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from upheld.checker.lint.context import Context
from upheld.dsl import model
from upheld.dsl.diagnostics import Diagnostic, Label

Pair = tuple[model.Standard, model.Edition]


def implied(context: Context) -> Iterator[Diagnostic]:
    """Every standard that is kept whenever another one is, the first such named."""
    alike: dict[object, list[Pair]] = {}
    for pair in context.editions():
        events = tuple((p.event.name, p.where) for p in pair[1].populations)
        alike.setdefault((pair[1].window, pair[1].zone, events), []).append(pair)
    for pairs in alike.values():
        for index, weak in enumerate(pairs):
            strong = _stronger(index, weak, pairs)
            if strong is not None:
                yield _finding(weak, strong)


def _stronger(index: int, weak: Pair, pairs: list[Pair]) -> Pair | None:
    """The first standard that implies another; of two equal ones, only the earlier."""
    for other, strong in enumerate(pairs):
        if weak[0].id == strong[0].id or not _implies(strong[1], weak[1]):
            continue
        if other < index or not _implies(weak[1], strong[1]):
            return strong
    return None


def _finding(weak: Pair, strong: Pair) -> Diagnostic:
    return Diagnostic(
        "L0011",
        f"`{weak[0].id}` is kept whenever `{strong[0].id}` is",
        weak[1].span,
        "leave it out, or say what sets it apart",
        labels=(Label(strong[1].span, "which is the stricter one"),),
    )


def _implies(strong: model.Edition, weak: model.Edition) -> bool:
    """Whether a window that keeps one edition surely keeps the other."""
    return (
        _scope(strong) == _scope(weak)
        and _together(strong, weak)
        and _limits(strong.subject, weak.subject)
        and _bounds(strong, weak)
    )


def _scope(edition: model.Edition) -> object:
    """What two editions have to share before their targets can be compared."""
    return (
        edition.window,
        edition.over,
        edition.zone,
        edition.groups,
        edition.overall,
        edition.minimum,
        edition.confidence,
        edition.rounded,
        edition.if_no_data,
        edition.without_deadline,
        edition.late_data,
        edition.counted_by,
        edition.counted_once,
        edition.carried_until,
        edition.during,
        edition.pausing,
        (edition.fiscal_month, edition.fiscal_day),
    )


def _together(one: model.Edition, other: model.Edition) -> bool:
    """Whether the weaker edition is in force only while the stronger is."""
    begins = one.first is None or (other.first is not None and one.first <= other.first)
    return begins and (
        one.last is None or (other.last is not None and other.last <= one.last)
    )


def _limits(strong: model.Subject, weak: model.Subject) -> bool:
    """Whether the sentences are the same, apart from a longer limit in the weaker."""
    if not isinstance(strong, model.ShareOutcome) or not isinstance(
        weak, model.ShareOutcome
    ):
        return strong == weak
    # the words differ by number: `every call`, `90% of calls`
    if replace(strong.population, words="") != replace(weak.population, words=""):
        return False
    if {strong.universal, weak.universal} - {None, "every"}:
        return strong == weak
    if strong.outcome == weak.outcome:
        return True
    match strong.outcome, weak.outcome:
        case (
            model.Reach(limit=model.Within(length=model.Period() as short)) as a,
            model.Reach(limit=model.Within(length=model.Period() as long)) as b,
        ):
            same = replace(a, limit=None) == replace(b, limit=None)
            return same and not a.negated and _shorter(short, long)
        case _:
            return False


def _shorter(short: model.Period, long: model.Period) -> bool:
    """Whether a length is shorter whatever the calendar; unlike kinds are not known."""
    kinds = ("months", "days", "microseconds")
    pairs = [(getattr(short, k), getattr(long, k)) for k in kinds]
    return all(a <= b for a, b in pairs) and pairs != [(b, b) for _, b in pairs]


def _bounds(strong: model.Edition, weak: model.Edition) -> bool:
    """Whether the target of the weaker lies on the kept side of the stronger's."""
    a, b = _bound(strong), _bound(weak)
    if a is None or b is None or a.unit != b.unit:
        return False
    if a.kind == "between" or b.kind == "between":
        return _band(a, b)
    up, down = ("at_least", "more_than"), ("at_most", "less_than")
    if a.kind in up and b.kind in up:
        return a.low > b.low or (
            a.low == b.low and (a.kind == b.kind or b.kind == up[0])
        )
    if a.kind in down and b.kind in down:
        # a longer limit raises the share: only the same limit can be compared
        if strong.subject != weak.subject:
            return False
        return a.low < b.low or (
            a.low == b.low and (a.kind == b.kind or b.kind == down[0])
        )
    return False


def _bound(edition: model.Edition) -> model.Bound | None:
    subject = edition.subject
    if isinstance(subject, model.ShareOutcome) and subject.universal == "every":
        return model.Bound("at_least", Fraction(1), model.PERCENT)
    return edition.bound if isinstance(edition.bound, model.Bound) else None


def _band(strong: model.Bound, weak: model.Bound) -> bool:
    if strong.high is None or weak.high is None:
        return False
    return weak.low <= strong.low and strong.high <= weak.high
