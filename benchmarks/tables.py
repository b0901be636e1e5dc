"""A table of millions of edits: imported, loaded, and looked up beside a table of the therapy codes."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, Final

import numpy as np

from benchmarks import table as text
from benchmarks.workload import NAMES, Workload, generate
from scrubjay.columns import Coded
from scrubjay.groups import Groups
from scrubjay.packs.load import read_pack
from scrubjay.packs.tablefile import make_table
from scrubjay.tables import Table

MANIFEST: Final = 'id = "edits"\nversion = "2026.1.0"\ntitle = "Edits"\npayers = ["edits"]\n'
Pairs = tuple[Coded, Coded, np.ndarray]

IMPORT: Final = """
from pathlib import Path
from scrubjay.importing import Asked, import_files
pack, *files = map(Path, sys.argv[1:])
start = perf_counter(), process_time()
made = import_files("ncci-ptp", files, pack)
found = {"rows": made.rows, "read": made.read, "bytes": made.file.stat().st_size}
"""
LOAD: Final = """
from pathlib import Path
from scrubjay.packs.load import read_pack
from scrubjay.packs.tablefile import make_table
pack = read_pack(Path(sys.argv[1]))
(entry,) = pack.tables.values()
table = make_table(pack.id, pack.root, entry)
start = perf_counter(), process_time()
found = {"keys": len(table.rows.keys)}
"""
ALONE: Final = """
import json, resource, sys
from time import perf_counter, process_time
{body}
found["seconds"], found["cpu"] = perf_counter() - start[0], process_time() - start[1]
found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(found))
"""


def measure(rows: int = 3_000_000, lines: int = 200_000) -> dict[str, Any]:
    """What importing and loading take in processes of their own, and finding in this one."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "benchmarks.edits", folder, str(rows)], check=True)
        files = sorted(Path(folder).glob("*.txt"))
        full, therapy = _pack(Path(folder, "full")), _pack(Path(folder, "therapy"))
        imported = _alone(IMPORT, full, *files)
        loads = [_alone(LOAD, full) for _ in range(3)]
        _import_some(files, therapy)
        return {
            "import": imported,
            "load": {name: median(load[name] for load in loads) for name in loads[0]},
            "find": _find(_table(full), _table(therapy), lines),
        }


def _pack(folder: Path) -> Path:
    folder.mkdir()
    (folder / "pack.toml").write_text(MANIFEST, encoding="utf-8")
    return folder


def _alone(body: str, *arguments: Path) -> dict[str, Any]:
    """What a script finds in a process of its own, with its time and the most memory that it held."""
    run = [sys.executable, "-c", ALONE.format(body=body), *map(str, arguments)]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _import_some(files: list[Path], pack: Path) -> None:
    command = [Path(sys.executable).parent / "scrubjay", "import", "ncci-ptp", *files, "-o", pack]
    subprocess.run([*command, "--codes", ",".join(NAMES)], check=True, stdout=subprocess.DEVNULL)


def _table(pack: Path) -> Table:
    read = read_pack(pack)
    (entry,) = read.tables.values()
    return make_table(read.id, pack, entry)


def _find(full: Table, therapy: Table, lines: int) -> dict[str, Any]:
    """Seconds that each table takes for the pairs of a batch, and for those of one encounter."""
    return {
        "bulk": _race(full, therapy, _pairs(generate(round(lines / 3.06))), calls=1),
        "single": _race(full, therapy, _pairs(generate(1)), calls=300),
    }


def _race(full: Table, therapy: Table, pairs: Pairs, calls: int, rounds: int = 7) -> dict[str, Any]:
    """The best of some rounds, the tables in turn. Their answers must be the same."""
    first, second, days = pairs
    spent: dict[str, list[float]] = {"full": [], "therapy": []}
    answers = {}
    for _ in range(rounds):
        for name, table in (("full", full), ("therapy", therapy)):
            start = process_time()
            for _ in range(calls):
                rows = table.find(first, second, on=days)
            spent[name].append((process_time() - start) / calls)
            answers[name] = table.numbers("indicator", rows, -1)
    if not np.array_equal(answers["full"], answers["therapy"]):
        raise RuntimeError("the two tables do not say the same of the same pairs")
    best = {name: min(each) for name, each in spent.items()}
    edits = int((answers["full"] >= 0).sum())
    return {"pairs": len(days), "edits": edits, **best, "ratio": best["full"] / best["therapy"]}


def _pairs(load: Workload) -> Pairs:
    """All ordered pairs of different lines of one encounter, with their dates."""
    one, other = Groups.of(load.encounter).pairs()
    code, dates = load.lines["code"], load.encounters["date"]
    if not isinstance(code, Coded) or isinstance(dates, Coded):
        raise TypeError("codes are text, and dates are not")
    return code.take(one), code.take(other), dates[load.encounter[one]]


def report(found: dict[str, Any]) -> str:
    imported, load, find = found["import"], found["load"], found["find"]
    figures = {
        f"import of {imported['read']:,} rows": f"{imported['seconds']:.1f} s",
        "  rows a second, by the clock": f"{imported['read'] / imported['seconds']:,.0f}",
        "  rows a second of processor time": f"{imported['read'] / imported['cpu']:,.0f}",
        "  most memory": f"{imported['peak_mb']:.0f} MB",
        "  the table on disk": f"{imported['bytes'] / 1e6:.0f} MB",
        f"load of {imported['rows']:,} rows (wanted: 1 s)": f"{load['seconds']:.2f} s",
        "  most memory of the process (wanted: 300 MB)": f"{load['peak_mb']:.0f} MB",
    }
    for name, each in find.items():
        figures[f"find, {name}: {each['pairs']:,} pairs, {each['edits']:,} edits"] = (
            f"{each['full'] * 1e6:,.0f} µs"
        )
        figures[f"  {name}, in the table of the therapy codes alone"] = f"{each['therapy'] * 1e6:,.0f} µs"
        figures[f"  {name}, ratio (wanted: 2)"] = f"{each['ratio']:.2f}"
    return f"{text.heading('tables: millions of edits')}\n{text.rows(figures)}"
