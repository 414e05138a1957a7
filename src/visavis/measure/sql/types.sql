-- Events and reports done, by period and PLOVER type. Reads `periods`, `events` and `types(type)`.
SELECT p.period, p.from_day, t.type,
       CAST(COALESCE(SUM(CASE WHEN e.standing = 'done' THEN 1 ELSE 0 END), 0) AS BIGINT) AS events,
       CAST(COALESCE(SUM(CASE WHEN e.standing = 'done' THEN e.reports ELSE 0 END), 0) AS BIGINT) AS reports
FROM periods p
CROSS JOIN types t
LEFT JOIN events e ON e.type = t.type AND e.first_day BETWEEN p.from_day AND p.to_day
GROUP BY p.period, p.from_day, t.type
ORDER BY p.from_day, t.type
