"""The loop: units of one provider's day."""

from operator import itemgetter
from typing import Any

from benchmarks.rivals.loop_codes import fail
from benchmarks.rivals.loop_pack import HOURLY, TIMED
from benchmarks.rivals.names import FAIL, NO_DATA, PASS, TOTAL_TIME, UNTIMED
from benchmarks.rivals.names import HOURLY as BY_HOUR

BY_REST = itemgetter(0, 1)


def count_units(pack: Any, today: Any, rows: Any, only: int, doubtful: bool) -> None:
    timed = []
    others: dict[Any, list[Any]] = {}
    for row in rows:
        info = row.info
        if info.kind == TIMED:
            timed.append(row)
        elif info.kind:
            others.setdefault((row.code, -1), []).append(row)
        elif info.series >= 0 and today.in_force[info.series]:
            others.setdefault((None, info.series), []).append(row)
    if timed:
        _total_time(timed, only, doubtful)
    for (_, series), mine in others.items():
        unclear = doubtful and len(mine) > 1 and any(not row.plan for row in mine)
        for pool in _pools(mine, only):
            minutes = 0
            incomplete = False
            for row in pool:
                if row.minutes is None:
                    incomplete = True
                else:
                    minutes += row.minutes
            if series >= 0:
                first, _, span, block = pack.series[series]
                further, left = divmod(max(minutes - span, 0), block)
                for same in _by_code(pool):
                    units = int(2 * minutes > span) if same[0].code == first else further + (2 * left > block)
                    _share(same, units, 0, series, unclear, incomplete)
            elif mine[0].info.kind == HOURLY:
                _share(pool, (minutes + 29) // 60, 60, BY_HOUR, unclear, incomplete)
            else:
                _share(pool, 1, 0, UNTIMED, unclear, False)


def _pools(rows: Any, only: int) -> Any:
    if len(rows) == 1:
        return (rows,)
    pools: dict[int, list[Any]] = {}
    for row in rows:
        pools.setdefault(row.plan or only, []).append(row)
    return pools.values()


def _by_code(rows: Any) -> Any:
    if len(rows) == 1:
        return (rows,)
    codes: dict[str, list[Any]] = {}
    for row in rows:
        codes.setdefault(row.code, []).append(row)
    return codes.values()


def _total_time(timed: Any, only: int, doubtful: bool) -> None:
    unclear = doubtful and len(timed) > 1 and any(not row.plan for row in timed)
    for pool in _pools(timed, only):
        total = full = 0
        incomplete = False
        ranked = []
        for same in _by_code(pool):
            minutes = asked = 0
            for row in same:
                own = row.minutes
                if own is None:
                    incomplete = True
                    own = 0
                minutes += own
                asked += own // 15 if row.units is None else row.units
            whole, rest = divmod(minutes, 15)
            total += minutes
            full += whole
            ranked.append((rest, asked > whole, whole, same))
        spare = (total + 7) // 15 - full
        if len(ranked) > 1:
            ranked.sort(key=BY_REST, reverse=True)
        for _, _, whole, same in ranked:
            _share(same, whole + (spare > 0), 15, TOTAL_TIME, unclear, incomplete)
            spare -= 1


def _share(same: Any, units: int, block: int, policy: int, unclear: bool, incomplete: bool) -> None:
    """In line order what each claims, the rest to the last line; then billed against supported."""
    last = same[-1]
    for row in same:
        billed = row.units
        given = units
        if row is not last:
            claim = billed if billed is not None else (row.minutes or 0) // block if block else 0
            given = min(units, claim)
            units -= given
        untimed = policy == UNTIMED
        if unclear or incomplete or billed is None or (row.minutes is None and not untimed):
            row.said[policy] = weight = NO_DATA
        elif billed > given:
            row.said[policy] = weight = FAIL
        else:
            short = billed < given and (not untimed or not billed)
            row.said[policy] = FAIL if short else PASS
            weight = PASS
        if weight > row.trip.worst:
            row.trip.worst = weight
        if not (unclear or incomplete):
            row.supported = given
            if billed is None or row.payable > given:
                row.payable = given
            if billed and not given:
                fail(row, policy)
