"""`upheld verify`: check a bundle of evidence against itself and its sources."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, assert_never

import click

from upheld.checker.commands.check import REFUSED
from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.sign import need_cryptography
from upheld.checker.commands.terminal import say, show, tell
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.checker.evidence.bundle import Bundle
    from upheld.checker.evidence.verify import Difference, Part, Verification
    from upheld.checker.phrases import Told
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
    wrong: "Told"


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
@LANG
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
    lang: "Language | None",
    format: Literal["text", "json"],
) -> int:
    """Judge the policies of BUNDLE again and compare everything byte by byte.

    BUNDLE is what `check --evidence` wrote: a folder or a ZIP. Every policy, source,
    list, result and report that is not the same is named. A report alone (.html) is
    compared with the hash that it states. The exit status is 0 where all is the same,
    1 where something differs, 2 where BUNDLE is no bundle.
    """
    from upheld.dsl.diagnostics import RefusedError

    wording = wording_here(lang)
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
    from upheld.checker.phrases import phrase

    known = public_key(key)
    wrong: Told
    content = bundle.files.get(ENVELOPE)
    if content is None:
        wrong = phrase("holds no signature: there is no `{file}`", file=ENVELOPE)
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
        head = wording.term("part", "signature")
        lines.append(f"{head}  {ENVELOPE}  {wording.tell(signed.wrong)}")
    if lines:
        number = len(lines)
        told = wording.count("{n} difference", "{n} differences", number)
        return "\n".join([*lines, "", f"{path}: {told}"])
    return "\n".join(same(path, found, signed, wording))


def same(
    path: Path, found: "Verification", signed: Signed | None, wording: "Wording"
) -> "Iterator[str]":
    """The lines about a bundle that is as it says."""
    from upheld.checker.render.examination import git_in_words

    manifest = found.manifest
    files = sum(len(one.files) for one in manifest.sources)
    yield wording.say("{path}: the same, byte for byte", path=str(path))
    verdict, moment = wording.verdict(manifest.verdict), manifest.as_of
    yield f"  {wording.say('{verdict}, as of {m}', verdict=verdict, m=moment)}"
    policies = wording.count("{n} policy", "{n} policies", len(manifest.policies))
    yield f"  {policies}"
    yield f"  {wording.count('{n} file of sources', '{n} files of sources', files)}"
    yield f"  git: {git_in_words(manifest.git, wording)}"
    if signed:
        yield f"  {wording.say('signed by the key {key}', key=signed.key)}"


def line_of(difference: "Difference", wording: "Wording") -> str:
    """A difference as one line."""
    part = part_in_words(difference.part, wording)
    return f"{part}  {difference.path}  {difference.said(wording)}"


def part_in_words(part: "Part", wording: "Wording") -> str:
    """What a difference lies in, in a word."""
    match part:
        case "manifest":
            return wording.term("part", "manifest")
        case "policy":
            return wording.term("part", "policy")
        case "list":
            return wording.term("part", "list")
        case "data":
            return wording.term("part", "data")
        case "result":
            return wording.term("part", "result")
        case "report":
            return wording.term("part", "report")
        case "file":
            return wording.term("part", "file")
        case _:
            assert_never(part)


def as_json(found: "Verification", signed: Signed | None) -> str:
    """The outcome as one JSON document."""
    import json

    from upheld.checker.wording import ENGLISH

    wrong = ENGLISH.tell(signed.wrong) if signed else ""
    document = {
        "schema": SCHEMA,
        "same": not found.differences and not (signed and signed.wrong),
        "differences": [
            {"part": one.part, "path": one.path, "text": one.said()}
            for one in found.differences
        ],
        "signature": signed and {"key": signed.key, "wrong": wrong or None},
        "notes": [note.said() for note in found.notes],
        "as_of": found.manifest.as_of,
        "verdict": found.manifest.verdict,
    }
    return json.dumps(document, indent=1, ensure_ascii=False)
