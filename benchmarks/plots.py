"""The plots of "What it costs" and its tables, made from what is kept."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks.kept import FOLDER, kept
from benchmarks.plots_seen import seen

TARGET: Final = Path(__file__).parents[1] / "docs/explanation/costs"
OURS, THEIRS = "#3f51b5", "#b0b4c8"
SECOND: Final = "#c2571a"
A_LINE: Final = "processor time, µs a line"


def draw(target: Path = TARGET, folder: Path = FOLDER) -> list[Path]:
    """Draw every plot, whose file names the digest of its figures; and write the tables beside them."""
    target.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, (part, make) in PLOTS.items():
        found = kept(part, folder)["found"]
        path = target / f"{name}.png"
        make(found).savefig(path, dpi=110, metadata={"Description": digest(found), "Software": None})
        paths.append(path)
    path = target / "seen.txt"
    path.write_text(seen(folder), encoding="utf-8")
    return [*paths, path]


def digest(found: dict[str, Any]) -> str:
    """What a plot's file says of the figures that it was drawn from."""
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def rivals(found: dict[str, Any]) -> Figure:
    figure, axes = _figure("All Medicare policies, one core", wide=True)
    mine = sorted(found["all"]["rivals"].items(), key=lambda each: -each[1]["processor"])
    names, costs = [name for name, _ in mine], [each["processor"] for _, each in mine]
    bars = axes.barh(names, costs, color=[OURS if "engine" in name else THEIRS for name in names])
    axes.bar_label(bars, [f" {cost:.1f}" for cost in costs])
    axes.set_xlabel("processor time, µs an encounter of three lines")
    axes.set_xlim(0, 1.12 * max(costs))
    return figure


def encounters(found: dict[str, Any]) -> Figure:
    figure, axes = _figure("A line, by the encounters that are ruled at once")
    _line(axes, found["encounters"], "encounters", OURS)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(FuncFormatter(_plainly))
    return _labelled(figure, axes, "encounters in one batch")


def visits(found: dict[str, Any]) -> Figure:
    figure, axes = _figure("A line, by the lines of its visit")
    _line(axes, found["visits"], "each", OURS)
    return _labelled(figure, axes, "lines of a visit", from_zero=True)


def tables(found: dict[str, Any]) -> Figure:
    figure, axes = _figure("A line, by the rows of the tables that are looked up")
    _line(axes, found["edits"], "rows", OURS, "edits of pairs")
    _line(axes, found["values"], "rows", SECOND, "relative values")
    axes.legend(frameon=False, loc="lower left")
    return _labelled(figure, axes, "rows of the table", from_zero=True)


def payers(found: dict[str, Any]) -> Figure:
    lines = found["payers"][0]["lines"]
    figure, axes = _figure(f"A line of {round(lines, -3):,}, by the payers that share them")
    _line(axes, found["payers"], "payers", OURS)
    return _labelled(figure, axes, "payers, each with a pack of its own and its own batch", from_zero=True)


PLOTS: Final[dict[str, tuple[str, Callable[[dict[str, Any]], Figure]]]] = {
    "rivals": ("rivals", rivals),
    "encounters": ("growth", encounters),
    "visits": ("growth", visits),
    "tables": ("growth", tables),
    "payers": ("growth", payers),
}
"""The part that each is drawn from."""


def _figure(title: str, wide: bool = False) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(7, 3.4), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    if not wide:
        axes.grid(axis="y", color="#e4e5ec")
    return figure, axes


def _line(axes: Axes, rows: list[dict[str, Any]], of: str, colour: str, label: str | None = None) -> None:
    axes.plot([row[of] for row in rows], [row["processor"] for row in rows], "o-", color=colour, label=label)


def _labelled(figure: Figure, axes: Axes, across: str, from_zero: bool = False) -> Figure:
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(_plainly))
    axes.set_xlabel(across)
    axes.set_ylabel(A_LINE)
    if from_zero:
        axes.set_ylim(0, 1.15 * axes.dataLim.ymax)
    return figure


def _plainly(value: float, _: Any) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"
