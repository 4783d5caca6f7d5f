"""A bundle checked: against itself, against the sources, and made again.

1. Every file has the hash of the manifest and of SHA256SUMS, none is missing or new.
2. The same policies are judged on the sources of a folder, which are hashed again.
3. Result, report and manifest are made again and compared byte by byte.

A version of Python, DuckDB or the zone data that differs is told and is no difference:
whether it changes the result is what the third step finds out.
"""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from upheld.checker.check import Outcome, check
from upheld.checker.documents import read
from upheld.checker.evidence.bundle import (
    ENVELOPE,
    MANIFEST,
    REPORT,
    RESULT,
    SUMS,
    Bundle,
    refused_bundle,
    sums,
)
from upheld.checker.evidence.canonical import canonical, digest
from upheld.checker.evidence.gather import rendered
from upheld.checker.evidence.git import GitError, git
from upheld.checker.evidence.manifest import (
    EvidenceFile,
    EvidenceSource,
    Manifest,
    request_of,
    sources_of,
)
from upheld.checker.report import Report
from upheld.checker.settings import Settings, load_settings
from upheld.checker.settings_values import checked
from upheld.checker.wording import ENGLISH, Wording, message
from upheld.dsl.dataclass import dataclass

#: A commit as git writes it whole; nothing else is handed to git.
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")

Part = Literal["manifest", "policy", "list", "data", "result", "report", "file"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the bundle says: which part, its path, and what.

    `text` is a message with places for `values`.
    """

    part: Part
    path: str
    text: str
    values: tuple[tuple[str, str], ...] = ()

    def said(self, wording: Wording = ENGLISH) -> str:
        """What differs, as a sentence of a language."""
        return wording.say(self.text, **dict(self.values))


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth knowing that is no difference: a message with its values."""

    text: str
    values: tuple[tuple[str, str], ...] = ()

    def said(self, wording: Wording = ENGLISH) -> str:
        """The note as a sentence of a language."""
        return wording.say(self.text, **dict(self.values))


_NOT_JUDGED = message("policies of the bundle are not intact: nothing was judged again")
_VERSION = message("{name} is {now} here and was {version}")


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found; `notes` are worth knowing and no differences."""

    manifest: Manifest
    differences: tuple[Difference, ...]
    notes: tuple[Note, ...]


def read_manifest(bundle: Bundle, path: Path) -> Manifest:
    """The manifest of a bundle.

    Raises:
        RefusedError: E0050, it is none of ours, or of a later version.
    """
    try:
        found = Manifest.model_validate_json(bundle.files[MANIFEST])
        checked(Settings, found.options.settings)
    except ValidationError:
        why = f"holds a `{MANIFEST}` that this version of upheld does not know"
        raise refused_bundle(path, why) from None
    return found


def verify(bundle: Bundle, manifest: Manifest, folder: Path) -> Verification:
    """Check a bundle against itself and against the sources in a folder.

    Args:
        folder: where the sources lie as they lay where `check` ran.
    """
    own = own_differences(bundle, manifest)
    intact = bundle.files.keys() - {one.path for one in own}
    if any(policy.path not in intact for policy in manifest.policies):
        return Verification(manifest, own, (Note(_NOT_JUDGED),))
    with contextlib.chdir(folder):
        outcome = check(request_of(manifest.options, _texts(bundle, manifest)))
        beside = (
            *_policies(bundle, manifest),
            *_committed(bundle, manifest),
            *_sources(manifest, outcome),
        )
    again = _again(bundle, manifest, outcome)
    found = dict.fromkeys((*own, *beside, *again))
    return Verification(manifest, tuple(found), _versions(manifest, outcome))


def _texts(bundle: Bundle, manifest: Manifest) -> dict[str, str]:
    """The text of each policy; what is not UTF-8 in a forged one is no policy."""
    return {
        policy.name: bundle.files[policy.path].decode("utf-8-sig", "replace")
        for policy in manifest.policies
    }


def refuse_leaving(manifest: Manifest, folder: Path, path: Path) -> None:
    """Refuse a bundle that would have files read from outside the project.

    A bundle may come from anybody, and what it names is read here.

    Raises:
        RefusedError: E0050.
    """
    options = manifest.options
    _, project, _, _ = load_settings(folder)
    allowed = (folder.resolve(), project.resolve())
    named = (options.root, *options.sources.values())
    leads_out = any(
        not any((folder / one).resolve().is_relative_to(root) for root in allowed)
        for one in named
    )
    if options.outside or leads_out:
        help = "to have them read all the same, add `--outside`"
        raise refused_bundle(path, "names files outside the project", help)


# --- against itself -------------------------------------------------------------------


def own_differences(bundle: Bundle, manifest: Manifest) -> tuple[Difference, ...]:
    """What is not as the bundle itself says, without any source."""
    return (*_files(bundle, manifest), *_whole(bundle))


def _whole(bundle: Bundle) -> Iterator[Difference]:
    """The manifest and the list of hashes, which say what all else should be."""
    content = bundle.files[MANIFEST]
    if canonical(json.loads(content)) != content:
        text = message("is not in canonical form")
        yield Difference("manifest", MANIFEST, text)
    others = {p: c for p, c in bundle.files.items() if p not in (SUMS, ENVELOPE)}
    if bundle.files.get(SUMS, b"") == sums(others):
        return
    listed = _listed(bundle.files.get(SUMS, b"").decode("utf-8", "replace"))
    if listed.get(MANIFEST) != digest(content):
        text = message("is not what {file} says it is")
        yield Difference("manifest", MANIFEST, text, (("file", SUMS),))
    else:
        text = message("does not list the files of the bundle")
        yield Difference("file", SUMS, text)


def _listed(text: str) -> dict[str, str]:
    lines = (line.partition("  ") for line in text.splitlines())
    return {path: value for value, _, path in lines}


def _files(bundle: Bundle, manifest: Manifest) -> Iterator[Difference]:
    """Every file against the manifest."""
    listed = {file.path: file for file in manifest.files}
    for path, file in listed.items():
        part, content = _part(path, manifest), bundle.files.get(path)
        if content is None:
            yield Difference(part, path, message("is missing in the bundle"))
        elif digest(content) != file.sha256:
            yield _hashes(part, path, file.sha256, digest(content))
    for policy in manifest.policies:
        entry = listed.get(policy.path)
        if entry is None or policy.sha256 != entry.sha256:
            text = message("does not have one hash in the manifest")
            yield Difference("manifest", policy.path, text)
    for path in sorted(bundle.files.keys() - {*listed, MANIFEST, SUMS, ENVELOPE}):
        text = message("is in the bundle and not in its manifest")
        yield Difference("file", path, text)


def _part(path: str, manifest: Manifest) -> Part:
    if path == RESULT:
        return "result"
    if path == REPORT or path.startswith("exceptions/"):
        return "report"
    if any(policy.path == path for policy in manifest.policies):
        return "policy"
    return "list" if path.startswith("lists/") else "file"


def _hashes(part: Part, path: str, expected: str, found: str) -> Difference:
    text = message("SHA-256 {found}, not {expected}")
    return Difference(part, path, text, (("found", found), ("expected", expected)))


# --- against the sources --------------------------------------------------------------


def _policies(bundle: Bundle, manifest: Manifest) -> Iterator[Difference]:
    """Policies that stand in the present folder too, and have changed since."""
    for policy in manifest.policies:
        path = Path(policy.name)
        if path.is_file() and path.read_bytes() != bundle.files[policy.path]:
            text = message("the file in the folder is not the one in the bundle")
            yield Difference("policy", policy.name, text)


def _committed(bundle: Bundle, manifest: Manifest) -> Iterator[Difference]:
    """Policies that are not those of their commit, where git here knows it.

    A working tree may have other line ends than the commit, so those do not count.
    """
    commit = manifest.git.commit or ""
    if not manifest.git.clean or not _COMMIT.fullmatch(commit):
        return
    for policy in manifest.policies:
        try:
            kept = git(Path(), "cat-file", "blob", f"{commit}:./{policy.name}")
        except GitError:
            continue
        if _plain(kept) != _plain(bundle.files[policy.path]):
            text = message("is not what commit {commit} holds")
            yield Difference("policy", policy.name, text, (("commit", commit),))


def _plain(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


def _sources(manifest: Manifest, outcome: Outcome) -> Iterator[Difference]:
    """The files of all sources, as hashed now."""
    now = _by_path(manifest_sources(outcome))
    for (role, path), file in _by_path(manifest.sources).items():
        part: Part = "data" if role == "data" else "list"
        found = now.get((role, path))
        if found is None:
            text = message("was not found or could not be read")
            yield Difference(part, path, text)
        elif found.sha256 != file.sha256:
            yield _hashes(part, path, file.sha256, found.sha256)
    for role, path in sorted(now.keys() - _by_path(manifest.sources).keys()):
        part = "data" if role == "data" else "list"
        text = message("was not there when the bundle was written")
        yield Difference(part, path, text)


def manifest_sources(outcome: Outcome) -> tuple[EvidenceSource, ...]:
    """The sources of a run as a manifest has them, without copies."""
    return sources_of(outcome.inputs, {})


def _by_path(
    sources: tuple[EvidenceSource, ...],
) -> Mapping[tuple[str, str], EvidenceFile]:
    return {(one.role, file.path): file for one in sources for file in one.files}


# --- made again -----------------------------------------------------------------------


def _again(
    bundle: Bundle, manifest: Manifest, outcome: Outcome
) -> Iterator[Difference]:
    """Result, report and manifest, as they come out now."""
    if outcome.report is None:
        first = outcome.diagnostics[0]
        why = f"{first.code} {first.message}"
        text = message("nothing could be judged again: {why}")
        yield Difference("result", RESULT, text, (("why", why),))
        return
    report = outcome.report.but(versions=_old(manifest, outcome))
    made = rendered(report, manifest.options.language)
    old = _report(bundle)
    if bundle.files.get(RESULT) != made[RESULT]:
        yield _result(_turned(old, report))
    for path in (path for path in made if path != RESULT):
        if bundle.files.get(path) != made[path]:
            text = message("is not what comes out now")
            yield Difference(_part(path, manifest), path, text)
    said = (manifest.as_of, manifest.verdict, manifest.exit_status, manifest.zone)
    if said != (report.as_of, report.verdict, report.exit_status, report.zone):
        text = message("states another moment, verdict, status or zone than comes out")
        yield Difference("manifest", MANIFEST, text)


def _report(bundle: Bundle) -> Report | None:
    try:
        return read(Report, bundle.files.get(RESULT, b""))
    except ValidationError:
        return None


def _result(turned: str) -> Difference:
    if not turned:
        return Difference("result", RESULT, message("is not what comes out now"))
    text = message("is not what comes out now: {standards}")
    return Difference("result", RESULT, text, (("standards", turned),))


def _turned(old: Report | None, new: Report) -> str:
    """Which standards have another verdict, if any."""
    before = {} if old is None else {one.id: one.verdict for one in old.standards}
    return ", ".join(
        f"{one.id} {before[one.id]} → {one.verdict}"
        for one in new.standards
        if before.get(one.id, one.verdict) != one.verdict
    )


def _old(manifest: Manifest, outcome: Outcome) -> dict[str, str]:
    """The versions of the manifest in the order in which a report has them."""
    names = [] if outcome.report is None else list(outcome.report.versions)
    order = dict.fromkeys((*names, *manifest.versions))
    old = manifest.versions
    return {name: old[name] for name in order if name in old}


def _versions(manifest: Manifest, outcome: Outcome) -> tuple[Note, ...]:
    """Versions that are others now."""
    now = {} if outcome.report is None else outcome.report.versions
    return tuple(
        Note(_VERSION, (("name", name), ("now", now[name]), ("version", version)))
        for name, version in manifest.versions.items()
        if now.get(name, version) != version
    )
