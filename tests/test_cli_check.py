"""`scrubjay check` and `scrubjay explain`: statuses, streams, shapes, and every way in which input is bad."""

import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_FSIZE, getrlimit, setrlimit
from signal import SIG_IGN, SIGXFSZ, signal
from typing import Any

import pytest
from attrs import frozen
from click.testing import Result

from scrubjay import Answers, Batch, Engine, Ruling, Style, fails, kind
from scrubjay.cli.exits import gravest
from scrubjay_plugins.formats import as_text

Run = Callable[..., Result]


def line(minutes: int | None = 25, units: int | None = 2, **changes: Any) -> dict[str, Any]:
    stated = {
        "code": "97530",
        "minutes": minutes,
        "units": units,
        "modifiers": ["GP"],
        "charge": "180.00",
        **changes,
    }
    return {name: value for name, value in stated.items() if value is not None}


COMPLETE = {
    "billing_provider": {"npi": "1234567893", "participating": True, "qp": False},
    "claim_form": "professional",
    "place_of_service": "11",
    "locality": {"carrier": "01112", "number": "05"},
    "history": {"pt_slp_allowed": "0.00", "ot_allowed": "0.00", "deductible_met": "283.00"},
    "plan_of_care": {
        "certified_from": "2026-02-01",
        "certified_through": "2026-04-30",
        "last_progress_report": "2026-02-20",
        "treatment_days_since_report": 4,
    },
    "documentation": {"97530": ["activity", "goal", "assistance", "reasoning", "minutes"]},
}
"""What Medicare asks of a claim besides its lines."""


def visit(id: str = "V-1", *lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "id": id,
        "payer": "medicare-part-b",
        "date": "2026-03-02",
        "patient": {"id": f"P-{id}"},
        "lines": list(lines) or [line()],
        **COMPLETE,
        **changes,
    }


CLEAN = visit("clean")
FAILS = visit("fails", line(units=3))
NO_DATA = visit("gap", line(minutes=None))
BAD = visit("bad", line(minutes="many"))  # type: ignore[arg-type]


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Write encounters to a file of the current folder, and give its name."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, *encounters: dict[str, Any]) -> str:
        if name.endswith("l"):
            text = "".join(json.dumps(each) + "\n" for each in encounters)
        else:
            text = json.dumps(encounters[0] if len(encounters) == 1 else encounters)
        Path(name).write_text(text)
        return name

    return write


def refused(result: Result, *words: str, status: int = 2) -> None:
    """The command printed nothing but a message with these words, and gave up with the status."""
    assert (result.exit_code, result.stdout) == (status, "")
    for word in words:
        assert word in result.stderr
    assert "Traceback" not in result.stderr
    assert "internal error" not in result.stderr


# Statuses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encounters", "status"),
    [
        ([CLEAN], 0),
        ([CLEAN, visit("less", line(units=1))], 0),
        ([FAILS], 1),
        ([NO_DATA], 3),
        ([BAD], 2),
        ([CLEAN, NO_DATA], 3),
        ([NO_DATA, FAILS, CLEAN], 1),
        ([FAILS, BAD, NO_DATA], 2),
        ([visit("stranger", payer="nobody")], 3),
        ([visit("old", date="2019-12-31")], 3),
    ],
    ids=lambda value: "+".join(each["id"] for each in value) if isinstance(value, list) else None,
)
def test_the_status_is_that_of_the_gravest_encounter(
    sj: Run, put: Callable[..., str], encounters: list[dict[str, Any]], status: int
) -> None:
    assert sj("check", put("visits.jsonl", *encounters)).exit_code == status


def test_an_internal_error_is_graver_than_bad_input_and_that_than_any_ruling() -> None:
    assert gravest([0, 3, 1, 2, 4]) == 4
    assert gravest([0, 3, 1, 2]) == 2
    assert gravest([0, 3, 1]) == 1
    assert gravest([0, 3]) == 3
    assert gravest([0]) == gravest([]) == 0


# Streams and shapes -------------------------------------------------------------------------------------


def test_rulings_go_to_standard_output_and_what_is_wrong_to_standard_error(
    sj: Run, put: Callable[..., str]
) -> None:
    result = sj("check", put("visits.jsonl", CLEAN, BAD, FAILS), "--format", "json")
    shown = [json.loads(each) for each in result.stdout.splitlines()]
    assert [each["encounter"] for each in shown] == ["clean", "fails"]
    assert result.stderr.startswith("visits.jsonl:2: $.lines[0].minutes:")
    assert result.exit_code == 2


def test_text_that_is_no_json_leaves_the_lines_around_it_alone(sj: Run, put: Callable[..., str]) -> None:
    put("visits.jsonl", CLEAN)
    with Path("visits.jsonl").open("a") as stream:
        stream.write("{nonsense\n" + json.dumps(FAILS) + "\n")
    result = sj("check", "visits.jsonl", "--format", "json")
    assert [json.loads(each)["encounter"] for each in result.stdout.splitlines()] == ["clean", "fails"]
    assert result.stderr.startswith("visits.jsonl:2: ")


def test_one_object_is_answered_by_one_object(sj: Run, put: Callable[..., str]) -> None:
    shown = json.loads(sj("check", put("visit.json", FAILS), "--format", "json").stdout)
    assert (shown["encounter"], shown["outcome"], shown["clean"]) == ("fails", "fail", False)


@pytest.mark.parametrize("encounters", [[CLEAN], [CLEAN, FAILS]])
def test_an_array_is_answered_by_an_array(sj: Run, tmp_path: Path, encounters: list[dict[str, Any]]) -> None:
    file = tmp_path / "visits.json"
    file.write_text(json.dumps(encounters))
    shown = json.loads(sj("check", file, "--format", "json").stdout)
    assert [each["encounter"] for each in shown] == [each["id"] for each in encounters]


def test_lines_and_several_files_are_answered_by_lines(sj: Run, put: Callable[..., str]) -> None:
    many, one = put("visits.jsonl", CLEAN, FAILS), put("visit.json", NO_DATA)
    shown = [json.loads(each) for each in sj("check", many, one, "--format", "json").stdout.splitlines()]
    assert [each["encounter"] for each in shown] == ["clean", "fails", "gap"]


def test_a_dash_is_standard_input(sj: Run) -> None:
    result = sj("check", "-", "--format", "json", input=json.dumps(FAILS))
    assert json.loads(result.stdout)["encounter"] == "fails"
    assert result.exit_code == 1
    refused(sj("check", "-", input="nonsense"), "standard input")


def test_json_has_the_keys_of_the_contract(sj: Run, put: Callable[..., str]) -> None:
    shown = json.loads(sj("check", put("visit.json", FAILS), "--format", "json").stdout)
    assert list(shown) == [
        *("encounter", "payer", "date", "outcome", "clean", "lines", "totals", "findings", "receipt")
    ]
    (only,) = shown["findings"]
    assert (only["policy"], only["version"], only["line"]) == ("medicare-part-b:total-time", "2020-01-01", 1)
    assert only["suggestion"] == {"text": "bill 2 units", "safe": True, "change": {"set_units": 2}}
    assert only["cites"][0]["at"] == "§20.2"


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_explain_adds_what_passed_and_what_did_not_apply(sj: Run, put: Callable[..., str], form: str) -> None:
    file = put("visit.json", CLEAN)
    short, full = sj("check", file, "--format", form), sj("check", file, "--format", form, "--explain")
    assert "medicare-part-b:total-time" not in short.stdout
    assert "medicare-part-b:total-time" in full.stdout
    assert "medicare-part-b:untimed" in full.stdout
    assert (short.exit_code, full.exit_code) == (0, 0)


def test_text_says_what_failed_why_and_what_to_do(sj: Run, put: Callable[..., str]) -> None:
    said = " ".join(sj("check", put("visit.json", FAILS)).stdout.split())
    assert "fails medicare-part-b 2026-03-02 fail" in said
    assert "3 units billed, but the 25 min of the day support 2 units" in said
    assert "to do: bill 2 units" in said
    assert "reduce CO-151 N362" in said


def test_several_encounters_are_counted_at_the_end(sj: Run, put: Callable[..., str]) -> None:
    file = put("visits.jsonl", CLEAN, FAILS, NO_DATA, visit("second"))
    for form in ("text", "markdown"):
        last = sj("check", file, "--format", form).stdout.strip().splitlines()[-1]
        assert last == "4 encounters: 2 clean, 1 failed, 1 could not be judged"


def test_markdown_is_a_heading_a_table_and_a_list(sj: Run, put: Callable[..., str]) -> None:
    said = sj("check", put("visit.json", {**FAILS, "id": "a|b*c"}), "--format", "markdown").stdout
    assert said.startswith("## a\\|b\\*c: fail\n")
    assert "| 1 | 97530 | 3 | 2 | 2 | payable | 74.85 | 58.68 | 14.97 |" in said
    assert "- **fail** line 1, `medicare-part-b:total-time` (2020-01-01): 3 units billed" in said
    assert "[cms-100-04-ch5 §20.2](https://" in said


@pytest.mark.parametrize("command", [("check",), ("check", "--explain"), ("explain",)])
def test_no_line_of_text_but_an_address_is_wider_than_80_columns_and_none_has_a_colour(
    sj: Run, put: Callable[..., str], command: tuple[str, ...]
) -> None:
    wide = visit("V" * 128, line(units=9999, charge="9999999999.99"), line(minutes=None), patient={"id": "P"})
    result = sj(*command, put("visit.json", wide))
    assert result.stdout
    words = [each for each in result.stdout.splitlines() if "://" not in each]
    assert max(map(len, words)) <= 80
    assert "\x1b" not in result.stdout


# Options ------------------------------------------------------------------------------------------------


def test_payer_rules_every_encounter_by_that_payers_policies(sj: Run, put: Callable[..., str]) -> None:
    lines = [line(10, 1), line(10, 1, code="97110")]
    file = put("visits.jsonl", visit("a", *lines), visit("b", *lines, payer="nobody"))
    assert sj("check", file).exit_code == 1
    result = sj("check", file, "--payer", "commercial-midpoint", "--format", "json")
    assert result.exit_code == 0
    assert {json.loads(each)["payer"] for each in result.stdout.splitlines()} == {"commercial-midpoint"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--payer", "medicare-part-c"], ["--payer medicare-part-c", "did you mean 'medicare-part-b'?"]),
        (["--format", "jsn"], ["--format jsn", "did you mean 'json'?"]),
        (["--without", "bultin"], ["--without bultin", "did you mean 'builtin'?"]),
        (["--formt", "json"], ["--formt", "--format"]),
        (["--explian"], ["--explian", "--explain"]),
        (["--pack", "nowhere"], ["nowhere", "is not a folder"]),
        (["--pack", "."], ["SJ001", "holds no pack.toml"]),
    ],
)
def test_a_name_that_is_not_known_is_refused_with_the_nearest(
    sj: Run, put: Callable[..., str], arguments: list[str], words: list[str]
) -> None:
    refused(sj("check", put("visit.json", CLEAN), *arguments), *words)


def test_a_command_that_is_not_known_is_refused(sj: Run) -> None:
    refused(sj("chekc"), "chekc")


def test_check_without_a_file_is_refused(sj: Run) -> None:
    refused(sj("check"), "FILE")


@pytest.mark.parametrize("command", ["check", "explain"])
def test_without_the_plugins_that_read_and_write_the_reason_is_said(
    sj: Run, put: Callable[..., str], command: str
) -> None:
    refused(sj(command, put("visit.json", CLEAN), "--without", "builtin"), "no plugin that is loaded")


UNITS = [
    {
        "id": "untimed",
        "kind": "units.untimed",
        "version": [{"effective": date(2020, 1, 1), "params": {"codes": ["97530"]}}],
    }
]


def test_a_pack_of_ones_own_rules_beside_those_installed(
    sj: Run, put: Callable[..., str], write_pack: Callable[..., Path]
) -> None:
    file = put("visits.jsonl", visit("a", line(units=1), payer="acme"), CLEAN)
    assert sj("check", file).exit_code == 3
    pack = write_pack(Path("mine"), UNITS)
    result = sj("check", file, "--pack", pack, "--format", "json")
    first, second = (json.loads(each)["receipt"]["packs"][0]["id"] for each in result.stdout.splitlines())
    assert (result.exit_code, first, second) == (0, "acme", "medicare-part-b")


def test_a_pack_that_is_named_stands_before_the_installed_one(
    sj: Run, put: Callable[..., str], write_pack: Callable[..., Path]
) -> None:
    pack = write_pack(Path("mine"), UNITS, id="medicare-part-b")
    result = sj("check", put("visit.json", visit("a", line(units=1))), "--pack", pack, "--format", "json")
    assert [each["version"] for each in json.loads(result.stdout)["receipt"]["packs"]] == ["2026.1.0"]
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("pack.toml", "id = ", ["pack.toml:1:", "SJ"]),
        ("pack.toml", 'id = "acme"\nversion = "2026.1.0"\ntitel = "x"\n', ["pack.toml:3:", "title"]),
        ("policies/all.toml", "[[policy]]\nid = 7\n", ["all.toml:"]),
        (
            "policies/all.toml",
            '[[policy]]\nid = "u"\nkind = "units.untimd"\ntitle = "U"\n'
            "[[policy.version]]\neffective = 2020-01-01\nparams = {}\n",
            ["all.toml:3:", "units.untimd", "units.untimed"],
        ),
        (
            "policies/all.toml",
            '[[policy]]\nid = "u"\nkind = "units.untimed"\ntitle = "U"\n'
            '[[policy.version]]\neffective = 2020-01-01\nparams = { codes = ["97530"], units = 0 }\n',
            ["all.toml:7:", "units"],
        ),
    ],
)
def test_a_broken_pack_is_refused_with_file_and_line(
    sj: Run, put: Callable[..., str], write_pack: Callable[..., Path], file: str, text: str, words: list[str]
) -> None:
    pack = write_pack(Path("mine"), UNITS)
    (pack / file).write_text(text)
    encounter = put("visit.json", visit(payer="acme"))
    for command in ("check", "explain"):
        refused(sj(command, encounter, "--pack", pack), *words)


# Fixing -------------------------------------------------------------------------------------------------


def test_fix_writes_the_encounter_with_only_the_safe_changes(sj: Run, put: Callable[..., str]) -> None:
    lines = [line(25, 3), line(15, None, code="97161"), line(22, 1, code="97110", charge="10.50")]
    given = visit("a", *lines, extra={"room": "3"}, payer="commercial-midpoint")
    file = put("visit.json", given)
    result = sj("check", file, "--fix")
    expected = json.loads(json.dumps(given))
    expected["lines"][0]["units"] = 2
    expected["lines"][1]["units"] = 1
    assert json.loads(Path("visit.fixed.json").read_text()) == expected
    assert json.loads(Path(file).read_text()) == given
    assert result.stderr == "visit.fixed.json: 2 safe suggestions applied\n"
    assert sj("check", "visit.fixed.json").exit_code == 0


def test_units_that_nobody_billed_are_never_added_by_a_fix(sj: Run, put: Callable[..., str]) -> None:
    file = put("visit.json", visit("a", line(60, 1)))
    result = sj("check", file, "--fix")
    assert result.stderr == "visit.fixed.json: 0 safe suggestions applied\n"
    assert json.loads(Path("visit.fixed.json").read_text()) == json.loads(Path(file).read_text())


@pytest.mark.parametrize("units", [1, None])
def test_a_line_is_never_left_without_a_unit_by_a_fix(
    sj: Run, put: Callable[..., str], units: int | None
) -> None:
    file = put("visit.json", visit("a", line(5, units), line(30, 1, code="97161")))
    result = sj("check", file, "--fix")
    assert result.stderr == "visit.fixed.json: 0 safe suggestions applied\n"
    assert json.loads(Path("visit.fixed.json").read_text()) == json.loads(Path(file).read_text())


def test_a_fixed_file_has_the_shape_of_the_file(sj: Run, put: Callable[..., str]) -> None:
    sj("check", put("a.jsonl", CLEAN, FAILS), "--fix")
    sj("check", put("b.json", CLEAN, FAILS), "--fix")
    assert [json.loads(each)["id"] for each in Path("a.fixed.jsonl").read_text().splitlines()] == [
        "clean",
        "fails",
    ]
    assert [each["id"] for each in json.loads(Path("b.fixed.json").read_text())] == ["clean", "fails"]


def test_each_of_several_files_is_fixed_by_itself(sj: Run, put: Callable[..., str]) -> None:
    array, lines = put("a.json", FAILS, CLEAN), put("a.jsonl", visit("fine"), visit("more", line(units=9)))
    result = sj("check", array, lines, "--fix")
    assert [each["id"] for each in json.loads(Path("a.fixed.json").read_text())] == ["fails", "clean"]
    fixed = [json.loads(each)["id"] for each in Path("a.fixed.jsonl").read_text().splitlines()]
    assert fixed == ["fine", "more"]
    assert result.stderr.splitlines() == [
        "a.fixed.json: 1 safe suggestion applied",
        "a.fixed.jsonl: 1 safe suggestion applied",
    ]


def test_standard_input_cannot_be_fixed(sj: Run) -> None:
    refused(sj("check", "--fix", "-", input=json.dumps(FAILS)), "--fix", "standard input")


def test_a_fixed_file_that_cannot_be_written_is_an_error_in_words(sj: Run, put: Callable[..., str]) -> None:
    file = put("visit.json", FAILS)
    Path("visit.fixed.json").mkdir()
    result = sj("check", file, "--fix")
    assert result.exit_code == 2
    assert "visit.fixed.json" in result.stderr
    assert "internal error" not in result.stderr
    assert sorted(each.name for each in Path().iterdir()) == ["visit.fixed.json", "visit.json"]


def test_a_fixed_file_that_cannot_be_written_whole_leaves_the_one_before(
    sj: Run, put: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put("visit.json", FAILS)
    sj("check", file, "--fix")
    before = Path("visit.fixed.json").read_bytes()
    _, hard = getrlimit(RLIMIT_FSIZE)
    caught = signal(SIGXFSZ, SIG_IGN)
    setrlimit(RLIMIT_FSIZE, (100, hard))  # as a disk that is full after so many bytes
    try:
        result = sj("check", file, "--fix")
    finally:
        setrlimit(RLIMIT_FSIZE, (RLIM_INFINITY if hard == RLIM_INFINITY else hard, hard))
        signal(SIGXFSZ, caught)
    assert (result.exit_code, result.stderr) == (2, "Error: visit.fixed.json: File too large\n")
    assert Path("visit.fixed.json").read_bytes() == before
    assert sorted(each.name for each in Path().iterdir()) == ["visit.fixed.json", "visit.json"]


def test_a_link_in_place_of_a_fixed_file_is_not_followed(sj: Run, put: Callable[..., str]) -> None:
    file, other = put("visit.json", FAILS), put("other.json", CLEAN)
    Path("visit.fixed.json").symlink_to(other)
    sj("check", file, "--fix")
    assert json.loads(Path(other).read_text())["id"] == "clean"
    assert json.loads(Path("visit.fixed.json").read_text())["id"] == "fails"


def test_nothing_that_is_read_is_written_over_by_a_fix(sj: Run, put: Callable[..., str]) -> None:
    files = put("visit.json", FAILS), put("visit.fixed.json", CLEAN)
    refused(sj("check", *files, "--fix"), "visit.fixed.json would be written over")
    refused(sj("check", files[0], f"./{files[0]}", "--fix"), "visit.json is the same file as")
    assert json.loads(Path(files[1]).read_text())["id"] == "clean"


def test_what_a_fixed_file_lacks_is_said(sj: Run, put: Callable[..., str]) -> None:
    file = put("visits.jsonl", CLEAN, {"payer": 7}, FAILS, {})
    result = sj("check", file, "--fix")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        "visits.fixed.jsonl: 1 safe suggestion applied; "
        "2 encounters that are not well formed stand only in visits.jsonl"
    )


# Files that cannot be read ------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "explain"])
def test_a_file_that_cannot_be_read_is_an_error_in_words(sj: Run, tmp_path: Path, command: str) -> None:
    refused(sj(command, tmp_path / "nowhere.json"), "nowhere.json", "No such file")
    refused(sj(command, tmp_path), str(tmp_path), "Is a directory")


@pytest.mark.parametrize("command", ["check", "explain"])
@pytest.mark.parametrize(
    "content", [b"", b"  \n", b"[]", b"7", b"\xff\xfe", b'{"payer": "medicare"', b"[1, 2"]
)
def test_a_file_without_a_single_encounter_is_an_error_in_words(
    sj: Run, tmp_path: Path, command: str, content: bytes
) -> None:
    file = tmp_path / "visit.json"
    file.write_bytes(content)
    refused(sj(command, file), "visit.json")


def test_an_encounter_is_refused_with_all_its_faults_and_the_nearest_names(
    sj: Run, put: Callable[..., str]
) -> None:
    bad = {**visit("a", {"code": "97530", "minuts": 5}, line(units=-1)), "pateint": {"id": "P"}}
    result = sj("check", put("visit.json", bad))
    refused(result, "minuts", "minutes", "pateint", "patient", "$.lines[1].units")
    assert len(result.stderr.splitlines()) == 3


# Explaining ---------------------------------------------------------------------------------------------

TWO = visit("two", line(25, 3), line(10, 1, code="97140"))


def test_explain_shows_values_origins_and_citations(sj: Run, put: Callable[..., str]) -> None:
    result = sj("explain", put("visit.json", TWO), "--line", 1, "--policy", "total-time")
    said = " ".join(result.stdout.split())
    assert result.exit_code == 1
    assert said.startswith("line 1 medicare-part-b:total-time fail")
    for words in (
        "3 units billed, but the 35 min of the day support 2 units",
        "version: 2020-01-01, in force from 2020-01-01 on",
        "unit_minutes = 15 min (medicare-part-b/policies/units_timed.toml:",
        "minutes = 25 min (encounter)",
        "pool_units = 2 units (computed)",
        "source: cms-100-04-ch5 §20.2",
        "https://www.cms.gov/",
        "not expressed: Only direct one-on-one minutes count",
    ):
        assert words in said


def test_explain_can_be_narrowed_to_a_line_and_a_policy(sj: Run, put: Callable[..., str]) -> None:
    file = put("visit.json", TWO)

    def told(*arguments: object) -> list[tuple[int, str]]:
        shown = json.loads(sj("explain", file, "--format", "json", *arguments).stdout)
        return [(each["line"], each["policy"].split(":")[1]) for each in shown["trace"]]

    everything = told()
    assert {number for number, _ in everything} == {1, 2, None}
    assert told("--line", 2) == [each for each in everything if each[0] == 2]
    assert told("--policy", "untimed") == [(1, "untimed"), (2, "untimed")]
    assert told("--policy", "medicare-part-b:untimed", "--line", 2) == [(2, "untimed")]


def test_explain_as_json_has_the_values_behind_each_finding(sj: Run, put: Callable[..., str]) -> None:
    arguments = ("--format", "json", "--line", 1, "--policy", "total-time")
    shown = json.loads(sj("explain", put("visit.json", TWO), *arguments).stdout)
    (only,) = shown["trace"]
    values = {each["name"]: (each["value"], each["unit"]) for each in only["parameters"]}
    assert values["codes"] == ("therapy-common:timed-15", "")
    assert values["minimum_minutes"] == (8, "min")
    assert {each["name"] for each in only["facts_explained"]} == set(only["facts"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--line", "3"], ["--line 3", "2 lines"]),
        (["--line", "0"], ["--line"]),
        (["--policy", "total-tim"], ["--policy total-tim", "total-time"]),
        (["--without", "bultin"], ["did you mean 'builtin'?"]),
    ],
)
def test_what_there_is_not_to_explain_is_said(
    sj: Run, put: Callable[..., str], arguments: list[str], words: list[str]
) -> None:
    refused(sj("explain", put("visit.json", TWO), *arguments), *words)


def test_explain_takes_one_encounter(sj: Run, put: Callable[..., str]) -> None:
    refused(sj("explain", put("visits.jsonl", CLEAN, FAILS)), "holds 2 encounters; explain takes one")


def test_explain_takes_standard_input_and_another_payer(sj: Run) -> None:
    given = json.dumps(visit("a", line(10, 1), line(10, 1, code="97110")))
    assert sj("explain", "-", input=given).exit_code == 1
    result = sj("explain", "-", "--payer", "commercial-midpoint", input=given)
    assert result.exit_code == 0
    assert "commercial-midpoint:midpoint" in result.stdout


# Wide amounts, as text ----------------------------------------------------------------------------------


@kind("test-cli.price", stage="pricing", answers=Answers(held=fails("hold it")))
@frozen
class Price:
    """Allows the whole charge."""

    def rule(self, batch: Batch) -> Ruling:
        return Ruling(batch.minutes.astype("int8") * 0, allowed=batch.charge)


@pytest.mark.parametrize("amount", ["1.00", "12345.67", "99999.99", "9999999.99"])
def test_amounts_are_written_out_in_80_columns(engine_of: Callable[..., Engine], amount: str) -> None:
    engine = engine_of([Price], [{"id": "price", "kind": "test-cli.price", "action": "hold"}])
    out = StringIO()
    evaluation = engine.check(visit("a", line(charge=amount, units=100), payer="acme"))
    as_text.write([evaluation], out, Style(width=80))
    text = out.getvalue()
    assert max(map(len, text.splitlines())) <= 80
    assert text.count(amount) == 2
    assert "payable" in text


def test_a_source_without_an_address_is_cited_with_who_has_it(sj: Run, put: Callable[..., str]) -> None:
    file = put("visit.json", visit("a", line(units=3), payer="commercial-blocks"))
    holder = "whoever builds on this pack, and names the contract"
    (finding,) = json.loads(sj("check", file, "--format", "json").stdout)["findings"]
    assert finding["cites"] == [{"source": "own-contract", "at": "", "url": None, "held_by": holder}]
    assert f"own-contract (held by {holder})" in sj("check", file, "--format", "markdown").stdout
    assert f"    held by {holder}" in sj("explain", file).stdout


@pytest.mark.parametrize("name", ["visits.csv", "visits.csv.gz", "visits.parquet", "visits.tsv"])
def test_a_table_is_sent_to_the_command_that_reads_tables(sj: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("id,payer,date\n")
    result = sj("check", tmp_path / name)
    assert result.exit_code == 2
    assert "rule a table with `scrubjay run`" in result.stderr


def test_a_line_that_the_encounter_has_not(sj: Run, tmp_path: Path) -> None:
    (tmp_path / "visit.json").write_text(json.dumps(visit()))
    result = sj("explain", tmp_path / "visit.json", "--line", "2")
    assert result.exit_code == 2
    assert "--line 2: the encounter has 1 line\n" in result.stderr
