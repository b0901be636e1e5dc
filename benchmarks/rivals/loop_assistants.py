"""The loop: the modifier of assistants."""

from typing import Any

from benchmarks.rivals.names import ASSISTANT, FAIL, HELD, NO_DATA, PASS


def assistants(today: Any, rows: Any, only: int, doubtful: bool) -> None:
    groups: dict[tuple[str, int], list[Any]] = {}
    for row in rows:
        if row.info.helped:
            groups.setdefault((row.code, row.plan or (9 if doubtful else only)), []).append(row)
    for (_, plan), mine in groups.items():
        signed = any(row.billed.assistant or "CQ" in row.modifiers or "CO" in row.modifiers for row in mine)
        if not signed:
            for row in mine:
                if row.billed.assistant is not None:
                    row.said[ASSISTANT] = PASS
        elif plan == 1 or plan == 2:
            _compare(mine, "CQ" if plan == 1 else "CO", today.own)
        elif plan != 3:
            for row in mine:
                _say(row, NO_DATA)


def _say(row: Any, outcome: int) -> None:
    row.said[ASSISTANT] = outcome
    if outcome > row.trip.worst:
        row.trip.worst = outcome


def _compare(rows: Any, modifier: str, own: int) -> None:
    """The units of a code that carry the modifier with those that need it."""
    theirs = total = units = wearing = supported = 0
    no_minutes = no_assistant = no_units = no_count = False
    counts = []
    for row in rows:
        minutes, given, count, billed = row.minutes, row.billed.assistant, row.supported, row.units
        if minutes is None:
            no_minutes = True
        else:
            total += minutes
        if given is None:
            no_assistant = True
        else:
            theirs += given
        counted = billed if count is None else count if billed is None else min(count, billed)
        no_count |= count is None
        no_units |= counted is None
        counted = counted or 0
        counts.append(counted)
        units += counted
        supported += counted if count is None else count
        if modifier in row.modifiers:
            wearing += counted
    therapist = max(total - theirs, 0)
    whole, rest = divmod(therapist, 15)
    blocks, left_over = divmod(theirs, 15)
    beyond = max(supported - whole, 0)
    left = max(beyond - blocks, 0)
    timed = rows[0].info.helped_timed
    if timed and therapist:
        kept = left > 0 and rest >= own
        heavy = 10 * left_over > (0 if kept else rest) + left_over
        most = min(blocks, beyond) + (left - kept if heavy else 0)
    else:
        most = supported if 10 * theirs > therapist + theirs else 0
    if no_assistant or (no_minutes and theirs) or no_units or (timed and theirs and therapist and no_count):
        for row in rows:
            _say(row, NO_DATA)
        return
    due = max(units - (supported - most), 0)
    lacking: set[int] = set()
    needless: set[int] = set()
    both = list(zip(rows, counts, strict=True))
    if wearing < due:
        bare = [at for at, (row, count) in enumerate(both) if count and modifier not in row.modifiers]
        lacking = {at for at in bare if rows[at].billed.assistant} or set(bare)
    if wearing > most:
        worn = [at for at, (row, count) in enumerate(both) if count and modifier in row.modifiers]
        needless = {at for at in worn if _minutes(rows[at]) > rows[at].billed.assistant} or set(worn)
    for at, row in enumerate(rows):
        if at in lacking:
            row.said[ASSISTANT] = row.trip.worst = FAIL
            if not row.closed:
                row.status = HELD
        else:
            row.said[ASSISTANT] = FAIL if at in needless else PASS


def _minutes(row: Any) -> int:
    return -1 if row.minutes is None else row.minutes
