"""The files of a pack's folder, each read once: what is checked and hashed is what is then used.

A pack is data from strangers, so its folder is plain files and folders of bounded size: no links, no devices
and pipes, nothing that takes the machine down before anything was looked at.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final

from attrs import frozen

from scrubjay.packs.faults import Fault, PackError

MANIFEST: Final = "pack.toml"
TABLES: Final = "tables"
LOCK: Final = "pack.lock"
SIGNATURES: Final = "pack.lock.sig"
"""What is said about a pack's files, and so is none of them."""

MOST_ENTRIES: Final = 2_000
DEEPEST: Final = 8
MOST_BYTES: Final = 4 * 2**20
MOST_TOGETHER: Final = 64 * 2**20
MOST_OF_A_TABLE: Final = 512 * 2**20
"""Limits: files and folders of a pack, how deep they lie, bytes of a file, of all of them, of a table."""


@frozen(eq=False)
class Files:
    """The files of a pack by their names ("policies/units.toml"), in order.

    `contents` holds all that is not below `tables`; `tables` names what is, to be read when it is needed.
    `verified` says that they are what somebody who is trusted has signed.
    """

    root: Path
    contents: Mapping[str, bytes]
    tables: tuple[str, ...] = ()
    verified: bool = False

    def below(self, folder: str) -> dict[str, bytes]:
        """The TOML files that lie directly in a folder."""
        return {
            name: raw
            for name, raw in self.contents.items()
            if name.rpartition("/")[0] == folder and name.endswith(".toml")
        }

    @property
    def sha256(self) -> str:
        """SHA-256 over names and contents, so that any change is noticed.

        The contents of tables are left to the digests that the pack's policies state of them, with which
        they are compared when they are read.
        """
        return digest(self.contents)


def read_files(root: Path) -> Files:
    """Read a pack's files but its tables. Raises `PackError` for what no pack may hold."""
    faults: list[Fault] = []
    contents: dict[str, bytes] = {}
    tables: list[str] = []
    left = MOST_TOGETHER
    names = sorted(_names(root, faults))
    for name in names:
        if name.startswith(f"{TABLES}/"):
            tables.append(name)
            continue
        try:
            contents[name] = read_file(root / name, MOST_BYTES)
        except PackError as error:
            faults.extend(error.faults)
            continue
        left -= len(contents[name])
        if left < 0:
            faults.append(unsafe(root, f"its files hold more than {shown(MOST_TOGETHER)}"))
            break
    if MANIFEST not in names and all(fault.file != root / MANIFEST for fault in faults):
        faults.append(unreadable(root / MANIFEST, "No such file or directory"))
    if faults:
        raise PackError(faults)
    return Files(root, contents, tuple(tables))


def read_file(file: Path, most: int) -> bytes:
    """The bytes of a plain file. Raises `PackError` for a link, a device, a pipe, or more than `most`."""
    try:
        if file.is_symlink():
            raise PackError([_link(file)])
        handle = os.open(file, os.O_RDONLY | _NO_TRICKS)
    except OSError as error:
        raise PackError([unreadable(file, error.strerror)]) from error
    try:
        found = os.fstat(handle)
        if S_ISDIR(found.st_mode):
            raise PackError([unreadable(file, "Is a directory")])
        if not S_ISREG(found.st_mode):
            raise PackError([unsafe(file, "is a device or a pipe")])
        if found.st_size > most:
            raise PackError([unsafe(file, f"is larger than {shown(most)}")])
        with os.fdopen(handle, "rb", closefd=False) as opened:
            raw = opened.read(most + 1)
    finally:
        os.close(handle)
    if len(raw) > most:
        raise PackError([unsafe(file, f"is larger than {shown(most)}")])
    return raw


_NO_TRICKS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Follow no link that has come since it was looked for, wait for no pipe, leave line ends alone."""


def digest(contents: Mapping[str, bytes]) -> str:
    """SHA-256 over the names and contents of files, in order of name."""
    whole = hashlib.sha256()
    for name in sorted(contents):
        whole.update(name.encode() + b"\0" + hashlib.sha256(contents[name]).digest())
    return whole.hexdigest()


def shown(size: int) -> str:
    """A limit in words."""
    return f"{size // 2**20} MiB"


def _names(root: Path, faults: list[Fault]) -> Iterator[str]:
    """The files below a folder that are a pack's. Hidden ones and what Python writes are none."""
    found, open_folders = 0, [("", root)]
    while open_folders:
        prefix, folder = open_folders.pop()
        try:
            listed = list(os.scandir(folder))
        except OSError as error:
            faults.append(unreadable(folder, error.strerror))
            continue
        for entry in listed:
            if entry.name.startswith((".", "__")) or prefix + entry.name in (LOCK, SIGNATURES):
                continue
            name = prefix + entry.name
            found += 1
            if found > MOST_ENTRIES:
                faults.append(unsafe(root, f"holds more than {MOST_ENTRIES} files and folders"))
                return
            if not entry.name.isprintable():
                faults.append(unsafe(root / name, "has a name that cannot be printed"))
            elif entry.is_symlink():
                faults.append(_link(root / name))
            elif not entry.is_dir(follow_symlinks=False):
                yield name
            elif name.count("/") >= DEEPEST:
                faults.append(unsafe(root / name, f"lies more than {DEEPEST} folders deep"))
            elif prefix == "policies/" and name.endswith(".toml"):
                faults.append(unreadable(root / name, "Is a directory"))
            else:
                open_folders.append((f"{name}/", root / name))


def unreadable(file: Path, reason: str | None) -> Fault:
    """The fault of a file that the system does not give."""
    return Fault(file, 1, 1, "SJ001", "", f"cannot be read: {reason or 'unknown reason'}")


def unsafe(file: Path, message: str, remedy: str = "leave it out of the pack") -> Fault:
    """The fault of what no pack may hold."""
    return Fault(file, 1, 1, "SJ030", "", message, remedy)


def _link(file: Path) -> Fault:
    return unsafe(file, "is a link, and a pack is plain files", "put the file itself there")
