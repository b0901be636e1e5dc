import re
from pathlib import Path

import pytest

import scrubjay
from scrubjay.lint import CHECKS, CODES, severity

SOURCE = Path(scrubjay.__file__).parent


def test_every_code_in_the_source_is_registered_and_every_registered_one_is_used() -> None:
    used: dict[str, set[str]] = {}
    for file in SOURCE.rglob("*.py"):
        for code in re.findall(r'"(SJ[0-9]{3})"', file.read_text("utf-8")):
            used.setdefault(code, set()).add(file.parent.name)
    assert set(used) == set(CODES)
    loading = set(CODES) - {each.code for each in CHECKS}
    assert all(used[code] - {"codes"} for code in loading), "a code that nothing reports"


@pytest.mark.parametrize("code", CODES)
def test_a_code_says_what_it_means_with_a_bad_and_a_good_example_and_why(code: str) -> None:
    known = CODES[code]
    assert known.code == code
    assert re.fullmatch(r"[A-Z][^.]+", known.title)
    assert known.severity in ("error", "warning")
    assert re.fullmatch(r"(?s)[A-Z\[`].+\*\*Bad\*\*.+\*\*Good\*\*.+\*\*Why\*\* [A-Z].+\.", known.doc)
    assert known.doc.count("```") >= 4


def test_codes_stand_in_order() -> None:
    assert list(CODES) == sorted(CODES)
    assert [each.code for each in CHECKS] == sorted(each.code for each in CHECKS)


def test_what_is_unknown_is_an_error() -> None:
    assert severity("SJ108") == "warning"
    assert severity("SJ101") == severity("ACME001") == "error"
