"""`upheld verify`: check a bundle of evidence against itself and its sources."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from upheld.checker.commands.check import REFUSED
from upheld.checker.commands.sign import need_cryptography
from upheld.checker.commands.terminal import say, show, tell

if TYPE_CHECKING:
    from upheld.checker.evidence.bundle import Bundle
    from upheld.checker.evidence.verify import Difference, Verification

SAME, DIFFERENT = 0, 1

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
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="What to print on standard output (default: text).",
)
def verify_command(
    bundle: Path, data: Path, key: Path | None, format: Literal["text", "json"]
) -> int:
    """Judge the policies of BUNDLE again and compare everything byte by byte.

    BUNDLE is what `check --evidence` wrote: a folder or a ZIP. Every policy, source,
    list, result and report that is not the same is named. The exit status is 0 where
    all is the same, 1 where something differs, 2 where BUNDLE is no bundle.
    """
    from upheld.dsl.diagnostics import RefusedError

    try:
        found, signed = verified(bundle, data, key)
    except RefusedError as error:
        tell(error.diagnostics, {})
        return REFUSED
    if format == "json":
        show(as_json(found, signed))
    else:
        show(as_text(bundle, found, signed))
        for note in found.notes:
            say(f"note: {note}")
    is_wrong = bool(found.differences) or (signed is not None and signed.wrong)
    return DIFFERENT if is_wrong else SAME


def verified(
    path: Path, data: Path, key: Path | None
) -> "tuple[Verification, Signed | None]":
    """What is found about a bundle.

    Raises:
        RefusedError: E0050 no bundle, E0051 no key.
    """
    from upheld.checker.evidence.bundle import read_bundle
    from upheld.checker.evidence.verify import read_manifest, verify

    if key is not None:
        need_cryptography()
        from upheld.checker.evidence.envelope import public_key

        public_key(key)
    bundle = read_bundle(path)
    manifest = read_manifest(bundle, path)
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


def as_text(path: Path, found: "Verification", signed: Signed | None) -> str:
    """The outcome in lines, every difference by its name."""
    from upheld.checker.evidence.bundle import ENVELOPE

    lines = [line_of(difference) for difference in found.differences]
    if signed is not None and signed.wrong:
        lines.append(f"signature  {ENVELOPE}  {signed.wrong}")
    if lines:
        noun = "difference" if len(lines) == 1 else "differences"
        return "\n".join([*lines, "", f"{path}: {len(lines)} {noun}"])
    manifest = found.manifest
    lines = [
        f"{path}: the same, byte for byte",
        f"  verdict   {manifest.verdict}, as of {manifest.as_of}",
        f"  policies  {len(manifest.policies)}",
        f"  sources   {sum(len(one.files) for one in manifest.sources)} files",
        f"  git       {manifest.git.words}",
    ]
    lines += [f"  signed by {signed.key}"] if signed else []
    return "\n".join(lines)


def line_of(difference: "Difference") -> str:
    """A difference as one line."""
    return f"{difference.part}  {difference.path}  {difference.text}"


def as_json(found: "Verification", signed: Signed | None) -> str:
    """The outcome as one JSON document."""
    import json

    document = {
        "schema": SCHEMA,
        "same": not found.differences and not (signed and signed.wrong),
        "differences": [
            {"part": one.part, "path": one.path, "text": one.text}
            for one in found.differences
        ],
        "signature": signed and {"key": signed.key, "wrong": signed.wrong or None},
        "notes": list(found.notes),
        "as_of": found.manifest.as_of,
        "verdict": found.manifest.verdict,
    }
    return json.dumps(document, indent=1, ensure_ascii=False)
