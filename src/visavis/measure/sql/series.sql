-- A dyad by period. Reads `periods` and `events` (the dyad's merged events with `standing`).
-- n and sums only, never averages, so that periods and files add up. Only what is done is summed by
-- type, quad class and Goldstein score; what is planned, predicted, ... has a column of its own.
-- Goldstein scores have one decimal: they are summed in tenths, so that the sums are exact.
-- `coarse`: events known only to the month or year, which may belong to another period.
WITH placed AS (
  SELECT p.period, e.*, CAST(ROUND(e.goldstein * 10) AS BIGINT) AS tenths,
         CASE WHEN e.standing = 'done' THEN 1 ELSE 0 END AS done,
         CASE WHEN e.standing = 'done' THEN e.reports ELSE 0 END AS done_reports
  FROM events e JOIN periods p ON e.first_day BETWEEN p.from_day AND p.to_day
),
summed AS (
  SELECT period,
         SUM(done) AS events, SUM(done_reports) AS reports, SUM(reports) AS told,
         SUM(CASE WHEN tenths > 0 THEN done * tenths ELSE 0 END) AS cooperation,
         SUM(CASE WHEN tenths < 0 THEN -done * tenths ELSE 0 END) AS conflict,
         SUM(CASE WHEN quad = 1 THEN done ELSE 0 END) AS quad_1,
         SUM(CASE WHEN quad = 2 THEN done ELSE 0 END) AS quad_2,
         SUM(CASE WHEN quad = 3 THEN done ELSE 0 END) AS quad_3,
         SUM(CASE WHEN quad = 4 THEN done ELSE 0 END) AS quad_4,
         SUM(CASE WHEN quad = 1 THEN done_reports ELSE 0 END) AS quad_1_reports,
         SUM(CASE WHEN quad = 2 THEN done_reports ELSE 0 END) AS quad_2_reports,
         SUM(CASE WHEN quad = 3 THEN done_reports ELSE 0 END) AS quad_3_reports,
         SUM(CASE WHEN quad = 4 THEN done_reports ELSE 0 END) AS quad_4_reports,
         SUM(CASE WHEN standing = 'planned' THEN 1 ELSE 0 END) AS planned,
         SUM(CASE WHEN standing = 'predicted' THEN 1 ELSE 0 END) AS predicted,
         SUM(CASE WHEN standing = 'hypothetical' THEN 1 ELSE 0 END) AS hypothetical,
         SUM(CASE WHEN standing = 'negated' THEN 1 ELSE 0 END) AS negated,
         SUM(CASE WHEN standing = 'rumoured' THEN 1 ELSE 0 END) AS rumoured,
         SUM(CASE WHEN precision <> 'day' THEN done ELSE 0 END) AS coarse
  FROM placed
  GROUP BY period
)
SELECT p.period, p.from_day, p.to_day,
       CAST(COALESCE(s.events, 0) AS BIGINT) AS events, CAST(COALESCE(s.reports, 0) AS BIGINT) AS reports,
       CAST(COALESCE(s.cooperation, 0) AS DOUBLE) / 10 AS cooperation,
       CAST(COALESCE(s.conflict, 0) AS DOUBLE) / 10 AS conflict,
       CAST(COALESCE(s.cooperation, 0) - COALESCE(s.conflict, 0) AS DOUBLE) / 10 AS net,
       CAST(COALESCE(s.quad_1, 0) AS BIGINT) AS quad_1, CAST(COALESCE(s.quad_2, 0) AS BIGINT) AS quad_2,
       CAST(COALESCE(s.quad_3, 0) AS BIGINT) AS quad_3, CAST(COALESCE(s.quad_4, 0) AS BIGINT) AS quad_4,
       CAST(COALESCE(s.quad_1_reports, 0) AS BIGINT) AS quad_1_reports,
       CAST(COALESCE(s.quad_2_reports, 0) AS BIGINT) AS quad_2_reports,
       CAST(COALESCE(s.quad_3_reports, 0) AS BIGINT) AS quad_3_reports,
       CAST(COALESCE(s.quad_4_reports, 0) AS BIGINT) AS quad_4_reports,
       CAST(COALESCE(s.planned, 0) AS BIGINT) AS planned,
       CAST(COALESCE(s.predicted, 0) AS BIGINT) AS predicted,
       CAST(COALESCE(s.hypothetical, 0) AS BIGINT) AS hypothetical,
       CAST(COALESCE(s.negated, 0) AS BIGINT) AS negated,
       CAST(COALESCE(s.rumoured, 0) AS BIGINT) AS rumoured,
       CAST(COALESCE(s.coarse, 0) AS BIGINT) AS coarse,
       CAST(COALESCE(s.told, 0) AS BIGINT) AS told
FROM periods p LEFT JOIN summed s ON s.period = p.period
ORDER BY p.from_day
