"""Which packs there are: those of installed distributions, of plugins, and of folders that are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from attrs import define, field

from scrubjay.host import Host, distribution
from scrubjay.packs.documents import Document, Place
from scrubjay.packs.faults import Fault, PackError, nearest
from scrubjay.packs.files import Files
from scrubjay.packs.load import read_manifest, read_pack
from scrubjay.packs.model import Pack
from scrubjay.packs.trust import Trust

GROUP: Final = "scrubjay.packs"
SHIPPED: Final = "scrubjay"
"""The distribution whose packs come with the engine itself."""


@define(eq=False, slots=False)
class PackEntry:
    """A pack that was found: where, through what, and what its manifest says (or why it cannot be read)."""

    root: Path
    origin: str
    named: bool = False
    """Whether the caller named its folder; such a pack stands before an installed one of the same id."""
    trust: Trust | None = None
    """What must be shown before anything of the pack is used; None for nothing."""
    id: str = ""
    version: str = ""
    title: str = ""
    payers: tuple[str, ...] = ()
    tier: str = ""
    manifest: Document | None = None
    error: PackError | None = None
    _files: Files | None = None

    def __attrs_post_init__(self) -> None:
        try:
            self._files = None if self.trust is None else self.trust.verified(self.root)
            self.manifest = read_manifest(self.root, self._files)
        except PackError as error:
            self.error = error
            self.id = self.root.name.replace("_", "-")
            return
        data = self.manifest.data
        self.id, self.version, self.title = data["id"], data["version"], data["title"]
        self.payers = tuple(data.get("payers", ()))
        self.tier = data.get("tier", "")

    @property
    def where(self) -> str:
        """The pack in words: its id, version and where it came from."""
        return f"{self.id} {self.version} ({self.origin if not self.named else self.root.name})"

    @cached_property
    def pack(self) -> Pack:
        """The whole pack but its examples, read when first asked for. Raises `PackError`."""
        if self.error is not None:
            raise self.error
        return read_pack(self.root, examples=False, files=self._files)


@define(eq=False)
class Catalogue:
    """The packs that an engine can use, by id and by payer."""

    entries: list[PackEntry]
    _by_id: dict[str, PackEntry] = field(init=False, factory=dict)
    _by_payer: dict[str, PackEntry] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        faults: list[Fault] = []
        for entry in sorted(self.entries, key=lambda entry: not entry.named):
            if entry.error is not None:
                if entry.named:
                    faults.extend(entry.error.faults)
                continue
            self._index(self._by_id, entry.id, ("id",), entry, faults)
            if self._by_id[entry.id] is entry:
                for number, payer in enumerate(entry.payers):
                    self._index(self._by_payer, payer, ("payers", number), entry, faults)
        if faults:
            raise PackError(faults)

    def __iter__(self) -> Iterator[PackEntry]:
        return iter(sorted(self.entries, key=lambda entry: entry.id))

    @property
    def refused(self) -> list[str]:
        """The names of the folders of packs that cannot be used."""
        return sorted(entry.root.name for entry in self.entries if entry.error is not None)

    @property
    def payers(self) -> list[str]:
        """The payers that some pack states."""
        return sorted(self._by_payer)

    def pack(self, id: str) -> Pack:
        """The pack called `id`. Raises `KeyError` with the nearest name, or `PackError`."""
        if id not in self._by_id:
            for entry in self.entries:
                if entry.error is not None and entry.id == id:
                    raise entry.error
            raise KeyError(f"no pack is called {id!r}; {nearest(id, self._by_id, 'scrubjay packs')}")
        return self._by_id[id].pack

    def for_payer(self, payer: str) -> Pack | None:
        """The pack that states `payer`'s policies, or None. Raises `PackError`."""
        entry = self._by_payer.get(payer)
        return None if entry is None else entry.pack

    def replacing(self, pack: Pack) -> Catalogue:
        """The same packs with `pack` in place of the one of its id. Raises `KeyError` where there is none."""
        entry = copy(self._by_id[pack.id])
        entry.__dict__["pack"] = pack
        return Catalogue([entry if each is self._by_id[pack.id] else each for each in self.entries])

    @staticmethod
    def _index(
        index: dict[str, PackEntry], key: str, place: Place, entry: PackEntry, faults: list[Fault]
    ) -> None:
        other = index.setdefault(key, entry)
        if other is entry or other.root == entry.root or (other.named and not entry.named):
            return
        message = f"{'pack' if place == ('id',) else 'payer'} {key!r} is also stated by {other.where}"
        if entry.manifest is not None:
            faults.append(entry.manifest.fault("SJ008", place, message, "leave one of the packs out"))


def discover(host: Host, folders: Iterable[Path] = (), trust: Trust | None = None) -> Catalogue:
    """Find all packs that `trust` lets pass.

    Raises `PackError` for a named folder that holds none, or for two of one name.
    """
    entries = [PackEntry(root, str(folder), True, trust) for folder in folders for root in _named(folder)]
    for point in entry_points(group=GROUP):
        owner = distribution(point)
        name = " ".join(filter(None, owner)) or point.name
        asked = None if trust is not None and trust.shipped and owner[0] == SHIPPED else trust
        roots = [root for folder in _resource(point) for root in pack_folders(folder)]
        entries += [PackEntry(root, name, trust=asked) for root in roots]
    for plugin, listed in host.ask("scrubjay_packs", context=host.context):
        roots = [root for folder in listed for root in pack_folders(folder)]
        entries += [PackEntry(root, plugin.label, trust=trust) for root in roots]
    return Catalogue(entries)


def pack_folders(folder: Path) -> list[Path]:
    """`folder` itself if it holds a `pack.toml`, else those of its folders that do."""
    if (folder / "pack.toml").is_file():
        return [folder]
    return sorted(file.parent for file in folder.glob("*/pack.toml"))


def _named(folder: Path) -> list[Path]:
    found = pack_folders(folder)
    if not found:
        what = "holds no pack.toml" if folder.is_dir() else "is not a folder"
        raise PackError([Fault(folder, 1, 1, "SJ001", "", what, "name the folder that holds pack.toml")])
    return found


def _resource(point: EntryPoint) -> list[Path]:
    """The folder that an entry point names, found without importing the distribution's code."""
    top, *below = point.module.split(".")
    spec = find_spec(top)
    if spec is None or spec.submodule_search_locations is None:
        return []
    return [Path(place).joinpath(*below) for place in spec.submodule_search_locations]
