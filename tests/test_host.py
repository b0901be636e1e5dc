"""The plugin host: one plugin that breaks is reported, by name and cause, and takes nothing else down."""

import importlib.metadata
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import scrubjay
from scrubjay.host import Host

BROKEN = Path(__file__).parent / "plugins_broken"
BUILT_IN = set(scrubjay.Engine().host.kinds)
HOOKS = (
    "scrubjay_kinds, scrubjay_packs, scrubjay_tables, scrubjay_readers, scrubjay_writers, "
    "scrubjay_lints, scrubjay_enrich, scrubjay_observe"
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
        "plugin builtin (acme-tools 1.2.3) failed: the name is taken by "
        f"builtin (scrubjay {scrubjay.__version__}); uninstall one of the two"
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
        "plugin soud failed: SCRUBJAY_PLUGINS names it, and no installed plugin is called that; "
        "did you mean sound?",
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


def _pack(folder: Path, kind: str, how: str) -> Path:
    """A pack of payer `odd` with a policy of `kind`, and one of a built-in kind."""
    (folder / "policies").mkdir(parents=True)
    (folder / "pack.toml").write_text(
        'id = "odd"\nversion = "2026.1.0"\ntitle = "Odd"\npayers = ["odd"]\n', "utf-8"
    )
    (folder / "policies" / "all.toml").write_text(
        f'''
        [[policy]]
        id = "odd"
        kind = "{kind}"
        title = "Odd"
        version = [{{ effective = 2020-01-01, params = {{ how = "{how}" }} }}]

        [[policy]]
        id = "blocks"
        kind = "units.per-code"
        title = "Blocks"
        version = [{{ effective = 2020-01-01, params = {{ codes = ["97110"] }} }}]
        ''',
        "utf-8",
    )
    return folder


def _outcomes(folder: Path, kind: str, how: str) -> list[dict[str, str]]:
    """What is said on the first of the two lines of three encounters, by policy."""
    engine = scrubjay.Engine([_pack(folder, kind, how)])
    lines = 2 * _visit()["lines"]
    visits = [_visit(payer="odd", patient={"id": id}, lines=lines) for id in ("P-1", "P-2", "P-3")]
    return [
        {
            each.policy: f"{each.outcome.word}: {each.message}"
            if each.outcome.word == "error"
            else each.outcome.word
            for each in evaluation.trace
            if each.line == 1
        }
        for evaluation in engine.check_many(visits)
    ]


BROKE = "error: the policy itself broke: "


@pytest.mark.parametrize(
    ("how", "cause"),
    [
        ("raises", "IndexError: index 6 is out of bounds for axis 0 with size 6 (odd_rulings.py:29)"),
        ("raises-within", "TypeError: 'int' object is not iterable (odd_rulings.py:31)"),
        ("gives-none", "rule must give a Ruling, and gave NoneType"),
        ("gives-a-list", "answer must be an array of whole numbers, and is list"),
        ("one-answer-too-few", "answer must have length 6, and has 5"),
        ("undeclared-fact", "odd.columns declares no fact 'color'; it declares name"),
        ("fractions-as-answers", "answer must be an array of whole numbers, and holds float64"),
        ("truth-values-as-answers", "answer must be an array of whole numbers, and holds bool"),
        ("one-unit-too-few", "units must have length 6, and has 5"),
        ("one-fact-too-few", "fact 'name' must have length 6, and has 5"),
    ],
)
def test_a_columnar_kind_that_breaks(install: Install, tmp_path: Path, how: str, cause: str) -> None:
    install("odd_rulings")
    said = {"odd:odd": BROKE + cause, "odd:blocks": "pass"}
    assert _outcomes(tmp_path / "pack", "odd.columns", how) == [said, said, said]


def test_an_undeclared_answer_is_an_error_where_it_stands(install: Install, tmp_path: Path) -> None:
    install("odd_rulings")
    broke = {"odd:odd": BROKE + "odd.columns declares no answer number 7", "odd:blocks": "pass"}
    assert _outcomes(tmp_path / "pack", "odd.columns", "undeclared-answer") == [broke, broke, broke]


def test_a_ruling_that_leaves_out_a_fact_of_its_message(install: Install, tmp_path: Path) -> None:
    install("odd_rulings")
    engine = scrubjay.Engine([_pack(tmp_path / "pack", "odd.columns", "no-fact")])
    messages = [each.message for each in engine.check(_visit(payer="odd")).findings]
    assert messages == ["it is unknown"]


@pytest.mark.parametrize(
    ("how", "cause"),
    [
        ("raises", "KeyError: 'M25' (odd_rulings.py:68)"),
        ("exits", "SystemExit: 2 (odd_rulings.py:70)"),
        ("gives-none", "rule_encounter must give a list of Say, and gave NoneType"),
        ("gives-text", "rule_encounter must give a list of Say, and one member is str"),
        ("one-answer-too-many", "rule_encounter gave 3 answers for 2 lines"),
        ("undeclared-answer", "odd.each declares no answer 'choose'; it declares fine, named"),
        ("undeclared-fact", "odd.each declares no fact 'color'; it declares name"),
        (
            "fact-of-another-type",
            "fact 'name' of odd.each must be text, a whole number or a truth value, and is of type date",
        ),
        ("units-as-text", "units must be a whole number from 0 to 9999, and are '2'"),
    ],
)
def test_a_kind_that_breaks_on_one_encounter(install: Install, tmp_path: Path, how: str, cause: str) -> None:
    install("odd_rulings")
    fine, broke = ({"odd:odd": said, "odd:blocks": "pass"} for said in ("pass", BROKE + cause))
    assert _outcomes(tmp_path / "pack", "odd.each", how) == [fine, broke, fine]


def _of_kinds(*kinds: str) -> list[dict[str, Any]]:
    version = {"effective": date(2020, 1, 1), "params": {}}
    return [{"id": f"p{number}", "kind": kind, "version": [version]} for number, kind in enumerate(kinds)]


def test_kinds_of_a_plugin_that_broke_are_one_fault_that_names_it(
    install: Install, write_pack: Callable[..., Path], tmp_path: Path
) -> None:
    install("import_error")
    root = write_pack(
        tmp_path / "pack", _of_kinds("acme.visits", "acme.visits", "acme.notes"), payers=["acme-health"]
    )
    with pytest.raises(scrubjay.PackError) as refused:
        scrubjay.Engine(packs=[root]).check(_visit(payer="acme-health"))
    (fault,) = refused.value.faults
    assert fault.message == "no kind is called 'acme.visits', and 1 more is missing"
    assert fault.remedy.startswith("plugin acme (acme-tools 1.2.3) failed: importing import_error raised")
    assert fault.key == "policy[0].kind"


def test_a_misspelt_kind_is_told_apart_from_those_of_a_plugin_that_is_left_out(
    install: Install, write_pack: Callable[..., Path], tmp_path: Path
) -> None:
    install("sound")
    root = write_pack(tmp_path / "pack", _of_kinds("units.totl-time"), payers=["acme-health"])
    with pytest.raises(scrubjay.PackError, match=r"did you mean 'units.total-time'\?"):
        scrubjay.Engine(packs=[root], without=["acme"]).check(_visit(payer="acme-health"))
