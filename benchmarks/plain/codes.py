"""Codes that are never paid, that exclude each other on a day, or that need another beside them."""

from typing import Any

from benchmarks.plain.answers import follow
from benchmarks.plain.lines import Day
from benchmarks.plain.units import Rule


def status_codes(says: Any, rule: Any) -> Rule:
    stated = {}
    for each in rule.codes:
        refused = says.replaced if each.instead else says.invalid
        answers = {"bundled": says.bundled, "excluded": says.excluded, "invalid": refused}
        stated[each.code] = answers[each.status], (each.instead,)
    codes = frozenset(stated)

    def look(day: Day) -> None:
        if codes.isdisjoint(day.codes):
            return
        for line in day.lines:
            said = stated.get(line.code)
            if said is not None:
                line.said.append(said)
                line.unpaid = True
                follow(line, says, said[0])

    return look


def one_of_a_set(says: Any, rule: Any) -> Rule:
    places = {code: place for place, code in enumerate(rule.codes)}
    codes = frozenset(places)

    def look(day: Day) -> None:
        if codes.isdisjoint(day.codes):
            return
        mine = [line for line in day.lines if line.code in codes and not line.unpaid and line.units != 0]
        if not mine:
            return
        kept = min(places[line.code] for line in mine)
        facts = (rule.codes[kept],)
        for line in mine:
            answer = says.second if places[line.code] > kept else says.only
            line.said.append((answer, facts))
            follow(line, says, answer)

    return look


def add_on(says: Any, rule: Any) -> Rule:
    primaries = {each.code: (each.primaries, (", ".join(sorted(each.primaries)),)) for each in rule.pairs}
    codes = frozenset(primaries)

    def look(day: Day) -> None:
        if codes.isdisjoint(day.codes):
            return
        payable = {line.code for line in day.lines if line.payable != 0}
        alone = []
        for line in day.lines:
            if line.code in codes and not line.unpaid and line.units != 0:
                wanted, facts = primaries[line.code]
                answer = says.alone if wanted.isdisjoint(payable) else says.together
                line.said.append((answer, facts))
                if answer is says.alone:
                    alone.append(line)
        for line in alone:
            follow(line, says, says.alone)

    return look
