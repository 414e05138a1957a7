-- An event table drawn together for forecasting: what is told, by whom to whom, day by day, and when it could be known.
-- No row depends on a report that became known on another day, so a figure as of a day is drawn from it by leaving out
-- the later rows. `standing` as in datasets/table.py; `level` 9: no office with a level is named.
WITH stood AS (
  SELECT source, target, type, COALESCE(mode, '') AS mode,
         CASE WHEN evidence = 'rumoured' THEN 'rumoured' WHEN modality = 'actual' THEN 'done' ELSE modality END AS standing,
         LEAST(COALESCE(source_level, 9), COALESCE(target_level, 9)) AS level,
         first_day, last_day, precision, known_from, reports
  FROM rows
  WHERE known_from <= :as_of AND source <> target
)
SELECT source, target, type, mode, standing, CAST(level AS INTEGER) AS level, first_day, last_day, precision,
       known_from AS known, CAST(SUM(reports) AS BIGINT) AS reports
FROM stood
GROUP BY source, target, type, mode, standing, level, first_day, last_day, precision, known_from
ORDER BY first_day, source, target, type, mode, standing, level, last_day, precision, known_from
