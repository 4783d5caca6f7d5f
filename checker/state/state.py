"""The state of one run: what earlier runs counted, and what this one will keep."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from upheld.checker.phrases import Told, phrase
from upheld.checker.state.folder import DAMAGED, Folder, Json, UnusableError
from upheld.connectors.base import ColumnStatistics
from upheld.connectors.known import FileFacts, KnownFiles
from upheld.dsl.dataclass import dataclass


@dataclass(slots=True)
class State:
    """What is kept of runs in a folder.

    `parts` are tables of an earlier run by name, `kept` those of this one; `finals` the
    windows that were final. `notes` tell a person what could not be used, and why.
    `near` are relations of some files alone that this run has made.
    """

    folder: Folder
    files: KnownFiles = field(default_factory=KnownFiles)
    parts: dict[str, Json] = field(default_factory=dict)
    kept: dict[str, Json] = field(default_factory=dict)
    finals: Json = field(default_factory=dict)
    notes: list[Told] = field(default_factory=list)
    used: int = 0
    near: set[str] = field(default_factory=set)

    def read(self) -> None:
        """Take over what an earlier run kept, as far as it can be used."""
        try:
            self.folder.read()
            self.parts = self.folder.documents.get("parts", {})
            self.files = known_files(self.folder.documents.get("files", {}))
        except (UnusableError, KeyError, TypeError, ValueError) as error:
            reason = str(error) if isinstance(error, UnusableError) else DAMAGED
            why = phrase(reason)
            self.parts, self.files = {}, KnownFiles()
            self.notes.append(
                phrase("the state is not used: {why}; all is counted anew", why=why)
            )
        finals = self.folder.documents.get("finals", {})
        self.finals = finals if isinstance(finals, dict) else {}

    def write(self, finals: Json) -> None:
        """Keep this run in place of the earlier one.

        Of files that changed while they were read nothing is known: what was counted
        of them may be of the one content or the other.
        """
        for name in self.files.changed():
            file = Path(name).name
            self.notes.append(phrase("`{file}` changed during the run", file=file))
            del self.files.met[name]
            self.kept.clear()
            self.folder.kept.clear()
        documents = {
            "files": as_document(self.files.lasting()),
            "parts": self.kept,
            "finals": finals,
        }
        try:
            self.folder.write(documents)
        except OSError as error:
            why = str(error.strerror or error)
            self.notes.append(phrase("the state is not kept: {why}", why=why))

    def close(self) -> None:
        """Let other runs have the folder."""
        self.folder.close()


def open_state(path: Path, versions: Mapping[str, str]) -> tuple[State | None, Told]:
    """The state in a folder; None, and why, where this run has to do without."""
    folder = Folder(path, dict(versions))
    try:
        if not folder.open():
            folder.close()
            return None, phrase(
                "another run has the state; all is counted, and nothing kept"
            )
    except OSError as error:
        why = str(error.strerror or error)
        return None, phrase("the state cannot be opened: {why}", why=why)
    state = State(folder)
    state.read()
    return state, ""


# --- files as a document --------------------------------------------------------------


def as_document(files: Mapping[str, FileFacts]) -> Json:
    """Known files as JSON, equal statistics written out each."""
    return {
        path: {
            "stamp": list(facts.stamp),
            "sha256": facts.sha256,
            "rows": facts.rows,
            "columns": {
                name: [one.empty, one.low, one.high, one.blank]
                for name, one in facts.columns.items()
            },
            "unbounded": sorted(facts.unbounded),
            "schema": facts.schema,
        }
        for path, facts in files.items()
    }


def known_files(document: Json) -> KnownFiles:
    """Known files from JSON.

    Raises:
        KeyError, TypeError, ValueError: it is no such document.
    """
    return KnownFiles({path: _facts(one) for path, one in document.items()})


def _facts(one: Json) -> FileFacts:
    size, written, changed, number = one["stamp"]
    return FileFacts(
        (size, written, changed, number),
        one["sha256"],
        one["rows"],
        {name: ColumnStatistics(*c) for name, c in one["columns"].items()},
        frozenset(one["unbounded"]),
        one["schema"],
    )
