"""`upheld sign`: put an Ed25519 signature beside the manifest of a bundle."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.check import REFUSED
from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.terminal import show, tell

if TYPE_CHECKING:
    from upheld.checker.wording import Language

EXTRA = "pip install 'upheld[sign]'"

#: The passphrase of an encrypted key; no option, since others see a command line.
PASSPHRASE = "UPHELD_KEY_PASSPHRASE"  # noqa: S105 - its name


def need_cryptography() -> None:
    """Refuse to go on without the package that signs and checks."""
    try:
        import cryptography  # noqa: F401
    except ImportError:
        message = f"the package `cryptography` is not installed: {EXTRA}"
        raise click.UsageError(message) from None


@click.command("sign")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--key",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A private Ed25519 key (PEM).",
)
@LANG
def sign_command(bundle: Path, key: Path, lang: "Language | None") -> int:
    """Sign BUNDLE, which `check --evidence` wrote: a folder or a ZIP.

    The signature covers the manifest, and so the hash of every file. It stands in
    `manifest.dsse.json`; several people may sign. The passphrase of an encrypted key is
    read from UPHELD_KEY_PASSPHRASE. Needs the extra `sign`.
    """
    from upheld.dsl.diagnostics import RefusedError

    need_cryptography()
    try:
        name = signed(bundle, key)
    except RefusedError as error:
        tell(error.diagnostics, {})
        return REFUSED
    told = wording_here(lang).say(
        "signed {bundle} with the key {key}", bundle=str(bundle), key=name
    )
    show(told)
    return 0


def signed(path: Path, key: Path) -> str:
    """Sign a bundle; the name of the key.

    Raises:
        RefusedError: E0050 no bundle, or one that is not intact, E0051 no key.
    """
    from upheld.checker.evidence.bundle import (
        ENVELOPE,
        MANIFEST,
        Bundle,
        read_bundle,
        refused_bundle,
        write_bundle,
    )
    from upheld.checker.evidence.envelope import (
        EnvelopeError,
        key_name,
        private_key,
        sign,
    )
    from upheld.checker.evidence.verify import own_differences, read_manifest

    secret = private_key(key, os.environ.get(PASSPHRASE) or None)
    bundle = read_bundle(path)
    if wrong := own_differences(bundle, read_manifest(bundle, path)):
        first = wrong[0]
        raise refused_bundle(path, f"is not intact: `{first.path}` {first.said()}")
    content = bundle.files[MANIFEST]
    try:
        envelope = sign(content, secret, bundle.files.get(ENVELOPE))
    except EnvelopeError as error:
        raise refused_bundle(path, f"has a `{ENVELOPE}` that {error}") from None
    write_bundle(Bundle({**bundle.files, ENVELOPE: envelope}), path)
    return key_name(secret.public_key())
