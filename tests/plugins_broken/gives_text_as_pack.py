"""Gives text where a path is due."""

import scrubjay


@scrubjay.hookimpl
def scrubjay_packs(context: scrubjay.Context) -> list[str]:
    return ["/opt/packs"]
