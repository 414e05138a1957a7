-- As span.sql, from the roll-up (as `rows`).
SELECT MIN(first_known) AS first_day, MAX(last_known) AS last_day, CAST(COALESCE(SUM(n), 0) AS BIGINT) AS told,
       MIN(begins) AS begins
FROM rows
