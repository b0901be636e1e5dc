"""What was measured, as JSON beside the code: figures, and on what machine and when they were seen."""

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "measured"
AGAIN: Final = "`python -m benchmarks keep` measures and writes it"
PACKAGES: Final = ("numpy", "numba", "polars", "duckdb", "zen-engine", "pyarrow")


class KeptError(ValueError):
    """What was measured cannot be read."""


def keep(name: str, found: dict[str, Any], folder: Path = FOLDER) -> Path:
    """Write what a part found, with the machine."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    aside = path.with_suffix(".part")
    aside.write_text(json.dumps({"seen": seen(), "found": found}, indent=1) + "\n", encoding="utf-8")
    return aside.replace(path)


def kept(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    """What is kept of a part. Raises `KeptError` where nothing was measured, or the file is no such JSON."""
    path = folder / f"{name}.json"
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        return {"seen": dict(whole["seen"]), "found": dict(whole["found"])}
    except OSError as error:
        raise KeptError(f"{path} cannot be read ({error.strerror}): {AGAIN}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise KeptError(f"{path} does not hold what was measured ({error!r}): {AGAIN}") from None


def seen() -> dict[str, Any]:
    """The day, the machine, and what is installed."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown"
