"""One thing that differs, under the key that states it in TOML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from scrubjay.timeline import Interval


@frozen
class Change:
    """A value that differs, as a pack writes it; None where there is none."""

    key: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        return f"{self.key}: {_word(self.old)} -> {_word(self.new)}"

    def reversed(self) -> Change:
        """The change from the new to the old."""
        return Change(self.key, self.new, self.old)

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON has it."""
        return {"key": self.key, "old": self.old, "new": self.new}


@frozen
class MembersChange:
    """What a set of codes, or a list, no longer holds or holds now."""

    key: str
    removed: tuple[str, ...]
    added: tuple[str, ...]

    def __str__(self) -> str:
        members = [*(f"-{each}" for each in self.removed), *(f"+{each}" for each in self.added)]
        return f"{self.key}: {' '.join(members)}"

    def reversed(self) -> MembersChange:
        """The change from the new to the old."""
        return MembersChange(self.key, self.added, self.removed)

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON has it."""
        return {"key": self.key, "removed": list(self.removed), "added": list(self.added)}


@frozen
class RowChange:
    """A row of a table: its key, and its values, None where it is not there."""

    key: tuple[str, ...]
    old: Mapping[str, str] | None
    new: Mapping[str, str] | None

    def __str__(self) -> str:
        name = " ".join(self.key)
        if self.old is None or self.new is None:
            return f"{name}: {'added' if self.old is None else 'removed'}"
        old, new = self.old, self.new
        differ = [f"{each} {old[each]} -> {new[each]}" for each in old if old[each] != new[each]]
        return f"{name}: {', '.join(differ)}"

    def reversed(self) -> RowChange:
        """The change from the new to the old."""
        return RowChange(self.key, self.new, self.old)

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON has it."""
        old, new = (None if each is None else dict(each) for each in (self.old, self.new))
        return {"key": list(self.key), "old": old, "new": new}


@frozen
class TableChange:
    """A table of figures that differs.

    `rows` counts those that were removed, added and changed; `changed` holds the first of them, in order of
    key. `dates` are those on which some row differs.
    """

    key: str
    old: str
    new: str
    rows: tuple[int, int, int]
    changed: tuple[RowChange, ...]
    dates: tuple[Interval, ...] = ()

    def __str__(self) -> str:
        title = self.old if self.old == self.new else f"{self.old} -> {self.new}"
        counts = zip(self.rows, ("removed", "added", "changed"), strict=True)
        words = [f"{count:,} {'row' if count == 1 else 'rows'} {word}" for count, word in counts if count]
        return f"{self.key}: {title}: {', '.join(words) or 'no row differs'}"

    def reversed(self) -> TableChange:
        """The change from the new to the old."""
        removed, added, changed = self.rows
        back = tuple(each.reversed() for each in self.changed)
        return TableChange(self.key, self.new, self.old, (added, removed, changed), back, self.dates)

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON has it."""
        removed, added, changed = self.rows
        return {
            "key": self.key,
            "old": self.old,
            "new": self.new,
            "rows": {"removed": removed, "added": added, "changed": changed},
            "first": [each.to_dict() for each in self.changed],
        }


AnyChange = Change | MembersChange | TableChange


def reversed_all(changes: Iterable[AnyChange]) -> tuple[AnyChange, ...]:
    """Each change from the new to the old."""
    return tuple(each.reversed() for each in changes)


def _word(value: str | None) -> str:
    return "none" if value is None else value
