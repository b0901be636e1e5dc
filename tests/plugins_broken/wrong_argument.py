"""Asks for what the hook does not hand over."""

import scrubjay


@scrubjay.hookimpl
def scrubjay_kinds(ctx: scrubjay.Context) -> list[type]:
    return []
