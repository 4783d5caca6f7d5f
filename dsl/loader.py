"""Files of standards: read, followed through `use`, parsed and resolved in one go.

`load([Path("calls.std")])` gives the policy, or every mistake of every file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from os.path import normpath
from pathlib import Path, PurePosixPath

from upheld.dsl import ast, model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, Label
from upheld.dsl.faults import Faults, refused
from upheld.dsl.parser import parse
from upheld.dsl.resolve import File, resolve
from upheld.dsl.source import NOWHERE, Source, Span
from upheld.dsl.vocabulary import ParameterValue


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: the policy, or why there is none.

    `sources` and `documents` are by the name of the file as shown to people; in
    `documents` a file that is included comes before the file that includes it.
    """

    policy: model.Policy | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    documents: Mapping[str, ast.Document]


def load(
    paths: Sequence[Path],
    *,
    parameters: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    root: Path | None = None,
) -> Loaded:
    """Reads files, and folders of `.std` files, with all that they include.

    Args:
        parameters: Values of `--set`, in the notation of the language (`92%`).
        texts: Texts by file name that stand in for files (an editor, a Markdown case).
        root: The folder of the project, which `use` may not leave; None: any file.
    """
    reader = _Reader(texts or {}, root)
    for path in paths:
        with reader.faults.caught():
            reader.read_path(path)
    values = _values(parameters or {}, reader.faults)
    found = reader.faults.found()
    if found:
        return Loaded(None, found, reader.sources, reader.documents)
    files = [File(name, document) for name, document in reader.documents.items()]
    policy, found = resolve(files, values, order=tuple(reader.sources))
    return Loaded(policy, found, reader.sources, reader.documents)


def _values(parameters: Mapping[str, str], faults: Faults) -> dict[str, ParameterValue]:
    """The values of `--set`, read by the language's own parser (E0001)."""
    found: dict[str, ParameterValue] = {}
    for name, text in parameters.items():
        with faults.caught():
            found[name] = _value(name, text)
    return found


def _value(name: str, text: str) -> ParameterValue:
    document, problems = parse(Source("", f"parameter x = {text}\n"))
    match document.declarations:
        case (ast.Parameter(value=value),) if not problems:
            return value
        case _:
            raise refused(
                "E0001",
                f"`--set {name}={text}`: `{text}` is no value",
                NOWHERE,
                help="write it as in a file: `92%`, `2m`, `4.50 EUR`",
            )


@dataclass(slots=True)
class _Reader:
    """Reads each file once; `open` is the way of `use` that led to the present one."""

    texts: Mapping[str, str]
    root: Path | None
    faults: Faults = field(default_factory=Faults)
    sources: dict[str, Source] = field(default_factory=dict)
    documents: dict[str, ast.Document] = field(default_factory=dict)
    open: list[tuple[str, Span]] = field(default_factory=list)
    read_paths: set[Path] = field(default_factory=set)

    def read_path(self, path: Path) -> None:
        """A file, or every `.std` file below a folder (E0022)."""
        name = path.as_posix()
        if name in self.texts or not path.is_dir():
            self.read(name, NOWHERE)
            return
        files = sorted(path.rglob("*.std"))
        if not files:
            message = f"the folder `{name}` holds no `.std` file"
            raise refused("E0022", message, NOWHERE)
        for file in files:
            with self.faults.caught():
                self.read(file.as_posix(), NOWHERE)

    def read(self, name: str, place: Span) -> None:
        """One file and all that it includes; a second time it is not read again.

        Args:
            place: The text behind `use` that names it.
        """
        path = Path(name).resolve()
        if path in self.read_paths:
            return
        source = Source(name, self.text_of(name, place))
        self.read_paths.add(path)
        self.sources[name] = source
        document, problems = parse(source)
        self.faults.add(*problems)
        self.open.append((name, place))
        for declaration in document.declarations:
            if isinstance(declaration, ast.Use):
                with self.faults.caught():
                    self._include(name, declaration.path)
        self.open.pop()
        self.documents[name] = document

    def _include(self, name: str, path: ast.Text) -> None:
        """Follows one `use` (E0020 to E0024)."""
        target = normpath((PurePosixPath(name).parent / path.text).as_posix())
        target = PurePosixPath(target.replace("\\", "/")).as_posix()
        self._check_circle(target, path.span)
        self._check_root(target, path)
        self.read(target, path.span)

    def _check_circle(self, target: str, place: Span) -> None:
        names = [name for name, _ in self.open]
        if not any(_same(target, name) for name in names):
            return
        start = next(i for i, name in enumerate(names) if _same(target, name))
        way = " → ".join((*names[start:], target))
        labels = tuple(
            Label(span, f"`{name}` is included here")
            for name, span in self.open[start + 1 :]
        )
        raise refused(
            "E0024",
            f"these files include each other: {way}",
            place,
            help="leave one `use` out",
            labels=labels,
        )

    def _check_root(self, target: str, path: ast.Text) -> None:
        if self.root is None or target in self.texts:
            return
        if not Path(target).resolve().is_relative_to(self.root.resolve()):
            raise refused(
                "E0023",
                f"`{path.text}` lies outside the project",
                path.span,
                help="copy the file into the project",
            )

    def text_of(self, name: str, place: Span) -> str:
        """The text of a file with plain line ends (E0020 to E0022)."""
        if name in self.texts:
            return _lines(self.texts[name].removeprefix("\ufeff"))
        path = Path(name)
        if path.is_dir():
            message = f"`{name}` is a folder, not a file"
            raise refused("E0022", message, place, help="name a `.std` file in it")
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise refused("E0020", f"there is no file `{name}`", place) from None
        except OSError as error:
            message = f"`{name}` cannot be read: {error.strerror}"
            raise refused("E0020", message, place) from None
        return _lines(_decoded(name, content, place))


def read_source(name: str) -> Source:
    """One file by its path (E0020 to E0022).

    Raises:
        RefusedError: it cannot be read.
    """
    return Source(name, _Reader({}, None).text_of(name, NOWHERE))


def _same(first: str, second: str) -> bool:
    return first == second or Path(first).resolve() == Path(second).resolve()


def _lines(text: str) -> str:
    """The text with one kind of line end, so that places are the same everywhere."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(name: str, content: bytes, place: Span) -> str:
    """The text of a UTF-8 file, with or without a mark in front (E0021).

    Args:
        place: Where `use` names the file; the byte at fault is then a second place.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = _place_of_byte(name, content, error.start)
    message, help = f"`{name}` is not UTF-8", "save the file as UTF-8"
    if place == NOWHERE:
        raise refused("E0021", message, byte, help=help)
    raise refused("E0021", message, place, help=help, labels=(Label(byte, "here"),))


def _place_of_byte(name: str, content: bytes, offset: int) -> Span:
    before = content[:offset]
    line = before.count(b"\n") + 1
    start = before.rfind(b"\n") + 1
    column = len(before[start:].decode("utf-8", "replace")) + 1
    return Span(name, line, column, line, column + 1)
