"""Bundles of evidence in tests: what is in one, how to damage one, how to forge one."""

import hashlib
import json
from pathlib import Path

from tests.small_project import Upheld
from upheld.checker.evidence.bundle import ENVELOPE, sums
from upheld.checker.evidence.canonical import canonical


def names(folder: Path) -> list[str]:
    files = [p for p in folder.rglob("*") if p.is_file()]
    return sorted(path.relative_to(folder).as_posix() for path in files)


def flip(path: Path, at: int = -2) -> None:
    """Change one bit of one byte."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))


def differences(upheld: Upheld, *arguments: str) -> set[tuple[str, str]]:
    """What `verify` names, as part and path."""
    status, out, _ = upheld("verify", *arguments, "--format", "json")
    document = json.loads(out)
    assert status == (0 if document["same"] else 1)
    return {(one["part"], one["path"]) for one in document["differences"]}


def forge(bundle: Path, path: str, old: str, new: str) -> None:
    """Change a text in a file, and then every hash and size that tells of it."""
    file = bundle / path
    file.write_bytes(file.read_bytes().replace(old.encode(), new.encode()))
    manifest = json.loads((bundle / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        content = (bundle / entry["path"]).read_bytes()
        entry["sha256"] = hashlib.sha256(content).hexdigest()
        entry["bytes"] = len(content)
    (bundle / "manifest.json").write_bytes(canonical(manifest))
    files = {name: (bundle / name).read_bytes() for name in names(bundle)}
    (bundle / "SHA256SUMS").write_bytes(
        sums({n: c for n, c in files.items() if n not in ("SHA256SUMS", ENVELOPE)})
    )
