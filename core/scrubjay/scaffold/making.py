"""What a new pack or distribution consists of, file by file, and writing it where nothing is yet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from importlib.resources import files
from keyword import iskeyword
from pathlib import Path
from string import Template
from typing import Final

from attrs import frozen

import scrubjay
from scrubjay._version import __version__
from scrubjay.packs.catalogue import Catalogue
from scrubjay.packs.faults import PackError

COMMON: Final = "therapy-common"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_KIND: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST: Final = 80
_TAKEN: Final = frozenset({*scrubjay.__all__, "Final", "scrubjay", "test", "tests"})


class ScaffoldError(ValueError):
    """What was asked for cannot be written; the message says why and what to do."""


@frozen
class Plan:
    """The files of what is made, by their names below `folder`, and the pack's own folder among them."""

    folder: Path
    pack: Path
    files: Mapping[str, str]


def plan(
    folder: Path,
    catalogue: Catalogue,
    today: date,
    *,
    extends: str = "",
    distribution: bool = False,
    kind: str = "",
    kinds: Iterable[str] = (),
) -> Plan:
    """What a new pack named after its folder consists of, or a distribution that holds one.

    `kinds` are those that there are. Raises `ScaffoldError` for a name that is none or is taken, or a base
    that is not there.
    """
    name = folder.resolve().name
    _check_name(name, catalogue)
    if kind:
        _check_kind(kind, name, kinds, distribution=distribution)
    if kind and extends:
        raise ScaffoldError("--kind and --extends: begin with one, and add the other by hand")
    words = _words(name, catalogue, today, extends, kind)
    pack = _pack(words, extends, kind)
    if not distribution:
        return Plan(folder, folder, pack)
    within = f"src/{words['package']}/packs/{words['package']}"
    below = {f"{within}/{file}": text for file, text in pack.items()}
    return Plan(folder, folder / within, _distribution(words, kind) | below)


def write(made: Plan) -> None:
    """Write the files. Raises `ScaffoldError`, and nothing is written, where the folder holds something."""
    try:
        if made.folder.is_symlink() or (made.folder.exists() and any(made.folder.iterdir())):
            raise ScaffoldError(f"{made.folder} is there and not empty; nothing is written over")
        for name, text in made.files.items():
            file = made.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as out:
                out.write(text)
    except OSError as error:
        raise ScaffoldError(f"{error.filename or made.folder}: {error.strerror}") from error


def versions(version: str) -> str:
    """The versions that will do where `version` does: those from its month on, of its year."""
    year, month, _ = version.split(".")
    return f">={year}.{month},<{int(year) + 1}"


def _check_name(name: str, catalogue: Catalogue) -> None:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or iskeyword(name) or name in _TAKEN:
        raise ScaffoldError(
            f"{name!r} cannot be the name of a pack; "
            "use lower-case letters, digits and single hyphens, and no word of Python's"
        )
    if name in catalogue.payers or any(entry.id == name for entry in catalogue):
        raise ScaffoldError(f"there is a pack or payer {name!r} already; choose another name")


def _check_kind(kind: str, name: str, kinds: Iterable[str], *, distribution: bool) -> None:
    if not distribution:
        raise ScaffoldError("--kind needs --distribution: a kind is Python, and a pack alone has none")
    example = f"{name.partition('-')[0]}.begun-blocks"
    if not _KIND.fullmatch(kind) or len(kind) > _LONGEST:
        raise ScaffoldError(f"--kind {kind!r}: write it as word.name, such as {example}")
    if kind in kinds:
        raise ScaffoldError(f"there is a kind {kind!r} already; choose another name, such as {example}")
    local = kind.rpartition(".")[2]
    called = _class_name(local)
    if local in ("packs", "plugin") or iskeyword(local) or iskeyword(called) or called in _TAKEN:
        raise ScaffoldError(f"--kind {kind!r}: its last part has another meaning here; try {example}")


def _class_name(local: str) -> str:
    return "".join(part.capitalize() for part in local.split("-"))


def _words(name: str, catalogue: Catalogue, today: date, extends: str, kind: str) -> dict[str, str]:
    start = date(today.year, 1, 1)
    local = kind.rpartition(".")[2]
    words = {
        "id": name,
        "name": name,
        "package": name.replace("-", "_"),
        "title": json.dumps(name.replace("-", " ").capitalize()),
        "version": f"{today.year}.{today.month}.0",
        "common": versions(_version(catalogue, COMMON)),
        "today": str(today),
        "start": str(start),
        "later": str(start + timedelta(60)),
        "before": str(start - timedelta(1)),
        "kind": kind,
        "policy": local,
        "module": local.replace("-", "_"),
        "class_name": _class_name(local),
    }
    if extends:
        words |= {"base": extends, "base_versions": versions(_version(catalogue, extends))}
    return words


def _version(catalogue: Catalogue, id: str) -> str:
    try:
        return catalogue.pack(id).version
    except KeyError as error:
        raise ScaffoldError(str(error.args[0])) from error
    except PackError as error:
        raise ScaffoldError(f"pack {id} cannot be used: {error.faults[0]}") from error


def _pack(words: Mapping[str, str], extends: str, kind: str) -> dict[str, str]:
    if extends:
        return {
            "pack.toml": _filled("pack_extending.toml", words),
            "README.md": _filled("README_extending.md", words),
        }
    files = {
        "pack.toml": _filled("pack.toml", words),
        "README.md": _filled("README_pack.md", words),
        "policies/sources.toml": _filled("sources.toml", words),
        "policies/units.toml": _filled("units.toml", words),
    }
    if kind:
        files["policies/minutes.toml"] = _filled("blocks.toml", words)
    return files


def _distribution(words: Mapping[str, str], kind: str) -> dict[str, str]:
    package, name = words["package"], words["name"]
    needs = ["attrs>=24.2"] if kind else []
    entry = f"""
# The plugin: a module that implements hooks.
[project.entry-points.scrubjay]
{name} = "{package}.plugin"
"""
    rows = [
        "`src/{package}/plugin.py` | the plugin: what ScrubJay is told when it starts",
        "`src/{package}/{module}.py` | the kind of policy `{kind}`",
    ]
    more = {
        "dependencies": ", ".join(json.dumps(each) for each in [*needs, f"scrubjay>={__version__}"]),
        "description": "A payer pack" + (" and a kind of policy" if kind else "") + " for ScrubJay.",
        "plugin_entry": entry if kind else "",
        "rows": "".join(f"| {row.format_map(words)} |\n" for row in rows) if kind else "",
    }
    words = {**words, **more}
    files = {
        "pyproject.toml": _filled("pyproject.toml", words),
        "README.md": _filled("README_distribution.md", words),
        "LICENSE": _filled("LICENSE", words),
        f"src/{package}/__init__.py": _filled("init.py", words),
        "tests/test_distribution.py": _filled("test_distribution.py", words),
    }
    if kind:
        files[f"src/{package}/plugin.py"] = _filled("plugin.py", words)
        files[f"src/{package}/{words['module']}.py"] = _filled("kind.py", words)
    return files


def _filled(template: str, words: Mapping[str, str]) -> str:
    text = files("scrubjay.scaffold").joinpath("templates", f"{template}.txt").read_text("utf-8")
    return Template(text).substitute(words)
