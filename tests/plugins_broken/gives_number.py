"""Gives a number among its kinds."""

import scrubjay


@scrubjay.hookimpl
def scrubjay_kinds(context: scrubjay.Context) -> list[int]:
    return [3]
