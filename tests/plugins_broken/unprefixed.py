"""Leaves out the prefix of a hook."""

import scrubjay


@scrubjay.hookimpl
def kinds(context: scrubjay.Context) -> list[type]:
    return []
