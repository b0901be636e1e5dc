"""Remembering which parameters of a pack were found to fit their kinds, so that no start asks again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache as once
from typing import Any, Final

from scrubjay.kinds import Kind
from scrubjay.packs import cache
from scrubjay.packs.model import Pack
from scrubjay.packs.plain import to_json
from scrubjay.packs.schema import kind_schema

_DIGITS: Final = 32
_MOST: Final = 10_000


class Parameters:
    """The parameters of a pack's versions and overrides that are known to fit, by digests.

    A digest covers what is stated and supplied, and the schema of the kind; the code that compares them is
    part of the key under which the digests are kept.
    """

    def __init__(self, pack: Pack) -> None:
        self._slot = f"{pack.root.absolute()} parameters"
        kept = (cache.recall(self._slot, cache.key("parameters")) or b"").decode("ascii", "replace")
        self._kept = frozenset(kept.split())
        self._fitting: set[str] = set()

    def known(self, kind: Kind, params: Mapping[str, Any]) -> bool:
        """Were these found to fit before?"""
        digest = _digest(kind, params)
        if digest in self._kept:
            self._fitting.add(digest)
        return digest in self._kept

    def fit(self, kind: Kind, params: Mapping[str, Any]) -> None:
        """These were compared with the kind's schema, and fit."""
        if digest := _digest(kind, params):
            self._fitting.add(digest)

    def keep(self) -> None:
        """Remember what fits besides what was known; of very many, what fits now."""
        if not self._fitting <= self._kept:
            known = self._kept | self._fitting
            self._kept = known if len(known) <= _MOST else frozenset(self._fitting)
            cache.remember(self._slot, cache.key("parameters"), "\n".join(sorted(self._kept)).encode())


def _digest(kind: Kind, params: Mapping[str, Any]) -> str:
    """Empty for what is not plain enough to be remembered."""
    plain = to_json(params)
    return hashlib.sha256(_schema(kind) + plain).hexdigest()[:_DIGITS] if plain is not None else ""


@once
def _schema(kind: Kind) -> bytes:
    return hashlib.sha256(json.dumps(kind_schema(kind), default=str).encode()).digest()
