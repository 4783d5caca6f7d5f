"""Hypothesis strategies for words, values, expressions and conditions."""

from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from upheld.dsl import ast

names = st.sampled_from(
    ["calls", "wait", "handle-time", "größe", "x_1", "stage", "day", "in-time", "team"]
)
words = st.one_of(
    names.map(ast.Word),
    st.sampled_from(["when", "Ticket ID", "1 of 2"]).map(
        lambda text: ast.Word(text, True)
    ),
)
plain_words = st.sampled_from(["alpha", "beta-2", "gamma"]).map(ast.Word)
phrases = st.lists(plain_words, min_size=1, max_size=3).map(
    lambda found: ast.Phrase(tuple(found))
)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=8)
decimals = st.decimals(0, 10_000, places=2)
whole = st.integers(1, 400).map(Decimal)
numbers = decimals.map(ast.Number)
percents = decimals.map(ast.Percent)
money = st.builds(ast.Money, decimals, st.sampled_from(["EUR", "SEK"]))
points = decimals.map(ast.Points)
lengths = st.one_of(
    st.builds(
        lambda value, unit: ast.Length(((value, unit),)),
        whole,
        st.sampled_from(get_args(ast.TimeUnit)),
    ),
    st.builds(
        lambda hours, minutes, spelt: ast.Length(
            ((hours, "hour"), (minutes, "minute")), in_words=spelt
        ),
        whole,
        whole,
        st.booleans(),
    ),
)
working = st.builds(
    ast.WorkingLength, whole, st.sampled_from(["minute", "hour", "day"])
)
values: SearchStrategy[Any] = st.one_of(
    numbers, percents, money, points, lengths, phrases
)
length_values: SearchStrategy[Any] = st.one_of(lengths, working, phrases)
dates = st.dates().map(lambda date: ast.Date(f"{date:%Y-%m-%d}".zfill(10)))
operators = st.sampled_from(get_args(ast.Operator))

atoms = st.one_of(words, numbers, percents, money, points, lengths, texts.map(ast.Text))
expressions: SearchStrategy[Any] = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(ast.Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(ast.Negative, inner),
    ),
    max_leaves=4,
)
literals = st.one_of(texts.map(ast.Text), numbers)
comparisons = st.one_of(
    st.builds(ast.Comparison, expressions, operators, expressions),
    st.builds(ast.Between, expressions, expressions, expressions),
)
predicates: SearchStrategy[Any] = st.one_of(
    comparisons,
    st.builds(ast.Is, expressions, st.one_of(literals, money, words), st.booleans()),
    st.builds(
        ast.OneOf,
        expressions,
        st.lists(literals, min_size=1, max_size=3).map(tuple),
        st.booleans(),
    ),
    st.builds(ast.Known, expressions, st.booleans()),
    st.builds(ast.Matches, expressions, texts.map(ast.Text)),
    st.builds(ast.Truth, words),
)


def joined(kind: Any, inner: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Two or three parts under `kind`, none of that kind: such trees are flat."""
    parts = inner.filter(lambda part: not isinstance(part, kind))
    return st.lists(parts, min_size=2, max_size=3).map(lambda found: kind(tuple(found)))


conditions: SearchStrategy[Any] = st.recursive(
    predicates,
    lambda inner: st.one_of(
        st.builds(ast.Not, inner), joined(ast.AllOf, inner), joined(ast.AnyOf, inner)
    ),
    max_leaves=5,
)
