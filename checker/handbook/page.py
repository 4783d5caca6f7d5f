"""A page of plain language: headings, sentences, lists; no marks of any format."""

from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` is 1 for the page, 2 for a chapter, 3 for a standard.

    `anchor` is a name that links may lead to.
    """

    text: str
    level: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or several."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The sentence of a standard, set off from the rest."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences one below the other."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Short names, each with what it is: the owner, the reason."""

    pairs: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Rule | Points | Facts


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page. `language` is that of its words, as `sv`."""

    language: str
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        """The text of its first heading."""
        return next((b.text for b in self.blocks if isinstance(b, Heading)), "")
