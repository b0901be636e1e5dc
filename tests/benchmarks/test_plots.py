"""The plots and tables of "What it costs" show the figures that are kept, and no others."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.kept import FOLDER, KeptError, keep, kept
from benchmarks.plots_seen import seen

plots = pytest.importorskip("benchmarks.plots", reason="matplotlib draws them", exc_type=ImportError)

PAGE = Path(__file__).parents[2] / "docs/explanation/costs.md"
LINES = {
    "encounters": ["encounters"],
    "visits": ["visits"],
    "tables": ["edits", "values"],
    "payers": ["payers"],
}
ACROSS = {"encounters": "encounters", "visits": "each", "edits": "rows", "values": "rows", "payers": "payers"}


@pytest.mark.parametrize("name", LINES)
def test_points_of_a_line_are_the_figures_that_are_kept(name: str) -> None:
    part, make = plots.PLOTS[name]
    found = kept(part)["found"]
    (axes,) = make(found).axes
    assert axes.get_xlabel()
    assert axes.get_ylabel() == "processor time, µs a line"
    drawn = [line.get_xydata().tolist() for line in axes.lines]
    assert drawn == [[[row[ACROSS[key]], row["processor"]] for row in found[key]] for key in LINES[name]]
    assert all(len(points) > 2 for points in drawn)


def test_bars_are_the_figures_that_are_kept() -> None:
    found = kept("rivals")["found"]
    (axes,) = plots.rivals(found).axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    drawn = dict(zip(names, (bar.get_width() for bar in axes.patches), strict=True))
    assert drawn == {name: each["processor"] for name, each in found["all"]["rivals"].items()}
    assert "engine, no facts" in drawn


@pytest.mark.parametrize("name", plots.PLOTS)
def test_a_committed_plot_was_drawn_from_the_committed_figures_and_is_shown(name: str) -> None:
    picture = (plots.TARGET / f"{name}.png").read_bytes()
    part, _ = plots.PLOTS[name]
    assert plots.digest(kept(part)["found"]).encode() in picture, "run `python -m benchmarks plot`"
    assert len(picture) < 100_000
    assert f"(costs/{name}.png)" in PAGE.read_text(encoding="utf-8")


def test_the_committed_tables_are_those_of_the_committed_figures() -> None:
    assert (plots.TARGET / "seen.txt").read_text(encoding="utf-8") == seen()
    assert kept("rivals")["seen"]["day"] in seen()


def test_other_figures_make_other_plots(tmp_path: Path) -> None:
    for part in ("rivals", "growth", "run"):
        (tmp_path / f"{part}.json").write_bytes((FOLDER / f"{part}.json").read_bytes())
    found = kept("growth", tmp_path)["found"]
    found["payers"][0]["processor"] *= 2
    keep("growth", found, tmp_path)
    plots.draw(tmp_path / "out", tmp_path)
    drawn, committed = (folder / "payers.png" for folder in (tmp_path / "out", plots.TARGET))
    assert plots.digest(found).encode() in drawn.read_bytes()
    assert drawn.read_bytes() != committed.read_bytes()


@pytest.mark.parametrize("text", [None, "", "[]", "{", '{"found": 1, "seen": {}}', '{"seen": {}}', "\xff"])
def test_what_was_never_measured_or_is_broken_is_named(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "rivals.json").write_text(text, encoding="latin-1")
    with pytest.raises(
        KeptError, match=r"rivals\.json .*: `python -m benchmarks keep` measures and writes it"
    ):
        kept("rivals", tmp_path)


def test_what_is_kept_names_its_machine(tmp_path: Path) -> None:
    told = json.loads(keep("run", {"a": 1}, tmp_path).read_text(encoding="utf-8"))
    assert told["found"] == {"a": 1}
    assert told["seen"]["cores"] >= 1
    assert told["seen"]["packages"]["numpy"]
