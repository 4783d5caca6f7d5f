"""Packages that only some connectors need, imported where they are used."""

from importlib import import_module
from typing import Any

from upheld.connectors.base import SourceError


def needed(module: str, kind: str, extra: str) -> Any:
    """A module of an optional package.

    Raises:
        SourceError: E4028 with the extra that brings it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0].replace("_", "-")
        raise SourceError(
            "E4028",
            f"a source of kind `{kind}` needs the package `{package}`",
            help=f"install it: pip install 'upheld[{extra}]'",
        ) from error
