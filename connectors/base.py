"""What a connector takes and gives: a source as asked for, a relation as attached."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

from upheld.connectors.wanted import EVERYTHING, Wanted
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    import duckdb

    from upheld.connectors.known import FileFacts, KnownFiles

#: How many rejected lines are kept with their text; all of them are counted.
KEPT_REJECTS = 100

#: Code -> meaning. E4001 to E4003 are raised by the checker, the others here.
SOURCE_CODES: dict[str, str] = {
    "E4001": "a column that the source does not have",
    "E4002": "a moment without an offset, and no zone declared for the source",
    "E4003": "a column of another type than the policy needs",
    "E4010": "the file is not there",
    "E4011": "the file is empty",
    "E4012": "the file cannot be read as what it says it is",
    "E4013": "the path lies outside the project",
    "E4014": "one column name stands twice",
    "E4015": "no connector for this kind of source",
    "E4016": "the text is not in the encoding it was taken for",
    "E4017": "the text holds NUL bytes",
    "E4018": "a folder that is not a folder of one kind of files",
    "E4019": "an option of the source that is wrong or means nothing there",
    "E4020": "the database has no such table",
    "E4021": "no permission to read the file or table",
    "E4022": "files of one source with different columns",
    "E4023": "the connector named by an entry point does not load",
    "E4024": "a database or store that cannot be reached",
    "E4025": "a user, password, key or token that is refused",
    "E4026": "a read that broke off, or took too long",
    "E4027": "an address or secret that the environment does not hold",
    "E4028": "a package that the connector needs is not installed",
    "E4029": "a read that the database or store refuses",
    "E4092": "a cluster that cannot be reached, or went away",
}


@dataclass(eq=False)
class SourceError(Exception):
    """A source that cannot be attached; the runner shows it where `from` stands."""

    code: str
    message: str
    help: str = ""
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.code} {self.message}"


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One source as asked for.

    `name` is what stands behind `from`: a path, or a name of `upheld.toml`.
    `location` is a path, glob or folder, taken from `root` where it is relative.
    Nothing outside the folder `inside` is read, links and `..` followed; None lifts
    that. `wanted` are hints: a connector may ignore them. `known` are files that an
    earlier run has read; it may take them for read (`upheld.connectors.known`).
    `hashed` says whether anything shows the SHA-256 of the files.
    """

    name: str
    location: str
    root: Path
    options: Mapping[str, object]
    inside: Path | None
    wanted: Wanted = EVERYTHING
    known: "KnownFiles | None" = None
    hashed: bool = True


@dataclass(frozen=True, slots=True)
class FileEvidence:
    """One file that was read: its name from the root, its size, its SHA-256 in hex.

    The hash is empty where nothing shows it.
    """

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A line of a file that has no row; `line` is the first one, counted from 1."""

    file: str
    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class ColumnStatistics:
    """What a source says of a column without its rows being read.

    `empty` is the number of missing values; `blank` says whether some text may have no
    characters. `low` and `high` are the least and greatest
    moment in microseconds UTC, given of zoned moments alone and None where there is
    none.
    """

    empty: int
    low: int | None = None
    high: int | None = None
    blank: bool = True


@dataclass(frozen=True, slots=True)
class Reach:
    """The first and last moment of a column, None without any.

    Microseconds UTC where `is_zoned`, else of the local time as it is written.
    """

    first: int | None
    last: int | None
    is_zoned: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """A source as a relation of the connection.

    Args:
        columns: column -> DuckDB type, in the order of the file.
        rows: rows that can be read; rejected lines are not among them.
        rejected: how many lines could not become a row.
        rejected_lines: the first hundred of them.
        paths: real paths read again by each query (Parquet); empty for tables.
        text: every column is VARCHAR, as written in the file.
        statistics: of columns whose statistics can be relied on.
        sent: what a database was asked, for people; empty where nothing was.
        left: columns that the source has and that were not read.
        unique: sets of columns, never empty, that no two rows share.
        spans: of a source of which rows were left out: column -> what it reaches over
            in all rows.
        by_file: what each of `paths` says by itself, where that was asked for.
        in_order: whether the engine reads rows as they stand, one after the other.
    """

    kind: str
    relation: str
    columns: Mapping[str, str]
    rows: int
    rejected: int
    rejected_lines: tuple[RejectedLine, ...]
    files: tuple[FileEvidence, ...]
    paths: tuple[Path, ...]
    text: bool
    statistics: Mapping[str, ColumnStatistics] = field(default_factory=dict)
    sent: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    unique: tuple[frozenset[str], ...] = ()
    spans: Mapping[str, Reach] = field(default_factory=dict)
    by_file: "tuple[FileFacts, ...]" = ()
    in_order: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table that a source has: column -> type, in the source's own words.

    `rows` is None where counting them would mean reading them.
    """

    name: str
    columns: Mapping[str, str]
    rows: int | None = None


class Connector(Protocol):
    """What reads one kind of source. The entry point's name is the kind."""

    kind: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]

    def attach(
        self,
        connection: "duckdb.DuckDBPyConnection",
        spec: SourceSpec,
        relation: str,
    ) -> Attached:
        """Makes the relation; raises SourceError where that cannot be done."""
        ...


class Surveyor(Protocol):
    """A connector that can say what a source holds without reading its rows."""

    def survey(self, spec: SourceSpec) -> tuple[Table, ...]:
        """The tables of a source; raises SourceError where it cannot be reached."""
        ...
