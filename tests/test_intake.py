"""The intake reports everything that is wrong, and stops for nothing."""

import io
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raw_encounters import calm, damaged, encounters, junk, paths, replaced
from scrubjay.intake import MAX_LINE_BYTES, EncounterError, Item, decode, read, reading, structure
from scrubjay.intake.faults import shown, step

INVALID = sorted((Path(__file__).parent / "invalid/encounters").glob("*.json"))
GOOD: dict[str, Any] = {
    "payer": "medicare-part-b",
    "date": "2026-03-02",
    "patient": {"id": "P-77"},
    "lines": [{"code": "97530", "minutes": 25}],
}
LINE = json.dumps(GOOD).encode()
PRETTY = json.dumps(GOOD, indent=2).encode()


def items(text: bytes, name: str = "f") -> list[Item]:
    return list(read(io.BytesIO(text), name))


def summary(text: bytes) -> list[tuple[str, str, bool]]:
    return [(item.where, item.shape, item.encounter is not None) for item in items(text)]


@pytest.mark.parametrize("file", INVALID, ids=lambda file: file.stem)
def test_messages(file: Path) -> None:
    found = [
        f"{item.where}: {fault}\n" for item in items(file.read_bytes(), file.name) for fault in item.faults
    ]
    assert "".join(found) == file.with_suffix(".txt").read_text(encoding="utf-8")


@settings(calm, max_examples=1000)
@given(damaged())
def test_a_damaged_encounter_is_structured_or_explained(raw: Any) -> None:
    try:
        structure(raw)
    except EncounterError as error:
        assert error.faults
        assert all(line.startswith("$") for line in str(error).splitlines())


@calm
@given(junk)
def test_anything_is_structured_or_explained(raw: Any) -> None:
    with pytest.raises(EncounterError):
        structure(raw)


@settings(calm, max_examples=500)
@given(encounters, st.data())
def test_every_fault_is_reported(raw: dict[str, Any], data: st.DataObject) -> None:
    """Values that no field takes, in several places at once: each is reported, and nothing else is."""
    chosen: list[tuple[Any, ...]] = []
    for at in data.draw(st.lists(st.sampled_from(paths(raw)), min_size=1, max_size=6, unique=True)):
        if not any(at[: len(other)] == other or other[: len(at)] == at for other in chosen):
            chosen.append(at)
    for at in chosen:
        raw = replaced(raw, at, data.draw(st.sampled_from([7.5, -1, [[0]]])))
    raw["minuts"] = 5
    with pytest.raises(EncounterError) as caught:
        structure(raw)
    expected = ["$" + "".join(map(step, at)) for at in (*chosen, ("minuts",))]
    found = [fault.path for fault in caught.value.faults]
    assert all(any(path.startswith(place) for path in found) for place in expected)
    assert all(any(path.startswith(place) for place in expected) for path in found)


def test_values_of_python_are_shown_without_being_run() -> None:
    class Rude:
        def __repr__(self) -> str:
            raise RuntimeError

    with pytest.raises(EncounterError, match="a Python Rude is not a ZIP code"):
        structure({**GOOD, "zip": Rude()})
    with pytest.raises(EncounterError, match="nested at most"):
        structure({**GOOD, "extra": {"a": {1, 2}}})
    with pytest.raises(EncounterError, match="5 is not a key"):
        structure(dict[Any, Any](GOOD) | {5: 5})


def test_shown_is_short_and_printable() -> None:
    long = [
        shown(value) for value in ("\x1b[2J" * 50, "x" * 10**6, 10**5000, list(range(99)), {"k": "\u202e"})
    ]
    assert all(len(text) <= 70 and text.isprintable() for text in long)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LINE, [("f", "object", True)]),
        (LINE + b"\r\n\r\n", [("f", "object", True)]),
        (b"\xef\xbb\xbf" + PRETTY.replace(b"\n", b"\r\n"), [("f", "object", True)]),
        (b"\n\n" + PRETTY, [("f", "object", True)]),
        (b"\xef\xbb\xbf[" + LINE + b"]\n", [("f[0]", "array", True)]),
        (b"\n [" + LINE + b",\n" + PRETTY + b"]", [("f[0]", "array", True), ("f[1]", "array", True)]),
        (b"\xef\xbb\xbf" + LINE + b"\r\n\r\n" + LINE, [("f:1", "lines", True), ("f:3", "lines", True)]),
        (b"{\n" + LINE + b"\n", [("f:1", "lines", False), ("f:2", "lines", True)]),
        (
            b"nonsense\n\nmore\n" + LINE,
            [("f:1", "lines", False), ("f:3", "lines", False), ("f:4", "lines", True)],
        ),
        (b'{"payer": NaN}\n' + LINE, [("f:1", "lines", False), ("f:2", "lines", True)]),
        (b'"\xff"\n' + LINE, [("f:1", "lines", False), ("f:2", "lines", True)]),
        (b"[" * 9 + LINE, [("f[0]", "array", False)]),
        (b"{" + b"\n" * 99 + PRETTY[1:], [("f", "object", True)]),
        (b"", [("f", "object", False)]),
        (b"\xef\xbb\xbf", [("f", "object", False)]),
        (b" \n\t", [("f", "object", False)]),
    ],
)
def test_shapes(text: bytes, expected: list[tuple[str, str, bool]]) -> None:
    assert summary(text) == expected


@calm
@given(
    st.lists(st.sampled_from([LINE, b"", b"{}", b"{", b"\xff", b'{"a":1,"a":1}', b"[[", b"nope"]), max_size=8)
)
def test_bad_lines_leave_the_good_ones_alone(lines: list[bytes]) -> None:
    numbered = items(b"\n".join([LINE, *lines, LINE]))
    good = [number for number, line in enumerate([LINE, *lines, LINE], 1) if line == LINE]
    assert [item.where for item in numbered if item.encounter] == [f"f:{number}" for number in good]
    assert len(numbered) == sum(line != b"" for line in lines) + 2


class Endless(io.RawIOBase):
    """A stream made as it is read, so that nothing of it is held."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts, self.left = parts, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.left = self.left or next(self.parts, b"")
        taken, self.left = self.left[: len(buffer)], self.left[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def test_a_long_line_is_skipped_without_holding_it() -> None:
    def parts() -> Iterator[bytes]:
        yield LINE + b'\n{"payer": "'
        for _ in range(50):
            yield b"x" * 2**20
        yield b'"}\n' + LINE

    tracemalloc.start()
    found = list(read(io.BufferedReader(Endless(parts())), "f"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(item.where, item.encounter is not None) for item in found] == [
        ("f:1", True),
        ("f:2", False),
        ("f:3", True),
    ]
    assert "16 MiB" in str(found[1].faults[0])
    assert peak < 3 * MAX_LINE_BYTES


def test_a_long_first_line_is_skipped_too() -> None:
    assert summary(b'{"payer": "' + b"x" * MAX_LINE_BYTES + b'"}\n' + LINE) == [
        ("f:1", "lines", False),
        ("f:2", "lines", True),
    ]


def test_lines_are_streamed() -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(5_000):
            yield LINE + b"\n"

    tracemalloc.start()
    count = sum(item.encounter is not None for item in read(io.BufferedReader(Endless(parts())), "f"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 5_000
    assert peak < 2**20


@pytest.mark.parametrize(("begin", "shape"), [(b"[\n", "array"), (b"{\n", "object")])
def test_a_document_is_limited(begin: bytes, shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_DOCUMENT_BYTES", 1000)
    (item,) = items(begin + b'"x"\n' * 1000)
    assert (item.shape, item.encounter) == (shape, None)
    assert "JSON Lines" in str(item.faults[0])


def test_decode_takes_text_and_bytes() -> None:
    assert decode("\ufeff{}") == decode(b"\xef\xbb\xbf{}") == {}


@calm
@given(st.binary(max_size=50) | st.text(max_size=50))
def test_decode_raises_nothing_else(text: bytes | str) -> None:
    try:
        decode(text)
    except EncounterError as error:
        assert len(error.faults) == 1


def test_imports_stay_cheap() -> None:
    script = "import sys, scrubjay.model, scrubjay.intake; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"jsonschema", "click", "rich", "cattrs", "hypothesis"} & set(loaded)
