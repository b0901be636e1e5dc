"""Ed25519 keys and signatures over a pack's lock. The library that does it comes with the extra `sign`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from scrubjay.packs.faults import PackError
from scrubjay.packs.files import SIGNATURES
from scrubjay.packs.lock import Lock, read_json, untrusted

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PURPOSE: Final = b"scrubjay pack.lock 1\n"
"""Stands before what is signed, so that a signature made for something else is none of a lock."""
MOST_SIGNATURES: Final = 100


class SigningError(ValueError):
    """A key cannot be used, or the library for it is not installed; the message says what to do."""


@frozen
class PublicKey:
    """A public key: its 32 bytes, and the name by which people know it."""

    raw: bytes
    name: str = ""

    @property
    def id(self) -> str:
        """The first 16 hexadecimal digits of the key's SHA-256; signatures name their keys by it."""
        return hashlib.sha256(self.raw).hexdigest()[:16]

    @property
    def label(self) -> str:
        """The key in words."""
        return f"{self.name} ({self.id})" if self.name else self.id

    def fits(self, lock: Lock, signature: bytes) -> bool:
        """Is this the key's signature over the lock? Raises `SigningError` without the library."""
        try:
            from cryptography.exceptions import InvalidSignature
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        except ImportError as error:
            raise _not_installed() from error
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, PURPOSE + lock.canonical)
        except (InvalidSignature, ValueError):
            return False
        return True


def sign(lock: Lock, key: Ed25519PrivateKey) -> tuple[PublicKey, bytes]:
    """The signature over a lock, and the public key that it fits."""
    return public_half(key), key.sign(PURPOSE + lock.canonical)


def make_key() -> Ed25519PrivateKey:
    """A new key. Raises `SigningError` without the library."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError as error:
        raise _not_installed() from error
    return Ed25519PrivateKey.generate()


def public_half(key: Ed25519PrivateKey) -> PublicKey:
    """What others need in order to check signatures of a key."""
    return PublicKey(key.public_key().public_bytes_raw())


def as_pem(key: Ed25519PrivateKey) -> tuple[bytes, bytes]:
    """A key as other programs have it: the private half (PKCS #8), and the public half."""
    from cryptography.hazmat.primitives import serialization as how

    private = key.private_bytes(how.Encoding.PEM, how.PrivateFormat.PKCS8, how.NoEncryption())
    public = key.public_key().public_bytes(how.Encoding.PEM, how.PublicFormat.SubjectPublicKeyInfo)
    return private, public


def read_private(file: Path) -> Ed25519PrivateKey:
    """The private key in a PEM file. Raises `SigningError`."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError as error:
        raise _not_installed() from error
    found = _loaded(file, lambda raw: load_pem_private_key(raw, None), "private")
    if not isinstance(found, Ed25519PrivateKey):
        raise SigningError(f"{file} is not an Ed25519 key; make one with: scrubjay pack keygen")
    return found


def read_public(file: Path, name: str = "") -> PublicKey:
    """The public key in a PEM file. Raises `SigningError`."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key
    except ImportError as error:
        raise _not_installed() from error
    found = _loaded(file, load_pem_public_key, "public")
    if not isinstance(found, Ed25519PublicKey):
        raise SigningError(f"{file} is not an Ed25519 key; make one with: scrubjay pack keygen")
    return PublicKey(found.public_bytes_raw(), name or file.stem)


def read_signatures(root: Path) -> dict[str, bytes]:
    """The signatures beside a pack's lock, by the ids of their keys; none where there is no such file.

    Raises `PackError` for a file that is not well formed.
    """
    file = root / SIGNATURES
    if not file.exists() and not file.is_symlink():
        return {}
    data = read_json(file)
    if not isinstance(data, dict) or len(data) > MOST_SIGNATURES:
        message = f"is no list of at most {MOST_SIGNATURES} signatures, each by the id of its key"
        raise PackError([untrusted(file, message)])
    return {id: _signature(file, id, text) for id, text in data.items()}


def signatures_text(signatures: Mapping[str, bytes]) -> str:
    """Signatures as they are written, in order of the ids of their keys."""
    lines = {id: base64.b64encode(each).decode() for id, each in sorted(signatures.items())}
    return json.dumps(lines, indent=2) + "\n"


def by_id(keys: Iterable[PublicKey]) -> dict[str, PublicKey]:
    """Keys by their ids."""
    return {key.id: key for key in keys}


def _signature(file: Path, id: str, text: object) -> bytes:
    try:
        raw = base64.b64decode(text if isinstance(text, str) else "?", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 64:
        raise PackError([untrusted(file, f"the signature of key {id[:40]!r} is not 64 bytes in Base64")])
    return raw


def _loaded(file: Path, load: Any, half: str) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return load(file.read_bytes())
    except OSError as error:
        raise SigningError(f"{file} cannot be read: {error.strerror}") from error
    except TypeError as error:
        raise SigningError(f"{file} has a password; keys with passwords are not read") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SigningError(f"{file} is no {half} key in PEM") from error


def _not_installed() -> SigningError:
    return SigningError("signatures need the library cryptography: pip install 'scrubjay[sign]'")
