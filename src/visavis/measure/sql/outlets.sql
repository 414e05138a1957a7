-- What is done in a dyad by period and outlet: events, and the sum of their Goldstein scores in tenths (they have one
-- decimal), so that means can be drawn again over outlets. Reads `periods` and `events` (merged, with `standing`).
SELECT p.period, p.from_day, COALESCE(e.outlet, '') AS outlet, CAST(COUNT(*) AS BIGINT) AS events,
       CAST(SUM(CAST(ROUND(e.goldstein * 10) AS BIGINT)) AS BIGINT) AS tenths
FROM events e JOIN periods p ON e.first_day BETWEEN p.from_day AND p.to_day
WHERE e.standing = 'done'
GROUP BY p.period, p.from_day, COALESCE(e.outlet, '')
ORDER BY p.from_day, outlet
