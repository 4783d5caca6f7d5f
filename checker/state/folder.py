"""The folder of a state: a manifest, and the files that it names with their hashes.

A run writes files under new names and then puts a new manifest in place of the old one,
in one step; what the manifest does not name is removed. A folder that was damaged, or
that another version wrote, is told by its manifest and counts for nothing.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import field
from pathlib import Path
from secrets import token_hex
from typing import IO, Any

from upheld.checker.wording import message
from upheld.dsl.dataclass import dataclass

SCHEMA = 2
MANIFEST = "manifest.json"

#: So many tables may be written by one run: their names are let through the lock.
TABLES = 200

#: Why nothing of a state can be used.
DAMAGED = message("it is damaged")
OTHER_VERSION = message("another version wrote it")

Json = dict[str, Any]


class UnusableError(Exception):
    """Why nothing of a state can be used."""


@dataclass(slots=True)
class Folder:
    """A state's folder while one run has it.

    `old` are the contents that it had, by name; `new` are files that will be kept.
    """

    path: Path
    versions: dict[str, str]
    token: str = field(default_factory=lambda: token_hex(4))
    documents: dict[str, Json] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    written: int = 0
    kept: set[str] = field(default_factory=set)
    lock: IO[bytes] | None = None

    def open(self) -> bool:
        """Take the folder for this run; False where another run has it."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.lock = (self.path / "lock").open("ab")
        return _taken(self.lock)

    def close(self) -> None:
        """Let other runs have it."""
        if self.lock is not None:
            self.lock.close()

    def read(self) -> None:
        """Read what an earlier run kept.

        Raises:
            UnusableError: it is damaged, or of another version.
        """
        path = self.path / MANIFEST
        if not path.exists():
            return
        try:
            manifest = json.loads(path.read_bytes())
            schema, versions = manifest["schema"], manifest["versions"]
            files = {str(n): str(h) for n, h in manifest["files"].items()}
            contents = {name: self._checked(name, h) for name, h in files.items()}
            documents = {
                name: json.loads(data)
                for name, data in contents.items()
                if name.endswith(".json")
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnusableError(DAMAGED) from error
        if schema == SCHEMA:
            self.documents = {n.split("-")[0]: d for n, d in documents.items()}
        if schema != SCHEMA or versions != self.versions:
            raise UnusableError(OTHER_VERSION)
        self.tables = {n: h for n, h in files.items() if n.endswith(".parquet")}

    def _checked(self, name: str, expected: str) -> bytes:
        if Path(name).name != name:
            raise ValueError(name)
        data = (self.path / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != expected:
            raise ValueError(name)
        return data

    # --- what the engine may reach ----------------------------------------------------

    def reachable(self) -> list[Path]:
        """Files that the locked engine may read and write: the tables of this state."""
        names = [*self.tables, *(self._table(n) for n in range(TABLES))]
        folder = self.path.resolve()
        return [folder / name for name in names]

    def _table(self, number: int) -> str:
        return f"table-{self.token}-{number}.parquet"

    def new_table(self) -> str | None:
        """The name of a table to be written; None where there are too many."""
        if self.written >= TABLES:
            return None
        name = self._table(self.written)
        self.written += 1
        self.kept.add(name)
        return name

    def place(self, name: str) -> str:
        """The whole path of a table."""
        return str(self.path.resolve() / name)

    # --- writing ----------------------------------------------------------------------

    def write(self, documents: dict[str, Json]) -> None:
        """Put this run's files in place of the old ones.

        Raises:
            OSError: the folder cannot be written.
        """
        files: dict[str, str] = {}
        for name, document in documents.items():
            data = json.dumps(document, ensure_ascii=False).encode()
            full = f"{name}-{self.token}.json"
            _replace(self.path / full, data)
            files[full] = hashlib.sha256(data).hexdigest()
        for name in sorted(self.kept):
            known = self.tables.get(name)
            files[name] = known or _hash(self.path / name)
        manifest = {"schema": SCHEMA, "versions": self.versions, "files": files}
        _replace(self.path / MANIFEST, json.dumps(manifest, indent=1).encode())
        self._remove_others(files)

    def _remove_others(self, files: Iterable[str]) -> None:
        """Remove what earlier runs left, and nothing that is not of a state."""
        named = set(files)
        for path in self.path.iterdir():
            if _OURS.fullmatch(path.name) and path.name not in named:
                path.unlink(missing_ok=True)


_OURS = re.compile(
    r"table-[0-9a-f]{8}-\d+\.parquet|(files|parts|finals)-[0-9a-f]{8}\.json(\.new)?"
)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole, or leave what was there."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


if sys.platform == "win32":

    def _taken(file: IO[bytes]) -> bool:
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _taken(file: IO[bytes]) -> bool:
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
