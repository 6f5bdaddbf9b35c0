"""Ed25519 keys: a pair on disk, and their fingerprints.

A key's id is the sha256 of its public half (SubjectPublicKeyInfo, DER), as
`openssl pkey -pubin -in signing.pub -outform DER | sha256sum` prints it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from securesystemslib.signer import CryptoSigner, SSlibKey

from govllm.errors import UsageError

PASSPHRASE = "GOVLLM_KEY_PASSPHRASE"  # noqa: S105  the variable's name, not its value
PRIVATE, PUBLIC = "signing.key", "signing.pub"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half that verifies. `key_id` is its fingerprint."""

    key_id: str
    verifier: SSlibKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The half that signs; nothing of it is ever shown."""

    public: PublicKey
    signer: CryptoSigner

    def __repr__(self) -> str:
        return f"SigningKey({self.public.key_id})"


def passphrase() -> str | None:
    """The passphrase of signing keys, from the environment alone; None where there is none."""
    return os.environ.get(PASSPHRASE) or None


def new_pair(folder: Path, secret: str | None) -> PublicKey:
    """Make a pair: `signing.key` (PKCS 8, private to the user, encrypted under `secret` where
    there is one) and `signing.pub`.

    Raises:
        UsageError: where one of the two is there already: a key that is lost cannot be made again.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (PRIVATE, PUBLIC):
        if (folder / name).exists():
            raise UsageError(f"{folder / name} is there already", "name another folder")
    private = Ed25519PrivateKey.generate()
    _write(folder / PRIVATE, 0o600, private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(secret.encode())
        if secret
        else serialization.NoEncryption(),
    ))  # fmt: skip
    _write(folder / PUBLIC, 0o644, private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ))  # fmt: skip
    return _public(private.public_key())


def _write(path: Path, mode: int, content: bytes) -> None:
    # Exclusive: of two who make keys in one folder at once, only one has the pair.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def load_signing_key(path: Path, secret: str | None) -> SigningKey:
    """Read a private key.

    Raises:
        UsageError: where it is not there, not ed25519, encrypted without a passphrase at hand, or
            the passphrase is wrong.
    """
    content = _read(path, "signing key")
    try:
        key = serialization.load_pem_private_key(content, secret.encode() if secret else None)
    except TypeError:
        if secret is None:
            raise UsageError(
                f"{path} is encrypted", f"put its passphrase into the environment as {PASSPHRASE}"
            ) from None
        key = _unencrypted(path, content)
    except ValueError:
        raise UsageError(
            f"{path} cannot be read as a private key"
            + (", or its passphrase is another" if secret else ""),
            "make one with python -m govllm.keys new DIR",
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{path} is not an ed25519 key", "make one: python -m govllm.keys new DIR")
    public = _public(key.public_key())
    return SigningKey(public, CryptoSigner(key, public.verifier))


def optional_key(path: Path | None) -> SigningKey | None:
    """The key in this file, opened with the environment's passphrase; None for no file.

    Raises:
        UsageError: as `load_signing_key`.
    """
    return None if path is None else load_signing_key(path, passphrase())


def _unencrypted(path: Path, content: bytes) -> PrivateKeyTypes:
    """A key that needs no passphrase while one is set for others."""
    try:
        return serialization.load_pem_private_key(content, None)
    except (TypeError, ValueError):
        raise UsageError(f"{path} cannot be read as a private key") from None


def load_public_key(path: Path) -> PublicKey:
    """Read a public key.

    Raises:
        UsageError: where it is not there or not an ed25519 key's public half.
    """
    content = _read(path, "--key")
    try:
        key = serialization.load_pem_public_key(content)
    except ValueError:
        mend = "name the public half, signing.pub"
        raise UsageError(f"{path} cannot be read as a public key", mend) from None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"{path} is not an ed25519 key", "make one: python -m govllm.keys new DIR")
    return _public(key)


def _read(path: Path, given_as: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{given_as}: {path} cannot be read ({error.strerror})", "name a key's file"
        ) from None


def _public(key: Ed25519PublicKey) -> PublicKey:
    der = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    key_id = hashlib.sha256(der).hexdigest()
    return PublicKey(key_id, SSlibKey.from_crypto(key, keyid=key_id))
