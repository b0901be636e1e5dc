"""How the files of one kind are laid out: their columns, and where to find them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from attrs import Factory, frozen

from scrubjay.importing.errors import FileError


@frozen(kw_only=True)
class Layout:
    """A kind of file of CMS.

    `member` is the form of its names within a zip, in lower case, and `suffixes` the formats, the best one
    first. `starts` is the form of the first cell of a row of data; what stands above is heading. `columns`
    gives the form of each heading that is needed, in lower case. `fixed` says where the columns stand where
    CMS ships text of fixed width. `parts`: one release may come in several files. `dated`: rows hold for the
    dates of their release, so a table can hold several releases. `yearly`: a release is a whole year.
    `notes`: notes follow the rows.
    """

    kind: str
    title: str
    url: str
    expected: str
    member: str
    suffixes: tuple[str, ...]
    starts: str
    columns: Mapping[str, str]
    fixed: Mapping[str, tuple[int, int]] = Factory(dict)
    parts: bool = False
    dated: bool = False
    yearly: bool = False
    notes: bool = False

    def chosen(self, archive: str, names: Iterable[str]) -> list[str]:
        """Which members of a zip to read. Raises `FileError`."""
        listed = [name for name in names if not name.endswith("/")]
        fitting = [name for name in listed if re.search(self.member, PurePath(name).name.lower())]
        for suffix in self.suffixes:
            found = sorted(name for name in fitting if name.lower().endswith(suffix))
            if len(found) > 1 and not self.parts:
                raise FileError(
                    archive, 0, f"holds {' and '.join(found)}; unzip it and name the one that is meant"
                )
            if found:
                return found
        held = ", ".join(listed[:8]) + (", …" if len(listed) > 8 else "") or "nothing"
        raise FileError(archive, 0, f"holds {held}; expected {self.expected}")
