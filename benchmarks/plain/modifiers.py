"""Modifiers: which a line must carry, which contradict each other, which deny it. Pub. 100-04 ch. 5 §20.1."""

from typing import Any

from benchmarks.plain.answers import any_of, follow
from benchmarks.plain.lines import Day
from benchmarks.plain.units import Rule


def requires(says: Any, rule: Any) -> Rule:
    needs = {each.modifier: (frozenset(each.others), any_of(each.others)) for each in rule.pairings}
    asked, words = frozenset(needs), any_of(tuple(needs))

    def look(day: Day) -> None:
        if asked.isdisjoint(day.modifiers):
            return
        for line in day.lines:
            held = [modifier for modifier in needs if modifier in line.modifiers]
            if not held:
                continue
            alone = [modifier for modifier in held if needs[modifier][0].isdisjoint(line.modifiers)]
            told = alone[0] if alone else held[0]
            answer = says.alone if alone else says.paired
            line.said.append((answer, (words, told, needs[told][1])))
            follow(line, says, answer)

    return look


def excludes(says: Any, rule: Any) -> Rule:
    pairs = [(each.modifier, other) for each in rule.pairings for other in each.others]
    named = tuple(dict.fromkeys(name for each in rule.pairings for name in (each.modifier, *each.others)))
    asked, words = frozenset(named), any_of(named)

    def look(day: Day) -> None:
        if asked.isdisjoint(day.modifiers):
            return
        for line in day.lines:
            held = line.modifiers
            if asked.isdisjoint(held):
                continue
            for one, other in pairs:
                if one in held and other in held:
                    line.said.append((says.together, (words, one, other)))
                    follow(line, says, says.together)
                    break
            else:
                line.said.append((says.apart, (words, None, None)))

    return look


def denied(says: Any, rule: Any) -> Rule:
    asked, form = frozenset(rule.modifiers), rule.claim_form
    facts = (any_of(rule.modifiers),)

    def look(day: Day) -> None:
        if asked.isdisjoint(day.modifiers):
            return
        for line in day.lines:
            if asked.isdisjoint(line.modifiers):
                continue
            if form is not None and line.visit.form is None:
                line.said.append((says.no_form, facts))
            elif form is None or line.visit.form == form:
                line.said.append((says.denied, facts))
                follow(line, says, says.denied)

    return look


def exactly_one(says: Any, rule: Any) -> Rule:
    codes, choices = rule.codes, rule.modifiers
    words = any_of(choices)
    bound = {code: each.modifier for each in reversed(rule.bound) for code in each.codes}
    alright = (says.one, (words, None, None))

    def look(day: Day) -> None:
        for line in day.lines:
            if line.code not in codes or line.units == 0:
                continue
            only = bound.get(line.code)
            held = [each for each in choices if each in line.modifiers]
            if len(held) == 1 and only in (None, held[0]):
                line.said.append(alright)
                continue
            if held:
                answer, told = (says.several, None) if len(held) > 1 else (says.other, only)
                remark = rule.remark_invalid
                facts: tuple[Any, ...] = (words, " and ".join(held), told)
            else:
                answer = says.missing_bound if only else says.missing
                remark, facts = rule.remark_missing, (words, None, only)
            line.said.append((answer, facts))
            if remark:
                line.remarks = (*line.remarks, remark)
            follow(line, says, answer)

    return look
