"""From evaluated editions to the parts of the report: pure, no query is run here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from upheld.checker.counts import Counts, total_sizes
from upheld.checker.evaluate import Evaluated
from upheld.checker.judge import worst
from upheld.checker.plan import counted_of
from upheld.checker.reading_outcomes import nouns_of
from upheld.checker.report import (
    ORDER,
    Definition,
    Failures,
    ImprovementResult,
    Message,
    Place,
    StandardResult,
    Totals,
    Verdict,
)
from upheld.checker.session import Session
from upheld.checker.shown import shown_amount, verdicts_of, windows_of
from upheld.checker.waived import are_at_work, raw_verdict
from upheld.checker.window_rows import WindowRows
from upheld.checker.wording import ENGLISH
from upheld.checker.zones import iso
from upheld.dsl import model
from upheld.dsl.source import Span


def totals_of(evaluated: Sequence[Evaluated], session: Session) -> dict[str, Totals]:
    """Every row of each event once; the first is the event of the sentence.

    Of several editions each row is counted in the one in force at its start.
    """
    totals: dict[str, Totals] = {}
    first = [e.counts[0] for e in evaluated if e.counts]
    if first:
        totals[first[0].event] = _totals(first, session)
    for one in evaluated[:1]:
        for counts in one.counts[1:]:
            if counts.event not in totals:
                totals[counts.event] = _totals([counts], session)
    return totals


def _totals(editions: Sequence[Counts], session: Session) -> Totals:
    data = session.events[editions[0].event]
    attached, bounds = data.attached, data.bounds
    assert bounds is not None
    read = attached.rows + attached.rejected
    summed: Counter[str] = Counter()
    others = 0
    for counts in editions:
        sizes, rest = total_sizes(counts)
        summed.update(sizes)
        others += int(rest.get("not in population") or 0)
        outside = int(rest.get("outside") or 0)
    judged = sum(summed.values())
    if len(editions) > 1:
        seen = bounds.rows - data.hidden - data.other_rows - data.repeats
        others = seen - judged - outside
    statistic = "used" in summed
    return Totals(
        read=read,
        repeats=data.repeats,
        outside_period=outside + data.hidden,
        not_in_population=others + data.other_rows,
        met=summed["met"],
        missed=summed["missed"],
        pending=summed["pending"],
        excluded=summed["excluded"],
        invalid=summed["invalid"] + attached.rejected,
        used=summed["used"] if statistic else None,
        without_value=summed["without"] if statistic else None,
    )


def sum_of(totals: Totals) -> int:
    """What `read` must be equal to."""
    return (
        totals.repeats
        + totals.outside_period
        + totals.not_in_population
        + totals.met
        + totals.missed
        + totals.pending
        + totals.excluded
        + totals.invalid
        + (totals.used or 0)
        + (totals.without_value or 0)
    )


class UnbalancedError(Exception):
    """Counts that do not add up: an internal error, whatever the verdict."""


def standard_result(
    standard: model.Standard,
    evaluated: Sequence[Evaluated],
    session: Session,
    waivers: Sequence[model.Waiver],
    *,
    failures: Failures,
    improvements: tuple[ImprovementResult, ...] = (),
) -> StandardResult:
    """A standard that was evaluated.

    Raises:
        UnbalancedError: the counts do not add up.
    """
    from upheld.checker.reading import reading_phrases

    windows = WindowRows([windows_of(one, standard, waivers) for one in evaluated])
    totals = balanced_totals(standard, evaluated, session)
    waives = bool(waivers) or any(one.raw is not None for one in evaluated)
    waived = waives and any(window.waiver is not None for window in windows)
    verdicts = counted(windows.verdicts())
    periods = [e.period for e in evaluated if e.period]
    zone = evaluated[0].edition.zone
    names = list(totals)
    latest = evaluated[-1].edition
    nouns = nouns_of(latest.populations[0].event)
    told = reading_phrases(latest)
    return StandardResult(
        id=standard.id,
        title=standard.title,
        sentence=evaluated[-1].edition.sentence,
        verdict=worst(verdicts),
        verdict_without_waivers=raw_verdict(evaluated) if waived else None,
        verdicts=verdicts,
        windows=windows,
        improvements=improvements,
        totals=totals[names[0]] if names else None,
        other_totals={name: totals[name] for name in names[1:]},
        metadata=dict(standard.metadata),
        reading=tuple(ENGLISH.line(one) for one in told),
        reading_messages=told,
        definitions=definitions_of(evaluated),
        failures=failures,
        sql=tuple(sql for one in evaluated for sql in one.sql),
        sources=tuple(names),
        zone=zone,
        period_start=iso(min(p[0] for p in periods), zone) if periods else None,
        period_end=iso(max(p[1] for p in periods), zone) if periods else None,
        place=place_of(standard.span),
        sentence_place=place_of(latest.sentence_span),
        clauses=latest.clauses,
        noun=nouns.one,
        nouns=nouns.many,
        marks=marks_of([one.edition for one in evaluated]),
    )


def standard_verdict(
    standard: model.Standard,
    evaluated: Sequence[Evaluated],
    session: Session,
    waivers: Sequence[model.Waiver],
) -> StandardResult:
    """A standard of which only verdicts are wanted: counted, with no window kept.

    Raises:
        UnbalancedError: the counts do not add up.
    """
    totals = list(balanced_totals(standard, evaluated, session).values())
    found = Counter[Verdict]()
    for one in evaluated:
        found.update(one.told)
        found.update(verdicts_of(one, standard, waivers))
    verdicts = counted(found)
    waived = are_at_work(evaluated, standard, waivers)
    nouns = nouns_of(evaluated[-1].edition.populations[0].event)
    return StandardResult(
        id=standard.id,
        title=standard.title,
        sentence=evaluated[-1].edition.sentence,
        verdict=worst(verdicts),
        verdict_without_waivers=raw_verdict(evaluated) if waived else None,
        verdicts=verdicts,
        totals=totals[0] if totals else None,
        noun=nouns.one,
        nouns=nouns.many,
        zone=evaluated[0].edition.zone,
        place=place_of(standard.span),
        sentence_place=place_of(evaluated[-1].edition.sentence_span),
    )


def balanced_totals(
    standard: model.Standard, evaluated: Sequence[Evaluated], session: Session
) -> dict[str, Totals]:
    """What became of each row, by event.

    Raises:
        UnbalancedError: the counts do not add up.
    """
    totals = totals_of(evaluated, session)
    for name, total in totals.items():
        if sum_of(total) != total.read:
            raise UnbalancedError(
                f"counts of `{standard.id}` over `{name}` do not add up: {total!r}"
            )
    return totals


def marks_of(editions: Iterable[model.Edition]) -> tuple[str, ...]:
    """The exact limits of tiers and bands, as values of windows are given."""
    marks: dict[str, None] = {}
    for edition in editions:
        bound = edition.bound
        if edition.over is not None and edition.over.bound is not None:
            bound = edition.over.bound
        if not isinstance(bound, model.Bound):
            continue
        tiers = [edition.exceeds] if edition.exceeds is not None else []
        tiers += [edition.warn.value] if edition.warn is not None else []
        for band in edition.bands.bands if edition.bands else ():
            ends = (band.bound.low, band.bound.high)
            tiers += [end for end in ends if end is not None]
        unit = bound.unit
        marks.update((str(shown_amount(value, unit)), None) for value in tiers)
    return tuple(marks)


def failed_result(
    standard: model.Standard, messages: Sequence[Message]
) -> StandardResult:
    """A standard that could not be evaluated."""
    return StandardResult(
        id=standard.id,
        title=standard.title,
        sentence=standard.editions[-1].sentence,
        verdict="error",
        metadata=dict(standard.metadata),
        place=place_of(standard.span),
        sentence_place=place_of(standard.editions[-1].sentence_span),
        messages=tuple(messages),
        zone=standard.editions[-1].zone,
    )


def place_of(span: Span) -> Place:
    """A place of the report."""
    return Place(
        file=span.file,
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
    )


def counted(verdicts: Iterable[Verdict] | Counter[Verdict]) -> dict[Verdict, int]:
    """How many of each verdict, worst first."""
    found = Counter(verdicts)
    return {verdict: found[verdict] for verdict in ORDER if found[verdict]}


def definitions_of(evaluated: Sequence[Evaluated]) -> tuple[Definition, ...]:
    """Every defined metric that a sentence rests on, with its formula."""
    found: dict[str, str] = {}

    def visit(metric: object) -> None:
        match metric:
            case model.Defined(name, formula, _, text):
                found.setdefault(name, text)
                visit(formula)
            case model.Combined(_, left, right):
                visit(left)
                visit(right)
            case model.Trend(inner) | model.Spread(inner):
                visit(inner)
            case _:
                return

    for one in evaluated:
        visit(one.edition.subject)
    return tuple(Definition(name=n, formula=f) for n, f in found.items())


def run_verdict(standards: Sequence[StandardResult]) -> Verdict:
    """The verdict of a run: the worst of its standards, in the order of all lists."""
    verdicts: Mapping[Verdict, int] = Counter(s.verdict for s in standards)
    return worst(verdicts)


def populations_used(edition: model.Edition) -> list[model.Population]:
    """Every population that an edition counts."""
    return [thing.population for thing in counted_of(edition.subject)]
