"""Registers a kind under a name that is taken."""

from attrs import frozen

import scrubjay

SAYS = scrubjay.Answers(fine=scrubjay.passes("fine"))


@scrubjay.kind("units.total-time", stage="units", answers=SAYS)
@frozen
class TotalTime:
    def rule(self, batch: scrubjay.Batch) -> scrubjay.Ruling:
        raise NotImplementedError


@scrubjay.kind("clash.other", stage="units", answers=SAYS)
@frozen
class Other:
    def rule(self, batch: scrubjay.Batch) -> scrubjay.Ruling:
        raise NotImplementedError


@scrubjay.hookimpl
def scrubjay_kinds(context: scrubjay.Context) -> list[type]:
    return [Other, TotalTime]
