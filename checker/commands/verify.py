"""`upheld verify`: check a bundle of evidence against itself and its sources."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from upheld.checker.commands.check import LANGUAGES, REFUSED
from upheld.checker.commands.sign import need_cryptography
from upheld.checker.commands.terminal import say, show, tell

if TYPE_CHECKING:
    from upheld.checker.evidence.bundle import Bundle
    from upheld.checker.evidence.verify import Difference, Verification
    from upheld.checker.wording import Language, Wording

SAME, DIFFERENT = 0, 1

#: A report alone, not a bundle.
REPORTS = (".html", ".htm")

#: The document of `--format json`.
SCHEMA = "upheld/verification/1"


@dataclass(frozen=True, slots=True)
class Signed:
    """What was found about the signature asked for; `wrong` is empty where it holds."""

    key: str
    wrong: str


@click.command("verify")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    metavar="FOLDER",
    help="Where the sources lie as they lay for `check` (default: this folder).",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also check that this public key (PEM) signed it. Needs the extra `sign`.",
)
@click.option(
    "--outside", is_flag=True, help="Allow a bundle to name files outside the project."
)
@click.option("--lang", type=LANGUAGES, default="en", help="Language for people.")
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="What to print on standard output (default: text).",
)
def verify_command(
    bundle: Path,
    data: Path,
    key: Path | None,
    outside: bool,
    lang: "Language",
    format: Literal["text", "json"],
) -> int:
    """Judge the policies of BUNDLE again and compare everything byte by byte.

    BUNDLE is what `check --evidence` wrote: a folder or a ZIP. Every policy, source,
    list, result and report that is not the same is named. A report alone (.html) is
    compared with the hash that it states. The exit status is 0 where all is the same,
    1 where something differs, 2 where BUNDLE is no bundle.
    """
    from upheld.checker.wording import wording_of
    from upheld.dsl.diagnostics import RefusedError

    wording = wording_of(lang)
    try:
        if bundle.suffix.lower() in REPORTS and key is None:
            return verify_report(bundle, format, wording)
        found, signed = verified(bundle, data, key, outside=outside)
    except RefusedError as error:
        tell(error.diagnostics, {})
        return REFUSED
    if format == "json":
        show(as_json(found, signed))
    else:
        show(as_text(bundle, found, signed, wording))
        for note in found.notes:
            say(wording.say("note: {note}", note=note.said(wording)))
    is_wrong = bool(found.differences) or (signed is not None and signed.wrong)
    return DIFFERENT if is_wrong else SAME


def verify_report(path: Path, format: str, wording: "Wording") -> int:
    """Compare a report with the hash that it states.

    Raises:
        RefusedError: E0050, it cannot be read, or states none.
    """
    import json

    from upheld.checker.evidence.bundle import refused_bundle
    from upheld.checker.seal import actual_seal, stated_seal

    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        raise refused_bundle(path, "is not there, or cannot be read") from None
    stated = stated_seal(text)
    if stated is None:
        raise refused_bundle(path, "is no report that states its own hash")
    is_same = actual_seal(text, stated) == stated
    if format == "json":
        show(json.dumps({"schema": SCHEMA, "same": is_same, "seal": stated}, indent=1))
    elif is_same:
        show(wording.say("{path}: has the hash that it states", path=str(path)))
    else:
        show(wording.say("{path}: does not have the hash it states", path=str(path)))
    return SAME if is_same else DIFFERENT


def verified(
    path: Path, data: Path, key: Path | None, *, outside: bool
) -> "tuple[Verification, Signed | None]":
    """What is found about a bundle.

    Raises:
        RefusedError: E0050 no bundle, or one that leads out of the project; E0051 no
            key.
    """
    from upheld.checker.evidence.bundle import read_bundle
    from upheld.checker.evidence.verify import read_manifest, refuse_leaving, verify

    if key is not None:
        need_cryptography()
        from upheld.checker.evidence.envelope import public_key

        public_key(key)
    bundle = read_bundle(path)
    manifest = read_manifest(bundle, path)
    if not outside:
        refuse_leaving(manifest, data, path)
    return verify(bundle, manifest, data), None if key is None else signed(bundle, key)


def signed(bundle: "Bundle", key: Path) -> Signed:
    """Whether a key signed the manifest of a bundle."""
    from upheld.checker.evidence.bundle import ENVELOPE, MANIFEST
    from upheld.checker.evidence.envelope import key_name, mistake_in, public_key

    known = public_key(key)
    content = bundle.files.get(ENVELOPE)
    if content is None:
        wrong = f"holds no signature: there is no `{ENVELOPE}`"
    else:
        wrong = mistake_in(content, bundle.files[MANIFEST], known)
    return Signed(key_name(known), wrong)


def as_text(
    path: Path, found: "Verification", signed: Signed | None, wording: "Wording"
) -> str:
    """The outcome in lines, every difference by its name."""
    from upheld.checker.evidence.bundle import ENVELOPE

    lines = [line_of(difference, wording) for difference in found.differences]
    if signed is not None and signed.wrong:
        lines.append(f"signature  {ENVELOPE}  {signed.wrong}")
    if lines:
        number = len(lines)
        told = wording.count("{n} difference", "{n} differences", number)
        return "\n".join([*lines, "", f"{path}: {told}"])
    return "\n".join(same(path, found, signed, wording))


def same(
    path: Path, found: "Verification", signed: Signed | None, wording: "Wording"
) -> "Iterator[str]":
    """The lines about a bundle that is as it says."""
    manifest = found.manifest
    files = sum(len(one.files) for one in manifest.sources)
    yield wording.say("{path}: the same, byte for byte", path=str(path))
    verdict, moment = wording.verdict(manifest.verdict), manifest.as_of
    yield f"  {wording.say('{verdict}, as of {m}', verdict=verdict, m=moment)}"
    policies = wording.count("{n} policy", "{n} policies", len(manifest.policies))
    yield f"  {policies}"
    yield f"  {wording.count('{n} file of sources', '{n} files of sources', files)}"
    yield f"  git: {manifest.git.words}"
    if signed:
        yield f"  {wording.say('signed by the key {key}', key=signed.key)}"


def line_of(difference: "Difference", wording: "Wording") -> str:
    """A difference as one line."""
    return f"{difference.part}  {difference.path}  {difference.said(wording)}"


def as_json(found: "Verification", signed: Signed | None) -> str:
    """The outcome as one JSON document."""
    import json

    document = {
        "schema": SCHEMA,
        "same": not found.differences and not (signed and signed.wrong),
        "differences": [
            {"part": one.part, "path": one.path, "text": one.said()}
            for one in found.differences
        ],
        "signature": signed and {"key": signed.key, "wrong": signed.wrong or None},
        "notes": [note.said() for note in found.notes],
        "as_of": found.manifest.as_of,
        "verdict": found.manifest.verdict,
    }
    return json.dumps(document, indent=1, ensure_ascii=False)
