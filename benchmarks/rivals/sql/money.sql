-- Prices, what a provider gets that does not participate, and several procedures of a day.
CREATE TEMP TABLE priced AS
WITH feed AS (
    SELECT line, patient_day, patient_year, in_force <> 0 AS live,
        CASE WHEN provider < 0 THEN -1 - encounter ELSE provider_day END AS own, provider < 0 AS nobody,
        shut = 0 AND live AS open, limited.payable AS payable, units, participating, multiple,
        CASE WHEN charge <> $MISSING THEN charge END AS billed,
        live AND standing <> $ABSENT AND (office = facility OR site >= 0) AS told,
        CASE WHEN told THEN CASE WHEN site = 1 THEN facility ELSE office END END AS expense,
        told AND standing = $PAID AND place >= 0 AND factor <> 0 AS known,
        CASE WHEN known THEN
            (2 * factor * (work + expense * practice_index) + 10000000) // 20000000 END AS full_fee,
        CASE WHEN known THEN
            (factor * (2 * work + expense * practice_index) + 10000000) // 20000000 END AS full_reduced,
        CASE WHEN NOT open THEN NULL WHEN limited.payable = 0 THEN 0
            WHEN limited.payable > 0 THEN full_fee * limited.payable END AS total,
        CASE WHEN total IS NOT NULL THEN least(total, billed) END AS listed
    FROM lines JOIN limited USING (line)
), taking AS (
    SELECT *, listed IS NOT NULL AND full_fee IS NOT NULL AS asked, asked AND participating = 0 AS outside,
        asked AND participating < 0 AND listed <> 0 AS unknown,
        CASE WHEN outside THEN (190 * full_fee + 100) // 200 ELSE full_fee END AS fee,
        CASE WHEN outside THEN (190 * full_reduced + 100) // 200 ELSE full_reduced END AS reduced,
        CASE WHEN unknown THEN NULL WHEN outside THEN least(listed, fee * payable) ELSE listed END AS allowed,
        CASE WHEN NOT asked THEN 0 WHEN unknown THEN $NO_DATA
            WHEN outside AND billed > (230 * fee + 100) // 200 * (CASE WHEN units < 0 THEN payable ELSE units END)
            THEN $FAIL ELSE $PASS END AS participation
    FROM feed
), ranked AS (
    SELECT line, own, patient_day, nobody, payable > 0 AND allowed IS NOT NULL AND fee IS NOT NULL AS sure,
        CASE WHEN expense IS NULL THEN 4611686018427387904
            ELSE expense * 1099511627776 + coalesce(fee, 1099511627775) END AS rank
    FROM taking WHERE multiple AND payable <> 0 AND live
), of_provider AS (
    SELECT own, arg_max(line, {'rank': rank, 'place': -line}) FILTER (sure) AS first,
        arg_max(line, {'rank': rank, 'place': -line}) AS ahead
    FROM ranked GROUP BY own
), of_day AS (
    SELECT patient_day, arg_max(line, {'rank': rank, 'place': -line}) FILTER (sure) AS day_first,
        arg_max(line, {'rank': rank, 'place': -line}) AS day_ahead
    FROM ranked GROUP BY patient_day HAVING bool_or(nobody)
), several AS (
    SELECT line, sure, sure AND first = line AS is_first,
        is_first AND (first <> ahead OR (of_day.patient_day IS NOT NULL
            AND NOT coalesce(day_first = line AND day_first = day_ahead, false))) AS torn
    FROM ranked JOIN of_provider USING (own) LEFT JOIN of_day USING (patient_day)
)
SELECT line, open, billed, participation,
    CASE WHEN NOT open THEN 0 WHEN listed IS NULL THEN $NO_DATA ELSE $PASS END AS fee_schedule,
    CASE WHEN torn THEN $NO_DATA WHEN sure THEN $PASS ELSE 0 END AS mppr,
    CASE WHEN torn THEN NULL WHEN sure THEN least(allowed,
        reduced * payable + CASE WHEN is_first THEN fee - reduced ELSE 0 END) ELSE allowed END AS allowed
FROM taking LEFT JOIN several USING (line);
