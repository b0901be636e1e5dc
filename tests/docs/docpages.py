"""Runs what a Markdown page shows, in a temporary folder, and compares it with what the page says comes out.

The convention, by the language of a fenced block:

- `console`: each line that starts with "$ " is a command; what follows it is the output that must come.
- `python`: code, run in one namespace a page. A `text` block right after it is what it prints.
- a block of any language under `<!-- file: PATH -->` is written to PATH first and not run.
- a block under `<!-- not run: WHY -->` is only shown.

Every block must be one of these. A folder holds a copy of `examples/`. Digests and the ids of keys are
compared as "...", and spaces at the ends of lines do not count.
"""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import Factory, define, frozen

import scrubjay.cli

FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,})(?P<language>[\w.+-]*).*$")
MARK = re.compile(r"^ *<!-- (?P<word>file|not run): (?P<rest>.+) -->$")
BINARIES = Path(sys.executable).parent
DIGEST = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{16})\b")


@frozen
class Block:
    """A fenced block: where its text starts, its language, its text, and the mark above it."""

    line: int
    language: str
    text: str
    mark: str = ""
    argument: str = ""
    indent: str = ""


@frozen
class Mismatch:
    """A block that should read otherwise."""

    block: Block
    text: str


def blocks(markdown: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    lines = markdown.splitlines()
    place = 0
    mark: re.Match[str] | None = None
    while place < len(lines):
        opening = FENCE.match(lines[place])
        if not opening:
            if lines[place].strip():
                mark = MARK.match(lines[place])
            place += 1
            continue
        start = place = place + 1
        while lines[place].strip() != opening["ticks"]:
            place += 1
        indent = opening["indent"]
        text = "\n".join(line.removeprefix(indent) for line in lines[start:place])
        word, rest = (mark["word"], mark["rest"]) if mark else ("", "")
        yield Block(start, opening["language"], text, word, rest, indent)
        mark = None
        place += 1


def normal(text: str) -> str:
    """Text as it is compared."""
    lines = [line.rstrip() for line in DIGEST.sub("...", text).splitlines()]
    return "\n".join(lines).rstrip("\n")


@define
class Page:
    """A page that is being run in a folder, by the commands in `binaries`: ours, or another environment's."""

    folder: Path
    binaries: Path = BINARIES
    status: int = 0
    namespace: dict[str, Any] = Factory(dict)

    def run(self, markdown: str) -> Iterator[Mismatch]:
        """Run every block in order; gives those whose text is not what came."""
        self.namespace = {"__name__": "__page__"}
        sys.path.insert(0, str(self.folder))
        try:
            yield from self._run(markdown)
        finally:
            sys.path.remove(str(self.folder))
            for name, module in list(sys.modules.items()):
                if (getattr(module, "__file__", None) or "").startswith(str(self.folder)):
                    del sys.modules[name]

    def _run(self, markdown: str) -> Iterator[Mismatch]:
        printed: str | None = None
        for block in blocks(markdown):
            due, printed = printed, None
            if block.mark == "not run":
                continue
            if block.mark == "file":
                path = self.folder / block.argument
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text + "\n", "utf-8")
            elif block.language == "console":
                came = self.console(block.text)
                if normal(came) != normal(block.text):
                    yield Mismatch(block, came)
            elif block.language == "python":
                printed = self._python(block.text)
            elif block.language == "text" and due is not None:
                if normal(due) != normal(block.text):
                    yield Mismatch(block, due)
            else:
                raise AssertionError(
                    f"line {block.line}: this {block.language or 'plain'} block is neither run nor written; "
                    "put <!-- file: PATH --> or <!-- not run: WHY --> above it"
                )

    def console(self, text: str) -> str:
        """Run the commands of a block; the block as it should read."""
        came = []
        for command in (line for line in text.splitlines() if line.startswith("$ ")):
            output = normal(self.command(command[2:]))
            came += [command, *([output] if output else [])]
        return "\n".join(came)

    def command(self, command: str) -> str:
        """Run one command; what it prints on either stream."""
        words = shlex.split(command)
        here = self.binaries == BINARIES
        simple = here and words[0] == "scrubjay" and not re.search(r"[|;&<$*]", command)
        if not simple:
            return self._shell(command)
        target = None
        if ">" in words:
            words, target = words[: words.index(">")], words[words.index(">") + 1]
        out, err, self.status = call(words[1:], self.folder)
        if target is not None:
            (self.folder / target).write_text(out, "utf-8")
            return err
        return err + out

    def _shell(self, command: str) -> str:
        path = f"{self.binaries}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["sh", "-c", f"(exit {self.status}); {command}"],
            cwd=self.folder,
            env={**os.environ, "PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        self.status = done.returncode
        return done.stdout.decode()

    def _python(self, text: str) -> str:
        out = io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out):
            exec(compile(text, "<page>", "exec"), self.namespace)
        return out.getvalue()


def call(arguments: list[str], folder: Path) -> tuple[str, str, int]:
    """Run the command line in this process; standard output, standard error, exit status."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    status: Any = 0
    sys.argv = ["scrubjay", *arguments]
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            scrubjay.cli.main()
    except SystemExit as exit:
        status = exit.code
    finally:
        sys.argv = before
    return out.getvalue(), err.getvalue(), int(status or 0)


def mended(markdown: str, mismatches: list[Mismatch]) -> str:
    """The page with what came in place of what it said."""
    lines = markdown.splitlines()
    for mismatch in reversed(mismatches):
        block = mismatch.block
        length = len(block.text.splitlines())
        lines[block.line : block.line + length] = [
            (block.indent + line).rstrip() for line in normal(mismatch.text).splitlines()
        ]
    return "\n".join(lines) + "\n"
