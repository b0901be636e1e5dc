"""Forgets to mark its hook."""

import scrubjay


def scrubjay_kinds(context: scrubjay.Context) -> list[type]:
    return []
