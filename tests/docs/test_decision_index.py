"""The index of decisions names every record, in order, by its title."""

from pathlib import Path

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"


def test_every_record_is_in_the_index() -> None:
    due = []
    for path in sorted(DECISIONS.glob("[0-9]*.md")):
        title = path.read_text("utf-8").splitlines()[0].removeprefix("# ")
        number, _, name = title.partition(". ")
        due.append(f"{number}. [{name}]({path.name})")
    text = (DECISIONS / "index.md").read_text("utf-8")
    listed = [line for line in text.splitlines() if line[:1].isdigit()]
    assert listed == due, "the list of docs/decisions/index.md should read:\n" + "\n".join(due)
