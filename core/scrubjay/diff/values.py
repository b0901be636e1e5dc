"""The values of two states of a policy, compared key by key."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from scrubjay.diff.behaviour import Value, behaviour
from scrubjay.diff.changes import AnyChange, Change, MembersChange, TableChange
from scrubjay.diff.states import State
from scrubjay.diff.tables import diff_tables
from scrubjay.ruleset import Ruleset
from scrubjay.tables import Table
from scrubjay.values import CodeSet

_MANY = (CodeSet, tuple)


@frozen(eq=False)
class Values:
    """Compares values of two rulesets; tables are read and compared once."""

    old: Ruleset
    new: Ruleset
    _tables: dict[tuple[str, ...], TableChange] = field(init=False, factory=dict)

    def changes(self, old: State, new: State) -> tuple[AnyChange, ...]:
        """What differs between two states of a policy, in the order of keys."""
        before, after = behaviour(old), behaviour(new)
        keys = dict.fromkeys((*sorted(before), *sorted(after)))
        found = (self._change(key, before.get(key), after.get(key)) for key in sorted(keys))
        return tuple(each for each in found if each is not None)

    def _change(self, key: str, old: Value, new: Value) -> AnyChange | None:
        if isinstance(old, _MANY) and isinstance(new, _MANY) and set(old) != set(new):
            gone, come = set(old) - set(new), set(new) - set(old)
            return MembersChange(key, tuple(sorted(gone)), tuple(sorted(come)))
        if isinstance(old, Table) and isinstance(new, Table):
            return self._table(key, old, new)
        was, now = _words(old), _words(new)
        return Change(key, was, now) if was != now else None

    def _table(self, key: str, old: Table, new: Table) -> AnyChange | None:
        if (old.id, _digest(old)) == (new.id, _digest(new)) and _types(self.old, old) == _types(
            self.new, new
        ):
            return None
        names = key, _digest(old), _digest(new)
        if names not in self._tables:
            types = {**_types(self.old, old), **_types(self.new, new)}
            self._tables[names] = diff_tables(key, old, new, types)
        change = self._tables[names]
        return change if change.dates else None


def _types(ruleset: Ruleset, table: Table) -> Mapping[str, str]:
    """The types that a pack declares for a table's columns; none for a plugin's table."""
    owner, _, name = table.id.rpartition(":")
    for pack in ruleset.packs:
        if pack.id == owner and name in pack.tables:
            return pack.tables[name].columns
    return {}


def _digest(table: Table) -> str:
    """What differs where the figures do, or what says how they are read."""
    shape = (table.key, table.covers, table.effective, table.until)
    return f"{table.sha256 or id(table)} {shape}"


def _words(value: Value) -> str | None:
    if isinstance(value, _MANY):
        return f"[{', '.join(sorted(value) if isinstance(value, CodeSet) else value)}]"
    return value.id if isinstance(value, Table) else value
