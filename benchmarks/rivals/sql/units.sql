-- The units that minutes support, for all ways of counting at once.
CREATE TEMP TABLE plans AS
SELECT provider_day, max(plan) AS top, coalesce(min(nullif(plan, 0)) <> top, false) AS several
FROM lines GROUP BY provider_day;

-- The plan of care of a line without one is that of its day, unless there are several.
CREATE TEMP TABLE pooled AS
SELECT line, provider_day, code, plan, units, minutes, unit_kind, counted, span, block, several,
    CASE WHEN several THEN 0 ELSE top END AS day_plan,
    greatest(minutes, 0) AS known,
    CASE WHEN units >= 0 THEN units WHEN unit_kind >= $SERIES OR block = 0 THEN 0
        ELSE known // block END AS claimed,
    provider_day * ($CODES + 1 + $SERIES_POLICIES) + CASE WHEN unit_kind = $TIMED THEN 0 WHEN unit_kind < $SERIES THEN 1 + $SERIES_POLICIES + code
        ELSE 1 + (unit_kind - $SERIES) // 2 END AS family,
    family * 4 + coalesce(nullif(plan, 0), day_plan) AS pool,
    pool * $CODES + code AS share
FROM lines JOIN plans USING (provider_day);

CREATE TEMP TABLE unit_lines AS
WITH torn AS (
    SELECT family, true AS torn FROM pooled WHERE several
    GROUP BY family HAVING bool_or(plan = 0) AND count(*) > 1
), codes AS (
    SELECT share, any_value(pool) AS pool, any_value(unit_kind) AS unit_kind, any_value(span) AS span,
        any_value(block) AS block, min(line) AS first_line, max(line) AS last_line, count(*) AS lines,
        sum(known)::BIGINT AS code_minutes, code_minutes // 15 AS whole, bool_or(minutes < 0) AS missing,
        2 * (code_minutes % 15) + (sum(claimed) > whole)::INT AS weight
    FROM pooled GROUP BY share
), pools AS (
    SELECT pool, sum(code_minutes)::BIGINT AS minutes, sum(whole)::BIGINT AS full_units,
        bool_or(missing) AS missing, greatest(minutes - any_value(span), 0) AS beyond
    FROM codes GROUP BY pool
), ranked AS (
    SELECT codes.*, pools.minutes, full_units, beyond, pools.missing AND unit_kind <> $UNTIMED AS incomplete,
        CASE WHEN unit_kind = $TIMED THEN
            row_number() OVER (PARTITION BY pool ORDER BY weight DESC, first_line) END AS place
    FROM codes JOIN pools USING (pool)
), units AS (
    SELECT share, last_line, lines, incomplete,
        CASE WHEN unit_kind = $TIMED THEN whole + (place <= (minutes + 7) // 15 - full_units)::INT
            WHEN unit_kind = $UNTIMED THEN 1
            WHEN unit_kind = $HOURLY THEN (minutes + 29) // 60
            WHEN unit_kind % 2 = $SERIES % 2 THEN (2 * minutes > span)::INT
            WHEN block > 0 THEN beyond // block + (2 * (beyond % block) > block)::INT END AS code_units
    FROM ranked
), claimed_before AS (
    SELECT line, sum(claimed) OVER (PARTITION BY share ORDER BY line) - claimed AS before
    FROM pooled SEMI JOIN (SELECT share FROM units WHERE lines > 1) USING (share)
), shared AS (
    SELECT pooled.*, counted AND NOT incomplete AND torn IS NULL AS settled,
        greatest(code_units - coalesce(before, 0), 0)::BIGINT AS remains,
        CASE WHEN line = last_line THEN remains ELSE least(remains, claimed) END AS own,
        units < 0 OR (minutes < 0 AND unit_kind <> $UNTIMED) OR NOT settled AS unknown,
        units < own AND (unit_kind <> $UNTIMED OR units = 0) AS short
    FROM pooled JOIN units USING (share) LEFT JOIN torn USING (family) LEFT JOIN claimed_before USING (line)
)
SELECT line, several, day_plan,
    CASE WHEN settled THEN own ELSE -1 END AS supported,
    CASE WHEN NOT settled THEN units WHEN units < 0 THEN own ELSE least(units, own) END AS payable,
    CASE WHEN NOT counted THEN 0 WHEN unknown THEN $NO_DATA WHEN units > own OR short THEN $FAIL
        ELSE $PASS END AS said,
    CASE WHEN said = $FAIL AND short THEN $PASS ELSE said END AS weight_units
FROM shared;
