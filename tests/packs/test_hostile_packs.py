"""Packs by somebody who means harm: each is refused in words, or does none."""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from click.testing import Result

import scrubjay_schemas
from scrubjay import Engine, PackError
from scrubjay.compiling import compile_ruleset
from scrubjay.docs.packs import Surroundings, pack_pages
from scrubjay.lint import lint_pack
from scrubjay.packs.documents import parse_document
from scrubjay.packs.faults import MOST_FAULTS
from scrubjay.packs.files import DEEPEST, MOST_ENTRIES, read_file, read_files
from scrubjay.packs.load import read_pack
from scrubjay.packs.schema import kind_schema
from scrubjay.packs.tablefile import read_table

POLICY = """
[[policy]]
id = "untimed"
kind = "units.untimed"
title = "Evaluations"

  [[policy.version]]
  effective = 2026-01-01
  params = { codes = ["97161"] }
"""
TABLE = """
[[table]]
id = "fees"
file = "fees.npz"
release = "2026"
sha256 = "%s"
rows = 2
key = ["code"]
columns = { code = "text", fee = "integer" }
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    root = tmp_path / "acme"
    (root / "policies").mkdir(parents=True)
    (root / "tables").mkdir()
    (root / "pack.toml").write_text(
        'id = "acme"\nversion = "2026.1.0"\ntitle = "Acme"\npayers = ["acme"]\n'
        "coverage = { from = 2026-01-01 }\n"
    )
    (root / "policies" / "units.toml").write_text(POLICY)
    return root


def refusal(root: Path) -> str:
    with pytest.raises(PackError) as caught:
        read_pack(root)
    return "\n".join(fault.text(fault.file.relative_to(root).as_posix()) for fault in caught.value.faults)


@pytest.mark.parametrize(
    "name", ["pack.toml", "policies", "policies/units.toml", "tables", "tables/fees.csv", "NOTES"]
)
def test_a_link_is_refused_wherever_it_leads(name: str, pack: Path) -> None:
    outside = pack.parent / "outside"
    if (pack / name).exists():
        (pack / name).rename(outside)
    else:
        outside.write_text("secret")
    (pack / name).symlink_to(outside)
    assert f"{name}:1:1: SJ030 is a link, and a pack is plain files" in refusal(pack)


def test_a_link_is_named_where_it_stands_and_not_where_it_leads(
    pack: Path, sj: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    (pack / "pack.toml").rename(pack.parent / "outside")
    (pack / "pack.toml").symlink_to(pack.parent / "outside")
    monkeypatch.chdir(pack.parent)
    place = f"{pack.name}/pack.toml:1:1: SJ030 is a link, and a pack is plain files"
    result = sj("pack", "lint", pack.name)
    assert result.stdout.splitlines()[0].startswith(place)
    assert "1 error" in result.stdout
    assert sj("pack", "test", pack.name).stderr.startswith(place)


def test_a_link_that_takes_the_place_of_a_table_is_not_followed(pack: Path) -> None:
    raw = b"code,fee\n97161,1\n97162,2\n"
    (pack.parent / "outside.csv").write_bytes(raw)
    declared = TABLE.replace("npz", "csv") % hashlib.sha256(raw).hexdigest()
    (pack / "policies" / "tables.toml").write_text(declared)
    (entry,) = read_pack(pack).tables.values()
    (pack / "tables" / "fees.csv").symlink_to(pack.parent / "outside.csv")
    with pytest.raises(PackError, match=r"table\[0\].file: fees.csv is a link"):
        read_table(pack / "tables" / "fees.csv", entry)


def test_a_pipe_is_not_waited_for(pack: Path) -> None:
    os.mkfifo(pack / "policies" / "more.toml")
    assert refusal(pack) == "policies/more.toml:1:1: SJ030 is a device or a pipe; leave it out of the pack"
    with pytest.raises(PackError, match="is a device or a pipe"):
        read_file(Path("/dev/zero"), 10)


@pytest.mark.parametrize("name", ["pack.toml", "policies/more.toml", "README.md"])
def test_five_gigabytes_are_not_read(name: str, pack: Path) -> None:
    with (pack / name).open("wb") as file:
        file.truncate(5 * 2**30)
    assert f"{name}:1:1: SJ030 is larger than 4 MiB; leave it out of the pack" in refusal(pack)


def test_five_gigabytes_are_not_read_as_a_table(pack: Path) -> None:
    (pack / "policies" / "tables.toml").write_text(TABLE % ("0" * 64))
    with (pack / "tables" / "fees.npz").open("wb") as file:
        file.truncate(5 * 2**30)
    assert any("fees.npz is larger than 512 MiB" in fault.message for fault in lint_pack(pack, Engine()))


def test_many_files_and_deep_folders_are_refused(pack: Path) -> None:
    deep = pack.joinpath(*["more"] * (DEEPEST + 2))
    deep.mkdir(parents=True)
    assert f"SJ030 lies more than {DEEPEST} folders deep" in refusal(pack)
    for number in range(MOST_ENTRIES):
        (pack / "policies" / f"{number}.txt").touch()
    assert f"SJ030 holds more than {MOST_ENTRIES} files and folders" in refusal(pack)


def test_many_large_files_are_refused(pack: Path) -> None:
    for number in range(17):
        (pack / f"{number}.txt").write_bytes(b" " * 2**22)
    assert "SJ030 its files hold more than 64 MiB" in refusal(pack)


@pytest.mark.parametrize("name", ["a\x1b[2Jb.toml", "a\nb.toml", os.fsdecode(b"a\xff.toml"), "a\u202eb.toml"])
def test_a_name_that_a_terminal_would_obey_is_refused_and_not_printed(
    name: str, pack: Path, sj: Callable[..., Result]
) -> None:
    (pack / "policies" / name).write_text("")
    result = sj("pack", "lint", pack)
    assert "SJ030 has a name that cannot be printed" in result.stdout
    assert all(line.isprintable() for line in (result.stdout + result.stderr).splitlines())


def test_hidden_files_are_neither_read_nor_part_of_the_digest(pack: Path) -> None:
    before = read_pack(pack)
    (pack / "policies" / ".more.toml").write_text(POLICY.replace("untimed", "other", 1))
    after = read_pack(pack)
    assert (list(after.policies), after.sha256) == (list(before.policies), before.sha256)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "{a=" * 100_000,
        ".".join(["a"] * 500_000) + " = 1",
        "[" + ".".join(["a"] * 500_000) + "]",
        ".".join(['""'] * 500_000) + " = 1",
        "a = 0x" + "f" * 1_000_000,
        "a = " + "9" * 1_000_000,
        'a = """' + '\\"' * 1_000_000,
        '"' + "a" * 1_000_000 + '" = 1',
        "a = \0",
        "\0",
    ],
)
def test_toml_that_takes_too_much_to_read_is_refused(text: str) -> None:
    with pytest.raises(PackError) as caught:
        parse_document(Path("units.toml"), text.encode())
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "text", ['a = "' + "a.b " * 1000 + '"', "a = [" + "1.5, " * 1000 + "]", f"# {'a.b.' * 99}"]
)
def test_dots_elsewhere_than_in_keys_are_no_harm(text: str) -> None:
    assert parse_document(Path("units.toml"), text.encode())


def test_a_thousand_faults_are_cut_short(pack: Path) -> None:
    lines = "".join(f"key-{number} = 1\n" for number in range(20_000))
    (pack / "policies" / "more.toml").write_text(lines)
    with pytest.raises(PackError) as caught:
        read_pack(pack)
    assert len(caught.value.faults) == MOST_FAULTS


@pytest.mark.parametrize(
    "codes", ["{}, " * 50_000, '"97161", ' * 50_000, "[97161], " * 50_000, '"' + "a-" * 500_000 + '"']
)
def test_long_lists_are_looked_through_once(codes: str, pack: Path) -> None:
    (pack / "policies" / "more.toml").write_text(f'[[code_set]]\nid = "all"\ncodes = [{codes}]\n')
    assert len(refusal(pack)) < 100_000


def test_code_sets_that_name_each_other_do_not_explode(pack: Path) -> None:
    sets = ['[[code_set]]\nid = "s0"\ncodes = ["00000-99999"]\n']
    for number in range(1, 200):
        named = json.dumps([f"s{below}" for below in range(number)])
        sets.append(f'[[code_set]]\nid = "s{number}"\ncodes = {named}\n')
    (pack / "policies" / "more.toml").write_text("".join(sets))
    with pytest.raises(PackError, match="name more than 2000000 codes together"):
        Engine([pack]).ruleset("acme")


def patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        schema = list(schema.values())
    for each in schema if isinstance(schema, list) else ():
        yield from patterns(each)


def all_patterns() -> list[str]:
    files = Path(scrubjay_schemas.__path__[0]).rglob("pack/**/*.json")
    schemas = [json.loads(file.read_text("utf-8")) for file in files]
    schemas += [kind_schema(kind) for kind in Engine().host.kinds.values()]
    return sorted(set(patterns(schemas)))


@pytest.mark.parametrize("pattern", all_patterns())
def test_no_pattern_of_a_schema_takes_more_than_one_look(pattern: str) -> None:
    """Each is tried on texts of which a pattern that looks again and again would make years."""
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    for part in ("a", "9", "A", "a-", "9-9", "97110-", "a:", "1.", "<", "http://", ",", " "):
        assert not re.search(pattern.replace("$", r"\Z"), part * 100_000 + "!\n")


def test_a_line_feed_at_the_end_is_part_of_a_text(pack: Path) -> None:
    file = pack / "policies" / "units.toml"
    file.write_text(POLICY.replace('"97161"', '"97161\\n"'))
    assert any("params.codes" in str(fault) for fault in lint_pack(pack, Engine()))
    file.write_text(POLICY.replace('id = "untimed"', 'id = "untimed\\n"'))
    assert "policy[0].id: 'untimed\\n' is not lower-case letters" in refusal(pack)


@pytest.mark.parametrize("id", ["unt\u0456med", "untimed\u200b", "\uff41", "unt\u0131med"])
def test_ids_are_plain_letters_that_none_can_be_mistaken_for(id: str, pack: Path) -> None:
    file = pack / "policies" / "units.toml"
    file.write_text(POLICY.replace('"untimed"', f'"{id}"'), "utf-8")
    assert "is not lower-case letters, digits and single hyphens" in refusal(pack)


BOMB = "(((((a+)+)+)+)+)+$|[["
MARKUP = "<script>alert(1)</script> [x](javascript:alert) ![y](z) `|` " + BOMB


def hostile(pack: Path) -> Path:
    text = json.dumps(MARKUP)
    (pack / "pack.toml").write_text((pack / "pack.toml").read_text().replace('"Acme"', text))
    stated = f"""
[[source]]
id = "manual"
title = {text}
url = "https://example.org/)<script>(javascript:x"
retrieved = 2026-01-01
note = {text}

[[code]]
code = "97161"
label = {text}

[[code_set]]
id = "all"
label = {text}
codes = ["97161"]
cites = [{{ source = "manual", at = {text} }}]
"""
    policy = POLICY.replace('"Evaluations"', f"{text}\nuntranslatable = [{text}]")
    cites = f'note = {text}\n  cites = [{{ source = "manual", at = {text} }}]\n  params ='
    policy = policy.replace("params =", cites)
    test = f"""
  [[policy.test]]
  name = {text}
  date = 2026-01-01
  lines = [{{ code = "97161", units = 2 }}]
  expect = [{{ line = 1, outcome = "fail" }}]
"""
    (pack / "policies" / "units.toml").write_text(stated + policy + test)
    return pack


def test_markup_is_shown_as_text_on_pages(pack: Path) -> None:
    read, engine = read_pack(hostile(pack)), Engine([pack])
    around = Surroundings(engine.catalogue, engine.host.kinds)
    for page in pack_pages(read, compile_ruleset("acme", read, engine.workshop), around).values():
        assert "<script" not in page
        assert not re.search(r"(?<!\\)\]\((javascript|z)", page)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", " https://x", "https://x y"]
)
def test_only_addresses_of_the_web_are_sources(url: str, pack: Path) -> None:
    file = hostile(pack) / "policies" / "units.toml"
    file.write_text(re.sub('url = ".*"', f'url = "{url}"', file.read_text()))
    assert "source[0].url" in refusal(pack)


def test_no_text_of_a_pack_is_ever_a_pattern(
    pack: Path, monkeypatch: pytest.MonkeyPatch, sj: Callable[..., Result]
) -> None:
    seen = []
    original = re._compiler.compile  # type: ignore[attr-defined]
    monkeypatch.setattr(re._compiler, "compile", lambda p, flags=0: seen.append(p) or original(p, flags))  # type: ignore[attr-defined]
    re.purge()
    root = hostile(pack)
    sj("pack", "lint", root)
    sj("pack", "test", root)
    lines = [{"code": "97161", "units": 2}]
    visit = {"payer": "acme", "date": "2026-01-01", "patient": {"id": "1"}, "lines": lines}
    told = sj("check", "--pack", root, "--explain", "-", input=json.dumps(visit))
    assert BOMB[:8] in told.stdout
    assert seen
    assert not [pattern for pattern in seen if BOMB[:8] in str(pattern)]


def archive(**members: bytes | np.ndarray[Any, Any]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for name, member in members.items():
            if isinstance(member, np.ndarray):
                one = BytesIO()
                np.save(one, member, allow_pickle=True)
                member = one.getvalue()
            made.writestr(f"{name}.npy", member)
    return out.getvalue()


GOOD = {"code": np.array([0, 1]), "code.names": np.array(["97161", "97162"]), "fee": np.array([1, 2])}


def lying(shape: int) -> bytes:
    one = BytesIO()
    np.lib.format.write_array_header_1_0(one, {"descr": "<i8", "fortran_order": False, "shape": (shape,)})
    return one.getvalue()


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"fee": lying(10**12)}, "fee has 0 bytes, not 1000000000000 times 8"),
        ({"fee": np.array([{}, {}], object)}, "fee holds object"),
        ({"fee": np.array([[1], [2]])}, "fee holds int64, in 2 dimensions"),
        ({"fee": np.array([2**63, 2**64 - 1], np.uint64)}, "fee has numbers of more than 63 bits"),
        ({"fee": b"\x80\x04K\x01."}, "is no archive of plain arrays"),
        ({"fee": b""}, "is no archive of plain arrays"),
        ({"code": np.array([0, -1])}, "code has no name -1"),
        ({"code": np.array([0.0, 1.0])}, "code holds float64"),
        ({"code.names": np.array([1, 2])}, "code.names holds int64"),
        ({"code.names": np.array(["97161", "=cmd|' /C calc'!A0"])}, "a formula or a control character"),
        ({"code.names": np.array(["97161", "\x1b[2J"])}, "a formula or a control character"),
    ],
)
def test_an_archive_that_lies_or_carries_more_than_arrays_is_refused(
    members: dict[str, Any], why: str, pack: Path
) -> None:
    raw = archive(**{**GOOD, **members})
    (pack / "tables" / "fees.npz").write_bytes(raw)
    (pack / "policies" / "tables.toml").write_text(TABLE % hashlib.sha256(raw).hexdigest())
    (entry,) = read_pack(pack).tables.values()
    with pytest.raises(PackError) as caught:
        read_table(pack / "tables" / "fees.npz", entry)
    assert why in str(caught.value)


def test_an_archive_that_unpacks_to_more_than_it_may_is_not_unpacked(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrubjay.packs.tablearrays.MOST_BYTES", 200)
    test_an_archive_that_lies_or_carries_more_than_arrays_is_refused({}, "it unpacks to more than", pack)


def test_a_million_columns_and_a_cell_without_end_are_refused(pack: Path) -> None:
    for raw, why in (
        (b"code,fee" + b",x" * 1_000_000 + b"\n", "has more than 1000 columns"),
        (b"code,fee\n" + b"9" * 200_000 + b",1\n", "is not CSV: field larger than field limit"),
        (b"code,fee\n\0,1\n", "is not a text that can be shown"),
        (b"", "has no column 'code'"),
    ):
        (pack / "tables" / "fees.csv").write_bytes(raw)
        declared = TABLE.replace("npz", "csv") % hashlib.sha256(raw).hexdigest()
        (pack / "policies" / "tables.toml").write_text(declared.replace("rows = 2", "rows = 1"))
        (entry,) = read_pack(pack).tables.values()
        with pytest.raises(PackError, match=why):
            read_table(pack / "tables" / "fees.csv", entry)


def test_an_empty_folder_and_a_file_are_no_packs(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for root in (tmp_path, tmp_path / "file", tmp_path / "lost"):
        with pytest.raises(PackError, match="SJ001 cannot be read"):
            read_files(root)
