"""One token of a file: its text, the terminal chosen for its place, and where it stands."""

from upheld.dsl.source import Span


class Token(str):
    """A word, number, text or sign."""

    __slots__ = ("span", "type")
    type: str
    span: Span

    @classmethod
    def of(cls, type: str, text: str, span: Span) -> "Token":
        """A token of a terminal."""
        token = cls(text)
        token.type = type
        token.span = span
        return token
