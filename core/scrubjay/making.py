"""From the parameters that a version states, and those that are supplied for it, to its rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from scrubjay.kinds import Kind
from scrubjay.packs.check import check_part
from scrubjay.packs.documents import Document, Place
from scrubjay.packs.faults import Fault
from scrubjay.packs.model import Pack, SupplyEntry
from scrubjay.packs.names import Names
from scrubjay.packs.schema import Schema, kind_schema
from scrubjay.packs.structure import Resolve, structure
from scrubjay.packs.supply import Piece, refers
from scrubjay.tables import Table
from scrubjay.unsupplied import Unsupplied

T = TypeVar("T")


Naming = Callable[[str], Names]
"""What the pack of an id can name."""


def make_rule(kind: Kind, pack: Pack, piece: Piece, names: Naming, faults: list[Fault]) -> Any:
    """The rule of a version of `pack` on the dates of a piece; None, and faults, where parameters do not fit.

    Where a parameter is not supplied it is an `Unsupplied`.
    """
    parameters = names(pack.id).parameters
    supplied = {name: supply.value for name, supply in piece.supplied.items()}
    looked_at = {"stated": piece.version.params, "supplied": supplied}
    if not parameters.known(kind, looked_at):
        if found := _faults(kind, piece):
            faults.extend(found)
            return None
        parameters.fit(kind, looked_at)
    resolve = _resolver(pack, piece, names)
    given = {**piece.stated, **supplied}
    try:
        if not piece.lacks:
            made: Any = structure(kind.params, given, resolve)
            faults.extend(_unfit(made, piece))
            return made
        known: Any = structure(_part(kind, given), given, resolve)
        values = {name: getattr(known, name) for name in attrs.fields_dict(type(known))}
        return Unsupplied(kind, {each.name: each.help for each in piece.lacks.values()}, values)
    except (TypeError, ValueError) as error:
        message = f"{kind.id} refuses these parameters: {error}"
    except Exception as error:  # a kind is a plugin's code, and takes nothing else down
        message = f"{kind.id} broke on these parameters: {type(error).__name__}: {error}"
    for supply in piece.supplied.values():
        faults.append(supply.document.fault("SJ012", supply.place, message))
    if not piece.supplied:
        version = piece.version
        faults.append(version.document.fault("SJ012", (*version.place, "params"), message))
    return None


def stated_faults(kind: Kind, document: Document, place: Place, params: Mapping[str, Any]) -> list[Fault]:
    """What of the parameters at `place` is not as the kind declares it, but for those that are supplied."""
    schema = kind_schema(kind)
    supplied = {name for name, value in params.items() if name in schema["properties"] and refers(value)}
    stated = {name: value for name, value in params.items() if name not in supplied}
    required = [name for name in schema.get("required", ()) if name not in supplied]
    return check_part(document, place, stated, {**schema, "required": required})


def _faults(kind: Kind, piece: Piece) -> list[Fault]:
    """The faults of a piece's parameters, stated or supplied, each at its own place."""
    known: Mapping[str, Schema] = kind_schema(kind)["properties"]
    version = piece.version
    found = stated_faults(kind, version.document, (*version.place, "params"), version.params)
    for name, supply in piece.supplied.items():
        if name in known:
            found += check_part(supply.document, supply.place, supply.value, known[name])
    return found


def _unfit(made: Any, piece: Piece) -> Iterator[Fault]:
    """A fault for each table that lacks a column which its parameter needs, or has it with another type."""
    for attribute in attrs.fields(type(made)):
        table, wanted = getattr(made, attribute.name), attribute.metadata.get("columns") or {}
        has = table.columns if isinstance(table, Table) else {}
        lacks = {name: type for name, type in wanted.items() if has.get(name) != type}
        if has and lacks:
            supply, version = piece.supplied.get(attribute.name), piece.version
            words = ", ".join(f"{name} ({type})" for name, type in lacks.items())
            message = f"table {table.id} lacks what {attribute.name} needs: {words}"
            remedy = f"it has {', '.join(f'{name} ({type})' for name, type in has.items())}"
            if supply is not None:
                yield supply.document.fault("SJ014", supply.place, message, remedy)
            else:
                place = (*version.place, "params", attribute.name)
                yield version.document.fault("SJ014", place, message, remedy)


def _part(kind: Kind, given: Mapping[str, Any]) -> type:
    """A class of the parameters that are given or have a default, without what the kind itself refuses."""
    fields = {
        name: attrs.field(type=each.type, default=each.default, kw_only=True)
        for name, each in attrs.fields_dict(attrs.resolve_types(kind.params)).items()
        if name in given or each.default is not attrs.NOTHING
    }
    return attrs.make_class(kind.params.__name__, fields, frozen=True)


def _resolver(pack: Pack, piece: Piece, names: Naming) -> Resolve:
    """How names are resolved: one that is supplied, as the pack that supplies it does."""
    version = piece.version
    own = names(pack.id).resolver(version.document, (*version.place, "params"), version.params)

    def by(choose: Callable[[Resolve], Callable[[Any], T]]) -> Callable[[Any], T]:
        def resolve(value: Any) -> T:
            for supply in piece.supplied.values():
                if supply.value is value:
                    return choose(_supplied(supply, names))(value)
            return choose(own)(value)

        return resolve

    return Resolve(by(lambda each: each.codes), by(lambda each: each.table))


def _supplied(supply: SupplyEntry, names: Naming) -> Resolve:
    return names(supply.pack).resolver(supply.document, supply.place, supply.value)
