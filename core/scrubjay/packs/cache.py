"""Remembering between runs that files were read and found right, so that a start need not check them again.

What is remembered is known by a digest over everything that it follows from, so it is never stale: a byte
that differs gives another digest, and what is remembered under the old one is not found. Nothing is lost
where it cannot be written or read; the work is then done anew.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from scrubjay._version import __version__

VARIABLE: Final = "SCRUBJAY_CACHE"
OFF: Final = "off"
_HEX: Final = 64


def folder() -> Path | None:
    """Where it is remembered: the folder that `SCRUBJAY_CACHE` names, else the user's; None for "off"."""
    named = os.environ.get(VARIABLE)
    if named == OFF:
        return None
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("scrubjay", appauthor=False)


def key(*parts: str | bytes) -> str:
    """A digest over `parts` and over the code that draws conclusions from them."""
    whole = hashlib.sha256(_code())
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        whole.update(len(raw).to_bytes(8, "big") + raw)
    return whole.hexdigest()


def recall(slot: str, key: str) -> bytes | None:
    """What was remembered in `slot`, if it was under this very `key` and is whole; else None."""
    try:
        if (where := folder()) is None:
            return None
        raw = (where / _name(slot)).read_bytes()
    except (OSError, RuntimeError, ValueError):
        return None
    stamp, body = raw[:_HEX], raw[_HEX:]
    return body if stamp == _stamp(key, body) else None


def remember(slot: str, key: str, body: bytes) -> None:
    """Remember `body` in `slot` under `key`, in place of what was there; so a pack has one place."""
    try:
        if (where := folder()) is None:
            return
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=where, prefix=".new-", delete=False) as made:
            try:
                made.write(_stamp(key, body) + body)
                made.close()
                Path(made.name).replace(where / _name(slot))
            except OSError:
                Path(made.name).unlink(missing_ok=True)
    except (OSError, RuntimeError, ValueError):
        return


def _name(slot: str) -> str:
    return hashlib.sha256(slot.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _stamp(key: str, body: bytes) -> bytes:
    """What shows that a body is whole and was made under this key."""
    return hashlib.sha256(key.encode() + body).hexdigest().encode()


@cache
def _code() -> bytes:
    """A digest over the code and the schemas that say whether a pack is right."""
    whole = hashlib.sha256(f"{__version__} {sys.version} {version('jsonschema')}".encode())
    schemas = find_spec("scrubjay_schemas")
    places = [Path(__file__).parent.glob("*.py")]
    places += [
        (Path(each) / "pack").rglob("*.json")
        for each in (schemas and schemas.submodule_search_locations) or ()
    ]
    for file in sorted(file for place in places for file in place):
        whole.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return whole.digest()
