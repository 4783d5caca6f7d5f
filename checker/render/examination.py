"""What `doctor` found, as text and as JSON."""

import json
from collections.abc import Iterator, Sequence

from upheld.checker.doctor import Findings, Reached
from upheld.checker.evidence.git import GitState
from upheld.checker.evidence.manifest import GitFacts
from upheld.checker.render.text import legible
from upheld.checker.wording import Wording

SCHEMA = "upheld/doctor/1"


def examination_text(found: Findings, wording: Wording) -> str:
    """Everything found, a block for each kind; what is wrong is told elsewhere."""
    blocks = [
        _block(wording.say("Versions"), _versions(found, wording)),
        _block(wording.say("Settings"), _settings(found, wording)),
        _block(wording.say("Policies"), _policies(found, wording)),
        _block(wording.say("Sources"), _sources(found, wording)),
        _block(wording.say("Plug-ins"), _plug_ins(found, wording)),
    ]
    closing = wording.count(
        "{n} problem found", "{n} problems found", len(found.faults)
    )
    return "\n\n".join([*blocks, closing]) + "\n"


def _block(head: str, lines: Iterator[str]) -> str:
    return "\n".join([head, *(f"  {line}".rstrip() for line in lines)])


def _versions(found: Findings, wording: Wording) -> Iterator[str]:
    rows = [*found.versions.items()]
    for extra, version in found.extras.items():
        name = f"'upheld[{extra}]'"
        missing = wording.say("not installed: pip install {name}", name=name)
        head = wording.say("extra {name}", name=extra)
        rows.append((head, version or missing))
    yield from _aligned(rows)


def _settings(found: Findings, wording: Wording) -> Iterator[str]:
    default, unset = wording.say("default"), wording.say("not set")
    rows = [
        (one.name, legible(one.value or unset), f"({one.origin or default})")
        for one in found.settings
    ]
    yield from _aligned(rows)


def _policies(found: Findings, wording: Wording) -> Iterator[str]:
    yield from (legible(name) for name in found.policies)
    yield wording.count("{n} standard", "{n} standards", found.standards)
    if found.zone is not None:
        yield wording.say("zone {zone}", zone=found.zone)
    yield f"git: {git_in_words(found.git, wording)}"
    yield from (f"  {legible(name)}" for name in found.git.changed)


def git_in_words(git: GitState | GitFacts, wording: Wording) -> str:
    """The state of a working tree; `words` say it in English, for JSON."""
    commit, clean = git.commit, git.clean
    if commit is None and clean is None:
        asked = "git could not be asked: "
        if not git.words.startswith(asked):
            return wording.say("not in a git repository")
        why = git.words.removeprefix(asked)
        return wording.say("git could not be asked: {why}", why=why)
    if commit is None:
        return wording.say("a git repository without a commit")
    if clean is None:
        why = git.words.partition("its state unknown: ")[2]
        return wording.say(
            "commit {commit}, its state unknown: {why}", commit=commit, why=why
        )
    if clean:
        return wording.say("commit {commit}, nothing changed", commit=commit)
    return wording.say("commit {commit}, with uncommitted changes", commit=commit)


def _sources(found: Findings, wording: Wording) -> Iterator[str]:
    for one in found.sources:
        files = wording.count("{n} file", "{n} files", len(one.input.files))
        rows = wording.count("{n} row", "{n} rows", one.rows)
        yield f"{legible(one.input.source)}  {one.input.kind}, {files}, {rows}"
        yield from (f"  {line}" for line in _aligned(_columns(one)))
    if not found.sources:
        yield wording.say("none could be read")


def _columns(one: Reached) -> list[tuple[str, ...]]:
    return [(legible(name), kind) for name, kind in one.columns.items()]


def _plug_ins(found: Findings, wording: Wording) -> Iterator[str]:
    if not found.plug_ins:
        yield wording.say("none beside what is built in")
    for one in found.plug_ins:
        problem = legible(one.problem) or wording.say("loads")
        yield f"{legible(one.name)}  {legible(one.distribution)}  {problem}"


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    if not rows:
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def examination_json(found: Findings) -> str:
    """The same as one JSON document."""
    document = {
        "schema": SCHEMA,
        "versions": dict(found.versions),
        "extras": dict(found.extras),
        "settings": [
            {"name": one.name, "value": one.value, "origin": one.origin or "default"}
            for one in found.settings
        ],
        "policies": list(found.policies),
        "standards": found.standards,
        "zone": found.zone,
        "git": {
            "words": found.git.words,
            "commit": found.git.commit,
            "clean": found.git.clean,
            "changed": list(found.git.changed),
        },
        "plug_ins": [
            {"name": p.name, "distribution": p.distribution, "problem": p.problem}
            for p in found.plug_ins
        ],
        "sources": [_source(one) for one in found.sources],
        "problems": [
            {"code": d.code, "message": d.message, "place": str(d.span)}
            for d in found.faults
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _source(one: Reached) -> dict[str, object]:
    return {
        "source": one.input.source,
        "role": one.input.role,
        "kind": one.input.kind,
        "rows": one.rows,
        "files": [
            {"path": file.path, "bytes": file.bytes, "sha256": file.sha256}
            for file in one.input.files
        ],
        "columns": dict(one.columns),
    }
