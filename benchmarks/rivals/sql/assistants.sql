-- The modifier of assistants, compared with the minutes that they furnished.
CREATE TEMP TABLE assisted AS
WITH helped AS (
    SELECT line, minutes, units, bits, assistant, own_minutes, supported,
        (flags & $HELPED_TIMED) <> 0 AS timed,
        CASE WHEN plan > 0 THEN plan WHEN several THEN 9 ELSE day_plan END AS whose,
        (provider_day * $CODES + code) * 10 + whose AS beside
    FROM lines JOIN unit_lines USING (line)
    WHERE in_force <> 0 AND (flags & ($HELPED_TIMED | $HELPED_UNTIMED)) <> 0
), signed AS (
    SELECT beside FROM helped GROUP BY beside HAVING bool_or(assistant > 0 OR (bits & ($CQ | $CO)) <> 0)
), compared AS (
    SELECT *, (bits & CASE WHEN whose = 1 THEN $CQ ELSE $CO END) <> 0 AS worn,
        CASE WHEN least(units, supported) < 0 THEN greatest(units, supported)
            ELSE least(units, supported) END AS own,
        greatest(own, 0) AS there
    FROM helped SEMI JOIN signed USING (beside) WHERE whose IN (1, 2)
), sums AS (
    SELECT beside, any_value(timed) AS timed, any_value(own_minutes) AS own_minutes,
        sum(greatest(assistant, 0))::BIGINT AS theirs,
        greatest(sum(greatest(minutes, 0))::BIGINT - theirs, 0) AS therapist,
        sum(there)::BIGINT AS all_units,
        sum(CASE WHEN supported >= 0 THEN supported ELSE there END)::BIGINT AS all_supported,
        coalesce(sum(there) FILTER (worn), 0)::BIGINT AS wearing,
        bool_or(assistant < 0) OR (bool_or(minutes < 0) AND theirs > 0) OR bool_or(own < 0)
            OR (any_value(timed) AND theirs > 0 AND therapist > 0 AND bool_or(supported < 0)) AS unknown,
        bool_or(NOT worn AND own > 0 AND assistant > 0) AS any_bare,
        bool_or(worn AND own > 0 AND minutes > assistant) AS any_worn
    FROM compared GROUP BY beside
), blocks AS (
    SELECT *, greatest(all_supported - therapist // 15, 0) AS beyond,
        greatest(beyond - theirs // 15, 0) AS remaining,
        remaining > 0 AND therapist % 15 >= own_minutes AS kept,
        10 * (theirs % 15) > CASE WHEN kept THEN 0 ELSE therapist % 15 END + theirs % 15 AS heavy
    FROM sums
), needed AS (
    SELECT beside, wearing, unknown, any_bare, any_worn,
        CASE WHEN timed AND therapist > 0
            THEN least(theirs // 15, beyond) + CASE WHEN heavy THEN remaining - kept::INT ELSE 0 END
            WHEN 10 * theirs > therapist + theirs THEN all_supported ELSE 0 END AS most,
        greatest(all_units - (all_supported - most), 0) AS due
    FROM blocks
)
SELECT line, CASE WHEN unknown THEN $NO_DATA
        WHEN wearing < due AND NOT worn AND own > 0 AND (assistant > 0 OR NOT any_bare) THEN $FAIL
        ELSE $PASS END AS weight_assistant,
    CASE WHEN weight_assistant = $PASS AND wearing > most AND worn AND own > 0
        AND (minutes > assistant OR NOT any_worn) THEN $FAIL ELSE weight_assistant END AS assistant_modifier
FROM compared JOIN needed USING (beside)
UNION ALL
SELECT line, $NO_DATA, $NO_DATA FROM helped SEMI JOIN signed USING (beside) WHERE whose NOT IN (1, 2, 3)
UNION ALL
SELECT line, $PASS, $PASS FROM helped ANTI JOIN signed USING (beside) WHERE assistant >= 0;
