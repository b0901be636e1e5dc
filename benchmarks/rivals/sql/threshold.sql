-- One annual threshold. A line that does not fit is denied and does not accrue, so that a later, smaller one
-- may. The sum never falls: each round denies all later lines that are larger than the room that the first
-- one found, and goes on with the years where some were found.
CREATE TEMP TABLE ${NAME}_lines AS
WITH RECURSIVE members AS (
    SELECT line, patient_year, threshold, (bits & $KX) <> 0 AS kx,
        CASE WHEN open THEN allowed ELSE 0 END AS amount,
        CASE WHEN $USED <> $MISSING THEN $USED END AS used
    FROM lines JOIN $PRICED USING (line) WHERE (bits & $WANTED) <> 0 AND (in_force & $ON) <> 0
), years AS (
    SELECT patient_year, arg_min(coalesce(used, -1), line) AS begun,
        coalesce(min(line) FILTER (amount IS NULL), 9223372036854775807) AS hidden_from
    FROM members GROUP BY patient_year
), rounds AS (
    SELECT line, patient_year, amount, NOT kx AND amount > 0 AS asked, threshold - begun AS limit_left,
        false AS denied, 0 AS round
    FROM members JOIN years USING (patient_year) WHERE begun >= 0 AND line < hidden_from
    UNION ALL
    SELECT line, patient_year, amount, asked, limit_left, denied OR (asked AND line >= first_over
        AND amount > first_room), round + 1
    FROM (
        SELECT *, max(CASE WHEN line = first_over THEN room END) OVER y AS first_room
        FROM (
            SELECT *, min(CASE WHEN asked AND NOT denied AND amount > room THEN line END) OVER y AS first_over
            FROM (
                SELECT *, limit_left - sum(CASE WHEN denied THEN 0 ELSE amount END)
                    OVER (PARTITION BY patient_year ORDER BY line)
                    + CASE WHEN denied THEN 0 ELSE amount END AS room
                FROM rounds
            ) WINDOW y AS (PARTITION BY patient_year)
        ) WHERE first_over IS NOT NULL WINDOW y AS (PARTITION BY patient_year)
    )
), out AS (
    SELECT DISTINCT line, true AS denied FROM rounds WHERE denied
)
SELECT line, begun < 0 OR line >= hidden_from AS unknown, coalesce(denied, false) AS denied,
    CASE WHEN NOT unknown THEN begun + sum(CASE WHEN denied THEN 0 ELSE amount END)
        OVER (PARTITION BY patient_year ORDER BY line) END AS up_to
FROM members JOIN years USING (patient_year) LEFT JOIN out USING (line);

CREATE TEMP TABLE $AFTER AS
SELECT p.* EXCLUDE (open), open AND NOT coalesce(denied, false) AS open,
    CASE WHEN unknown IS NULL OR NOT open THEN 0 WHEN unknown THEN $NO_DATA
        WHEN denied THEN $FAIL ELSE $PASS END AS $NAME,
    up_to AS ${NAME}_up_to, coalesce(unknown, false) AS ${NAME}_unknown
FROM $PRICED AS p LEFT JOIN ${NAME}_lines USING (line);
