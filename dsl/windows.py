"""Windows: what a sentence is judged over."""

import re
from typing import assert_never

from upheld.dsl import ast, model
from upheld.dsl.bounds import share_bound
from upheld.dsl.faults import refused
from upheld.dsl.units import period
from upheld.dsl.vocabulary import Vocabulary

Windows = tuple[model.SimpleWindow, model.OverWindows | None]

_ORDER = ("hour", "day", "week", "month", "quarter", "year")
_LABELS = {
    "hour": r"\d{4}-\d{2}-\d{2}T\d{2}([+-]\d{2}:\d{2})?",
    "day": r"\d{4}-\d{2}-\d{2}",
    "week": r"\d{4}-W\d{2}",
    "month": r"\d{4}-\d{2}",
    "quarter": r"\d{4}-Q[1-4]",
    "year": r"\d{4}",
}


def windows(vocabulary: Vocabulary, node: ast.Window | None) -> Windows:
    """The inner window, and what it is judged over (E3018); by default `overall`."""
    match node:
        case None | ast.Overall():
            return model.Overall(), None
        case ast.Per() | ast.PerLength():
            return _repeated(node), None
        case ast.Sliding():
            return _sliding(node), None
        case ast.OnShare():
            inner, outer = _nested(node.inner, node.outer)
            _check_counted(node)
            bound = share_bound(vocabulary, node.bound)
            return inner, model.OverWindows("share", outer, bound)
        case ast.OnAverage():
            inner, outer = _nested(node.inner, node.outer)
            return inner, model.OverWindows("average", outer)
        case _:
            assert_never(node)


def _repeated(node: ast.Per | ast.PerLength) -> model.Per | model.PerLength:
    if isinstance(node, ast.Per):
        return model.Per(node.unit)
    return model.PerLength(_one_part(node.length))


def _one_part(node: ast.Length) -> model.Period:
    length = period(node)
    parts = [part for part in (length.months, length.days, length.microseconds) if part]
    if len(parts) != 1:
        raise refused(
            "E3018",
            "a window is so many hours, or days, or months, not a mixture",
            node.span,
            help="write one of them: `per 28 days`",
        )
    return length


def _sliding(node: ast.Sliding) -> model.Sliding:
    length = _one_part(node.length)
    if length.microseconds:
        raise refused(
            "E3018",
            "a sliding window ends with each day and lasts whole days or months",
            node.length.span,
            help="write `over any 28 days`",
        )
    return model.Sliding(length)


def _nested(
    inner: ast.Per | ast.PerLength,
    outer: ast.Per | ast.PerLength | ast.Overall | None,
) -> tuple[model.SimpleWindow, model.SimpleWindow]:
    small = _repeated(inner)
    if outer is None or isinstance(outer, ast.Overall):
        return small, model.Overall()
    large = _repeated(outer)
    if _size(large) <= _size(small):
        raise refused(
            "E3018",
            "windows are judged over longer windows",
            outer.span,
            help="write the shorter one first: `per day on average per month`",
        )
    return small, large


def _size(window: model.Per | model.PerLength) -> int:
    """Hours in a window, for the order of sizes only: a month counts 30 days."""
    if isinstance(window, model.Per):
        hours = (1, 24, 168, 720, 2160, 8640)
        return hours[_ORDER.index(window.unit)]
    length = window.length
    return length.months * 720 + length.days * 24 + length.microseconds // 3_600_000_000


def _check_counted(node: ast.OnShare) -> None:
    if isinstance(node.inner, ast.Per) and node.inner.unit != node.counted:
        raise refused(
            "E3018",
            f"the windows judged are {node.inner.unit}s, not {node.counted}s",
            node.span,
            help=f"write `of {node.inner.unit}s`",
        )


def check_reference(reference: ast.Reference, window: model.SimpleWindow) -> None:
    """A comparison is made between windows of one size (E3022)."""
    unit = window.unit if isinstance(window, model.Per) else None
    if reference.kind == "baseline":
        _check_label(reference, unit)
    elif reference.unit != unit:
        raise refused(
            "E3022",
            f"the reference is a {reference.unit}, the window is not",
            reference.span,
            help=f"write `per {reference.unit}`",
        )


def _check_label(reference: ast.Reference, unit: ast.WindowUnit | None) -> None:
    label = reference.label or ""
    if unit is None or not re.fullmatch(_LABELS[unit], label):
        window = f"a {unit}" if unit else "this window"
        raise refused(
            "E3022",
            f"`{label}` is no label of {window}",
            reference.span,
            help="`baseline 2025-Q1` goes with `per quarter`",
        )
