"""What is said to a user about a mistake, as a value; `excerpt` draws it."""

from collections.abc import Iterable
from difflib import get_close_matches

from upheld.dsl.dataclass import dataclass
from upheld.dsl.source import Span


@dataclass(frozen=True, slots=True)
class Label:
    """A second place that belongs to a diagnostic, with a word about it."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake: its code, what is wrong, where, and what to do about it.

    `help` stands behind the caret (a remedy: "did you mean `answered`?"); `notes` are
    lines below it; `labels` are further places. Wording: lower case, no full stop,
    user's text in backticks, words of the language.
    """

    code: str
    message: str
    span: Span
    help: str = ""
    notes: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()


class RefusedError(Exception):
    """A stage could not go on: the diagnostics say why. Never empty."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(
            "; ".join(f"{d.span}: {d.code} {d.message}" for d in diagnostics)
        )
        self.diagnostics = diagnostics


def suggestion(name: str, known: Iterable[str]) -> str:
    """`did you mean …?` where something close is known, else the list of what is."""
    names = sorted(set(known))
    close = get_close_matches(name, names, n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"known: {', '.join(names)}" if names else ""
