"""Advice: the record, the plan of care, progress reports. Pub. 100-02 ch. 15 §220."""

from datetime import timedelta
from typing import Any

from benchmarks.plain.lines import Day
from benchmarks.plain.units import Rule


def documentation(says: Any, rule: Any) -> Rule:
    codes, elements = rule.codes, rule.elements
    seen: dict[str | None, tuple[Any, tuple[str | None, str | None]]] = {None: (says.not_given, (None, None))}

    def read(words: str) -> tuple[Any, tuple[str | None, str | None]]:
        held = set(words.split())
        lacking = ", ".join(element for element in elements if element not in held)
        seen[words] = said = (says.lacking if lacking else says.complete), (words, lacking or None)
        return said

    def look(day: Day) -> None:
        if codes.isdisjoint(day.codes):
            return
        for line in day.lines:
            if line.code in codes:
                words = line.item.documented
                line.said.append(seen.get(words) or read(words))

    return look


def passive_modalities(says: Any, rule: Any) -> Rule:
    codes = rule.codes

    def look(day: Day) -> None:
        if codes.isdisjoint(day.codes):
            return
        said = (says.alone if day.codes <= codes else says.accompanied), ()
        for visit in day.visits:
            if any(line.code in codes for line in visit.lines):
                visit.said.append(said)

    return look


def certification(says: Any, rule: Any) -> Rule:
    codes, span = rule.codes, timedelta(days=rule.most_days - 1)

    def look(day: Day) -> None:
        if codes.isdisjoint(day.codes):
            return
        today = day.date
        for visit in day.visits:
            if not any(line.code in codes for line in visit.lines):
                continue
            first, through = visit.billed.certified_from, visit.billed.certified_through
            ends = through
            if first is not None and (through is None or first + span < through):
                ends = first + span
            if ends is None:
                answer = says.no_plan
            elif first is not None and today < first:
                answer = says.before
            elif today > ends:
                answer = says.lapsed
            elif first is None:
                answer = says.no_from
            else:
                answer = says.no_through if through is None else says.certified
            visit.said.append((answer, (first and str(first), ends and str(ends))))

    return look


def progress_report(says: Any, rule: Any) -> Rule:
    codes, most = rule.codes, rule.most

    def look(day: Day) -> None:
        if codes.isdisjoint(day.codes):
            return
        for visit in day.visits:
            if not any(line.code in codes for line in visit.lines):
                continue
            days, report = visit.billed.treatment_days, visit.billed.last_report
            age = None if report is None else (day.date - report).days
            if days is None:
                recent = age is not None and 0 <= age <= most
                answer = says.recent if recent else says.no_count
            elif days < most:
                answer = says.reported
            else:
                answer = says.due if days == most else says.overdue
            visit.said.append((answer, (days, most, age)))

    return look


def visits_of_a_day(says: Any, rule: Any) -> Rule:
    told = says.told, ()

    def look(day: Day) -> None:
        visits = day.visits
        if len(visits) == 1:
            visits[0].said.append(told)
            return
        nobodys = any(visit.provider is None for visit in visits)
        formless = {visit.provider for visit in visits if visit.form is None}
        for visit in visits:
            if nobodys:
                visit.said.append((says.no_provider, ()))
            elif visit.form is not None and visit.provider in formless:
                visit.said.append((says.no_form, ()))
            else:
                visit.said.append(told)

    return look
