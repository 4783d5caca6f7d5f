"""One token of a file: its text, its terminal and its place."""

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
