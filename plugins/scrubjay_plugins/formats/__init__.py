"""Formats in which encounters are read and evaluations are written; each is imported when it is used."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TextIO

from scrubjay.formats import Reader, Style, Writer
from scrubjay.intake import read
from scrubjay.results import Evaluation


def _writer(name: str) -> Writer:
    def write(evaluations: Iterable[Evaluation], out: TextIO, style: Style) -> None:
        import_module(f"scrubjay_plugins.formats.as_{name}").write(evaluations, out, style)

    return Writer(name, write)


WRITERS = [_writer("text"), _writer("json"), _writer("markdown")]
READERS = [Reader("json", (".json", ".jsonl", ".ndjson"), read)]
