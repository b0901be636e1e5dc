"""Figures as text of at most 80 columns."""

from collections.abc import Mapping, Sequence

WIDTH = 80


def heading(text: str) -> str:
    return f"\n{text}\n{'-' * min(len(text), WIDTH)}"


def rows(figures: Mapping[str, str]) -> str:
    """A label and a figure a line."""
    return "\n".join(f"  {label[:56]:56}{figure:>20}" for label, figure in figures.items())


def columns(heads: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A label and several figures a line."""
    first, width = 26, (WIDTH - 28) // max(len(heads) - 1, 1)
    lines = [
        f"  {line[0][:first]:{first}}" + "".join(f"{each:>{width}}" for each in line[1:]) for line in body
    ]
    return "\n".join([f"  {heads[0]:{first}}" + "".join(f"{head:>{width}}" for head in heads[1:]), *lines])


def micro(nanoseconds: float) -> str:
    return f"{nanoseconds / 1e3:,.1f} µs"


def quantile(values: Sequence[int], share: float) -> int:
    """The value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
