-- The monthly roll-up of an event table: n and sums by directed dyad, month, type, class and standing, so that files add
-- up. Goldstein scores have one decimal and are summed in tenths, so that sums are exact. The last three columns tell
-- when rows could be known and what they tell of (see span.sql).
WITH stood AS (
  SELECT source, target, month, type, quad, reports, CAST(ROUND(goldstein * 10) AS BIGINT) AS tenths, known_from,
         CASE WHEN evidence = 'rumoured' THEN 'rumoured' WHEN modality = 'actual' THEN 'done' ELSE modality END AS standing,
         CASE WHEN first_day >= known_from THEN known_from
              WHEN first_day >= known_from - INTERVAL '31' DAY THEN first_day
              ELSE known_from END AS begins
  FROM rows
)
SELECT source, target, month, type, quad, standing, CAST(COUNT(*) AS BIGINT) AS n,
       CAST(SUM(reports) AS BIGINT) AS reports, CAST(SUM(tenths) AS BIGINT) AS tenths,
       MIN(known_from) AS first_known, MAX(known_from) AS last_known, CAST(MIN(begins) AS DATE) AS begins
FROM stood
GROUP BY source, target, month, type, quad, standing
ORDER BY source, target, month, type, quad, standing
