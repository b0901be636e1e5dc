"""SQL: the policies of `flat` in DuckDB, by windows over days, pools and codes."""

from typing import Final

import duckdb

from benchmarks.rivals.book import Book
from benchmarks.rivals.columns import Columns, Found
from benchmarks.rivals.flat import POLICIES, RESULTS, flat_lines, found_of

QUERY: Final = """
WITH day AS (
    SELECT *, greatest(minutes, 0) AS known,
        max(plan) OVER d AS top_plan,
        min(CASE WHEN plan > 0 THEN plan END) OVER d AS least_plan,
        timed AND in_force AS counted
    FROM lines WINDOW d AS (PARTITION BY patient, day, provider)
), pooled AS (
    SELECT *, coalesce(least_plan <> top_plan, false) AS several,
        CASE WHEN plan > 0 THEN plan WHEN least_plan <> top_plan THEN 0 ELSE top_plan END AS pool,
        CASE WHEN units < 0 THEN known // 15 ELSE units END AS claimed
    FROM day
), codes AS (
    SELECT patient, day, provider, pool, code, min(line) AS first_line, sum(known)::BIGINT AS minutes,
        sum(known)::BIGINT // 15 AS whole,
        2 * (sum(known)::BIGINT % 15) + (sum(claimed) > sum(known)::BIGINT // 15)::INT AS weight
    FROM pooled WHERE counted GROUP BY ALL
), shares AS (
    SELECT * EXCLUDE (minutes, weight), whole + (
        row_number() OVER (PARTITION BY patient, day, provider, pool ORDER BY weight DESC, first_line)
        <= (sum(minutes) OVER p + 7) // 15 - sum(whole) OVER p
    )::INT AS code_units
    FROM codes WINDOW p AS (PARTITION BY patient, day, provider, pool)
), timed AS (
    SELECT line,
        CASE WHEN line = max(line) OVER c THEN remains ELSE least(remains, claimed) END AS own,
        bool_or(minutes < 0) OVER p
            OR (several AND bool_or(plan = 0) OVER d AND count(*) OVER d > 1) AS unsettled
    FROM (
        SELECT counted.*, greatest(code_units - (
            sum(claimed) OVER (PARTITION BY patient, day, provider, pool, code ORDER BY line) - claimed
        ), 0)::BIGINT AS remains
        FROM (SELECT * FROM pooled WHERE counted) AS counted
        JOIN shares USING (patient, day, provider, pool, code)
    )
    WINDOW c AS (PARTITION BY patient, day, provider, pool, code),
        p AS (PARTITION BY patient, day, provider, pool), d AS (PARTITION BY patient, day, provider)
), unit_lines AS (
    SELECT pooled.*, CASE WHEN own IS NULL OR unsettled THEN -1 ELSE own END AS supported,
        CASE WHEN own IS NULL THEN 0 WHEN unsettled OR units < 0 THEN 3
            WHEN units <> own THEN 4 ELSE 1 END AS total_time,
        CASE WHEN own IS NULL THEN 0 WHEN unsettled OR units < 0 THEN 3
            WHEN units > own THEN 4 ELSE 1 END AS time_weight
    FROM pooled LEFT JOIN timed USING (line)
), payable AS (
    SELECT *, CASE WHEN supported < 0 THEN units WHEN units < 0 THEN supported
            ELSE least(units, supported) END AS payable,
        charge <> -9223372036854775808 AS billed,
        standing <> 3 AND (office = facility OR site >= 0) AS told,
        CASE WHEN site = 1 THEN facility ELSE office END AS practice
    FROM unit_lines
), feed AS (
    SELECT *, CASE WHEN told THEN practice END AS expense,
        told AND standing = 0 AND place >= 0 AND factor <> 0 AS known_fee,
        CASE WHEN known_fee THEN
            (2 * factor * (work + practice * practice_index) + 10000000) // 20000000 END AS fee,
        CASE WHEN known_fee THEN
            (factor * (2 * work + practice * practice_index) + 10000000) // 20000000 END AS reduced,
        CASE WHEN NOT in_force THEN NULL WHEN payable = 0 THEN 0
            WHEN payable > 0 THEN fee * payable END AS total,
        CASE WHEN total IS NULL THEN NULL WHEN billed THEN least(total, charge) ELSE total END AS full_allowed
    FROM payable
), ranked AS (
    SELECT *, multiple AND payable <> 0 AND in_force AS takes,
        takes AND payable > 0 AND full_allowed IS NOT NULL AND fee IS NOT NULL AS sure,
        CASE WHEN takes THEN CASE WHEN expense IS NULL THEN 4611686018427387904
            ELSE expense * 1099511627776 + coalesce(fee, 1099511627775) END END AS weight,
        CASE WHEN provider < 0 THEN encounter ELSE -1 END AS visit
    FROM feed
), best AS (
    SELECT *, max(CASE WHEN sure THEN weight END) OVER o AS own_sure, max(weight) OVER o AS own_top,
        max(CASE WHEN sure THEN weight END) OVER w AS all_sure, max(weight) OVER w AS all_top,
        coalesce(bool_or(provider < 0 AND weight IS NOT NULL) OVER w, false) AS open_day
    FROM ranked
    WINDOW o AS (PARTITION BY patient, day, provider, visit), w AS (PARTITION BY patient, day)
), first AS (
    SELECT *, min(CASE WHEN sure AND weight = own_sure THEN line END) OVER o AS own_first,
        min(CASE WHEN weight = own_top THEN line END) OVER o AS own_ahead,
        min(CASE WHEN sure AND weight = all_sure THEN line END) OVER w AS all_first,
        min(CASE WHEN weight = all_top THEN line END) OVER w AS all_ahead
    FROM best
    WINDOW o AS (PARTITION BY patient, day, provider, visit), w AS (PARTITION BY patient, day)
), reduced AS (
    SELECT *, sure AND own_first = line AS is_first,
        is_first AND (own_first <> own_ahead OR (open_day AND NOT
            coalesce(all_first = line AND all_first = all_ahead, false))) AS torn,
        CASE WHEN torn THEN NULL WHEN sure THEN least(full_allowed,
            reduced * payable + CASE WHEN is_first THEN fee - reduced ELSE 0 END)
            ELSE full_allowed END AS amount,
        CASE WHEN torn OR amount IS NULL OR NOT billed THEN 0 ELSE charge - amount END AS taken
    FROM first
), shared AS (
    SELECT *, CASE WHEN amount IS NULL THEN 0 ELSE (40 * amount + 100) // 200 END AS owed
    FROM reduced
)
SELECT total_time, time_weight, supported, payable, owed,
    CASE WHEN NOT in_force THEN 0 WHEN full_allowed IS NULL THEN 3 ELSE 1 END AS fee_schedule,
    CASE WHEN torn THEN 3 WHEN sure THEN 1 ELSE 0 END AS mppr,
    (amount IS NOT NULL)::INT AS coinsurance, (amount IS NOT NULL)::INT AS sequestration,
    coalesce(amount, -9223372036854775808) AS allowed, in_force AND amount IS NULL AS unjudged,
    taken + owed + CASE WHEN amount IS NULL THEN 0 ELSE
        (2 * withheld * (CASE WHEN billed THEN charge ELSE amount END - taken - owed) + 100) // 200
        END AS adjusted
FROM shared ORDER BY line
"""


def run(book: Book, claims: Columns) -> Found:
    """Rule a batch by the policies of `flat`, on one core."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("lines", flat_lines(book, claims))
        found = connection.execute(QUERY).fetchnumpy()
    names = (*(name.replace("-", "_") for name in POLICIES), *RESULTS)
    return found_of({name: found[name] for name in names}, claims)
