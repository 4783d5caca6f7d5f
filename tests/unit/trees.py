"""Hypothesis strategies for syntax trees: any tree that the parser could have built."""

from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.unit.tree_values import (
    comparisons,
    conditions,
    dates,
    expressions,
    joined,
    length_values,
    lengths,
    money,
    numbers,
    operators,
    percents,
    phrases,
    points,
    texts,
    values,
    whole,
    words,
    working,
)
from upheld.dsl import ast

further = st.lists(phrases, max_size=2).map(tuple)
within = st.builds(ast.Within, length_values, st.booleans(), st.none() | phrases)
before = st.builds(ast.Before, st.one_of(lengths, working), phrases)
limits = st.one_of(st.none(), within, st.builds(ast.By, phrases), before)
steps = st.builds(ast.Step, phrases, st.none() | within)
special: SearchStrategy[Any] = st.one_of(
    st.builds(ast.Reach, phrases, limits, st.just(value=True)),
    st.builds(ast.With, comparisons, st.booleans()),
    st.builds(
        ast.Followed,
        phrases,
        st.none() | within,
        st.lists(steps, max_size=2).map(tuple),
        st.booleans(),
        st.none() | st.tuples(phrases, phrases),
        st.booleans(),
    ),
    st.builds(ast.Preceded, phrases, st.none() | within, st.booleans()),
)
outcomes: SearchStrategy[Any] = st.recursive(
    st.one_of(special, st.builds(ast.Reach, phrases, limits)),
    lambda inner: st.one_of(joined(ast.Both, inner), joined(ast.Either, inner)),
    max_leaves=4,
)
firsts: SearchStrategy[Any] = st.one_of(
    special, st.builds(ast.Reach, st.none(), limits), outcomes
).filter(lambda node: node != ast.Reach(None))


def led(kind: Any) -> SearchStrategy[Any]:
    """`calls answered within 2m or …`: the first milestone is in the words before."""
    first = st.builds(ast.Reach, st.none(), limits)
    others = st.lists(
        outcomes.filter(lambda part: not isinstance(part, kind)), min_size=1
    )
    return st.builds(lambda one, rest: kind((one, *rest[:2])), first, others)


behind = st.one_of(st.none(), firsts, led(ast.Either), led(ast.Both))


def holds_before(node: object) -> bool:
    return any(isinstance(part, ast.Before) for part in ast.walk(node))


metric_atoms: SearchStrategy[Any] = st.one_of(
    st.builds(
        ast.Statistic,
        st.sampled_from(["average", "median", "total", "minimum", "maximum"]),
        phrases,
        phrases,
    ),
    st.builds(
        ast.Statistic,
        st.just("percentile"),
        phrases,
        phrases,
        whole.filter(lambda n: n < 100),
    ),
    st.builds(ast.NumberOf, phrases),
    st.builds(ast.DifferentOf, phrases, phrases),
    st.builds(
        ast.ShareOf,
        phrases,
        behind.filter(lambda node: not holds_before(node)),
        st.none() | conditions,
    ),
    st.builds(ast.PromoterScore, phrases, phrases),
    st.builds(ast.MetricName, phrases),
    numbers,
    percents,
    money,
    lengths,
)
metrics: SearchStrategy[Any] = st.recursive(
    metric_atoms,
    lambda inner: st.builds(ast.Arithmetic, st.sampled_from("+-*/"), inner, inner),
    max_leaves=3,
)

bounds = st.one_of(
    st.builds(
        ast.Limit,
        st.just("at_least"),
        st.one_of(percents, phrases),
        st.just(value=False),
    ),
    st.builds(ast.Limit, operators, st.one_of(percents, phrases)),
)
units = st.sampled_from(get_args(ast.WindowUnit))
references = st.one_of(
    st.builds(ast.Reference, st.sampled_from(["previous", "last_year"]), units),
    st.builds(
        ast.Reference,
        st.just("baseline"),
        st.none(),
        st.sampled_from(["2025", "2025-Q1", "2025-W09", "2025-03-01"]),
    ),
)
targets: SearchStrategy[Any] = st.one_of(
    st.builds(ast.Limit, operators, values),
    st.builds(ast.Band, values, values),
    st.builds(
        ast.Relative, operators, values, st.sampled_from(["above", "below"]), references
    ),
)
shares = st.one_of(
    st.builds(ast.Share, phrases, behind, bounds),
    st.builds(ast.Share, phrases, behind, st.none(), st.sampled_from(["every", "no"])),
)
sentences: SearchStrategy[Any] = st.one_of(
    shares,
    st.builds(
        ast.Count,
        st.builds(ast.Limit, operators, st.one_of(numbers, st.just(ast.Phrase(())))),
        phrases,
        st.none() | st.tuples(numbers, phrases),
    ),
    st.builds(ast.Measured, metrics, targets),
    st.builds(ast.Recurrence, phrases, length_values, st.none() | phrases),
    st.builds(
        ast.Trend,
        metrics,
        st.sampled_from(["rising", "falling"]),
        st.integers(1, 12),
        units,
    ),
    st.builds(
        ast.Spread, st.builds(ast.ListRef, phrases, st.none() | words), metrics, targets
    ),
)
pers: SearchStrategy[Any] = st.one_of(
    st.builds(ast.Per, units), st.builds(ast.PerLength, lengths)
)
outers = st.one_of(st.none(), pers, st.just(ast.Overall()))
windows: SearchStrategy[Any] = st.one_of(
    outers,
    st.builds(ast.Sliding, lengths),
    st.builds(ast.OnShare, pers, bounds, units, outers),
    st.builds(ast.OnAverage, pers, outers),
)
named_bands = st.builds(ast.NamedBand, words, st.builds(ast.Limit, operators, values))
clauses: SearchStrategy[Any] = st.one_of(
    st.builds(ast.Where, conditions),
    st.builds(ast.Excluding, outcomes),
    st.builds(
        ast.ForEach,
        st.lists(
            st.builds(ast.GroupField, phrases, st.none() | phrases),
            min_size=1,
            max_size=3,
        ).map(tuple),
        st.booleans(),
    ),
    st.builds(ast.Minimum, st.one_of(numbers, st.just(ast.Phrase(()))), phrases),
    st.builds(ast.Warn, st.sampled_from(["below", "above"]), values),
    st.builds(ast.Exceeds, values),
    st.builds(ast.ExceedsWhen, shares),
    st.builds(ast.UseCalendar, phrases),
    st.sampled_from(["UTC", "Europe/Stockholm", "Etc/GMT+3"]).map(ast.Zone),
    st.builds(ast.Pausing, phrases),
    st.builds(ast.Matching, st.lists(phrases, min_size=1, max_size=2).map(tuple)),
    st.builds(ast.CountedBy, phrases),
    st.builds(ast.CountedOnce, phrases),
    st.builds(ast.DuringCalendar, phrases),
    st.builds(ast.LateData, lengths),
    st.builds(ast.Rounded, st.integers(0, 4)),
    st.builds(
        ast.Confidence, st.sampled_from([Decimal(95), Decimal("99.5")]).map(ast.Percent)
    ),
    st.builds(ast.NoData, st.sampled_from(["met", "breached", "reported"])),
    st.builds(
        ast.WithoutDeadline, st.sampled_from(["met", "missed", "excluded", "pending"])
    ),
    st.builds(ast.Effective, dates, st.none() | dates),
    st.builds(ast.Effective, st.none(), dates),
    st.builds(
        ast.Bands, st.lists(named_bands, min_size=1, max_size=2).map(tuple), words
    ),
    st.builds(ast.CarriedOver, phrases),
    st.builds(
        ast.Metadata,
        st.sampled_from(["owner", "because", "source", "stage", "label need"]),
        texts,
    ),
)


def once(found: list[Any]) -> tuple[Any, ...]:
    """At most one clause of a kind, as the parser demands."""
    return tuple(
        {(type(one), getattr(one, "key", None)): one for one in found}.values()
    )


standards = st.builds(
    ast.Standard,
    words,
    st.none() | texts,
    sentences,
    windows,
    st.lists(clauses, max_size=3).map(once),
)

moments = st.builds(
    ast.MomentColumns,
    st.lists(words, min_size=1, max_size=2).map(tuple),
    st.none() | texts.map(ast.Text),
)
columns = st.lists(words, min_size=1, max_size=2).map(tuple)
amounts = st.one_of(expressions, working)
piecewise = st.builds(
    ast.Piecewise,
    st.lists(st.builds(ast.Branch, amounts, conditions), min_size=1, max_size=3).map(
        tuple
    ),
    st.none() | amounts,
)
measure_units = st.one_of(
    st.none(),
    st.sampled_from(["seconds", "working hours", "EUR"]).map(ast.Word),
    texts.map(ast.Text),
)
event_clauses: SearchStrategy[Any] = st.one_of(
    st.builds(ast.IdentifiedBy, columns, st.booleans()),
    st.builds(ast.About, words, words),
    st.builds(ast.OccurringAt, moments),
    st.builds(ast.Milestone, phrases, moments, further),
    st.builds(ast.Lasting, moments, moments),
    st.just(ast.LastingUntilNext()),
    st.builds(ast.State, phrases, conditions, further),
    st.builds(
        ast.Measure,
        phrases,
        st.one_of(expressions, piecewise),
        measure_units,
        further,
    ),
    st.sampled_from(["UTC", "Europe/Prague"]).map(ast.SourceZone),
    st.builds(
        ast.Empty, st.lists(texts.map(ast.Text), min_size=1, max_size=2).map(tuple)
    ),
    st.builds(ast.Pick, st.sampled_from(["latest", "first"]), columns),
    st.builds(ast.RejectAbove, percents),
    st.builds(ast.CompleteFrom, dates),
    st.builds(ast.Where, conditions),
)
events = st.builds(
    lambda names, path, found: ast.Event(tuple(names), (ast.From(path), *once(found))),
    st.lists(phrases, min_size=1, max_size=2),
    texts.map(ast.Text),
    st.lists(event_clauses, max_size=3),
)
minutes = st.integers(0, 1439)
hours = st.builds(
    ast.Hours,
    st.lists(st.integers(0, 6), min_size=1, max_size=9).map(tuple),
    st.lists(st.tuples(minutes, st.integers(0, 1440)), min_size=1, max_size=2).map(
        tuple
    ),
)
calendars = st.builds(
    ast.Calendar,
    phrases,
    st.lists(
        st.one_of(
            hours,
            st.builds(ast.Closed, st.lists(dates, min_size=1, max_size=2).map(tuple)),
            st.builds(ast.ClosedOn, texts.map(ast.Text)),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
)
lists = st.one_of(
    st.builds(
        ast.MemberList,
        phrases,
        st.lists(texts.map(ast.Text), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        ast.MemberList,
        phrases,
        st.just(()),
        texts.map(ast.Text),
        st.none() | words,
        st.none() | moments,
        st.none() | moments,
    ),
)
waivers = st.builds(
    lambda name, kind, standards_, first, last, where, why, who: ast.Waiver(
        name, kind, standards_ if kind else (), first, last, where, why, *who
    ),
    words,
    st.sampled_from([None, "excuses", "accepts"]),
    columns,
    st.none() | dates,
    st.none() | dates,
    st.none() | conditions,
    st.none() | texts,
    st.one_of(st.just((None, None)), st.tuples(texts, st.none() | dates)),
)
heads: SearchStrategy[Any] = st.one_of(
    st.sampled_from(["UTC", "America/Port-au-Prince"]).map(ast.Zone),
    st.builds(ast.Use, texts.map(ast.Text)),
    st.builds(ast.FiscalYear, st.integers(1, 28), st.integers(1, 12)),
)
declarations: SearchStrategy[Any] = st.one_of(
    events,
    calendars,
    lists,
    waivers,
    st.builds(
        ast.Parameter,
        phrases,
        st.one_of(
            numbers, percents, money, points, lengths, working, texts.map(ast.Text)
        ),
    ),
    st.builds(ast.Define, phrases, metrics),
    st.builds(ast.Improvement, words, words, dates, st.none() | texts),
)
documents = st.builds(
    lambda *parts: ast.Document(tuple(one for part in parts for one in part)),
    st.lists(heads, max_size=2),
    st.lists(declarations, max_size=2),
    st.lists(standards, min_size=1, max_size=2),
)
