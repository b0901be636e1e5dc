"""A practitioner table of NCCI edits as CMS ships it, of any size: made up, and the same every time.

Run as `python -m benchmarks.edits FOLDER ROWS` it writes the four parts of a release.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.workload import NAMES

RELEASE: Final = "v323r0"
PARTS: Final = 4
HEADING: Final = (
    "CPT only copyright 2025 American Medical Association.  All rights reserved.\t\t\t\t\t\t",
    "Column1/Column2 Edits\t\t\t\t\t\t",
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale",
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t",
    "\t\t\t\t*=no data\t1=allowed\t",
    "\t\t\t\t\t9=not applicable\t",
)
REASON: Final = "A rationale that nobody reads here"
QUARTERS: Final = [f"{year}{month:02}01" for year in range(1996, 2027) for month in (1, 4, 7, 10)]
LAST_DAYS: Final = [f"{year}{day}" for year in range(1996, 2027) for day in ("0331", "0630", "0930", "1231")]


def codes(count: int) -> list[str]:
    """So many codes in order, those of the workload among them."""
    made = [f"{number:05}" for number in range(100, 100 + 7 * count, 7)]
    return sorted({*made[: count - len(NAMES)], *NAMES})


def rows(count: int, seed: int = 323) -> Iterator[str]:
    """About `count` rows, by column 1: some deleted, some twice (the newest first), some of indicator 9."""
    random = np.random.default_rng(seed)
    known = codes(14_000)
    each = count // len(known)
    therapy = np.array([known.index(name) for name in NAMES])
    for place, column1 in enumerate(known):
        chosen = random.choice(len(known), each, replace=False)
        if column1 in NAMES:
            chosen = np.union1d(chosen, random.choice(therapy, 8, replace=False))
        chosen = np.sort(chosen[chosen != place])
        began = random.integers(0, len(QUARTERS) - 8, len(chosen))
        ended = np.minimum(began + random.integers(0, 40, len(chosen)), len(QUARTERS) - 5)
        chance = random.random(len(chosen))
        for at, column2 in enumerate(chosen.tolist()):
            pair, first, last = f"{column1}\t{known[column2]}", QUARTERS[began[at]], LAST_DAYS[ended[at]]
            if chance[at] < 0.03:
                yield f"{pair}\t\t{first}\t{first}\t9\t{REASON}\r\n"
            elif chance[at] < 0.05:
                yield f"{pair}\t\t{QUARTERS[ended[at] + 1]}\t*\t1\t{REASON}\r\n"
                yield f"{pair}\t\t{first}\t{last}\t0\t{REASON}\r\n"
            else:
                until = last if chance[at] < 0.4 else "*"
                yield f"{pair}\t\t{first}\t{until}\t{int(chance[at] < 0.7)}\t{REASON}\r\n"


def write(folder: Path, count: int) -> None:
    """The parts f1 to f4 of a release of about `count` rows."""
    files = [folder / f"ccipra-{RELEASE}-f{part + 1}.txt" for part in range(PARTS)]
    made = rows(count)
    for number, file in enumerate(files, start=1):
        with file.open("w", encoding="latin-1", newline="") as out:
            out.writelines(f"{line}\r\n" for line in HEADING)
            for written, row in enumerate(made, start=1):
                out.write(row)
                if number < PARTS and written == count // PARTS:
                    break


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
