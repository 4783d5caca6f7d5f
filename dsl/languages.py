"""The languages that a file may be written in, each table loaded when it is needed."""

from functools import lru_cache

from upheld.dsl import ast
from upheld.dsl.keywords import ENGLISH
from upheld.dsl.table import Table

#: What may stand behind `language`.
CODES = ("en", "sv", "pl", "cs")


@lru_cache
def table_of(code: str) -> Table:
    """The table of a language.

    Raises:
        KeyError: there is no such language.
    """
    match code:
        case "en":
            return ENGLISH
        case "sv":
            from upheld.dsl.keywords_sv import SWEDISH

            return SWEDISH
        case "pl":
            from upheld.dsl.keywords_pl import POLISH

            return POLISH
        case "cs":
            from upheld.dsl.keywords_cs import CZECH

            return CZECH
        case _:
            raise KeyError(code)


def language_of(document: ast.Document) -> Table:
    """The table that a document was written with; English where it does not say."""
    for declaration in document.declarations:
        if isinstance(declaration, ast.Language) and declaration.code in CODES:
            return table_of(declaration.code)
    return ENGLISH
