"""Locks, signatures and trust: what somebody trusted has signed is used as it was signed, nothing else."""

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubjay import Engine, PackError, TrustError
from scrubjay.packs.files import read_files
from scrubjay.packs.lock import Lock, make_lock, read_lock
from scrubjay.packs.signing import as_pem, make_key, public_half, sign, signatures_text
from scrubjay.packs.tablefile import read_table
from scrubjay.packs.trust import Trust, read_trust

ACME, AUDITOR, STRANGER = make_key(), make_key(), make_key()
RAW = b"code,fee\n97161,1\n"
POLICIES = f"""
[[table]]
id = "fees"
file = "fees.csv"
release = "2026"
sha256 = "{hashlib.sha256(RAW).hexdigest()}"
rows = 1
key = ["code"]
columns = {{ code = "text", fee = "integer" }}

[[policy]]
id = "untimed"
kind = "units.untimed"
title = "Evaluations"

  [[policy.version]]
  effective = 2026-01-01
  params = {{ codes = ["97161"] }}
"""
VISIT = {
    "payer": "acme",
    "date": "2026-01-01",
    "patient": {"id": "1"},
    "lines": [{"code": "97161", "units": 2}],
}


def signed(root: Path, *keys: Any) -> Path:
    lock = make_lock(read_files(root))
    (root / "pack.lock").write_text(lock.text)
    found = dict(sign(lock, key) for key in keys)
    (root / "pack.lock.sig").write_text(signatures_text({key.id: each for key, each in found.items()}))
    return root


def write(root: Path) -> Path:
    for folder in ("policies", "tables", "tests"):
        (root / folder).mkdir(parents=True)
    (root / "pack.toml").write_text(
        'id = "acme"\nversion = "2026.1.0"\ntitle = "Acme"\npayers = ["acme"]\n'
        "coverage = { from = 2026-01-01 }\n"
    )
    (root / "policies" / "units.toml").write_text(POLICIES)
    (root / "tables" / "fees.csv").write_bytes(RAW)
    (root / "README.md").write_text("For people.\n")
    return signed(root, ACME, AUDITOR)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "acme")


def trust(*keys: Any, require: int = 1, shipped: bool = True) -> Trust:
    return Trust(tuple(public_half(key) for key in keys), require, shipped)


def refusal(root: Path, policy: Trust) -> str:
    with pytest.raises(PackError) as caught:
        Engine([root], trust=policy)
    assert {fault.code for fault in caught.value.faults} <= {"SJ030", "SJ031"}
    return "\n".join(fault.text(fault.file.relative_to(root).as_posix()) for fault in caught.value.faults)


def test_a_pack_that_is_signed_is_used(pack: Path) -> None:
    evaluation = Engine([pack], trust=trust(ACME)).check(VISIT)
    assert evaluation.findings[0].policy == "acme:untimed"


def test_without_a_policy_nothing_is_asked(pack: Path) -> None:
    (pack / "README.md").write_text("changed")
    assert Engine([pack]).ruleset("acme").policies


def test_a_pack_that_is_not_locked_or_not_signed_is_refused(pack: Path) -> None:
    (pack / "pack.lock.sig").unlink()
    assert "pack.lock.sig:1:1: SJ031 is not there: the pack is not signed" in refusal(pack, trust(ACME))
    (pack / "pack.lock").unlink()
    assert "pack.lock:1:1: SJ031 is not there: the pack is not locked" in refusal(pack, trust(ACME))


def test_a_file_that_was_changed_added_or_removed_is_named(pack: Path) -> None:
    (pack / "README.md").write_text("changed")
    (pack / "policies" / "more.toml").write_text("this is not TOML")
    (pack / "policies" / "units.toml").unlink()
    assert refusal(pack, trust(ACME)).splitlines() == [
        "README.md:1:1: SJ031 is not the file that was locked; restore it, or lock anew",
        "pack.lock:1:1: SJ031 names 'policies/units.toml', which is not there; restore it, or lock anew",
        "policies/more.toml:1:1: SJ031 was added: pack.lock does not name it; take it out, or lock anew",
    ]


def test_files_with_other_line_ends_are_others_and_it_says_so(pack: Path) -> None:
    file = pack / "policies" / "units.toml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert "is not the file that was locked: its lines end in CR LF" in refusal(pack, trust(ACME))


def test_how_the_lock_is_written_down_does_not_matter(pack: Path) -> None:
    stated = json.loads((pack / "pack.lock").read_text())
    turned = {"files": dict(reversed(stated["files"].items())), "format": stated["format"]}
    (pack / "pack.lock").write_bytes(json.dumps(turned, indent=7).replace("\n", "\r\n").encode())
    assert Engine([pack], trust=trust(ACME)).ruleset("acme").policies


@given(st.dictionaries(st.text(), st.text("0123456789abcdef", min_size=64, max_size=64)))
def test_what_is_signed_follows_from_the_digests_alone(files: dict[str, str]) -> None:
    other = Lock(dict(reversed(files.items())))
    assert Lock(files).canonical == other.canonical
    assert Lock(files).text == other.text


def test_a_key_that_is_not_trusted_counts_for_nothing(pack: Path) -> None:
    signed(pack, STRANGER)
    said = refusal(pack, trust(ACME))
    assert (
        f"0 of the trusted keys have signed the pack, and 1 must; signed by {public_half(STRANGER).id}"
        in said
    )


def test_as_many_keys_must_have_signed_as_are_required(pack: Path) -> None:
    both = trust(ACME, AUDITOR, require=2)
    assert Engine([pack], trust=both).ruleset("acme").policies
    signed(pack, ACME)
    assert "1 of the trusted keys have signed the pack, and 2 must" in refusal(pack, both)


def test_a_signature_that_does_not_fit_is_refused_though_others_do(pack: Path) -> None:
    lock = make_lock(read_files(pack))
    forged = {public_half(ACME).id: sign(lock, ACME)[1], public_half(AUDITOR).id: sign(lock, STRANGER)[1]}
    (pack / "pack.lock.sig").write_text(signatures_text(forged))
    said = refusal(pack, trust(ACME, AUDITOR))
    assert f"the signature of key {public_half(AUDITOR).id} does not fit pack.lock" in said


def test_the_signature_of_another_pack_does_not_fit(pack: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(pack, other)
    (other / "README.md").write_text("Another.\n")
    (other / "pack.lock").write_text(make_lock(read_files(other)).text)
    assert "does not fit pack.lock" in refusal(other, trust(ACME))


@settings(max_examples=150)
@given(data=st.data())
def test_one_byte_of_any_file_is_enough(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = write(tmp_path_factory.mktemp("packs") / "acme")
    name = data.draw(st.sampled_from(sorted(make_lock(read_files(root)).files)))
    raw = bytearray((root / name).read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    (root / name).write_bytes(raw)
    if name.startswith("tables/"):
        (entry,) = Engine([root], trust=trust(ACME)).catalogue.pack("acme").tables.values()
        with pytest.raises(PackError, match="is not the file that was declared"):
            read_table(root / name, entry)
    else:
        assert name in refusal(root, trust(ACME))


@settings(max_examples=150)
@given(data=st.data())
def test_one_byte_of_a_lock_or_signature_never_lets_anything_else_pass(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = write(tmp_path_factory.mktemp("packs") / "acme")
    before = make_lock(read_files(root))
    file = root / data.draw(st.sampled_from(["pack.lock", "pack.lock.sig"]))
    raw = bytearray(file.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    file.write_bytes(raw)
    try:
        Engine([root], trust=trust(ACME, AUDITOR, require=2))
    except PackError as error:
        assert {fault.code for fault in error.faults} == {"SJ031"}
    else:
        assert read_lock(root) == before, "only blanks differ"


def test_nothing_of_a_refused_pack_is_parsed(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []
    load = sys.modules["tomllib"].loads
    monkeypatch.setattr("tomllib.loads", lambda text: parsed.append(text) or load(text))
    (pack / "README.md").write_text("changed")
    refusal(pack, trust(ACME))
    assert not [text for text in parsed if "Acme" in text or "untimed" in text]


def test_what_was_verified_is_what_is_used_whatever_comes_later(pack: Path) -> None:
    engine = Engine([pack], trust=trust(ACME))
    (pack / "policies" / "units.toml").write_text(POLICIES.replace("97161", "97162"))
    (pack / "pack.toml").write_text("")
    assert engine.check(VISIT).findings[0].policy == "acme:untimed"


def test_what_was_remembered_is_not_asked_of_a_pack_that_must_be_signed(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Engine([pack]).ruleset("acme")
    monkeypatch.setattr("scrubjay.packs.load.cache.recall", lambda *_: pytest.fail("asked"))
    with pytest.raises(pytest.fail.Exception):
        Engine([pack]).catalogue.pack("acme")
    monkeypatch.setattr("scrubjay.packs.checked.cache.recall", lambda *_: None)
    assert Engine([pack], trust=trust(ACME)).catalogue.pack("acme").policies


def test_the_packs_of_the_distribution_are_trusted_as_its_code_is_unless_the_policy_says_otherwise() -> None:
    assert Engine(trust=trust(ACME)).catalogue.payers == Engine().catalogue.payers
    strict = Engine(trust=trust(ACME, shipped=False))
    assert strict.catalogue.payers == []
    (finding, *_) = strict.check({**VISIT, "payer": "medicare-part-b"}).findings
    assert finding.outcome.word == "no_data"
    assert "and packs that cannot be used (" in finding.message


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("require = 0", "require is 0; give at least 1"),
        (
            'keys = ["acme.pub"]\nrequire = 2',
            "require is 2; give at least 1, and no more",
        ),
        ("require = true", "require is how many keys must have signed a pack"),
        ("require = 1.0", "require is how many"),
        ('keys = "acme.pub"', "keys is a list of files of public keys"),
        ("keys = [1]", "keys is a list of files of public keys"),
        ('keys = ["acme.pub", "same.pub"]', "two files hold one key"),
        ('keys = ["lost.pub"]', "lost.pub cannot be read: No such file"),
        ('keys = ["trust.toml"]', "trust.toml is no public key in PEM"),
        ('keys = ["acme.key"]', "acme.key is no public key in PEM"),
        ('keys = ["rsa.pub"]', "rsa.pub is not an Ed25519 key"),
        ('shipped = "no"', "shipped is true or false"),
        ("key = []", "'key' is not a key here; did you mean 'keys'?"),
        ("keys = [", "is not TOML"),
        ("\xff", "is not TOML"),
    ],
)
def test_a_policy_that_is_not_understood_is_refused(text: str, why: str, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization as how
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    private, public = as_pem(ACME)
    (tmp_path / "acme.pub").write_bytes(public)
    (tmp_path / "same.pub").write_bytes(public)
    (tmp_path / "acme.key").write_bytes(private)
    rsa = generate_private_key(65537, 2048).public_key()
    pem = rsa.public_bytes(how.Encoding.PEM, how.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "rsa.pub").write_bytes(pem)
    (tmp_path / "trust.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(TrustError) as caught:
        read_trust(tmp_path / "trust.toml")
    assert why in str(caught.value)
    assert str(tmp_path / "trust.toml") in str(caught.value)


def test_a_policy_that_is_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRUBJAY_TRUST", str(tmp_path / "lost.toml"))
    with pytest.raises(TrustError, match=r"lost.toml cannot be read"):
        Engine()


def test_the_environment_names_a_policy(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "acme.pub").write_bytes(as_pem(STRANGER)[1])
    (tmp_path / "trust.toml").write_text('keys = ["acme.pub"]')
    monkeypatch.setenv("SCRUBJAY_TRUST", str(tmp_path / "trust.toml"))
    with pytest.raises(PackError, match="0 of the trusted keys have signed"):
        Engine([pack])


@pytest.mark.parametrize(
    "lock",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"format": 1}',
        '{"format": 2, "files": {}}',
        '{"format": 1, "files": []}',
        '{"format": 1, "files": {"a": 1}}',
        '{"format": 1, "files": {"a": "00"}}',
        '{"format": NaN, "files": {}}',
        '{"format": 1, "files": {}, "files": {}}',
        '{"format": 1, "files": {}, "more": 1}',
        "\0",
        "\x1b[2J",
    ],
)
@pytest.mark.parametrize("name", ["pack.lock", "pack.lock.sig"])
def test_a_lock_or_signatures_that_are_not_well_formed_are_refused(lock: str, name: str, pack: Path) -> None:
    (pack / name).write_text(lock)
    assert all(line.isprintable() for line in refusal(pack, trust(ACME)).split("\n"))


def test_without_the_library_the_extra_is_named(
    pack: Path, monkeypatch: pytest.MonkeyPatch, sj: Callable[..., Result]
) -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    assert "pip install 'scrubjay[sign]'" in refusal(pack, trust(ACME))
    for arguments in (
        ["keygen", "new"],
        ["lock", pack, "--sign", "new.key"],
        ["verify", pack, "--key", "new.pub"],
    ):
        result = sj("pack", *arguments)
        assert result.exit_code == 2
        assert "signatures need the library cryptography: pip install 'scrubjay[sign]'" in result.stderr
    assert sj("pack", "lock", pack).exit_code == 0
    assert sj("pack", "verify", pack).exit_code == 0


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sj: Callable[..., Result]) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("acme", "auditor"):
        assert sj("pack", "keygen", name).exit_code == 0
    return tmp_path


def test_several_people_sign_one_after_the_other(pack: Path, keys: Path, sj: Callable[..., Result]) -> None:
    assert sj("pack", "lock", "acme", "--sign", "acme.key").exit_code == 0
    assert sj("pack", "lock", "acme", "--sign", "auditor.key").exit_code == 0
    result = sj("pack", "verify", "acme", "--key", "acme.pub", "--key", "auditor.pub", "--format", "json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["verified"]) == (0, True)
    assert sorted(each["name"] for each in told["signed_by"]) == ["acme", "auditor"]


def test_a_change_voids_the_signatures_before_it(pack: Path, keys: Path, sj: Callable[..., Result]) -> None:
    sj("pack", "lock", "acme", "--sign", "acme.key")
    (pack / "README.md").write_text("changed")
    assert sj("pack", "verify", "acme", "--key", "acme.pub").exit_code == 1
    sj("pack", "lock", "acme", "--sign", "auditor.key")
    result = sj("pack", "verify", "acme", "--key", "acme.pub", "--key", "auditor.pub", "--require", 1)
    assert (result.exit_code, result.stdout.splitlines()[-1][:17]) == (0, "signed by auditor")
    assert sj("pack", "verify", "acme", "--key", "acme.pub").exit_code == 1


def test_verify_reads_the_tables(pack: Path, sj: Callable[..., Result]) -> None:
    (pack / "tables" / "fees.csv").write_bytes(RAW.replace(b"1\n", b"2\n"))
    result = sj("pack", "verify", pack)
    assert result.exit_code == 1
    assert "tables/fees.csv:1:1: SJ031 is not the file that was locked" in result.stdout


def test_a_key_is_never_written_over_and_is_for_nobody_else(keys: Path, sj: Callable[..., Result]) -> None:
    before = (keys / "acme.key").read_bytes()
    assert (keys / "acme.key").stat().st_mode & 0o777 == 0o600
    result = sj("pack", "keygen", "acme")
    assert (result.exit_code, (keys / "acme.key").read_bytes()) == (2, before)
    assert "acme.key: File exists; no key was made" in result.stderr


def test_half_a_key_is_not_made(keys: Path, sj: Callable[..., Result]) -> None:
    before = (keys / "acme.pub").read_bytes()
    (keys / "acme.key").unlink()
    result = sj("pack", "keygen", "acme")
    assert "acme.pub: File exists; no key was made" in result.stderr
    assert (result.exit_code, (keys / "acme.pub").read_bytes()) == (2, before)
    assert not (keys / "acme.key").exists()


def test_keys_and_locks_are_told_to_machines_too(pack: Path, keys: Path, sj: Callable[..., Result]) -> None:
    made = json.loads(sj("pack", "keygen", "third", "--format", "json").stdout)
    assert (made["signs"], made["checks"]) == ("third.key", "third.pub")
    locked = json.loads(sj("pack", "lock", "acme", "--sign", "third.key", "--format", "json").stdout)
    assert made["key"] in locked["signed_by"]
    verified = sj("pack", "verify", "acme", "--key", "third.pub", "--format", "json")
    assert json.loads(verified.stdout)["sha256"] == locked["sha256"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["lock", "lost"], "lost is not a folder"),
        (["lock", "."], "holds no pack.toml"),
        (["lock", "acme", "--sign", "lost.key"], "lost.key cannot be read: No such file"),
        (["lock", "acme", "--sign", "acme.pub"], "acme.pub is no private key in PEM"),
        (["verify", "acme", "--key", "acme.key"], "acme.key is no public key in PEM"),
        (["verify", "acme", "--key", "acme.pub", "--require", "2"], "only 1 keys are given"),
        (["verify", "acme", "--key", "acme.pub", "--key", "./acme.pub"], "two files hold one key"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str], why: str, pack: Path, keys: Path, sj: Callable[..., Result]
) -> None:
    result = sj("pack", *arguments)
    assert result.exit_code == 2
    assert why in result.stderr


def test_the_command_line_takes_a_policy(pack: Path, keys: Path, sj: Callable[..., Result]) -> None:
    (keys / "trust.toml").write_text('keys = ["acme.pub"]')
    (keys / "visit.json").write_text(json.dumps(VISIT))
    arguments = ("check", "visit.json", "--pack", "acme", "--trust", "trust.toml")
    assert sj(*arguments).exit_code == 2
    sj("pack", "lock", "acme", "--sign", "acme.key")
    assert "acme:untimed" in sj(*arguments).stdout
    assert "lost.toml cannot be read" in sj("packs", "--trust", "lost.toml").stderr
