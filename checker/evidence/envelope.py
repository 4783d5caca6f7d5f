"""Signatures over a manifest: Ed25519 in a DSSE envelope, beside the manifest.

{"payload":"…","payloadType":"application/vnd.upheld.evidence+json",
 "signatures":[{"keyid":"…","sig":"…"}]}

Several people may sign one bundle; each signature stands by itself. The cryptography is
that of the package `cryptography` (the extra `sign`).

Source: DSSE v1.0.2, `envelope.md` and `protocol.md`: what is signed is
`DSSEv1 LENGTH TYPE LENGTH BODY`, lengths in decimal bytes, one blank between.
"""

import base64
import binascii
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.checker.evidence.canonical import canonical
from upheld.checker.phrases import Told, phrase
from upheld.checker.wording import message
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import NOWHERE

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

PAYLOAD_TYPE = "application/vnd.upheld.evidence+json"

_NEW_PAIR = (
    "make a pair with `openssl genpkey -algorithm ed25519 -out key.pem` and "
    "`openssl pkey -in key.pem -pubout -out pub.pem`"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: the name of its key and the bytes."""

    key: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """What was signed, as it says, and by whom."""

    payload: bytes
    type: str
    signatures: tuple[Signature, ...]


class EnvelopeError(Exception):
    """An envelope that is none; the text says why."""


def signed_bytes(payload: bytes, type: str = PAYLOAD_TYPE) -> bytes:
    """What a signature is over (DSSE's pre-authentication encoding)."""
    kind = type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sign(manifest: bytes, key: "Ed25519PrivateKey", envelope: bytes | None) -> bytes:
    """The envelope of a manifest with one more signature; a second of one key is none.

    Args:
        envelope: the present one, whose signatures are kept if they are over the same
            manifest.
    """
    name = key_name(key.public_key())
    kept: tuple[Signature, ...] = ()
    if envelope is not None:
        present = read_envelope(envelope)
        if present.payload == manifest and present.type == PAYLOAD_TYPE:
            kept = tuple(one for one in present.signatures if one.key != name)
    made = Signature(name, key.sign(signed_bytes(manifest)))
    return write_envelope(Envelope(manifest, PAYLOAD_TYPE, (*kept, made)))


def write_envelope(envelope: Envelope) -> bytes:
    """The envelope as canonical JSON."""
    return canonical(
        {
            "payload": _encoded(envelope.payload),
            "payloadType": envelope.type,
            "signatures": [
                {"keyid": one.key, "sig": _encoded(one.value)}
                for one in envelope.signatures
            ],
        }
    )


def read_envelope(content: bytes) -> Envelope:
    """The envelope that some bytes hold.

    Raises:
        EnvelopeError: they hold none.
    """
    try:
        whole = json.loads(content)
        signatures = tuple(
            Signature(str(one.get("keyid", "")), _decoded(one["sig"]))
            for one in whole["signatures"]
        )
        return Envelope(_decoded(whole["payload"]), whole["payloadType"], signatures)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise EnvelopeError(message("is no DSSE envelope")) from None


def mistake_in(content: bytes, manifest: bytes, key: "Ed25519PublicKey") -> Told:
    """What is wrong with an envelope for this manifest and key; nothing: empty."""
    from cryptography.exceptions import InvalidSignature

    try:
        envelope = read_envelope(content)
    except EnvelopeError as error:
        return phrase(str(error))
    if envelope.type != PAYLOAD_TYPE:
        return phrase("is over `{type}`, not over evidence", type=envelope.type)
    if envelope.payload != manifest:
        return phrase("is over another manifest than the one in the bundle")
    # The name of a key is a hint that nobody vouches for, so every signature is tried.
    for one in envelope.signatures:
        try:
            key.verify(one.value, signed_bytes(manifest))
        except InvalidSignature:
            continue
        return ""
    wanted = f"{key_name(key)[:16]}…"
    others = ", ".join(f"{one.key[:16]}…" for one in envelope.signatures)
    if not others:
        return phrase("holds no signature of the key {key}", key=wanted)
    return phrase(
        "holds no signature of the key {key}; it names {others}",
        key=wanted,
        others=others,
    )


def key_name(key: "Ed25519PublicKey") -> str:
    """SHA-256 of a public key's DER form: `openssl pkey -pubin -outform DER`."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def private_key(path: Path, passphrase: str | None) -> "Ed25519PrivateKey":
    """A private key of a PEM file.

    Raises:
        RefusedError: E0051, there is none in it, or its passphrase is another.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    secret = None if passphrase is None else passphrase.encode()
    try:
        key = load_pem_private_key(_content(path), secret)
    except TypeError:
        # The package's word for: encrypted and no passphrase, or the other way round.
        raise no_key(
            path,
            "is encrypted, or a passphrase was given and it is not",
            "the passphrase is read from UPHELD_KEY_PASSPHRASE",
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise no_key(path, "holds no private key that can be read", _NEW_PAIR) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise no_key(path, "holds a key that is not Ed25519", _NEW_PAIR)
    return key


def public_key(path: Path) -> "Ed25519PublicKey":
    """A public key of a PEM file.

    Raises:
        RefusedError: E0051, there is none in it.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_content(path))
    except (ValueError, UnsupportedAlgorithm):
        raise no_key(path, "holds no public key that can be read", _NEW_PAIR) from None
    if not isinstance(key, Ed25519PublicKey):
        raise no_key(path, "holds a key that is not Ed25519", _NEW_PAIR)
    return key


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "no file"
        raise no_key(path, f"cannot be read: {reason}", "") from None


def no_key(path: Path, why: str, help: str) -> RefusedError:
    """The error for a file that does not hold the key that is wanted."""
    message = f"the key `{path.as_posix()}` {why}"
    return RefusedError(Diagnostic("E0051", message, NOWHERE, help))


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _decoded(text: str) -> bytes:
    # DSSE lets a writer choose base64url; a reader takes both.
    standard = text.translate({ord("-"): "+", ord("_"): "/"})
    try:
        return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
