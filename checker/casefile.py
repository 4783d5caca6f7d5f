"""Reads the cases of a Markdown file: headings, fenced blocks, expectations.

A heading with blocks below it is one case; headings without blocks only structure the
page. The expectations themselves are read by `upheld.checker.caserows`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from upheld.checker.casedata import REPEATED, RepeatError, files_beside, repeated_rows
from upheld.checker.caserows import Refusal, Rows, read_expectation
from upheld.dsl.dataclass import dataclass

#: The name of the first, nameless `std` block.
MAIN_POLICY = "case.std"

#: First words of the blocks that are written out as files of that name.
FILE_KINDS = ("std", "csv", "tsv", "json", "ndjson", "toml")

HEADING = re.compile(r"(#{1,6})\s+(?P<name>.*?)\s*#*\s*")
FENCE = re.compile(r" {0,3}(?P<fence>`{3,})(?P<info>[^`]*)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; `line` is the line of its fence, the text begins one below."""

    line: int
    kind: str
    rest: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the files to write, and what must come of them.

    `beside` are the files that lie beside its page and that its policies name.
    """

    name: str
    file: str
    line: int
    files: dict[str, str]
    expectation: Rows | Refusal
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseFault:
    """Something wrong with the case file itself."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: error: {self.message}"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of one Markdown file, and the faults found while reading it."""

    cases: tuple[Case, ...]
    faults: tuple[CaseFault, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks between it and the next heading."""

    name: str
    line: int
    blocks: tuple[Block, ...]


class CaseError(Exception):
    """A case that cannot be read; the line is where."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_cases(path: Path) -> CaseFile:
    """The cases of a Markdown file.

    Raises:
        OSError: the file cannot be read.
        UnicodeDecodeError: the file is not UTF-8.
    """
    name = path.as_posix()
    cases: list[Case] = []
    faults: list[CaseFault] = []
    try:
        for section in sections(path.read_text(encoding="utf-8-sig")):
            try:
                cases.append(case_of(section, name))
            except CaseError as error:
                faults.append(CaseFault(name, error.line, str(error)))
    except CaseError as error:
        faults.append(CaseFault(name, error.line, str(error)))
    faults += repeated_names(cases)
    return CaseFile(tuple(cases), tuple(faults))


def repeated_names(cases: list[Case]) -> list[CaseFault]:
    """A fault for each case whose heading stood in the file before."""
    seen: dict[str, int] = {}
    faults = []
    for case in cases:
        first = seen.setdefault(case.name, case.line)
        if first != case.line:
            text = f"a second case named `{case.name}`, the first is in line {first}"
            faults.append(CaseFault(case.file, case.line, text))
    return faults


def sections(text: str) -> Iterator[Section]:
    """The headings that have `std`, `csv` or `expect` blocks below them."""
    name, line, blocks = "", 0, list[Block]()
    for item in parts(text):
        match item:
            case Block() if item.kind in (*FILE_KINDS, "expect") and not name:
                raise CaseError(item.line, "a block before the first heading")
            case Block():
                blocks.append(item)
            case (heading, heading_line):
                if is_case(blocks):
                    yield Section(name, line, tuple(blocks))
                name, line, blocks = heading, heading_line, []
    if is_case(blocks):
        yield Section(name, line, tuple(blocks))


def is_case(blocks: list[Block]) -> bool:
    """Whether blocks make a case, also an incomplete one."""
    return any(block.kind in ("std", "expect") for block in blocks)


def parts(text: str) -> Iterator[Block | tuple[str, int]]:
    """The blocks and the headings (name, line) of a page, in order."""
    lines = iter(enumerate(text.splitlines(), start=1))
    for number, line in lines:
        if fence := FENCE.fullmatch(line):
            yield block(number, fence, lines)
        elif heading := HEADING.fullmatch(line):
            yield heading["name"], number


def block(line: int, opening: re.Match[str], lines: Iterator[tuple[int, str]]) -> Block:
    """The block behind an opening fence, taken from the lines that follow."""
    closing = re.compile(rf" {{0,3}}`{{{len(opening['fence'])},}}\s*")
    kind, _, rest = opening["info"].strip().partition(" ")
    body: list[str] = []
    for _, text in lines:
        if closing.fullmatch(text):
            return Block(line, kind, rest.strip(), "".join(f"{t}\n" for t in body))
        body.append(text)
    raise CaseError(line, f"the `{kind or 'fenced'}` block is never closed")


def case_of(section: Section, file: str) -> Case:
    """The case below a heading."""
    files: dict[str, str] = {}
    for part in section.blocks:
        if part.kind in FILE_KINDS and (part.kind == "std" or part.rest):
            name = file_name(part)
            if name in files:
                raise CaseError(part.line, repeated_file(name))
            files[name] = text_of(part)
    if MAIN_POLICY not in files:
        raise CaseError(section.line, f"`{section.name}` has no `std` block")
    expectation = the_expectation(section)
    beside = files_beside(Path(file).parent, files)
    return Case(section.name, file, section.line, files, expectation, beside)


def text_of(part: Block) -> str:
    """The text of a file; rows that a block writes once for many stand in full."""
    if not part.rest.endswith(REPEATED):
        return part.text
    try:
        return repeated_rows(part.text)
    except RepeatError as error:
        raise CaseError(part.line + 1 + error.row, str(error)) from None


def repeated_file(name: str) -> str:
    """What to say about two blocks for one file."""
    if name == MAIN_POLICY:
        return "two `std` blocks without a name: write `std NAME` for the second"
    return f"two blocks for the file `{name}`"


def file_name(part: Block) -> str:
    """The relative path of the file that a block holds."""
    name = part.rest.removesuffix(REPEATED).strip() or MAIN_POLICY
    path = Path(name)
    if path.is_absolute() or ".." in path.parts:
        raise CaseError(part.line, f"the file `{name}` would lie outside the case")
    return path.as_posix()


def the_expectation(section: Section) -> Rows | Refusal:
    """What the only `expect` block of a case asks for."""
    blocks = [part for part in section.blocks if part.kind == "expect"]
    if not blocks:
        raise CaseError(section.line, f"`{section.name}` has no `expect` block")
    if len(blocks) > 1:
        raise CaseError(blocks[1].line, "a second `expect` block in one case")
    (found,) = blocks
    try:
        return read_expectation(found.rest, found.text, found.line)
    except ValueError as error:
        line = error.args[1] if len(error.args) > 1 else found.line
        raise CaseError(line, str(error.args[0])) from None
