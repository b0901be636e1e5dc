"""The pages of a pack."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hostile import TEXTS, seen
from hypothesis import given
from hypothesis import strategies as st

from scrubjay.compiling import compile_ruleset
from scrubjay.docs.markdown import code, fenced, link, plain
from scrubjay.docs.packs import Surroundings, pack_index, pack_pages
from scrubjay.docs.packs.values import differences
from scrubjay.engine import Engine
from scrubjay.packs.faults import PackError

SOURCE = {"id": "s", "title": "Manual", "url": "https://x.test/", "retrieved": date(2026, 1, 1)}


def pages(folder: Path, id: str) -> dict[str, str]:
    engine = Engine(packs=[folder])
    around = Surroundings(engine.catalogue, engine.host.kinds, kind_pages="../../../kinds/")
    pack = engine.catalogue.pack(id)
    return pack_pages(pack, compile_ruleset(id, pack, engine.workshop), around)


def write(folder: Path, manifest: dict[str, Any], stated: dict[str, Any]) -> Path:
    (folder / "policies").mkdir(parents=True, exist_ok=True)
    (folder / "pack.toml").write_text(tomli_w.dumps(manifest), "utf-8")
    (folder / "policies" / "all.toml").write_text(tomli_w.dumps(stated), "utf-8")
    return folder


def hostile(folder: Path, text: str) -> Path:
    """A pack with this text in every place where a text may stand."""
    cites = [{"source": "s", "at": text}]
    version = {"effective": date(2026, 1, 1), "note": text, "cites": cites, "params": {"codes": ["97161"]}}
    later = {**version, "effective": date(2027, 1, 1), "params": {"codes": "one"}, "until": date(2027, 6, 30)}
    stated = {
        "source": [
            {
                "id": "s",
                "title": text,
                "url": "https://x.test/)\"<b>'|`",
                "retrieved": date(2026, 1, 1),
                "note": text,
            }
        ],
        "policy": [
            {
                "id": "p",
                "kind": "units.untimed",
                "title": text,
                "untranslatable": [text],
                "version": [version, later],
            }
        ],
        "code": [{"code": "97161", "label": text}],
        "code_set": [{"id": "one", "label": text, "codes": ["97161"], "cites": cites}],
        "table": [
            {
                "id": "t",
                "file": "t.csv",
                "release": text,
                "sha256": "0" * 64,
                "rows": 1,
                "key": ["code"],
                "columns": {"code": "text"},
                "note": text,
                "cites": cites,
            }
        ],
    }
    manifest = {"id": "evil", "version": "2026.1.0", "title": text, "payers": ["evil"]}
    write(folder, manifest, stated)
    (folder / "README.md").write_text(text, "utf-8")
    return folder


LOADED = [text for text in TEXTS if all(mark.isprintable() or mark == "\n" for mark in text)]
"""Texts that a pack may have; what is not shown, or turns other text, the loader refuses."""


@pytest.mark.parametrize("text", LOADED)
def test_text_of_a_pack_is_never_markup(text: str, tmp_path: Path) -> None:
    made = pages(hostile(tmp_path / "evil", text), "evil")
    shown = " ".join("".join(mark for mark in text if mark >= " " or mark == "\n").split())
    if shown.isascii():
        for name in ("index.md", "changes.md", "policies/units.md", "tables.md", "sources.md", "labels.md"):
            assert shown in seen(made[name], tmp_path).replace("\ufffd", "").replace("\n", " "), name
    for page in made.values():
        seen(page, tmp_path)
        assert "\x1b" not in page
        assert "\u202e" not in page


@given(st.text())
def test_plain_text_is_one_line_that_opens_nothing(text: str) -> None:
    line = plain(text)
    assert "\n" not in line
    assert "<" not in line
    assert not line.startswith(("#", "-", "+", ">", "=", "!", ":", "?", "    ", "\t", "~"))


@given(st.text())
def test_code_stays_within_its_fence(text: str) -> None:
    lines = fenced(text).splitlines()
    assert lines[0] == lines[-1] == "`" * len(lines[0])
    assert not any(line.strip() == lines[0] for line in lines[1:-1])
    assert code(text)


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//x.test/y",
        "https:",
        "",
    ],
)
def test_an_address_that_is_not_of_the_web_is_no_link(target: str) -> None:
    assert link("text", target) == "text"


def version(effective: date, amount: str, **more: Any) -> dict[str, Any]:
    return {
        "effective": effective,
        "cites": [{"source": "s"}],
        "params": {"accumulator": "pt_slp_allowed", "modifier": "KX", "amount": amount},
        **more,
    }


@pytest.fixture
def threshold(tmp_path: Path) -> Path:
    return write(
        tmp_path / "acme",
        {"id": "acme", "version": "2026.1.0", "title": "Acme", "payers": ["acme"], "tier": "bronze"},
        {
            "source": [
                {"id": "s", "title": "Manual", "url": "https://x.test/", "retrieved": date(2026, 1, 1)}
            ],
            "policy": [
                {
                    "id": "kx",
                    "kind": "thresholds.annual",
                    "title": "KX above the threshold",
                    "action": "warn",
                    "version": [
                        version(date(2025, 1, 1), "2410.00"),
                        version(date(2026, 1, 1), "2480.00", status="experimental"),
                        version(date(2024, 1, 1), "2330.00", until=date(2024, 6, 30), note="Withdrawn."),
                        version(date(2027, 1, 1), "2500.00", until=date(2027, 12, 31)),
                    ],
                }
            ],
        },
    )


def test_changes_are_told_by_date_of_service(threshold: Path) -> None:
    _, _, told = pages(threshold, "acme")["changes.md"].partition("## ")
    assert ("## " + told).splitlines() == [
        "## From 2028-01-01",
        "",
        "- `kx` ends",
        "",
        "## From 2027-01-01",
        "",
        "- `kx` `amount` `2480.00` → `2500.00`",
        "- `kx` status experimental → stable",
        "",
        "## From 2026-01-01",
        "",
        "- `kx` `amount` `2410.00` → `2480.00`",
        "- `kx` status stable → experimental",
        "",
        "## From 2025-01-01",
        "",
        "- `kx` begins again",
        "- `kx` `amount` `2330.00` → `2410.00`",
        "",
        "## From 2024-07-01",
        "",
        "- `kx` ends: Withdrawn.",
        "",
        "## From 2024-01-01",
        "",
        "- `kx` begins: KX above the threshold",
    ]


def test_figures_stand_by_date_and_what_never_changed_stands_once(threshold: Path) -> None:
    page = pages(threshold, "acme")["policies/thresholds.md"]
    assert "| `modifier` | `KX` |" in page
    assert page.count("`KX`") == 1
    assert "| 2025-01-01 to 2025-12-31 | `2410.00` |" in page
    assert "[thresholds.annual](../../../kinds/thresholds.annual.md)" in page


def test_the_index_names_the_tier_and_every_page(threshold: Path) -> None:
    made = pages(threshold, "acme")
    assert "- Quality tier: bronze" in made["index.md"]
    for name in made:
        assert name == "index.md" or f"({name})" in made["index.md"]
    pack = Engine(packs=[threshold]).catalogue.pack("acme")
    assert "| [acme](acme/index.md) | Acme | bronze | `acme` |  | 1 |" in pack_index([pack])


def test_a_code_set_that_cannot_be_resolved_is_no_page(tmp_path: Path) -> None:
    manifest = {"id": "acme", "version": "2026.1.0", "title": "Acme"}
    root = write(tmp_path / "acme", manifest, {"code_set": [{"id": "one", "codes": ["lost:two"]}]})
    with pytest.raises(PackError, match="SJ007"):
        pages(root, "acme")


SCALARS = st.booleans() | st.integers() | st.text(max_size=3) | st.dates()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
)


@given(VALUES)
def test_nothing_differs_from_itself(found: Any) -> None:
    assert list(differences(found, found)) == []


@given(VALUES, VALUES)
def test_what_differs_one_way_differs_the_other_way(before: Any, after: Any) -> None:
    forth = {(each.key, each.before, each.after) for each in differences(before, after)}
    back = {(each.key, each.after, each.before) for each in differences(after, before)}
    assert forth == back


@given(
    st.dictionaries(st.text(max_size=2), SCALARS, max_size=4),
    st.dictionaries(st.text(max_size=2), SCALARS, max_size=4),
)
def test_every_key_that_differs_is_named(before: dict[str, Any], after: dict[str, Any]) -> None:
    keys = {
        key for key in {*before, *after} if key not in before or key not in after or before[key] != after[key]
    }
    assert {each.key for each in differences(before, after)} == keys


def over(folder: Path) -> Path:
    """A pack that takes over another's policies, and changes both."""
    cites = [{"source": "s", "at": "§4"}]
    stated = {"verified_on": date(2026, 3, 1), "cites": cites, "reason": "The contract says so."}
    return write(
        folder,
        {
            "id": "acme",
            "version": "2026.1.0",
            "title": "Acme",
            "payers": ["acme"],
            "coverage": {"from": date(2026, 1, 1)},
            "extends": [{"pack": "commercial-midpoint", "version": ">=2026.1,<2027"}],
        },
        {
            "source": [SOURCE],
            "override": [
                {
                    **stated,
                    "policy": "commercial-midpoint:midpoint",
                    "change": "replace",
                    "label": "blocks",
                    "effective": date(2026, 1, 1),
                    "until": date(2026, 6, 30),
                    "params": {"codes": ["97110"], "unit_minutes": 15, "minimum_minutes": 15},
                },
                {
                    **stated,
                    "policy": "commercial-midpoint:untimed",
                    "change": "disable",
                    "label": "off",
                    "effective": date(2026, 2, 1),
                },
            ],
        },
    )


def test_what_is_taken_over_stands_with_what_changes_it(tmp_path: Path) -> None:
    made = pages(over(tmp_path / "acme"), "acme")
    page = made["extends.md"]
    assert "## Policies of commercial-midpoint" in page
    assert "`acme:blocks`: replace, 2026-01-01 to 2026-06-30" in page
    assert "`acme:off`: disable, from 2026-02-01 on" in page
    assert "| `minimum_minutes` | `15` |" in page
    assert "- Reason: The contract says so." in page
    assert "- Extends: `commercial-midpoint` `>=2026.1,<2027`" in made["index.md"]
    assert "(extends.md)" in made["index.md"]
    assert "| `s` | [Manual](https://x.test/) |  | 2026-01-01 | 2026-03-01 |  |" in made["sources.md"]
    seen(page, tmp_path)


def test_overrides_are_changes_by_date_too(tmp_path: Path) -> None:
    _, _, told = pages(over(tmp_path / "acme"), "acme")["changes.md"].partition("## ")
    assert ("## " + told).split("\n\n") == [
        "## From 2026-07-01",
        "- `blocks` ends: `commercial-midpoint:midpoint` holds again as its own pack states it",
        "## From 2026-02-01",
        "- `off` disables `commercial-midpoint:untimed`: The contract says so.",
        "## From 2026-01-01",
        "- `blocks` stands in place of `commercial-midpoint:midpoint`: The contract says so.\n",
    ]
