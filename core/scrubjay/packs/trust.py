"""Whom an engine trusts: keys, and how many of them must have signed a pack before any of it is used."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from scrubjay.packs.faults import Fault, PackError, close
from scrubjay.packs.files import LOCK, SIGNATURES, Files, read_files
from scrubjay.packs.lock import HOW, Lock, compare, read_lock, untrusted
from scrubjay.packs.signing import PublicKey, SigningError, by_id, read_public, read_signatures

VARIABLE: Final = "SCRUBJAY_TRUST"
_KEYS: Final = {"require": int, "shipped": bool, "keys": list}


class TrustError(ValueError):
    """A trust policy cannot be used; the message names the file, the key and what to do."""


@frozen
class Trust:
    """A trust policy: packs are used only if `require` of `keys` have signed them as they are.

    `shipped` says that the packs of ScrubJay's own distribution are trusted as its code is.
    """

    keys: tuple[PublicKey, ...]
    require: int = 1
    shipped: bool = True

    def verified(self, root: Path) -> Files:
        """The files of a pack, read once, that its signers have signed.

        Raises `PackError` for a pack that is unsigned or altered; nothing of it was parsed. Tables are
        compared when they are read, with the digests that the signed files state.
        """
        files = read_files(root)
        lock = read_lock(root)
        signers(root, lock, self.keys, self.require)
        if faults := compare(lock, files):
            raise PackError(faults)
        return evolve(files, verified=True)


def signers(root: Path, lock: Lock, keys: Iterable[PublicKey], require: int) -> list[PublicKey]:
    """Those of `keys` that have signed a pack's lock.

    Raises `PackError` if they are fewer than `require`, or if a signature is not what its key would give.
    """
    known, found = by_id(keys), []
    file, signatures = root / SIGNATURES, read_signatures(root)
    for id, signature in signatures.items():
        key = known.get(id)
        if key is None:
            continue
        try:
            if not key.fits(lock, signature):
                raise PackError([_altered(file, key)])
        except SigningError as error:
            raise PackError([untrusted(file, "cannot be checked", str(error))]) from error
        found.append(key)
    if len(found) < require:
        raise PackError([_too_few(file, signatures, known, len(found), require)])
    return found


def _altered(file: Path, key: PublicKey) -> Fault:
    message = f"the signature of key {key.label} does not fit {LOCK}"
    return untrusted(file, message, f"{LOCK} was changed after it was signed, or the signature was")


def _too_few(
    file: Path, signatures: Mapping[str, bytes], known: Mapping[str, PublicKey], found: int, require: int
) -> Fault:
    if not signatures:
        return untrusted(file, "is not there: the pack is not signed", HOW)
    strangers = [id[:40] for id in signatures if id not in known][:5]
    signed = f"; signed by {', '.join(strangers)}, not trusted" if strangers else ""
    trusted = ", ".join(key.label for key in known.values()) or "none"
    message = f"{found} of the trusted keys have signed the pack, and {require} must{signed}"
    return untrusted(file, message, f"trusted: {trusted}")


def find_trust(given: Trust | Path | str | None) -> Trust | None:
    """The policy that is given, or that `SCRUBJAY_TRUST` names; None for none. Raises `TrustError`."""
    if isinstance(given, Trust):
        return given
    named = given or os.environ.get(VARIABLE)
    return read_trust(Path(named)) if named else None


def read_trust(file: Path) -> Trust:
    """The policy in a `trust.toml`. Raises `TrustError` for one that is not understood in every part.

    `keys` lists the files of public keys, as seen from the policy's folder.
    """
    data = _toml(file)
    for key, value in data.items():
        if key not in _KEYS:
            hint = close(key, _KEYS) or f"there are {', '.join(_KEYS)}"
            raise TrustError(f"{file}: {key!r} is not a key here; {hint}")
        if type(value) is not _KEYS[key]:
            raise TrustError(f"{file}: {key} is {_WORDS[key]}")
    names = data.get("keys", [])
    if not all(isinstance(name, str) for name in names):
        raise TrustError(f"{file}: keys is {_WORDS['keys']}")
    try:
        keys = tuple(read_public(file.parent / name) for name in names)
    except SigningError as error:
        raise TrustError(f"{file}: keys: {error}") from error
    if len(by_id(keys)) < len(keys):
        raise TrustError(f"{file}: keys: two files hold one key; leave one of them out")
    require = data.get("require", 1)
    if require < 1 or (keys and require > len(keys)):
        raise TrustError(f"{file}: require is {require}; give at least 1, and no more than there are keys")
    return Trust(keys, require, data.get("shipped", True))


_WORDS: Final = {
    "require": "how many keys must have signed a pack, such as 1",
    "shipped": "true or false, without quotes",
    "keys": 'a list of files of public keys, such as ["acme.pub"]',
}


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8"))
    except OSError as error:
        raise TrustError(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise TrustError(f"{file} is not TOML: {' '.join(str(error).split())[:200]}") from error
