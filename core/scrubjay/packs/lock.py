"""`pack.lock`: the digests of all files of a pack, so that any change can be seen and the whole be signed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from scrubjay.packs.faults import MOST_FAULTS, Fault, PackError
from scrubjay.packs.files import LOCK, MOST_OF_A_TABLE, Files, read_file

FORMAT: Final = 1
MOST_BYTES: Final = 2**20
HOW: Final = "scrubjay pack lock DIR --sign KEYFILE"
_DIGEST: Final = r"[0-9a-f]{64}"


@frozen
class Lock:
    """The SHA-256 digests of a pack's files by their names, with forward slashes on every platform."""

    files: Mapping[str, str]

    @property
    def canonical(self) -> bytes:
        """What is signed: the same for the same digests, however the lock is written down."""
        return json.dumps({"format": FORMAT, "files": dict(sorted(self.files.items()))}).encode()

    @property
    def text(self) -> str:
        """The lock as it is written, one file a line."""
        return json.dumps({"format": FORMAT, "files": dict(sorted(self.files.items()))}, indent=2) + "\n"

    @property
    def sha256(self) -> str:
        """The digest by which people compare two locks."""
        return hashlib.sha256(self.canonical).hexdigest()


def make_lock(files: Files) -> Lock:
    """The lock of a pack's files as they are. Raises `PackError` for a table that cannot be read."""
    digests = {name: _digest(raw) for name, raw in files.contents.items()}
    digests |= {name: _digest(read_file(files.root / name, MOST_OF_A_TABLE)) for name in files.tables}
    return Lock(digests)


def read_lock(root: Path) -> Lock:
    """The lock in a pack's folder. Raises `PackError` where there is none or it is not well formed."""
    file = root / LOCK
    if not file.exists() and not file.is_symlink():
        raise PackError([untrusted(file, "is not there: the pack is not locked", HOW)])
    data = read_json(file)
    files = data.get("files") if isinstance(data, dict) else None
    if not isinstance(data, dict) or set(data) != {"format", "files"} or not isinstance(files, dict):
        raise PackError([untrusted(file, 'is no lock: it has "format" and "files", and nothing else')])
    if data["format"] != FORMAT:
        raise PackError([untrusted(file, f"is of format {data['format']!r:.20}, and {FORMAT} is known")])
    for name, digest in files.items():
        if not isinstance(digest, str) or not re.fullmatch(_DIGEST, digest):
            message = f"the digest of {name[:80]!r} is not 64 hexadecimal digits"
            raise PackError([untrusted(file, message)])
    return Lock(files)


def compare(lock: Lock, files: Files, *, tables: bool = False) -> list[Fault]:
    """What differs between a lock and files as they were read; tables are read for it only where asked for.

    Raises `PackError` for a table that cannot be read.
    """
    there = make_lock(files if tables else evolve(files, tables=())).files
    return sorted(_differences(lock, files, there))[:MOST_FAULTS]


def _differences(lock: Lock, files: Files, there: Mapping[str, str]) -> Iterator[Fault]:
    names = {*files.contents, *files.tables}
    for name in names - set(lock.files):
        yield untrusted(files.root / name, f"was added: {LOCK} does not name it", "take it out, or lock anew")
    for name in set(lock.files) - names:
        yield untrusted(
            files.root / LOCK, f"names {name[:80]!r}, which is not there", "restore it, or lock anew"
        )
    for name, digest in there.items():
        if lock.files.get(name, digest) != digest:
            raw = files.contents.get(name, b"").replace(b"\r\n", b"\n")
            ends = ": its lines end in CR LF" if lock.files[name] == _digest(raw) else ""
            message = f"is not the file that was locked{ends}"
            yield untrusted(files.root / name, message, "restore it, or lock anew")


def read_json(file: Path) -> Any:
    """A small JSON file that is data from others. Raises `PackError`."""
    raw = read_file(file, MOST_BYTES)
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:100]
        raise PackError([untrusted(file, f"is not JSON: {reason}")]) from error


def untrusted(file: Path, message: str, remedy: str = "") -> Fault:
    """The fault of a pack that is not what somebody has locked or signed."""
    return Fault(file, 1, 1, "SJ031", "", message, remedy)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise ValueError("a key stands twice")
    return table


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
