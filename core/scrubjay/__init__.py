"""ScrubJay: a declarative rules engine for therapy claims.

    engine = scrubjay.Engine()
    evaluation = engine.check({"payer": "medicare-part-b", ...})

Names are imported when they are first used, so that a plugin that needs a few costs no more than those.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scrubjay._version import __version__

if TYPE_CHECKING:
    from scrubjay.adapter import Say
    from scrubjay.batch import Batch
    from scrubjay.card import CardEntry, CardPlace, PlaceError
    from scrubjay.engine import Engine
    from scrubjay.formats import Reader, Style, Writer
    from scrubjay.groups import Groups
    from scrubjay.hooks import Context, hookimpl
    from scrubjay.intake import EncounterError
    from scrubjay.kinds import Fact, kind, param
    from scrubjay.model import Encounter, ServiceLine
    from scrubjay.packs.faults import PackError
    from scrubjay.packs.trust import Trust, TrustError
    from scrubjay.results import Evaluation
    from scrubjay.rulings import (
        Action,
        AdjustmentColumn,
        Answers,
        Outcome,
        Ruling,
        Suggestion,
        bypassed,
        fails,
        no_data,
        not_applicable,
        passes,
    )
    from scrubjay.values import Code, CodeSet, Modifier, Money, ReasonCode, RemarkCode, Share

_HOME = {
    "adapter": ("Say",),
    "batch": ("Batch",),
    "card": ("CardEntry", "CardPlace", "PlaceError"),
    "engine": ("Engine",),
    "formats": ("Reader", "Style", "Writer"),
    "groups": ("Groups",),
    "hooks": ("Context", "hookimpl"),
    "intake": ("EncounterError",),
    "kinds": ("Fact", "kind", "param"),
    "model": ("Encounter", "ServiceLine"),
    "packs.faults": ("PackError",),
    "packs.trust": ("Trust", "TrustError"),
    "results": ("Evaluation",),
    "rulings": (
        "Action",
        "AdjustmentColumn",
        "Answers",
        "Outcome",
        "Ruling",
        "Suggestion",
        "bypassed",
        "fails",
        "no_data",
        "not_applicable",
        "passes",
    ),
    "values": ("Code", "CodeSet", "Modifier", "Money", "ReasonCode", "RemarkCode", "Share"),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Action",
    "AdjustmentColumn",
    "Answers",
    "Batch",
    "CardEntry",
    "CardPlace",
    "Code",
    "CodeSet",
    "Context",
    "Encounter",
    "EncounterError",
    "Engine",
    "Evaluation",
    "Fact",
    "Groups",
    "Modifier",
    "Money",
    "Outcome",
    "PackError",
    "PlaceError",
    "Reader",
    "ReasonCode",
    "RemarkCode",
    "Ruling",
    "Say",
    "ServiceLine",
    "Share",
    "Style",
    "Suggestion",
    "Trust",
    "TrustError",
    "Writer",
    "__version__",
    "bypassed",
    "fails",
    "hookimpl",
    "kind",
    "no_data",
    "not_applicable",
    "param",
    "passes",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE:
        raise AttributeError(f"module 'scrubjay' has no attribute {name!r}")
    value = getattr(import_module(f"scrubjay.{_MODULE[name]}"), name)
    globals()[name] = value
    return value
