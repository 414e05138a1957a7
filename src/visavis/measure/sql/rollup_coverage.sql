-- How much the data tell by whole months, from the roll-up (as `rows`), as coverage.sql does from the rows themselves.
-- Reads `whole(month, period)`.
SELECT w.period,
       CAST(SUM(CASE WHEN r.source = :a OR r.target = :a THEN r.reports ELSE 0 END) AS BIGINT) AS covered_a,
       CAST(SUM(CASE WHEN r.source = :b OR r.target = :b THEN r.reports ELSE 0 END) AS BIGINT) AS covered_b,
       CAST(SUM(CASE WHEN r.source IN (:a, :b) OR r.target IN (:a, :b) THEN r.reports ELSE 0 END) AS BIGINT) AS covered,
       CAST(SUM(r.reports) AS BIGINT) AS world
FROM rows r JOIN whole w ON w.month = r.month
GROUP BY w.period
ORDER BY w.period
