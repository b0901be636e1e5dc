"""Gives a class that is not declared to be a kind."""

import scrubjay


class Limit:
    pass


@scrubjay.hookimpl
def scrubjay_kinds(context: scrubjay.Context) -> list[type]:
    return [Limit]
