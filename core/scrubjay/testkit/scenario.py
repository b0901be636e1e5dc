"""Scenarios: whole encounters, one or several, with what the evaluation must say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scrubjay.findings import Finding
from scrubjay.money import dollars
from scrubjay.packs.faults import nearest
from scrubjay.results import Evaluation, LineResult
from scrubjay.testkit.bench import Bench
from scrubjay.testkit.cases import PackTest
from scrubjay.testkit.compare import difference, line_beyond, place, reasons
from scrubjay.testkit.reach import nothing_passed

Table = Mapping[str, Any]
MONEY = ("allowed", "paid", "patient")


def check_scenario(bench: Bench, test: PackTest) -> Iterator[str]:
    """What did not come as the scenario expects. Raises `EncounterError`.

    The encounters of a scenario that lists several are ruled in one call, each with the scenario's own
    keys (`patient`, `payer`, ...) where it has none of its own.
    """
    evaluations = bench.given(test.entry).check_many(bench.encounters(test))
    for number, (table, evaluation) in enumerate(zip(test.tables, evaluations, strict=True), start=1):
        prefix = f"encounter {number}, " if len(test.tables) > 1 else ""
        if "expect" in table:
            for message in _check(table["expect"], evaluation, test.pack.id):
                yield prefix + message


def _check(expect: Table, evaluation: Evaluation, pack: str) -> Iterator[str]:
    if nothing_passed(expect, evaluation):
        yield (
            "the encounter: no policy passed on any line, so the scenario shows nothing; "
            "expect the findings or lines that it is about"
        )
    wanted = {key: expect[key] for key in ("outcome", "clean") if key in expect}
    got = {"outcome": evaluation.outcome.word, "clean": evaluation.clean}
    yield from difference("the encounter", wanted, got, reasons(evaluation.findings))
    for line in expect.get("lines", ()):
        yield from _line(line, evaluation)
    totals = {name: _money(amount) for name, amount in evaluation.totals.items()}
    yield from difference("totals", expect.get("totals", {}), totals, "")
    yield from _findings(expect, evaluation, pack)


def _line(expected: Table, evaluation: Evaluation) -> Iterator[str]:
    number = expected["line"]
    if beyond := line_beyond(number, len(evaluation.lines)):
        yield beyond
        return
    line = evaluation.lines[number - 1]
    wanted = {key: value for key, value in expected.items() if key != "line"}
    got = {key: _got(line, key) for key in wanted}
    said = [each for each in evaluation.findings if each.line in (number, None)]
    yield from difference(place(number), wanted, got, reasons(said))


def _got(line: LineResult, key: str) -> Any:
    if key == "adjustments":
        return tuple(f"{each.group}-{each.carc} {dollars(each.amount)}" for each in line.adjustments)
    return _money(getattr(line, key)) if key in MONEY else getattr(line, key)


def _findings(expect: Table, evaluation: Evaluation, pack: str) -> Iterator[str]:
    known = {each.policy for each in evaluation.trace}
    wanted = [{**each, "policy": _full(each["policy"], pack, known)} for each in expect.get("findings", ())]
    for each in wanted:
        if beyond := line_beyond(each.get("line"), len(evaluation.lines)):
            yield beyond
        elif each["policy"] not in known:
            remedy = nearest(each["policy"], known)
            yield f"{place(each.get('line'))}: no policy {each['policy']!r} ruled; {remedy}"
        elif not any(_fits(each, finding) for finding in evaluation.trace):
            yield _absent(each, evaluation)
    if expect.get("no_other_findings"):
        for finding in evaluation.findings:
            if not any(_fits(each, finding) for each in wanted):
                yield (
                    f"{place(finding.line)}: expected no other finding; got {finding.outcome.word} "
                    f"({reasons([finding])})"
                )


def _full(policy: str, pack: str, known: Iterable[str]) -> str:
    """A policy's full id: as it is named, the pack's own, or else the only one of a base."""
    if ":" in policy:
        return policy
    own = f"{pack}:{policy}"
    bases = [each for each in known if each.endswith(f":{policy}")]
    return own if own in bases or len(bases) != 1 else bases[0]


def _fits(expected: Table, finding: Finding) -> bool:
    got = _plain(finding)
    return all(got[key] == value for key, value in expected.items())


def _absent(expected: Table, evaluation: Evaluation) -> str:
    words = ", ".join(f"{key} {value}" for key, value in expected.items() if key not in ("line", "policy"))
    said = [
        f"{place(each.line)} {each.outcome.word}"
        + (f", carc {each.remit.carc}" if each.remit else "")
        + f" ({each.message})"
        for each in evaluation.trace
        if each.policy == expected["policy"] and expected.get("line", each.line) == each.line
    ]
    where = place(expected["line"]) if "line" in expected else "some line"
    heard = "; ".join(said) or "nothing"
    return f"{where}: expected {words} of {expected['policy']}; got {heard}"


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "policy": finding.policy,
        "line": finding.line,
        "outcome": finding.outcome.word,
        "carc": finding.remit.carc if finding.remit else None,
    }


def _money(amount: int | None) -> str | None:
    return None if amount is None else dollars(amount)
