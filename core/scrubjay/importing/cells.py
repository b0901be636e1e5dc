"""What the text of a cell stands for. Each different text is read once, whatever the number of rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

OPEN: Final = 2**31 - 1
"""The number of the day that stands for no end."""

EPOCH: Final = date(1970, 1, 1).toordinal()
"""The day from which days are numbered."""

CODE: Final = "[0-9]{3,4}|[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}"
"""The form of a HCPCS/CPT code, of which a spreadsheet may have cut off leading zeros."""


class Cells(dict[str, int]):
    """Whole numbers by the text of a cell. What `read` refuses with `ValueError` was not `expected`."""

    expected = ""

    def read(self, text: str) -> int:
        """The number that a text stands for."""
        raise NotImplementedError

    def __missing__(self, cell: str) -> int:
        number = self[cell] = self.read(cell.strip())
        return number


class Whole(Cells):
    """Whole numbers of at most nine digits."""

    expected = "a whole number"

    def read(self, text: str) -> int:
        """The number."""
        if not re.fullmatch("[0-9]{1,9}", text):
            raise ValueError(text)
        return int(text)


class Scaled(Cells):
    """Exact decimals, as whole numbers: the decimal times 10 to the power of `places`."""

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places
        self.expected = f"a number of at most {places} decimals"

    def read(self, text: str) -> int:
        """The number, scaled."""
        if not re.fullmatch(r"[0-9]{0,6}(\.[0-9]{1,20})?", text) or not text:
            raise ValueError(text)
        scaled = Decimal(text).scaleb(self.places)
        if scaled != int(scaled):
            raise ValueError(text)
        return int(scaled)


class Days(Cells):
    """Dates written YYYYMMDD, as the number of the day; `none` lists what stands for no date."""

    def __init__(self, *none: str) -> None:
        super().__init__(dict.fromkeys(none, OPEN))
        self.expected = "a date written YYYYMMDD" + (" or *" if "*" in none else "")

    def read(self, text: str) -> int:
        """The number of the day."""
        if text in self:
            return self[text]
        if not re.fullmatch("[0-9]{8}", text):
            raise ValueError(text)
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal() - EPOCH


class Choice(Cells):
    """One of a few texts, each with its number; what follows a space is not looked at."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        super().__init__()
        self.numbers = numbers
        self.expected = "one of " + ", ".join(numbers)

    def read(self, text: str) -> int:
        """The number of the choice."""
        word = text.partition(" ")[0]
        if word not in self.numbers:
            raise ValueError(text)
        return self.numbers[word]


class Texts(Cells):
    """Texts, numbered as they come; `tidy` makes what is kept of a text, or raises `ValueError`."""

    def __init__(self, tidy: Callable[[str], str], expected: str) -> None:
        super().__init__()
        self.tidy = tidy
        self.expected = expected
        self.numbers: dict[str, int] = {}
        self.mended: set[str] = set()

    def read(self, text: str) -> int:
        """The number of the text."""
        kept = self.tidy(text)
        if kept != text:
            self.mended.add(kept)
        return self.numbers.setdefault(kept, len(self.numbers))

    @property
    def names(self) -> list[str]:
        """The texts by number."""
        return list(self.numbers)


def code(text: str) -> str:
    """A HCPCS/CPT code; zeros that a spreadsheet has cut off are put back."""
    if not re.fullmatch(CODE, text):
        raise ValueError(text)
    return text.zfill(5)


def digits(count: int) -> Callable[[str], str]:
    """A number of `count` digits, kept as text; leading zeros that were cut off are put back."""

    def tidy(text: str) -> str:
        if not re.fullmatch(f"[0-9]{{1,{count}}}", text):
            raise ValueError(text)
        return text.zfill(count)

    return tidy


def locality() -> Texts:
    """Localities of carriers, such as 01112-05."""

    def tidy(text: str) -> str:
        found = re.fullmatch("([0-9]{1,5})-([0-9]{1,2})", text)
        if found is None:
            raise ValueError(text)
        return f"{found[1].zfill(5)}-{found[2].zfill(2)}"

    return Texts(tidy, "the number of a carrier and that of a locality")
