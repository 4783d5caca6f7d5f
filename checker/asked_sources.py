"""From the name behind `from` to the source that is meant."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from upheld.connectors.base import SourceSpec
from upheld.connectors.wanted import EVERYTHING

if TYPE_CHECKING:
    from upheld.checker.session import Session


def spec_of(session: "Session", source: str, file: str) -> SourceSpec:
    """A source as asked for: a path beside its policy, a setting, or `--source`."""
    given = session.given.get(source)
    inside = None if session.outside or session.settings.outside else session.root
    root, options = session.root, MappingProxyType[str, object]({})
    location = source
    if source in session.settings.sources:
        location = session.settings.sources[source].location
        options = MappingProxyType(dict(session.settings.sources[source].given()))
    else:
        root = (session.base / file).parent
    if given is not None:
        location, root, inside = str(given), Path.cwd(), None
        options = options_of_file(options)
    wanted = session.wanted.get(session.key(source, file), EVERYTHING)
    known = None if session.state is None else session.state.files
    hashed = session.hashed
    return SourceSpec(source, location, root, options, inside, wanted, known, hashed)


def options_of_file(options: Mapping[str, object]) -> MappingProxyType[str, object]:
    """The options of a source that also hold for a file given in its place."""
    remote = options.keys() & {"uri", "query"}
    if remote or options.get("kind") in ("s3", "delta", "http", "stdin", "spark"):
        return MappingProxyType({})
    return MappingProxyType(dict(options))
