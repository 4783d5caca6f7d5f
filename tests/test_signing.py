"""Signatures of evidence, and everything that can be wrong with one."""

import base64
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.small_project import MET, Project, Upheld, check
from upheld.checker.evidence.envelope import signed_bytes

pytestmark = pytest.mark.usefixtures("plain")


def write_pair(
    folder: Path,
    name: str,
    seed: int,
    encryption: KeySerializationEncryption | None = None,
) -> None:
    """The files NAME.pem and NAME.pub of a key that a seed gives."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    secret = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()
    )
    (folder / f"{name}.pem").write_bytes(secret)
    public = key.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    (folder / f"{name}.pub").write_bytes(public)


@pytest.fixture
def bundle(project: Project, upheld: Upheld, tmp_path: Path) -> Path:
    """A bundle signed by Ada; Bob has a key too."""
    project(MET)
    write_pair(tmp_path, "ada", 1)
    write_pair(tmp_path, "bob", 2)
    assert check(upheld, "--evidence", "evidence")[0] == 0
    assert upheld("sign", "evidence", "--key", "ada.pem")[0] == 0
    return tmp_path / "evidence"


def envelope(bundle: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((bundle / "manifest.dsse.json").read_bytes())
    return found


def rewrite(bundle: Path, **fields: object) -> None:
    changed = json.dumps({**envelope(bundle), **fields})
    (bundle / "manifest.dsse.json").write_text(changed)


def test_what_is_signed_is_the_encoding_of_the_protocol() -> None:
    # The example of DSSE's protocol.md: 29 bytes of type, 11 of "hello world".
    encoded = signed_bytes(b"hello world", "http://example.com/HelloWorld")
    assert encoded == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_signed_bundle_verifies_with_the_public_key(
    bundle: Path, upheld: Upheld
) -> None:
    status, out, err = upheld("verify", "evidence", "--key", "ada.pub")
    assert (status, err) == (0, "")
    assert "signed by " in out


def test_envelope_carries_the_manifest_itself(bundle: Path) -> None:
    found = envelope(bundle)
    assert found["payloadType"] == "application/vnd.upheld.evidence+json"
    payload = base64.b64decode(str(found["payload"]))
    assert payload == (bundle / "manifest.json").read_bytes()


def test_zip_can_be_signed(bundle: Path, upheld: Upheld) -> None:
    check(upheld, "--evidence", "e.zip")
    assert upheld("sign", "e.zip", "--key", "ada.pem")[0] == 0
    assert upheld("verify", "e.zip", "--key", "ada.pub")[0] == 0


def test_key_of_somebody_else_is_told(bundle: Path, upheld: Upheld) -> None:
    status, out, _ = upheld("verify", "evidence", "--key", "bob.pub")
    assert status == 1
    assert "signature  manifest.dsse.json  holds no signature of the key" in out


def test_two_people_may_sign_and_a_second_time_changes_nothing(
    bundle: Path, upheld: Upheld
) -> None:
    upheld("sign", "evidence", "--key", "bob.pem")
    both = (bundle / "manifest.dsse.json").read_bytes()
    upheld("sign", "evidence", "--key", "bob.pem")
    assert (bundle / "manifest.dsse.json").read_bytes() == both
    for name in ("ada", "bob"):
        assert upheld("verify", "evidence", "--key", f"{name}.pub")[0] == 0


def test_unsigned_bundle_has_no_signature_to_check(
    bundle: Path, upheld: Upheld
) -> None:
    (bundle / "manifest.dsse.json").unlink()
    status, out, _ = upheld("verify", "evidence", "--key", "ada.pub")
    assert status == 1
    assert "holds no signature" in out


def test_signature_of_another_manifest_is_told(
    bundle: Path, upheld: Upheld, tmp_path: Path
) -> None:
    signature = tmp_path / "kept.json"
    shutil.copy(bundle / "manifest.dsse.json", signature)
    check(upheld, "--from", "2026-03-02", "--evidence", "evidence")
    shutil.copy(signature, bundle / "manifest.dsse.json")
    status, out, _ = upheld("verify", "evidence", "--key", "ada.pub")
    assert status == 1
    assert "is over another manifest than the one in the bundle" in out


def test_forged_payload_is_told(bundle: Path, upheld: Upheld) -> None:
    payload = base64.b64encode(b'{"verdict":"met"}').decode()
    rewrite(bundle, payload=payload)
    _, out, _ = upheld("verify", "evidence", "--key", "ada.pub")
    assert "is over another manifest" in out


def test_one_bit_of_a_signature_is_told(bundle: Path, upheld: Upheld) -> None:
    (signature,) = envelope(bundle)["signatures"]
    value = bytearray(base64.b64decode(signature["sig"]))
    value[0] ^= 1
    forged = {**signature, "sig": base64.b64encode(value).decode()}
    rewrite(bundle, signatures=[forged])
    status, out, _ = upheld("verify", "evidence", "--key", "ada.pub")
    assert status == 1
    assert "holds no signature of the key" in out


def test_signature_for_another_purpose_is_told(bundle: Path, upheld: Upheld) -> None:
    rewrite(bundle, payloadType="text/plain")
    _, out, _ = upheld("verify", "evidence", "--key", "ada.pub")
    assert "is over `text/plain`, not over evidence" in out


@pytest.mark.parametrize(
    "text", ["", "[]", '{"payload": 1}', '{"payload":"!","signatures":[]}']
)
def test_envelope_that_is_none_is_told(bundle: Path, upheld: Upheld, text: str) -> None:
    (bundle / "manifest.dsse.json").write_text(text)
    status, out, _ = upheld("verify", "evidence", "--key", "ada.pub")
    assert status == 1
    assert "is no DSSE envelope" in out
    assert upheld("sign", "evidence", "--key", "ada.pem")[0] == 2


def test_bundle_that_is_not_intact_is_not_signed(bundle: Path, upheld: Upheld) -> None:
    (bundle / "report.html").write_text("<p>all is well</p>")
    status, _, err = upheld("sign", "evidence", "--key", "ada.pem")
    assert status == 2
    assert "E0050" in err
    assert "`report.html` SHA-256" in err


def test_encrypted_key_takes_its_passphrase_from_the_environment(
    bundle: Path, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pair(tmp_path, "eve", 3, BestAvailableEncryption(b"open sesame"))
    arguments = ("sign", "evidence", "--key", "eve.pem")
    status, _, err = upheld(*arguments)
    assert status == 2
    assert "UPHELD_KEY_PASSPHRASE" in err
    monkeypatch.setenv("UPHELD_KEY_PASSPHRASE", "wrong horse")
    status, out, err = upheld(*arguments)
    assert status == 2
    assert "wrong horse" not in out + err
    monkeypatch.setenv("UPHELD_KEY_PASSPHRASE", "open sesame")
    assert upheld(*arguments)[0] == 0
    assert upheld("verify", "evidence", "--key", "eve.pub")[0] == 0


def test_key_of_another_kind_is_refused(
    bundle: Path, upheld: Upheld, tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "p256.pem").write_bytes(secret)
    status, _, err = upheld("sign", "evidence", "--key", "p256.pem")
    assert status == 2
    assert "error[E0051]: the key `p256.pem` holds a key that is not Ed25519" in err


@pytest.mark.parametrize("key", ["ada.pub", "nothing.pem", "policy.std"])
def test_file_without_a_private_key_is_refused(
    bundle: Path, upheld: Upheld, key: str
) -> None:
    status, _, err = upheld("sign", "evidence", "--key", key)
    assert status == 2
    assert "E0051" in err


@pytest.mark.parametrize(
    "command",
    [
        ("sign", "evidence", "--key", "ada.pem"),
        ("verify", "evidence", "--key", "ada.pub"),
    ],
)
def test_missing_package_is_named_with_its_extra(
    bundle: Path,
    upheld: Upheld,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    status, _, err = upheld(*command)
    assert status == 2
    assert "pip install 'upheld[sign]'" in err
