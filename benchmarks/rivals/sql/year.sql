-- What is said of what has accrued; then the deductible as a running sum, and what is taken off after it.
CREATE TEMP TABLE shared AS
WITH reviewed AS (
    SELECT a.*, patient_year, bits, in_force, withheld, threshold, deductible_amount, met, day,
        kx_threshold = $FAIL OR kx_threshold_ot = $FAIL AS owing,
        greatest(kx_threshold_up_to, kx_threshold_ot_up_to) AS accrued,
        accrued IS NULL OR kx_threshold_unknown OR kx_threshold_ot_unknown AS unknown,
        open AND (bits & ($GP | $GO | $GN)) <> 0 AS asked,
        CASE WHEN NOT asked OR (bits & $KX) = 0 OR (in_force & $ON_BLANKET) = 0 THEN 0
            WHEN unknown THEN $NO_DATA WHEN 2 * accrued < threshold THEN $FAIL ELSE $PASS END AS kx_blanket,
        CASE WHEN NOT asked OR (in_force & $ON_REVIEW) = 0 THEN 0 WHEN accrued > 300000 THEN $FAIL
            WHEN unknown THEN $NO_DATA ELSE $PASS END AS medical_review
    FROM after_ot AS a JOIN lines USING (line)
), years AS (
    SELECT patient_year, min(line) FILTER (open AND allowed IS NULL) AS gap_from, arg_min(day, line) AS first_day,
        any_value(deductible_amount) AS room
    FROM reviewed GROUP BY patient_year
), begun AS (
    SELECT patient_year, max(met) FILTER (met <> $MISSING) AS met
    FROM reviewed JOIN years USING (patient_year) WHERE day = first_day GROUP BY patient_year
), summed AS (
    SELECT line, sum(allowed) OVER (PARTITION BY patient_year ORDER BY line) - allowed AS before
    FROM reviewed WHERE open AND allowed IS NOT NULL
), due AS (
    SELECT reviewed.*, before IS NOT NULL AS priced, priced AND (in_force & $ON_DEDUCTIBLE) <> 0 AS has,
        CASE WHEN has THEN greatest(room - coalesce(begun.met, 0) - before, 0) ELSE 0 END::BIGINT AS remaining,
        CASE WHEN NOT has THEN 0 WHEN remaining > 0 AND allowed > 0
            AND (begun.met IS NULL OR coalesce(line > gap_from, false)) THEN $NO_DATA ELSE $PASS END AS deductible,
        priced AND deductible <> $NO_DATA AS sharing,
        CASE WHEN sharing THEN least(remaining, allowed) ELSE 0 END AS first_owed,
        CASE WHEN sharing AND (in_force & $ON_COINSURANCE) <> 0 THEN $PASS ELSE 0 END AS coinsurance,
        first_owed + CASE WHEN coinsurance = $PASS THEN (40 * (allowed - first_owed) + 100) // 200
            ELSE 0 END AS owed,
        CASE WHEN priced AND billed IS NOT NULL THEN billed - allowed ELSE 0 END + owed AS taken_first,
        coalesce(billed, allowed) AS base,
        CASE WHEN sharing AND (bits & ($CQ | $CO)) <> 0 AND (in_force & $ON_REDUCTION) <> 0 THEN $PASS
            ELSE 0 END AS assistant_reduction,
        taken_first + CASE WHEN assistant_reduction = $PASS
            THEN (30 * (base - taken_first) + 100) // 200 ELSE 0 END AS taken_next,
        CASE WHEN sharing AND (in_force & $ON_SEQUESTRATION) <> 0 THEN $PASS ELSE 0 END AS sequestration,
        taken_next + CASE WHEN sequestration = $PASS
            THEN (2 * withheld * (base - taken_next) + 100) // 200 ELSE 0 END AS taken
    FROM reviewed JOIN years USING (patient_year) JOIN begun USING (patient_year) LEFT JOIN summed USING (line)
)
SELECT line, billed, allowed, open, owing, owed, taken, participation, fee_schedule, mppr, kx_threshold,
    kx_threshold_ot, kx_blanket, medical_review, deductible, coinsurance, assistant_reduction, sequestration
FROM due;
