"""The mistakes found in one run, collected so that all of them are shown at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from upheld.dsl.diagnostics import Diagnostic, Label, RefusedError
from upheld.dsl.source import Span


def refused(
    code: str,
    message: str,
    span: Span,
    *,
    help: str = "",
    labels: tuple[Label, ...] = (),
) -> RefusedError:
    """The error that ends the work on one part of a file."""
    return RefusedError(Diagnostic(code, message, span, help=help, labels=labels))


class Faults:
    """The diagnostics of one run, each once, in the order they were found."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Span], Diagnostic] = {}

    def add(self, *diagnostics: Diagnostic) -> None:
        """Keeps what was not said before about the same place."""
        for diagnostic in diagnostics:
            self._found.setdefault((diagnostic.code, diagnostic.span), diagnostic)

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Leaves the block at its first mistake, keeps that, and goes on behind it."""
        try:
            yield
        except RefusedError as error:
            self.add(*error.diagnostics)

    def found(self) -> tuple[Diagnostic, ...]:
        """All mistakes, by file and place."""
        return tuple(sorted(self._found.values(), key=_place))


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    return diagnostic.span.file, diagnostic.span.line, diagnostic.span.column
