"""The plugin host: one plugin that breaks is reported, by name and cause, and takes nothing else down."""

import importlib.metadata
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import scrubjay
from scrubjay.host import Host

BROKEN = Path(__file__).parent / "plugins_broken"
BUILT_IN = {"units.per-code", "units.series", "units.total-time", "units.untimed"}
HOOKS = (
    "scrubjay_kinds, scrubjay_packs, scrubjay_readers, scrubjay_writers, scrubjay_lints, "
    "scrubjay_enrich, scrubjay_observe"
)
MEND = "mend or upgrade acme-tools, or leave it out (--without acme)"
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a distribution whose plugin is a module of `plugins_broken`, or has the given source."""
    monkeypatch.delenv("SCRUBJAY_PLUGINS", raising=False)
    loaded = set(sys.modules)

    def _install(
        module: str, name: str = "acme", dist: str = "acme-tools", version: str = "1.2.3", source: str = ""
    ) -> None:
        site = tmp_path / dist
        info = site / f"{dist.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {dist}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[scrubjay]\n{name} = {module}\n")
        if source:
            (site / f"{module}.py").write_text(source)
        elif (BROKEN / f"{module}.py").exists():
            shutil.copy(BROKEN / f"{module}.py", site)
        monkeypatch.syspath_prepend(site)

    yield _install
    for name in set(sys.modules) - loaded:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def _visit(**changes: Any) -> dict[str, Any]:
    line = {"code": "97110", "minutes": 15, "units": 1, "modifiers": ["GP"]}
    return {
        "payer": "commercial-midpoint",
        "date": "2026-03-02",
        "patient": {"id": "P"},
        "lines": [line],
        **changes,
    }


def _still_works(engine: scrubjay.Engine) -> None:
    assert set(engine.host.kinds) >= BUILT_IN
    assert engine.check(_visit()).clean


@pytest.mark.parametrize(
    ("module", "cause"),
    [
        (
            "import_error",
            "importing import_error raised ModuleNotFoundError: No module named 'no_such_library' "
            "(import_error.py:3)",
        ),
        ("system_exit", "importing system_exit raised SystemExit: 3 (system_exit.py:3)"),
        (
            "no_such_module",
            "importing no_such_module raised ModuleNotFoundError: No module named 'no_such_module'",
        ),
        ("clash", "kind 'units.total-time' is already registered by builtin (scrubjay {version})"),
        ("misspelt", "scrubjay_kind is not a hook; did you mean scrubjay_kinds?"),
        ("unprefixed", "kinds is not a hook; did you mean scrubjay_kinds?"),
        ("unmarked", "scrubjay_kinds is not marked with @scrubjay.hookimpl, so it would never be called"),
        ("no_function", "scrubjay_kinds must be a function, and is of type list"),
        ("no_hook", f"it implements no hook; there are {HOOKS}"),
        (
            "wrong_argument",
            "scrubjay_kinds takes 'ctx', which the hook does not hand over; it hands over 'context'",
        ),
        (
            "hook_raises",
            "scrubjay_kinds raised LookupError: the licence server does not answer (hook_raises.py:8)",
        ),
        ("hook_exits", "scrubjay_kinds raised SystemExit: no licence (hook_exits.py:10)"),
        ("gives_text", "scrubjay_kinds must give a list, and gave 'acme.kind', of type str"),
        ("gives_number", "scrubjay_kinds must give a list of classes, and one member is 3, of type int"),
        ("gives_plain_class", "gives_plain_class.Limit is not decorated with @kind(...)"),
        (
            "gives_text_as_pack",
            "scrubjay_packs must give a list of Path values, and one member is '/opt/packs', of type str",
        ),
    ],
)
def test_a_broken_plugin_is_reported_and_takes_nothing_down(
    install: Install, module: str, cause: str
) -> None:
    install(module)
    install("sound", name="sound", dist="sound-plugin", version="2.0")
    engine = scrubjay.Engine()
    plugin = engine.host.plugin("acme")
    assert plugin is not None
    cause = cause.replace("{version}", scrubjay.__version__)
    assert plugin.report == f"plugin acme (acme-tools 1.2.3) failed: {cause}; {MEND}"
    assert plugin.trace.startswith("Traceback (most recent call last):")
    assert plugin.kinds == []
    assert set(engine.host.kinds) == {"sound.fine", *BUILT_IN}
    sound = engine.host.plugin("sound")
    assert sound is not None
    assert sound.report == "plugin sound (sound-plugin 2.0) is loaded"
    assert "acme" not in [plugin["name"] for plugin in engine.check(_visit()).receipt.to_dict()["plugins"]]
    _still_works(engine)


def test_an_error_of_syntax(install: Install) -> None:
    install("acme_syntax", source="def scrubjay_kinds(context)\n    return []\n")
    engine = scrubjay.Engine()
    assert engine.host.plugin("acme").report == (  # type: ignore[union-attr]
        "plugin acme (acme-tools 1.2.3) failed: importing acme_syntax raised SyntaxError: expected ':' "
        f"(acme_syntax.py, line 1); {MEND}"
    )
    _still_works(engine)


def test_an_interrupt_is_not_swallowed(install: Install) -> None:
    install("acme_interrupt", source="raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        Host()


def test_two_plugins_of_one_name(install: Install) -> None:
    install("sound", name="builtin", dist="acme-tools")
    engine = scrubjay.Engine()
    first, second = (plugin for plugin in engine.host.plugins if plugin.name == "builtin")
    assert first.state == "loaded"
    assert second.report == (
        f"plugin builtin (acme-tools 1.2.3) failed: the name is taken by builtin (scrubjay {scrubjay.__version__}); "
        "mend or upgrade acme-tools, or leave it out (--without builtin)"
    )
    assert "sound" not in sys.modules
    _still_works(engine)


def test_one_module_under_two_names(install: Install) -> None:
    install("sound", name="acme", dist="acme-tools")
    install("sound", name="other", dist="other-tools")
    engine = scrubjay.Engine()
    assert engine.host.plugin("other").report == (  # type: ignore[union-attr]
        "plugin other (other-tools 1.2.3) failed: it is the same module as plugin acme (acme-tools 1.2.3); "
        "mend or upgrade other-tools, or leave it out (--without other)"
    )
    assert set(engine.host.kinds) == {"sound.fine", *BUILT_IN}


def test_a_plugin_that_is_left_out_is_never_imported(install: Install) -> None:
    install("system_exit")
    engine = scrubjay.Engine(without=["acme"])
    assert engine.host.plugin("acme").report == (  # type: ignore[union-attr]
        "plugin acme (acme-tools 1.2.3) is disabled: it is left out by name"
    )
    assert "system_exit" not in sys.modules
    _still_works(engine)


def test_the_environment_names_the_only_plugins(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install("sound", name="sound", dist="sound-plugin")
    install("system_exit")
    monkeypatch.setenv("SCRUBJAY_PLUGINS", "builtin, soud")
    engine = scrubjay.Engine()
    assert [plugin.report for plugin in engine.host.plugins] == [
        f"plugin builtin (scrubjay {scrubjay.__version__}) is loaded",
        "plugin acme (acme-tools 1.2.3) is disabled: SCRUBJAY_PLUGINS does not name it",
        "plugin sound (sound-plugin 1.2.3) is disabled: SCRUBJAY_PLUGINS does not name it",
        "plugin soud failed: SCRUBJAY_PLUGINS names it, but no installed plugin is called that "
        "(did you mean sound?); mend it, or leave it out",
    ]
    assert not {"sound", "system_exit"} & set(sys.modules)
    _still_works(engine)


def test_an_empty_environment_variable_leaves_all_out(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("sound")
    monkeypatch.setenv("SCRUBJAY_PLUGINS", "")
    assert {plugin.state for plugin in Host().plugins} == {"disabled"}


def test_two_engines_do_not_share_their_plugins(install: Install) -> None:
    install("sound")
    one, other = scrubjay.Engine(), scrubjay.Engine(without=["acme"])
    assert "sound.fine" in one.host.kinds
    assert "sound.fine" not in other.host.kinds
    assert one.host.plugin("acme") is not other.host.plugin("acme")
    again = scrubjay.Engine()
    assert set(again.host.kinds) == set(one.host.kinds)
    _still_works(other)


def test_the_simulated_distribution_is_a_real_one(install: Install) -> None:
    install("sound")
    assert importlib.metadata.version("acme-tools") == "1.2.3"
