"""The modifier of assistants: 42 USC 1395m(v), and the billing examples of CMS that explain it."""

from typing import Any

from benchmarks.plain.answers import Answer, follow
from benchmarks.plain.lines import PLANS, Day, Line
from benchmarks.plain.units import Rule

DISCIPLINES = {"PT": PLANS["GP"], "OT": PLANS["GO"], "SLP": PLANS["GN"]}


def assistant(says: Any, rule: Any) -> Rule:
    timed, about = rule.timed, rule.timed | rule.untimed
    own = {DISCIPLINES[each.plan]: each.modifier for each in rule.assistants}
    wanted = frozenset(own.values())
    alone = (says.therapist_only, (None, 0, None, None, 0, 0, 0, 0, 0))

    def look(day: Day) -> None:
        codes: dict[tuple[str, int], list[Line]] = {}
        signed = set()
        for line in day.lines:
            if line.code in about:
                key = line.code, line.plan or (9 if day.doubtful else day.only)
                codes.setdefault(key, []).append(line)
                if line.item.assistant or not wanted.isdisjoint(line.modifiers):
                    signed.add(key)
        for key, lines in codes.items():
            if key in signed:
                _judge(lines, key[1], key[0] in timed)
            else:
                for line in lines:
                    if line.item.assistant is not None:
                        line.said.append(alone)

    def _judge(lines: list[Line], plan: int, is_timed: bool) -> None:
        modifier = own.get(plan)
        assistant = total = units = wearing = supported = 0
        no_minutes = no_assistant = no_units = no_count = False
        counts, worn = [], []
        for line in lines:
            minutes, given = line.minutes, line.item.assistant
            total += minutes or 0
            assistant += given or 0
            no_minutes |= minutes is None
            no_assistant |= given is None
            no_count |= line.supported is None
            both = [each for each in (line.units, line.supported) if each is not None]
            counted = min(both) if both else None
            no_units |= counted is None
            units += counted or 0
            supported += (line.supported if line.supported is not None else counted) or 0
            mark = modifier is not None and modifier in line.modifiers
            wearing += (counted or 0) if mark else 0
            counts.append(counted)
            worn.append(mark)
        therapist = max(total - assistant, 0)
        due, left, therapist_rest, assistant_rest = _by_unit(rule, therapist, assistant, supported)
        if is_timed and therapist:
            most = due
        else:
            most = supported if 100 * assistant > rule.share * (therapist + assistant) else 0
        due = max(units - (supported - most), 0)
        facts = (
            modifier,
            assistant,
            None if no_minutes else therapist,
            units,
            due,
            wearing,
            *((left, therapist_rest, assistant_rest) if is_timed else (0, 0, 0)),
        )
        lacks: Answer | None = None
        if no_assistant:
            lacks = says.other_assistant
        elif no_minutes and assistant:
            lacks = says.no_minutes
        elif no_units:
            lacks = says.no_units
        elif is_timed and assistant and therapist and no_count:
            lacks = says.uncounted
        bare, marked = set(), set()
        if wearing < due:
            bare = _likeliest(lines, [bool(n) and not m for n, m in zip(counts, worn, strict=True)], by_them)
        if wearing > most:
            marked = _likeliest(lines, [bool(n) and m for n, m in zip(counts, worn, strict=True)], by_us)
        for place, line in enumerate(lines):
            if modifier is None:
                if plan in (0, 9):
                    line.said.append((says.no_plan, facts))
                continue
            if line.item.assistant is None:
                answer = says.no_assistant
            elif lacks is not None:
                answer = lacks
            elif place in bare:
                answer = says.missing if due == units else says.mixed
            elif place in marked:
                answer = says.excess if due else says.needless
            else:
                answer = says.agreed
            line.said.append((answer, facts))
            follow(line, says, answer)

    return look


def by_them(line: Line) -> bool:
    """Did an assistant furnish some of the line?"""
    return bool(line.item.assistant)


def by_us(line: Line) -> bool:
    """Did a therapist furnish some of the line?"""
    minutes, given = line.minutes, line.item.assistant
    return (-1 if minutes is None else minutes) > (-1 if given is None else given)


def _likeliest(lines: list[Line], chosen: list[bool], mark: Any) -> set[int]:
    """The places of chosen lines with the mark; of all chosen ones, where none has it."""
    places = {place for place, each in enumerate(chosen) if each}
    return {place for place in places if mark(lines[place])} or places


def _by_unit(rule: Any, therapist: int, assistant: int, units: int) -> tuple[int, int, int, int]:
    """Units of a timed code that need the modifier, the units left, and the minutes that they are made of."""
    whole, therapist_rest = divmod(therapist, rule.unit_minutes)
    theirs, assistant_rest = divmod(assistant, rule.unit_minutes)
    beyond = max(units - whole, 0)
    left = max(beyond - theirs, 0)
    kept = rule.own_minutes is not None and left > 0 and therapist_rest >= rule.own_minutes
    shared = (0 if kept else therapist_rest) + assistant_rest
    heavy = 100 * assistant_rest > rule.share * shared
    return min(theirs, beyond) + (left - kept if heavy else 0), left, therapist_rest, assistant_rest
