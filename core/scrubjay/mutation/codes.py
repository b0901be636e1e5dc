"""How a list of codes can be slightly wrong: one is missing, one too many, a range ends elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scrubjay.packs.structure import expand


def with_other_codes(members: Sequence[str], known: Iterable[str]) -> Iterator[tuple[int, str | None]]:
    """Places of members with what stands there instead, None for nothing; the place after the last adds one.

    The code that is added is the nearest that is known and not there, since no test could notice one that is
    used nowhere; else the next number.
    """
    held = {code for member in members for code in expand(member) or ()}
    for place, member in enumerate(members):
        first, dash, last = member.partition("-")
        codes = expand(member)
        if not dash or codes is None:
            yield place, None
            continue
        if len(codes) > 2:
            yield place, f"{codes[1]}-{last}"
            yield place, f"{first}-{codes[-2]}"
        else:
            yield place, codes[0]
            yield place, codes[-1]
        for other, new in ((_next(first, -1), f"{{}}-{last}"), (_next(last, 1), f"{first}-{{}}")):
            if other is not None and other not in held:
                yield place, new.format(other)
    if held:
        yield len(members), _neighbour(max(held), held, known)


def _neighbour(code: str, held: set[str], known: Iterable[str]) -> str:
    others = [each for each in known if each not in held]
    if others:
        return min(others, key=lambda each: (_form(each) != _form(code), _distance(each, code), each))
    found = _next(code, 1)
    return found if found is not None else "99999"


def _form(code: str) -> tuple[bool, bool]:
    return code[0].isalpha(), code[-1].isalpha()


def _distance(one: str, other: str) -> int:
    return abs(_number(one) - _number(other))


def _number(code: str) -> int:
    return int("".join(letter for letter in code if letter.isdigit()))


def _next(code: str, step: int) -> str | None:
    """The code with the next number of the same form, or None at the end of its numbers."""
    digits = [place for place, letter in enumerate(code) if letter.isdigit()]
    number = _number(code) + step
    text = f"{number:0{len(digits)}}"
    if number < 0 or len(text) > len(digits):
        return None
    return code[: digits[0]] + text + code[digits[-1] + 1 :]
