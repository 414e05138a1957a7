-- One row an event. Reads `reports` (the event table with `standing`; start and end are named first_day and last_day, as
-- `end` is a word of SQL) and `told(report, event)`. Portable: DuckDB and Spark. The row that stands for it: the finest date, then the highest office named,
-- then the surest coding, then the smallest id. The dates are those of its finest reports together;
-- it could be known since its first report. `outlets`: at least so many; a text may name several.
WITH ordered AS (
  SELECT t.event, r.*,
         CASE r.precision WHEN 'day' THEN 1 WHEN 'month' THEN 2 ELSE 3 END AS grain,
         LEAST(COALESCE(r.source_level, 99), COALESCE(r.target_level, 99)) AS office
  FROM told t JOIN reports r ON r.id = t.report
),
ranked AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY event ORDER BY grain, office, confidence DESC, id) AS choice,
         MIN(grain) OVER (PARTITION BY event) AS finest
  FROM ordered
),
summed AS (
  SELECT event,
         MIN(CASE WHEN grain = finest THEN first_day END) AS opened,
         MAX(CASE WHEN grain = finest THEN last_day END) AS closed,
         MIN(known_from) AS since, SUM(reports) AS told_by,
         GREATEST(COUNT(DISTINCT outlet), MAX(outlets)) AS voices
  FROM ranked
  GROUP BY event
)
SELECT r.event AS id, r.dataset, r.native_id,
       CAST(EXTRACT(YEAR FROM s.opened) * 100 + EXTRACT(MONTH FROM s.opened) AS INTEGER) AS month,
       s.opened AS first_day, s.closed AS last_day, r.precision, r.date_origin, s.since AS known_from,
       r.source, r.target, r.source_name, r.source_office, r.source_sector,
       r.target_name, r.target_office, r.target_sector,
       r.source_level, r.target_level, r.source_rank, r.target_rank,
       r.type, r.mode, r.context, r.cameo, r.quad, r.goldstein, r.modality, r.evidence,
       r.place_country, r.place, r.outlet, r.url, r.document,
       CAST(s.told_by AS INTEGER) AS reports, CAST(s.voices AS INTEGER) AS outlets, r.confidence, r.coder
FROM ranked r JOIN summed s ON s.event = r.event
WHERE r.choice = 1
