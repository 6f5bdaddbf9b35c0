"""Keys: made once, private, encrypted when a passphrase is there, and never shown."""

from __future__ import annotations

import hashlib
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from govllm.errors import UsageError
from govllm.evidence.keys import PASSPHRASE, load_public_key, load_signing_key, new_pair
from govllm.keys import make


def test_a_pair_signs_and_verifies(tmp_path: Path) -> None:
    made = new_pair(tmp_path / "k", None)
    assert load_signing_key(tmp_path / "k/signing.key", None).public.key_id == made.key_id
    assert load_public_key(tmp_path / "k/signing.pub").key_id == made.key_id


def test_the_private_half_is_private(tmp_path: Path) -> None:
    new_pair(tmp_path, None)
    assert stat.S_IMODE((tmp_path / "signing.key").stat().st_mode) == 0o600


def test_the_fingerprint_is_that_of_the_public_half(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl, to compute it by other means")
    made = new_pair(tmp_path, None)
    words = ["openssl", "pkey", "-pubin", "-in", tmp_path / "signing.pub", "-outform", "DER"]
    der = subprocess.run(words, check=True, capture_output=True).stdout
    assert made.key_id == hashlib.sha256(der).hexdigest()


def test_a_passphrase_is_needed_and_must_be_right(tmp_path: Path) -> None:
    made = new_pair(tmp_path, "correct horse")
    path = tmp_path / "signing.key"
    assert load_signing_key(path, "correct horse").public.key_id == made.key_id
    with pytest.raises(UsageError, match=f"is encrypted; .*{PASSPHRASE}"):
        load_signing_key(path, None)
    with pytest.raises(UsageError, match="or its passphrase is another"):
        load_signing_key(path, "wrong")


def test_a_passphrase_for_other_keys_does_not_shut_out_an_open_one(tmp_path: Path) -> None:
    made = new_pair(tmp_path, None)
    assert load_signing_key(tmp_path / "signing.key", "for others").public.key_id == made.key_id


def test_keys_are_never_overwritten(tmp_path: Path) -> None:
    new_pair(tmp_path, None)
    before = (tmp_path / "signing.key").read_bytes()
    with pytest.raises(UsageError, match="is there already"):
        new_pair(tmp_path, None)
    assert (tmp_path / "signing.key").read_bytes() == before


def test_what_is_no_key_is_refused_by_name(tmp_path: Path) -> None:
    other = rsa.generate_private_key(65537, 2048)
    (tmp_path / "rsa.key").write_bytes(
        other.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (tmp_path / "text").write_text("not a key")
    with pytest.raises(UsageError, match=r"rsa\.key is not an ed25519 key"):
        load_signing_key(tmp_path / "rsa.key", None)
    with pytest.raises(UsageError, match="text cannot be read as a private key"):
        load_signing_key(tmp_path / "text", None)
    with pytest.raises(UsageError, match="text cannot be read as a public key"):
        load_public_key(tmp_path / "text")
    with pytest.raises(UsageError, match=r"signing key: .*none cannot be read"):
        load_signing_key(tmp_path / "none", None)
    new_pair(tmp_path, None)
    with pytest.raises(UsageError, match="name the public half"):
        load_public_key(tmp_path / "signing.key")


def test_no_repr_shows_the_secret(tmp_path: Path) -> None:
    new_pair(tmp_path, "s3cret")
    key = load_signing_key(tmp_path / "signing.key", "s3cret")
    assert repr(key) == f"SigningKey({key.public.key_id})"


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PASSPHRASE, "s3cret")
    assert make(["new", str(tmp_path / "keys")]) == 0
    said = capsys.readouterr()
    assert "s3cret" not in said.out + said.err
    assert load_public_key(tmp_path / "keys/signing.pub").key_id in said.out
    monkeypatch.delenv(PASSPHRASE)
    assert make(["new", str(tmp_path / "open")]) == 0
    assert "not encrypted" in capsys.readouterr().err
