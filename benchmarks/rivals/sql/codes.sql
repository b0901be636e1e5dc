-- Modifiers, edits of pairs, add-on codes and limits of units.
CREATE TEMP TABLE edited AS
WITH parts AS (
    SELECT provider_day, form, code, any_value(edit_table) AS edit_table,
        bool_or(form = 1 OR (bits & $DISTINCT_BITS) = 0) AS beside
    FROM lines WHERE unpaid = 0 AND units <> 0 AND form <> 2 AND in_force <> 0 GROUP BY provider_day, form, code
)
SELECT second.provider_day, second.form, second.code, bool_or(said = $NEVER) AS never,
    bool_or(said = $UNKNOWN) AS unknown, bool_or(said = $SEPARABLE) AS separable,
    bool_or(said = $SEPARABLE AND first.beside) AS joined,
    bool_or(said <> $FREE OR said_back <> $FREE) AS touched
FROM parts AS second
JOIN parts AS first
    ON first.provider_day = second.provider_day AND first.form = second.form AND first.code <> second.code
JOIN edits ON edits.edit_table = second.edit_table AND column1 = first.code AND column2 = second.code
GROUP BY ALL;

CREATE TEMP TABLE coded AS
WITH one AS (
    SELECT line, CASE WHEN one_rank > min(one_rank) OVER (PARTITION BY provider_day, one_set)
        THEN $FAIL ELSE $PASS END AS one_said
    FROM lines WHERE one_set > 0 AND unpaid = 0 AND units <> 0
        AND (in_force & CASE WHEN one_set = 1 THEN $ON_PT_EVALUATION ELSE $ON_OT_EVALUATION END) <> 0
)
SELECT line, payable,
    CASE WHEN in_force = 0 THEN 0 ELSE bits END AS b,
    form = 2 AND in_force <> 0 AS no_form,
    CASE WHEN (b & ($CQ | $CO)) = 0 THEN 0
        WHEN ((b & $CQ) <> 0 AND (b & $GP) = 0) OR ((b & $CO) <> 0 AND (b & $GO) = 0) THEN $FAIL
        ELSE $PASS END AS assistant_pairing,
    CASE WHEN unpaid = 1 AND in_force <> 0 THEN $FAIL ELSE 0 END AS bundled_codes,
    CASE WHEN unpaid = 2 AND in_force <> 0 THEN $FAIL ELSE 0 END AS invalid_codes,
    0 AS excluded_codes, -- made-up claims have none of them
    CASE WHEN (b & $DISTINCT_BITS) = 0 THEN 0
        WHEN (b & $NO_MORE) <> 0 AND (b & $SAYS_MORE) <> 0 THEN $FAIL ELSE $PASS END AS distinct_modifiers,
    CASE WHEN in_force = 0 OR units = 0 OR (flags & $NEEDS_PLAN) = 0 THEN 0
        WHEN plan = 0 OR ((flags & $OF_ONE) <> 0
            AND (flags & CASE plan WHEN 1 THEN $OF_PT WHEN 2 THEN $OF_OT ELSE $OF_SLP END) = 0) THEN $FAIL
        ELSE $PASS END AS plan_of_care_modifier,
    CASE WHEN (b & ($GA | $GX | $GY | $GZ)) = 0 THEN 0
        WHEN (b & $GA) <> 0 AND (b & ($GX | $GY | $GZ)) <> 0 THEN $FAIL ELSE $PASS END AS opposing_liability,
    CASE WHEN (b & ($KX | $GA)) = 0 THEN 0 WHEN (b & $KX) <> 0 AND (b & $GA) <> 0 THEN $FAIL
        ELSE $PASS END AS necessity_and_notice,
    CASE WHEN (b & $GZ) <> 0 THEN $FAIL ELSE 0 END AS denial_expected,
    CASE WHEN (b & $GY) <> 0 THEN $FAIL ELSE 0 END AS excluded_by_law,
    CASE WHEN (b & $GA) = 0 OR form = 0 THEN 0 WHEN form = 2 THEN $NO_DATA
        ELSE $FAIL END AS notice_on_institutional_claim,
    unpaid = 0 AND units <> 0 AND NOT no_form AND (b & $DISTINCT_BITS) <> 0
        AND count(*) FILTER (WHERE unpaid = 0 AND units <> 0) OVER (PARTITION BY provider_day, form) = 1 AS lone,
    CASE WHEN no_form THEN $NO_DATA WHEN lone THEN $PASS WHEN unpaid <> 0 OR units = 0 OR never IS NULL THEN 0
        WHEN never OR (joined AND (b & $LIFTS) = 0) THEN $FAIL WHEN unknown THEN $NO_DATA
        WHEN separable THEN $BYPASSED ELSE $PASS END AS weight_pairs,
    CASE WHEN lone OR (weight_pairs = $PASS AND (b & $DISTINCT_BITS) <> 0 AND NOT touched) THEN $FAIL
        ELSE weight_pairs END AS pairs_said,
    coalesce(one_said, 0) AS one_said,
    coalesce(assistant_modifier, 0) AS assistant_modifier, coalesce(weight_assistant, 0) AS weight_assistant,
    CASE WHEN units > 0 AND supported = 0 THEN 1
        WHEN assistant_pairing = $FAIL THEN 1 WHEN bundled_codes = $FAIL THEN 2
        WHEN invalid_codes = $FAIL OR plan_of_care_modifier = $FAIL OR opposing_liability = $FAIL
            OR denial_expected = $FAIL THEN 1
        WHEN excluded_by_law = $FAIL OR notice_on_institutional_claim = $FAIL THEN 3
        WHEN weight_pairs = $FAIL OR one_said = $FAIL THEN 1 ELSE 0 END AS closed
FROM lines JOIN unit_lines USING (line) LEFT JOIN assisted USING (line) LEFT JOIN one USING (line)
    LEFT JOIN edited USING (provider_day, form, code);

-- `shut`: 1 is denied, 2 bundled, 3 denied at the patient's cost; what was closed first stays so.
CREATE TEMP TABLE limited AS
WITH days AS (
    SELECT provider_day, form, code, sum(greatest(units, 0)) AS day_units, bool_or(units < 0) AS some_missing
    FROM lines WHERE form <> 2 AND in_force <> 0 GROUP BY provider_day, form, code
), counted AS (
    SELECT line, provider_day, code, primary_code, payable, unpaid, units, in_force, closed,
        CASE WHEN in_force = 0 THEN 0 WHEN form = 2 THEN $NO_DATA
            WHEN unpaid <> 0 OR unit_limit = $UNLIMITED THEN 0
            WHEN unit_limit = $NO_LIMIT OR (limit_by_line AND units < 0) THEN $NO_DATA
            WHEN limit_by_line AND units > unit_limit THEN $FAIL
            WHEN limit_by_line AND day_units > unit_limit AND (bits & $SEPARATES) <> 0 THEN $BYPASSED
            WHEN limit_by_line THEN $PASS
            WHEN day_units > unit_limit THEN $FAIL WHEN some_missing THEN $NO_DATA ELSE $PASS END AS limits_said
    FROM lines JOIN coded USING (line) LEFT JOIN days USING (provider_day, form, code)
), paid AS (
    SELECT provider_day, code FROM counted WHERE payable <> 0 AND closed = 0 AND limits_said <> $FAIL
), added AS (
    SELECT line, EXISTS (
        FROM paid WHERE paid.provider_day = counted.provider_day AND paid.code = counted.primary_code
    ) AS beside
    FROM counted WHERE primary_code <> -2 AND unpaid = 0 AND units <> 0 AND in_force <> 0
)
SELECT line, limits_said, CASE WHEN beside IS NULL THEN 0 WHEN beside THEN $PASS ELSE $FAIL END AS add_on_codes,
    CASE WHEN closed <> 0 THEN closed WHEN add_on_codes = $FAIL OR limits_said = $FAIL THEN 1 ELSE 0 END AS shut,
    CASE WHEN shut <> 0 THEN 0 ELSE payable END AS payable
FROM counted LEFT JOIN added USING (line);
