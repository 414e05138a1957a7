-- The monthly roll-up of an event table: n and sums by directed dyad, month, type, class and standing, so that files add
-- up. Goldstein scores have one decimal and are summed in tenths, so that sums are exact.
WITH stood AS (
  SELECT source, target, month, type, quad, reports, CAST(ROUND(goldstein * 10) AS BIGINT) AS tenths,
         CASE WHEN evidence = 'rumoured' THEN 'rumoured' WHEN modality = 'actual' THEN 'done' ELSE modality END AS standing
  FROM rows
)
SELECT source, target, month, type, quad, standing, CAST(COUNT(*) AS BIGINT) AS n,
       CAST(SUM(reports) AS BIGINT) AS reports, CAST(SUM(tenths) AS BIGINT) AS tenths
FROM stood
GROUP BY source, target, month, type, quad, standing
ORDER BY source, target, month, type, quad, standing
