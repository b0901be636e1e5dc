"""The pages of a pack: what it states, since when, by which source, and what it leaves unsaid."""

from __future__ import annotations

from scrubjay.docs.packs.pages import pack_index, pack_pages
from scrubjay.docs.packs.surroundings import NOTICE, Surroundings

__all__ = ["NOTICE", "Surroundings", "pack_index", "pack_pages"]
