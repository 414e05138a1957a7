-- One dyad by month and direction, from the roll-up (as `rows`): rows, reports, and sums of Goldstein scores in tenths.
SELECT month, source, target, CAST(SUM(n) AS BIGINT) AS n, CAST(SUM(reports) AS BIGINT) AS reports,
       CAST(SUM(CASE WHEN tenths > 0 THEN tenths ELSE 0 END) AS BIGINT) AS cooperation_tenths,
       CAST(SUM(CASE WHEN tenths < 0 THEN -tenths ELSE 0 END) AS BIGINT) AS conflict_tenths,
       CAST(SUM(CASE WHEN quad IN (1, 2) THEN n ELSE 0 END) AS BIGINT) AS cooperation_n,
       CAST(SUM(CASE WHEN quad IN (3, 4) THEN n ELSE 0 END) AS BIGINT) AS conflict_n
FROM rows
WHERE source IN (:a, :b) AND target IN (:a, :b) AND source <> target AND standing = 'done'
GROUP BY month, source, target
ORDER BY month, source, target
