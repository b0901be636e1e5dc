"""Encounters laid out as columns: one element per service line, with the masks and groups of policies.

A batch is made once, from encounters or from arrays. A policy sees it, or part of it, with what earlier
stages settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from scrubjay.carried import Carried
from scrubjay.columns import Coded
from scrubjay.extract import refuse_columns
from scrubjay.frame import Column, Frame
from scrubjay.grouping import group_lines
from scrubjay.groups import Groups, loops_for, read_only
from scrubjay.model import Encounter
from scrubjay.money import MISSING
from scrubjay.settled import Settled

Array = NDArray[Any]

RARE: Final = 16
"""Codes on less than one line in so many are found by an index of lines, others by looking at every line."""

_FIRST: Final = np.zeros(1, np.intp)
_NO_LINES: Final = np.zeros(0, np.intp)


class Batch(Frame):
    """Service lines as columns, grouped and masked; `settled` holds what earlier stages have settled."""

    def __init__(
        self,
        encounter: Array | None,
        encounters: int,
        columns: Mapping[str, Column],
        sources: Sequence[Encounter] | None = None,
        parent: tuple[Batch, Array] | None = None,
    ) -> None:
        super().__init__(encounter, encounters, columns, sources, parent)
        self._whole = parent
        self._groups: dict[tuple[str, ...], Groups] = {}
        self._masks: dict[object, tuple[object, Array]] = {}
        self._masks_by_modifiers: dict[tuple[str, ...], Array | None] = {}
        self._by_code: tuple[Array, Array] | None = None
        self._computed: dict[Callable[[Batch], Array], Array] = {}

    @classmethod
    def of(cls, encounters: Sequence[Encounter]) -> Batch:
        """Lay out encounters, in their order."""
        if len(encounters) == 1:
            index = np.zeros(len(encounters[0].lines), np.intp)
        else:
            counts = [len(encounter.lines) for encounter in encounters]
            index = np.repeat(np.arange(len(encounters)), counts)
        return cls(index, len(encounters), {}, sources=encounters)

    @classmethod
    def from_columns(
        cls, encounter: Array, lines: Mapping[str, Column], encounters: Mapping[str, Column]
    ) -> Batch:
        """Lay out arrays: `encounter` numbers each line's encounter from 0 in ascending order.

        `lines` and `encounters` map the names of `scrubjay.extract` to columns, of one element per line
        and per encounter. `code`, `patient` and `date` must be there; another column that is left out is
        absent for all. Raises `ValueError` for a name that is missing or not known, a column of another
        length, no lines at all, or encounters out of order or without lines.
        """
        index = np.asarray(encounter, np.intp)
        refuse_columns(index, lines, encounters)
        columns = {name: _indexing(column) for name, column in {**lines, **encounters}.items()}
        return cls(index, int(index[-1]) + 1, columns)

    @cached_property
    def settled(self) -> Settled:
        """What earlier stages have settled about the lines."""
        if self._whole is not None:
            return self._whole[0].settled.part(self._whole[1])
        return Settled.start(self.units, self.charge)

    def published(self, name: str) -> Array:
        """A column that a policy published earlier, `MISSING` where none did."""
        if self._whole is not None:
            return np.asarray(self._whole[0].published(name).take(self._whole[1]))
        column = self.settled.published.get(name)
        return np.full(self.lines, MISSING, np.int64) if column is None else column

    def is_published(self, name: str) -> Array | None:
        """A mask: did a policy publish a value for the line in column `name`? None where for no line."""
        if self._whole is not None:
            whole, lines = self._whole[0].is_published(name), self._whole[1]
            mask = None if whole is None else self._mask((name, id(whole)), whole, lambda: whole.take(lines))
        elif (column := self.settled.published.get(name)) is not None:
            mask = self._mask((name, id(column)), column, lambda: column != MISSING)
        else:
            mask = None
        return mask if mask is not None and mask.any() else None

    # Masks, which policies share: read-only ----------------------------------------------------------

    def codes_in(self, codes: Iterable[str]) -> Array:
        """A mask: is the line's code one of `codes`?"""
        return self._mask(("codes", id(codes)), codes, lambda: self.code.among(codes))

    def lines_of(self, codes: frozenset[str]) -> Array | None:
        """The numbers of the lines whose code is one of `codes`; None for all lines."""
        names = self.code.names
        if codes.issuperset(names):
            return None
        loops = loops_for(self.lines)
        chosen = np.array([name in codes for name in names], np.bool_)
        if loops is None:
            return chosen.take(self.code.ids).nonzero()[0]
        if self._by_code is None:
            self._by_code = loops.laid_out(self.code.ids, len(names))
        order, starts = self._by_code
        bounds = [(starts[number], starts[number + 1]) for number in chosen.nonzero()[0].tolist()]
        if RARE * sum([end - start for start, end in bounds]) > self.lines:
            return np.asarray(loops.chosen_lines(self.code.ids, chosen.view(np.uint8)))
        return np.sort(
            np.concatenate([_NO_LINES, *(order[start:end] for start, end in bounds)]), kind="stable"
        )

    def has_modifier(self, *modifiers: str) -> Array:
        """A mask: does the line carry any of `modifiers`?"""
        mask = self.carries(*modifiers)
        return np.zeros(self.lines, np.bool_) if mask is None else mask

    def carries(self, *modifiers: str) -> Array | None:
        """A mask: does the line carry any of `modifiers`? None where no line does."""
        if modifiers not in self._masks_by_modifiers:
            mask = self._carries(modifiers)
            self._masks_by_modifiers[modifiers] = None if mask is None else read_only(mask)
        return self._masks_by_modifiers[modifiers]

    def _carries(self, modifiers: tuple[str, ...]) -> Array | None:
        if self._whole is None:
            return self._carried.any_of(modifiers)
        mask = self._whole[0].carries(*modifiers)
        if mask is None:
            return None
        mine = mask.take(self._whole[1])
        return mine if mine.any() else None

    @cached_property
    def _carried(self) -> Carried:
        return Carried.of(self.modifiers)

    def text_in(self, name: str, wanted: tuple[str, ...]) -> Array:
        """A mask: is the encounter's text column `name` one of `wanted`?"""
        return self._mask((name, wanted), None, lambda: self._spread_mask(self._words(name).among(wanted)))

    def text_known(self, name: str) -> Array:
        """A mask: is there a text in the encounter's column `name`?"""
        return self._mask((name, None), None, lambda: self._spread_mask(self._words(name).known))

    def dated(self, first: date, last: date) -> Array:
        """A mask: is the date of service from `first` to `last`, both included?"""
        return self._mask((first, last), None, lambda: self._within(first, last))

    def _within(self, first: date, last: date) -> Array:
        # Whole numbers compare faster than dates do.
        dates = cast("Array", self.encounter_column("date"))
        days = dates.astype("datetime64[D]", copy=False).view(np.int64)
        low, high = (np.datetime64(day, "D").astype(np.int64) for day in (first, last))
        return self._spread_mask((days >= low) & (days <= high))

    def _words(self, name: str) -> Coded:
        return cast("Coded", self.encounter_column(name))

    def _spread_mask(self, encounters: Array) -> Array:
        """A mask of encounters as one of their lines."""
        return np.asarray(encounters.take(self.encounter))

    def _mask(self, key: object, keep: object, make: Callable[[], Array]) -> Array:
        found = self._masks.get(key)
        if found is None:
            found = self._masks[key] = (keep, read_only(make()))
        return found[1]

    def computed(self, make: Callable[[Batch], Array]) -> Array:
        """A column that `make` computes over the whole batch, once, whatever part of it a policy sees."""
        found = self._computed.get(make)
        if found is None:
            whole = self._whole
            found = read_only(make(self) if whole is None else whole[0].computed(make).take(whole[1]))
            self._computed[make] = found
        return found

    # Groups ----------------------------------------------------------------------------------------

    def by(self, *keys: str | Array) -> Groups:
        """Lines that share all `keys`: names of columns, or arrays of small integers, one per line."""
        names = tuple(key for key in keys if isinstance(key, str))
        groups = self._groups.get(names)
        if groups is None:
            if self._whole is not None:
                groups = self._whole[0].by(*names).take(self._whole[1])
            else:
                groups = group_lines(self, names)
            self._groups[names] = groups
        for key in keys:
            if not isinstance(key, str):
                groups = groups.split(key)
        return groups

    @cached_property
    def visit(self) -> Groups:
        """Lines of one encounter."""
        return self.by("encounter")

    @cached_property
    def day(self) -> Groups:
        """Lines of one patient, date of service and billing provider."""
        return self.by("patient", "date", "billing_provider")

    # Encounters ------------------------------------------------------------------------------------

    @cached_property
    def places(self) -> Array:
        """The place of each line within its encounter, from 0 (read-only)."""
        if self._whole is not None:
            return np.asarray(self._whole[0].places[self._whole[1]])
        return self.visit.position()

    @cached_property
    def starts(self) -> Array:
        """The first line of each encounter; only of a batch that is not part of another."""
        if self.encounters == 1:
            return _FIRST
        fresh = self.encounter[1:] != self.encounter[:-1]
        return np.concatenate((_FIRST, fresh.nonzero()[0] + 1))

    def places_by_encounter(self) -> Iterator[tuple[int, list[int]]]:
        """The number of each encounter that has lines here, with the places of those lines."""
        if not self.lines:
            return
        places = self.places.tolist()
        bounds = np.flatnonzero(np.diff(self.encounter, prepend=-1)).tolist()
        for start, end in zip(bounds, [*bounds[1:], self.lines], strict=True):
            yield int(self.encounter[start]), places[start:end]

    def enrich(self, columns: Mapping[str, Column]) -> None:
        """Add accumulators (`history.*`, one element per encounter, in cents) that are not there yet.

        Raises `ValueError` for another name or length.
        """
        for name, column in columns.items():
            if not name.startswith("history."):
                raise ValueError(f"{name!r} cannot be added to a batch; only history.* can")
            if len(column) != self.encounters:
                raise ValueError(f"{name!r} has {len(column)} elements, not {self.encounters}")
            here, given = cast("Array", self.encounter_column(name)), cast("Array", column)
            self._columns[name] = np.where(here == MISSING, given, here)
            self._spread.pop(name, None)

    # Parts -----------------------------------------------------------------------------------------

    def take(self, lines: Array) -> Batch:
        """The batch of `lines` alone (ascending numbers); encounters keep their numbers."""
        return Batch(None, self.encounters, {}, self.sources, parent=(self, lines))


def _indexing(column: Column) -> Column:
    """The same column; one of text with ids that NumPy need not convert to look something up."""
    if isinstance(column, Coded) and column.ids.dtype != np.intp:
        return Coded(column.ids.astype(np.intp), column.names)
    return column
