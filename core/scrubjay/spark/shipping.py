"""Packs on their way to the cluster: each as a zip, unpacked where it is needed, compared by digest."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

from scrubjay.bulk.errors import RunError
from scrubjay.engine import Engine
from scrubjay.packs.faults import PackError


@frozen
class Shipped:
    """The packs of an engine by the digest of each, and the plugins that are left out."""

    packs: Mapping[str, bytes]
    without: tuple[str, ...] = ()


_ENGINES: Final[dict[tuple[frozenset[str], tuple[str, ...]], Engine]] = {}
"""In a worker: the engines that were made, which serve all of its tasks."""


def refuse_trust(engine: Engine) -> None:
    """Raise `RunError` for an engine with a trust policy: what workers have installed would not be asked."""
    if engine.trust is not None:
        raise RunError("a trust policy is not carried to Spark's workers; rule here, or without --trust")


def shipped(engine: Engine, without: tuple[str, ...] = ()) -> Shipped:
    """The packs that an engine can use, ready to be sent; one that cannot be read stays behind.

    Raises `RunError` for an engine with a trust policy.
    """
    refuse_trust(engine)
    packs = {}
    for entry in engine.catalogue:
        try:
            packs[entry.pack.sha256] = _zipped(entry.root)
        except PackError:
            continue
    return Shipped(packs, without)


def _zipped(root: Path) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(root.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                archive.write(file, file.relative_to(root))
    return held.getvalue()


def unpacked(sent: Shipped) -> Engine:
    """The engine of the packs that were sent, made once a worker.

    Raises `RunError` where a pack did not arrive as it was sent.
    """
    key = frozenset(sent.packs), sent.without
    if key not in _ENGINES:
        engine = Engine(
            [_folder(digest, packed) for digest, packed in sent.packs.items()], without=sent.without
        )
        arrived = {entry.pack.sha256 for entry in engine.catalogue if entry.named}
        if lost := sent.packs.keys() - arrived:
            raise RunError(
                f"packs did not arrive as they were sent: {', '.join(sorted(lost))}; send them again"
            )
        _ENGINES[key] = engine
    return _ENGINES[key]


def _folder(digest: str, packed: bytes) -> Path:
    """The folder of a pack, unpacked aside and renamed, so that several workers may do it at once."""
    folder = Path(tempfile.gettempdir(), f"scrubjay-{digest}")
    if folder.is_dir():
        return folder
    aside = Path(tempfile.mkdtemp(prefix="scrubjay-"))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(aside)
    try:
        aside.rename(folder)
    except OSError:
        shutil.rmtree(aside)
    return folder
