"""What a run leaves unimported, and what still works without it."""

import subprocess
import sys
from pathlib import Path

import pytest
from claimtables import write
from test_run_results import encounters

pytest.importorskip("pandas")

LEFT_OUT = """
import sys
from scrubjay.bulk.imports import leave_pandas_out
leave_pandas_out()
import pyarrow as pa
from scrubjay.bulk import run
assert pa.array(["a", None]).to_pylist() == ["a", None]
assert "pandas" not in sys.modules
frame = pa.table({"a": [1, 2]}).to_pandas()
assert pa.array(frame["a"]).to_pylist() == [1, 2]
print(type(frame).__name__)
"""
RUN = """
import sys
import scrubjay.cli
try:
    scrubjay.cli.main()
finally:
    print("pandas" in sys.modules)
"""


def python(code: str, *arguments: object) -> list[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.stdout.split()


def test_pyarrow_makes_arrays_without_pandas_and_a_data_frame_when_it_is_asked_for_one() -> None:
    assert python(LEFT_OUT) == ["DataFrame"]


def test_what_somebody_has_imported_stays() -> None:
    code = f"import pandas{LEFT_OUT}".replace('"pandas" not in', '"pandas" in')
    assert python(code) == ["DataFrame"]


def test_a_run_does_not_import_pandas(tmp_path: Path) -> None:
    source = write(encounters(3, 20, 5), tmp_path / "claims.parquet")
    said = python(RUN, "run", source, "-o", tmp_path / "ruled", "--processes", "1")
    assert said[-1] == "False"
