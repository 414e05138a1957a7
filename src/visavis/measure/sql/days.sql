-- How much the data tell by day: the reports that touch each state, and all of them (state ''), as could be known by
-- :as_of. n only, so files add up.
SELECT state, first_day, CAST(SUM(reports) AS BIGINT) AS reports
FROM (
  SELECT source AS state, first_day, reports FROM rows WHERE known_from <= :as_of
  UNION ALL
  SELECT target AS state, first_day, reports FROM rows WHERE known_from <= :as_of AND target <> source
  UNION ALL
  SELECT '' AS state, first_day, reports FROM rows WHERE known_from <= :as_of
) told
GROUP BY state, first_day
ORDER BY state, first_day
