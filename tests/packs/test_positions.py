import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from textwrap import dedent
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from scrubjay.packs.positions import Path, Position, nearest, positions


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every path below ``value`` with what stands there."""
    if isinstance(value, dict):
        below: Any = value.items()
    elif isinstance(value, list):
        below = enumerate(value)
    else:
        return
    for part, item in below:
        yield (*path, part), item
        yield from walk(item, (*path, part))


def offset(text: str, where: Position) -> int:
    lines = text.split("\n")
    assert where.column <= len(lines[where.line - 1])
    return sum(len(line) + 1 for line in lines[: where.line - 1]) + where.column - 1


def checked(text: str) -> dict[Path, Position]:
    """The positions in ``text``, once they name just the paths that ``tomllib`` finds there."""
    found = positions(text)
    assert set(found) == {path for path, _ in walk(tomllib.loads(text))}
    return found


def places(text: str) -> dict[str, tuple[int, int]]:
    """The positions in ``text``, with paths written ``a.0.b``, as lines and columns."""
    return {
        ".".join(map(str, path)): (where.line, where.column) for path, where in checked(dedent(text)).items()
    }


# Documents as tomli_w writes them.

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8) | st.text("\"'\\\n\r#[]{}=., ab", max_size=12)
SCALARS = st.one_of(
    TEXTS,
    st.just("long enough that its table is not written inline " * 3),
    st.integers(-(2**40), 2**40),
    st.floats(),
    st.booleans(),
    st.dates(min_value=date(1000, 1, 1)),
    st.times(),
    st.datetimes(min_value=datetime(1000, 1, 1)),  # noqa: DTZ001
)
KEYS = TEXTS | st.sampled_from(["a", "b", "policy", "a.b", "[[x]]"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.lists(st.dictionaries(KEYS, inner, max_size=3), max_size=3)
    ),
    max_leaves=20,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5)


def literal(value: Any, multiline: bool) -> str:
    """How tomli_w writes ``value``; of an array or inline table, how it begins."""
    if isinstance(value, dict):
        return "{"
    if isinstance(value, list):
        return "["
    return tomli_w.dumps({"k": value}, multiline_strings=multiline).removeprefix("k = ").removesuffix("\n")


def literal_key(key: str) -> str:
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")


@given(DOCUMENTS, st.booleans())
def test_positions_point_at_what_they_name(document: dict[str, Any], multiline: bool) -> None:
    text = tomli_w.dumps(document, multiline_strings=multiline)
    found = checked(text)
    values = dict(walk(document))
    for path, where in found.items():
        at, value = offset(text, where), values[path]
        *parents, name = (literal_key(part) for part in path if isinstance(part, str))
        before = text[text.rfind("\n", 0, at) + 1 : at]
        if before in (prefixes := ["".join(["[" * n, *(f"{key}." for key in parents)]) for n in (1, 2)]):
            assert isinstance(value, dict | list)  # a header's part
            if isinstance(path[-1], int):
                assert before == prefixes[1]
                assert text.startswith(f"{name}]]\n", at)
            else:
                assert text.startswith((f"{name}]", f"{name}."), at)
        elif isinstance(path[-1], int):
            assert text.startswith(literal(value, multiline), at)
        else:
            assert text.startswith(f"{name} = {literal(value, multiline)}", at)


@given(DOCUMENTS, st.booleans())
def test_positions_are_distinct_and_follow_their_parents(document: dict[str, Any], multiline: bool) -> None:
    found = checked(tomli_w.dumps(document, multiline_strings=multiline))
    for path, where in found.items():
        parent = nearest(found, path[:-1])
        assert (parent.line, parent.column) <= (where.line, where.column)
    keys = [where for path, where in found.items() if isinstance(path[-1], str)]
    assert len(set(keys)) == len(keys)


# Documents in the freest hand that TOML allows, written by one who notes where everything goes.


class Writer:
    """Writes a document with blanks, comments and notations as drawn, and its own record of places."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.text = ""
        self.expected: dict[Path, Position] = {}

    def choose(self, *choices: str) -> None:
        self.text += self.draw(st.sampled_from(choices))

    def gap(self) -> None:
        self.choose("", " ", "\t ")

    def break_line(self) -> None:
        self.choose("\n", "\r\n", " # [a] = 'b\" ]}\n", '#"""\r\n\n', "\n\t# '''\n  ")

    def gap_or_break(self) -> None:
        self.draw(st.sampled_from([self.gap, self.break_line]))()

    def mark(self, path: Path) -> None:
        *lines, last = self.text.split("\n")
        self.expected.setdefault(path, Position(len(lines) + 1, len(last) + 1))

    def key(self, path: Path) -> None:
        """Writes the last part of ``path``."""
        self.mark(path)
        name = str(path[-1])
        escaped = "".join(f"\\u{ord(char):04x}" for char in name)
        self.choose(name, f'"{name}"', f"'{name}'", f'"{escaped}"')

    def pair(self, path: Path) -> None:
        """Writes a value with the key ``path``, perhaps one or two dotted parts further down."""
        self.key(path)
        for part in self.draw(st.lists(st.sampled_from("xyz"), max_size=2)):
            path = (*path, part)
            self.gap()
            self.text += "."
            self.gap()
            self.key(path)
        self.gap()
        self.text += "="
        self.gap()
        self.value(path, self.draw(st.integers(0, 3)))

    def value(self, path: Path, depth: int) -> None:
        kind = self.draw(st.sampled_from("sat" if depth else "s"))
        size = self.draw(st.integers(0, 3))
        if kind == "a":
            self.text += "["
            self.gap_or_break()
            for index in range(size):
                self.mark((*path, index))
                self.value((*path, index), depth - 1)
                self.gap_or_break()
                if index < size - 1 or self.draw(st.booleans()):
                    self.text += ","
                    self.gap_or_break()
            self.text += "]"
        elif kind == "t":
            self.text += "{"
            self.gap()
            for index, name in enumerate("abc"[:size]):
                self.text += "," if index else ""
                self.gap()
                self.pair((*path, name))
                self.gap()
            self.text += "}"
        else:
            self.choose(*NOTATIONS)

    def header(self, path: Path, brackets: int) -> None:
        """Writes ``[a.b]`` or ``[[a.b]]``; the array indices in ``path`` go without saying."""
        self.text += "[" * brackets
        named = [end for end in range(1, len(path) + 1) if isinstance(path[end - 1], str)]
        for end in named:
            self.gap()
            self.text += "." if end > 1 else ""
            self.gap()
            if end == named[-1]:
                self.mark(path)
            self.key(path[:end])
        self.gap()
        self.text += "]" * brackets
        self.break_line()

    def pairs(self, table: Path) -> None:
        for name in self.draw(st.sampled_from(["", "p", "pq"])):
            self.gap()
            self.pair((*table, name))
            self.break_line()


NOTATIONS = (
    *("0", "+1_000", "0xff", "-1.5e+3", "nan", "-inf", "true"),
    *("1979-05-27 07:32:00", "1979-05-27T07:32:00.5-07:00", "1979-05-27", "07:32:00"),
    *('""', '"#"', r'"\\"', r'"\"]"', '"[[x]]"', "''", "'#'", "'\\'", "'}\"'"),
    *('""""""', '"""a"b""c"""', '"""a"""""', '""""a""""', '"""\\"""]"""', '"""\\\n  \\\\"""'),
    *('"""\r\n[x]\r\ny = 1"""', '"""# \'\'\'"""', '""""""""'),
    *("''''''", "'''a'b''c'''", "'''a'''''", "''''a''''", "'''\\'''", "'''\n[[x]]\n'''", "'''\"\"\"#'''"),
)


@st.composite
def written(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Writer:
    writer = Writer(draw)
    writer.pairs(())
    for index in range(draw(st.integers(0, 3))):
        writer.header(("policy", index), 2)
        writer.pairs(("policy", index))
        for version in range(draw(st.integers(0, 2))):
            writer.header(("policy", index, "version", version), 2)
            writer.pairs(("policy", index, "version", version))
            if draw(st.booleans()):
                writer.header(("policy", index, "version", version, "params"), 1)
                writer.pairs(("policy", index, "version", version, "params"))
        if draw(st.booleans()):
            writer.header(("policy", index, "extra", "deep"), 1)
            writer.pairs(("policy", index, "extra", "deep"))
            if draw(st.booleans()):
                writer.header(("policy", index, "extra"), 1)
                writer.pairs(("policy", index, "extra"))
    return writer


@given(written())
def test_positions_of_a_free_hand(writer: Writer) -> None:
    assert checked(writer.text) == writer.expected


# Documents picked by hand.


def test_arrays_of_tables_lead_to_their_last_element() -> None:
    assert places(
        """\
        [[policy]]
        id = "x"
        [[policy.version]]
        [[policy.version]]
          [policy.version.params]
          unit_minutes = 15
        [policy.extra]
        [[policy]]
        [[policy.version]]
        """
    ) == {
        "policy": (1, 3),
        "policy.0": (1, 3),
        "policy.0.id": (2, 1),
        "policy.0.version": (3, 10),
        "policy.0.version.0": (3, 10),
        "policy.0.version.1": (4, 10),
        "policy.0.version.1.params": (5, 19),
        "policy.0.version.1.params.unit_minutes": (6, 3),
        "policy.0.extra": (7, 9),
        "policy.1": (8, 3),
        "policy.1.version": (9, 10),
        "policy.1.version.0": (9, 10),
    }


def test_dotted_keys_and_parents_stand_at_their_first_mention() -> None:
    assert places(
        """\
        [a]
        b.c = 1
        b . d = 2
        [x.y.z]
        [ x ]
        [x.w]
        """
    ) == {
        "a": (1, 2),
        "a.b": (2, 1),
        "a.b.c": (2, 3),
        "a.b.d": (3, 5),
        "x": (4, 2),
        "x.y": (4, 4),
        "x.y.z": (4, 6),
        "x.w": (6, 4),
    }


def test_quoted_keys_are_decoded() -> None:
    text = '"a.b".\'c.d\' = 1\n"\\u0065\\"]" = 2\n\'f\\n\' = 3\n"" = 4\n["g#".\'[h]\']\ns-not = 5'
    assert checked(text) == {
        ("a.b",): Position(1, 1),
        ("a.b", "c.d"): Position(1, 7),
        ('e"]',): Position(2, 1),
        ("f\\n",): Position(3, 1),
        ("",): Position(4, 1),
        ("g#",): Position(5, 2),
        ("g#", "[h]"): Position(5, 7),
        ("g#", "[h]", "s-not"): Position(6, 1),
    }


def test_comments_are_passed_over() -> None:
    assert places(
        """\
        # [a] "b
        k = [ # ] } ' \"\"\"
          1, # , 2
          # 3,
        ] # [x]
        [t] # [[u]] '''
        """
    ) == {"k": (2, 1), "k.0": (3, 3), "t": (6, 2)}


def test_strings_are_passed_over() -> None:
    assert places(
        r"""
        a = ["[[x]]", '# \', "# \" ]", 'y']
        b = { c = "}, d = 1", 'd' = '{' }
        """
    ) == {
        "a": (2, 1),
        "a.0": (2, 6),
        "a.1": (2, 15),
        "a.2": (2, 22),
        "a.3": (2, 32),
        "b": (3, 1),
        "b.c": (3, 7),
        "b.d": (3, 23),
    }


def test_multiline_strings_are_passed_over() -> None:
    assert places(
        '''\
        a = """
        [x]
        y = 1 \\""" ""
        """
        b = \'\'\'
        [[z]] # \\\'\'\'
        c = [""" "" """"", \'\'\'\'\'\'\'\', 1]
        '''
    ) == {"a": (1, 1), "b": (5, 1), "c": (7, 1), "c.0": (7, 6), "c.1": (7, 20), "c.2": (7, 30)}


def test_crlf_ends_a_line_and_takes_no_column() -> None:
    text = 'a = [\r\n  1,\r\n  """x\r\ny""", 2\r\n]\r\nb = 07:32:00\r\n\r\n[c]\r\nd = true\r\n'
    assert checked(text) == {
        ("a",): Position(1, 1),
        ("a", 0): Position(2, 3),
        ("a", 1): Position(3, 3),
        ("a", 2): Position(4, 7),
        ("b",): Position(6, 1),
        ("c",): Position(8, 2),
        ("c", "d"): Position(9, 1),
    }


def test_a_date_and_time_parted_by_a_space_is_one_value() -> None:
    assert places(
        """\
        a = 1979-05-27 07:32:00
        b = [1979-05-27 07:32:00.5, 1979-05-27 07:32:00Z]
        c = { d = 1979-05-27 07:32:00 , e = 07:32:00 } # f
        g = 1979-05-27 # h
        """
    ) == {
        "a": (1, 1),
        "b": (2, 1),
        "b.0": (2, 6),
        "b.1": (2, 29),
        "c": (3, 1),
        "c.d": (3, 7),
        "c.e": (3, 33),
        "g": (4, 1),
    }


def test_arrays_and_tables_nest_inline() -> None:
    assert places(
        """\
        a = [[1, [2]], [], {}, [
          { b = [{ c.d = [ 3 ] }] }, ], ]
        e = []
        f = {}
        """
    ) == {
        "a": (1, 1),
        "a.0": (1, 6),
        "a.0.0": (1, 7),
        "a.0.1": (1, 10),
        "a.0.1.0": (1, 11),
        "a.1": (1, 16),
        "a.2": (1, 20),
        "a.3": (1, 24),
        "a.3.0": (2, 3),
        "a.3.0.b": (2, 5),
        "a.3.0.b.0": (2, 10),
        "a.3.0.b.0.c": (2, 12),
        "a.3.0.b.0.c.d": (2, 14),
        "a.3.0.b.0.c.d.0": (2, 20),
        "e": (3, 1),
        "f": (4, 1),
    }


def test_columns_count_characters() -> None:
    assert places("a = { b = '§🐦', c = 1 }") == {"a": (1, 1), "a.b": (1, 7), "a.c": (1, 17)}


@pytest.mark.parametrize("text", ["", "\n", "# only this", " \t\r\n#\n"])
def test_an_empty_document_has_no_positions(text: str) -> None:
    assert checked(text) == {}


def test_deep_nesting() -> None:
    depth = 300
    found = checked("a = " + "[" * depth + "]" * depth + "\nb = " + "{c=" * depth + "1" + "}" * depth)
    assert found[("a", *[0] * (depth - 1))] == Position(1, 4 + depth)
    assert found[("b", *["c"] * depth)] == Position(2, 5 + 3 * depth - 2)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a =",
        "[",
        "[[a",
        "a = [",
        "a = [1",
        "a = {",
        "a = {b",
        "a = {b = [,",
        "=",
        "]",
        "a.",
        'a = "b',
        "a = '''b'",
    ],
)
def test_the_scan_of_a_broken_text_ends(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)
    assert isinstance(positions(text), dict)


def test_nearest_is_the_closest_known_ancestor() -> None:
    found = checked("x = 0\n[[a]]\n  b = { c = 1 }\n")
    assert nearest(found, ("a", 0, "b", "c")) == Position(3, 9)
    assert nearest(found, ("a", 0, "b", "lost", 3)) == Position(3, 3)
    assert nearest(found, ("a", 7, "b")) == Position(2, 3)
    assert nearest(found, ("lost", "b")) == Position(1, 1)
    assert nearest({(): Position(9, 9)}, ()) == Position(1, 1)
