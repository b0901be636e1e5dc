"""Tables in NumPy's format, for millions of rows: plain arrays, of which nothing is run."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from scrubjay.columns import Coded
from scrubjay.packs.faults import PackError, nearest
from scrubjay.packs.model import TableEntry
from scrubjay.packs.tablefaults import refused, unreadable_text
from scrubjay.tables import Column

Array = NDArray[Any]

MOST_BYTES: Final = 2**31
MOST_MEMBERS: Final = 2_000
"""What an archive may hold, unpacked: five million rows of ten columns take a fifth of it."""


def read_arrays(raw: bytes, entry: TableEntry) -> Mapping[str, Column]:
    """The columns of an archive. One of text is numbered, and any may be: "x.names" has the values of "x".

    Raises `PackError` for what is no archive of plain arrays, or unpacks to more than one should.
    """
    try:
        with ZipFile(BytesIO(raw)) as archive:
            members = _members(archive)
            for name in entry.columns:
                if name not in members:
                    message = f"{entry.file} has no column {name!r}"
                    raise refused(entry, "columns", message, nearest(name, members))
            return {name: _column(name, kind, archive, members) for name, kind in entry.columns.items()}
    except PackError:
        raise
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, error) as cause:
        reason = " ".join(str(cause).split())[:200]
        raise refused(entry, "file", f"{entry.file} is no archive of plain arrays: {reason}") from cause


def _members(archive: ZipFile) -> dict[str, ZipInfo]:
    listed = archive.infolist()
    members = {each.filename.removesuffix(".npy"): each for each in listed}
    if len(listed) > MOST_MEMBERS or len(members) != len(listed):
        raise ValueError(f"it has more than {MOST_MEMBERS} members, or two of one name")
    if sum(each.file_size for each in listed) > MOST_BYTES:
        raise ValueError(f"it unpacks to more than {MOST_BYTES // 2**20} MiB")
    return members


def _array(archive: ZipFile, info: ZipInfo) -> Array:
    """One array, whose header must agree with its size: only then is there memory for it."""
    name = info.filename.removesuffix(".npy")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ValueError(f"{name} is packed in a way that is not read")
    with archive.open(info) as stream:
        version = npy.read_magic(stream)
        read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}.get(version)
        if read is None:
            raise ValueError(f"{name} is of version {version}")
        shape, _, dtype = read(stream)
        if len(shape) != 1 or dtype.kind not in "iuMU":
            raise ValueError(f"{name} holds {dtype}, in {len(shape)} dimensions")
        left = info.file_size - stream.tell()
        if shape[0] * dtype.itemsize != left:
            raise ValueError(f"{name} has {left} bytes, not {shape[0]} times {dtype.itemsize}")
        if not dtype.itemsize:
            raise ValueError(f"{name} holds nothing")
        return np.frombuffer(stream.read(left), dtype)


def _column(name: str, kind: str, archive: ZipFile, members: Mapping[str, ZipInfo]) -> Column:
    column = _array(archive, members[name])
    if kind == "text" or f"{name}.names" in members:
        if f"{name}.names" not in members:
            raise ValueError(f"{name + '.names'!r} is missing")
        names = _array(archive, members[f"{name}.names"])
        if column.dtype.kind not in "iu":
            raise ValueError(f"{name} holds {column.dtype}")
        if len(column) and (column.min() < 0 or column.max() >= len(names)):
            raise ValueError(f"{name} has no name {column.min() if column.min() < 0 else column.max()}")
        if kind == "text":
            if names.dtype.kind != "U":
                raise ValueError(f"{name}.names holds {names.dtype}")
            texts = tuple(names.tolist())
            if (text := unreadable_text(texts)) is not None:
                raise ValueError(f"{name} has {text[:60]!r}, a formula or a control character")
            return Coded(column, texts)
        column = names[column]
    if column.dtype.kind not in ("M" if kind == "date" else "iu"):
        raise ValueError(f"{name} holds {column.dtype}")
    if column.dtype == np.uint64 and len(column) and int(column.max()) >= 2**63:
        raise ValueError(f"{name} has numbers of more than 63 bits")
    return column.astype("datetime64[D]", copy=False) if kind == "date" else column
