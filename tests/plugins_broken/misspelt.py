"""Spells a hook wrongly."""

import scrubjay


@scrubjay.hookimpl
def scrubjay_kind(context: scrubjay.Context) -> list[type]:
    return []
