"""Gives text where a list is due."""

import scrubjay


@scrubjay.hookimpl
def scrubjay_kinds(context: scrubjay.Context) -> str:
    return "acme.kind"
