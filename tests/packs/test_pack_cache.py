"""What is remembered of packs: used where it holds, never where anything differs, missed by nobody."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine
from scrubjay.packs import cache
from scrubjay.packs.load import read_pack
from scrubjay.packs.plain import from_json, to_json

POLICY = {
    "id": "untimed",
    "kind": "units.untimed",
    "version": [{"effective": date(2020, 1, 31), "params": {"codes": ["97161"]}}],
}


@pytest.fixture
def pack(tmp_path: Path, write_pack: Callable[..., Path]) -> Path:
    return write_pack(tmp_path / "acme", [POLICY])


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv(cache.VARIABLE, str(folder))
    return folder


def stated(root: Path) -> dict[str, Any]:
    (entry,) = read_pack(root, examples=False).policies.values()
    return entry.document.data


def test_what_was_read_is_recalled_with_its_dates_and_places(pack: Path, kept: Path) -> None:
    first = read_pack(pack, examples=False).policies["untimed"]
    again = read_pack(pack, examples=False).policies["untimed"]
    assert again.document.data == first.document.data
    assert again.versions[0].effective == date(2020, 1, 31)
    assert again.document.fault("SJ004", (*again.place, "kind"), "") == first.document.fault(
        "SJ004", (*first.place, "kind"), ""
    )
    assert len(list(kept.iterdir())) == 2, "the manifest and the policies"


def test_a_second_start_needs_no_schemas(pack: Path, kept: Path) -> None:
    program = (
        "import sys, scrubjay; engine = scrubjay.Engine([sys.argv[1]]); engine.ruleset('acme');"
        "print('jsonschema' in sys.modules)"
    )

    def start() -> str:
        ran = subprocess.run(
            [sys.executable, "-c", program, pack], capture_output=True, text=True, check=True
        )
        return ran.stdout.strip()

    assert [start(), start()] == ["True", "False"]


def test_a_change_of_a_file_is_seen_at_once(pack: Path, kept: Path) -> None:
    stated(pack)
    file = pack / "policies" / "all.toml"
    file.write_text(file.read_text().replace("97161", "97162"))
    assert stated(pack)["policy"][0]["version"][0]["params"] == {"codes": ["97162"]}


def test_a_file_that_was_added_or_removed_is_seen_at_once(pack: Path, kept: Path) -> None:
    more = pack / "policies" / "more.toml"
    for wanted in (0, 1, 0):
        more.write_text('[[code]]\ncode = "97161"\nlabel = "evaluation"\n') if wanted else more.unlink(True)
        assert len(read_pack(pack, examples=False).labels) == wanted


@given(place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_whatever_befalls_what_is_kept_the_pack_is_read_as_it_is(
    place: int, flip: int, tmp_path_factory: pytest.TempPathFactory, write_pack: Callable[..., Path]
) -> None:
    pack = write_pack(tmp_path_factory.mktemp("pack"), [POLICY])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(cache.VARIABLE, str(pack / ".cache"))
        before = stated(pack)
        for file in (pack / ".cache").iterdir():
            raw = bytearray(file.read_bytes())
            raw[place % len(raw)] ^= flip
            file.write_bytes(raw)
        assert stated(pack) == before
        for file in (pack / ".cache").iterdir():
            file.write_bytes(file.read_bytes()[: place % 100])
        assert stated(pack) == before


def test_what_was_kept_of_one_pack_is_not_taken_for_another(
    tmp_path: Path, kept: Path, write_pack: Callable[..., Path]
) -> None:
    one, other = write_pack(tmp_path / "one", [POLICY]), write_pack(tmp_path / "other", [])
    read_pack(one, examples=False)
    read_pack(other, examples=False)
    files = sorted(kept.iterdir())
    for file in files:
        for target in files:
            target.write_bytes(file.read_bytes())
        assert len(read_pack(one, examples=False).policies) == 1
        assert len(read_pack(other, examples=False).policies) == 0


def test_parameters_that_no_longer_fit_are_refused_although_they_once_did(pack: Path, kept: Path) -> None:
    Engine([pack]).ruleset("acme")
    file = pack / "policies" / "all.toml"
    file.write_text(file.read_text().replace('"97161"', "97161"))
    with pytest.raises(ValueError, match="SJ004"):
        Engine([pack]).ruleset("acme")


def test_off_keeps_nothing(pack: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, "off")
    assert cache.folder() is None
    assert stated(pack) == stated(pack)
    assert not kept.exists()


@pytest.mark.parametrize("where", ["file", "file/below", "null\0byte", "x" * 5000])
def test_where_nothing_can_be_kept_packs_are_read_all_the_same(
    where: str, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / where)
    assert stated(pack) == stated(pack)


@pytest.mark.parametrize("data", [{"at": time(10, 30)}, {"at": datetime(2026, 1, 1, tzinfo=UTC)}, {"x": inf}])
def test_what_json_cannot_hold_is_not_kept(data: dict[str, Any]) -> None:
    assert to_json(data) is None


TOML = st.recursive(
    st.text() | st.integers() | st.booleans() | st.dates() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["C"])), inner),
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["C"])), TOML))
def test_values_come_back_as_they_were(data: dict[str, Any]) -> None:
    raw = to_json(data)
    if raw is not None:
        assert repr(from_json(raw)) == repr(data)
