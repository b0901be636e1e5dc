"""The one error of the converters."""

from collections.abc import Iterable

Part = tuple[str | int, object, "Invalid"]
"""A key or an index, the value found there, and what is wrong with it."""


class Invalid(ValueError):  # noqa: N818 - it describes a value; EncounterError is the error
    """A value that a field cannot hold: what was `expected` instead, and the `remedy`.

    `parts` is filled when the fault lies inside a list or an object: one `Part` for each bad member.
    """

    def __init__(self, expected: str, remedy: str, parts: Iterable[Part] = ()) -> None:
        super().__init__(expected, remedy)
        self.expected, self.remedy, self.parts = expected, remedy, tuple(parts)

    def __str__(self) -> str:
        if self.parts:
            return "; ".join(f"at {at!r}: {fault}" for at, _, fault in self.parts)
        return f"expected {self.expected}; {self.remedy}"
