"""What several test files share: engines over packs laid out for one test, and the command line, run."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import tomli_w
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

import scrubjay
import scrubjay.cli
from scrubjay import Engine

pytest_plugins = ["pytester"]

settings.register_profile(
    "steady", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("steady")


RETRIEVED = date(2026, 1, 2)


def _write_pack(
    folder: Path,
    policies: Sequence[dict[str, Any]],
    *,
    id: str = "acme",
    payers: Sequence[str] | None = None,
    coverage: dict[str, date] | None = None,
    code_sets: Sequence[dict[str, Any]] = (),
    extends: Sequence[str] = (),
    overrides: Sequence[dict[str, Any]] = (),
    supplied: Sequence[dict[str, Any]] = (),
    supplies: Sequence[dict[str, Any]] = (),
) -> Path:
    """Write a pack of which only what matters to a test is stated."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest: dict[str, Any] = {
        "id": id,
        "version": "2026.1.0",
        "title": f"The pack {id}",
        "payers": list(payers or [id]),
    }
    if coverage is not None:
        manifest["coverage"] = coverage
    if extends:
        manifest["extends"] = [{"pack": base, "version": ">=2026.1"} for base in extends]
    (folder / "pack.toml").write_text(tomli_w.dumps(manifest), "utf-8")
    (folder / "policies").mkdir(exist_ok=True)
    stated = []
    for policy in policies:
        versions = policy.get("version", [{"effective": date(2000, 1, 1), "params": {}}])
        stated.append(
            {"title": policy["id"], **policy, "version": [{"params": {}, **each} for each in versions]}
        )
    source = {"id": "contract", "title": "A contract", "url": "https://example.com", "retrieved": RETRIEVED}
    changed = [
        {"reason": "The contract says so.", "cites": [{"source": "contract"}], **each} for each in overrides
    ]
    data = {"source": [source], "code_set": list(code_sets), "policy": stated, "override": changed}
    data |= {"supplied": list(supplied), "supply": list(supplies)}
    text = tomli_w.dumps(data)
    (folder / "policies" / "all.toml").write_text(text, "utf-8")
    return folder


def _plugin(kinds: Iterable[type], name: str) -> ModuleType:
    """A plugin module that contributes `kinds`."""
    listed = list(kinds)
    module = ModuleType(name)

    def scrubjay_kinds(context: scrubjay.Context) -> list[type]:
        return listed

    module.scrubjay_kinds = scrubjay.hookimpl(scrubjay_kinds)  # type: ignore[attr-defined]
    return module


@pytest.fixture(scope="session")
def write_pack() -> Callable[..., Path]:
    """Write a pack to a folder."""
    return _write_pack


@pytest.fixture(scope="session")
def plugin_of() -> Callable[..., ModuleType]:
    """Make a plugin of test kinds."""
    return _plugin


@pytest.fixture(scope="session")
def engine_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Engine]:
    """Make an engine of test kinds and of one pack whose payer is `acme`."""

    def make(kinds: Iterable[type], policies: Sequence[dict[str, Any]], **manifest: Any) -> Engine:
        folder = _write_pack(tmp_path_factory.mktemp("packs") / "acme", policies, **manifest)
        return Engine(packs=[folder], plugins=[_plugin(kinds, "test_kinds")])

    return make


@pytest.fixture(scope="session")
def installed() -> Engine:
    """The engine with what is installed."""
    return Engine()


class _Main:
    """The command line as `CliRunner` calls it: `main`, with what it does about errors."""

    name = "scrubjay"

    def main(self, args: Sequence[str], prog_name: str, **extra: Any) -> None:
        before = sys.argv
        sys.argv = [prog_name, *args]
        try:
            scrubjay.cli.main()
        finally:
            sys.argv = before


@pytest.fixture
def sj(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `scrubjay` with arguments; gives the exit status, standard output and standard error."""
    for variable in ("NO_COLOR", "FORCE_COLOR", "SCRUBJAY_PLUGINS", "SCRUBJAY_DEBUG", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)

    def run(*arguments: object, input: str | bytes | None = None) -> Result:
        return CliRunner().invoke(_Main(), [str(each) for each in arguments], input=input)  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the tests remember is nobody else's, and the other way round."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCRUBJAY_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
