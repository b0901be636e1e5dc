-- Minutes against the clock: beyond the time they took, two at once, one clinician for two patients.
CREATE TEMP TABLE clocked AS
WITH timed AS (
    SELECT line, patient, patient_day, day, clinician, began, ended, least(minutes, ended - began) AS own,
        minutes, clinician >= 0 AS desk, (flags & $IN_GROUP) <> 0 AS grouped, began < 0 OR ended < 0 AS half
    FROM lines WHERE (began >= 0 OR ended >= 0) AND (flags & $BY_CLOCK) <> 0 AND (in_force & $ON_CLOCK) <> 0
), whole AS (
    FROM timed WHERE NOT half
), doubled AS (
    SELECT DISTINCT one.line FROM whole AS one JOIN whole AS other
        ON one.patient_day = other.patient_day AND one.line <> other.line
        AND one.began < other.ended AND other.began < one.ended
    WHERE one.own + other.own > greatest(one.ended, other.ended) - least(one.began, other.began)
), crowded AS (
    SELECT DISTINCT one.line FROM whole AS one JOIN whole AS other
        ON one.day = other.day AND one.clinician = other.clinician AND one.patient <> other.patient
        AND one.began < other.ended AND other.began < one.ended
    WHERE one.desk AND other.desk AND NOT (one.grouped AND other.grouped)
)
SELECT timed.line, CASE WHEN half THEN $NO_DATA WHEN minutes > ended - began OR doubled.line IS NOT NULL THEN $FAIL
        WHEN crowded.line IS NOT NULL THEN $PASS WHEN minutes < 0 THEN $NO_DATA ELSE $PASS END AS weight_clock,
    CASE WHEN NOT half AND weight_clock <> $FAIL AND crowded.line IS NOT NULL THEN $FAIL
        ELSE weight_clock END AS one_on_one_time
FROM timed LEFT JOIN doubled USING (line) LEFT JOIN crowded USING (line);
