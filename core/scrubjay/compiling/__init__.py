"""From a pack to a ruleset: parameters structured, versions on timelines, overrides laid over them."""

from __future__ import annotations

from scrubjay.compiling.policies import lacks_remit
from scrubjay.compiling.rulesets import compile_ruleset
from scrubjay.compiling.workshop import Workshop

__all__ = ["Workshop", "compile_ruleset", "lacks_remit"]
