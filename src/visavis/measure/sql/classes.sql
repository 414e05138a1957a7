-- All directed dyads by month and quad class: rows, reports, and Goldstein scores in tenths; what is done only.
SELECT source, target, month, quad, CAST(COUNT(*) AS BIGINT) AS n, CAST(SUM(reports) AS BIGINT) AS reports,
       CAST(SUM(CAST(ROUND(goldstein * 10) AS BIGINT)) AS BIGINT) AS tenths
FROM rows
WHERE modality = 'actual' AND evidence <> 'rumoured' AND known_from <= :as_of
GROUP BY source, target, month, quad
ORDER BY source, target, month, quad
