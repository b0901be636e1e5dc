-- All that was found, in the order of lines, and of encounters.
CREATE TEMP TABLE found AS
SELECT lines.line, encounter, patient_day, flags, covered,
    $COUNTED_BY_POLICY,
    assistant_pairing, coalesce(assistant_modifier, 0) AS assistant_modifier, bundled_codes, invalid_codes, excluded_codes,
    distinct_modifiers, plan_of_care_modifier, opposing_liability, necessity_and_notice, denial_expected,
    excluded_by_law, notice_on_institutional_claim,
    CASE WHEN form IN (0, 2) THEN pairs_said ELSE 0 END AS ncci_practitioner,
    CASE WHEN form IN (1, 2) THEN pairs_said ELSE 0 END AS ncci_outpatient_hospital,
    CASE WHEN one_set = 1 THEN one_said ELSE 0 END AS one_pt_evaluation,
    CASE WHEN one_set = 2 THEN one_said ELSE 0 END AS one_ot_evaluation,
    add_on_codes,
    CASE WHEN form IN (0, 2) THEN limits_said ELSE 0 END AS mue_practitioner,
    CASE WHEN form IN (1, 2) THEN limits_said ELSE 0 END AS mue_outpatient_hospital,
    fee_schedule, participation, mppr, kx_threshold, kx_threshold_ot, kx_blanket, medical_review, deductible,
    coinsurance, assistant_reduction, sequestration,
    CASE WHEN in_force <> 0 AND (flags & $DOC_ONE) <> 0 THEN record_one ELSE 0 END AS documentation_97530,
    CASE WHEN in_force <> 0 AND (flags & $DOC_TREATMENT) <> 0 THEN record_treatment
        ELSE 0 END AS documentation_treatment,
    coalesce(one_on_one_time, 0) AS one_on_one_time,
    shut <> 0 OR owing AS is_shut,
    CASE WHEN shut = 2 THEN $BUNDLED_LINE WHEN is_shut THEN $DENIED
        WHEN necessity_and_notice = $FAIL OR weight_assistant = $FAIL OR weight_clock = $FAIL THEN $HELD
        ELSE $PAYABLE END AS status,
    supported, CASE WHEN is_shut THEN 0 ELSE limited.payable END AS payable,
    CASE WHEN is_shut THEN 0 ELSE coalesce(allowed, $MISSING) END AS allowed,
    in_force <> 0 AND NOT is_shut AND (allowed IS NULL OR deductible = $NO_DATA) AS unjudged,
    CASE WHEN is_shut THEN coalesce(billed, 0) ELSE taken END AS adjusted,
    CASE WHEN NOT is_shut THEN owed WHEN shut = 3 OR owing THEN coalesce(billed, 0) ELSE 0 END AS owed,
    CASE WHEN greatest($SAID) = 0 OR covered = 0 THEN $NO_DATA ELSE 0 END AS silent,
    greatest(silent, weight_units, weight_assistant, weight_pairs, limits_said, coalesce(weight_clock, 0),
        $HEAVY, $LIGHT) AS weight
FROM lines JOIN unit_lines USING (line) JOIN coded USING (line) JOIN limited USING (line)
    JOIN shared USING (line) LEFT JOIN clocked USING (line);

CREATE TEMP TABLE found_visits AS
WITH active AS (
    SELECT patient_day, bool_or((flags & $PASSIVE) = 0) AS active FROM lines GROUP BY patient_day
), told AS (
    SELECT encounter, bool_or((flags & $PASSIVE) <> 0) AS passive, any_value(active) AS active,
        bool_or((flags & $UNDER_PLAN) <> 0) AS under, max(weight) AS weight
    FROM found JOIN active USING (patient_day) GROUP BY encounter
), planned AS (
    SELECT *, under AND (on_day & $ON_CERTIFIED) <> 0 AS certifies,
        under AND (on_day & $ON_PROGRESS) <> 0 AS reports,
        CASE WHEN certified_from >= 0 AND (certified_through < 0 OR certified_from + 89 < certified_through)
            THEN certified_from + 89 ELSE certified_through END AS ends,
        CASE WHEN NOT passive OR on_day = 0 THEN 0 WHEN active THEN $PASS ELSE $FAIL END AS passive_modalities,
        CASE WHEN NOT certifies THEN 0 WHEN ends < 0 THEN $NO_DATA
            WHEN (certified_from >= 0 AND today < certified_from) OR today > ends THEN $FAIL
            WHEN certified_from < 0 OR certified_through < 0 THEN $NO_DATA ELSE $PASS END AS plan_of_care,
        CASE WHEN NOT reports THEN 0
            WHEN treatment_days < 0 AND last_report >= 0 AND today - last_report BETWEEN 0 AND 10 THEN $PASS
            WHEN treatment_days < 0 THEN $NO_DATA WHEN treatment_days < 10 THEN $PASS
            ELSE $FAIL END AS progress_report,
        count(*) OVER (PARTITION BY patient, today) > 1 AND bool_or(provider < 0) OVER (PARTITION BY patient, today)
            AS nobodys,
        form <> 2 AND bool_or(form = 2) OVER (PARTITION BY patient, today, provider) AS formless,
        CASE WHEN on_day = 0 THEN 0 WHEN nobodys OR formless THEN $NO_DATA ELSE $PASS END AS visits_of_a_day
    FROM visits JOIN told USING (encounter)
)
SELECT encounter, passive_modalities, plan_of_care, progress_report, visits_of_a_day,
    greatest(weight, least(passive_modalities, $PASS), plan_of_care, visits_of_a_day,
        CASE WHEN progress_report = $FAIL AND treatment_days = 10 THEN $PASS ELSE progress_report END) AS worst
FROM planned;
