-- Reports that tell the same happening. Reads `reports` (the event table with `standing`; start and
-- end are named first_day and last_day, as `end` is a word of SQL) and `undirected(type)`: the types
-- for which A with B is the same happening as B with A. Ends with the CTE `told(report, event)`.
-- Portable: DuckDB and Spark.
-- An event is named by the smallest id among its reports, so the name needs no order of arrival.
-- Ranks: 1 a day, 2 a month, 3 a year. First, reports of equal rank whose dates overlap make an
-- island; then an island known only to the month or year joins the first finer island in it.
WITH keyed AS (
  SELECT r.id, r.first_day, r.last_day, r.type, r.standing, COALESCE(r.mode, '') AS mode,
         CASE r.precision WHEN 'day' THEN 1 WHEN 'month' THEN 2 ELSE 3 END AS grain,
         CASE WHEN u.type IS NOT NULL AND r.source > r.target THEN r.target ELSE r.source END AS one,
         CASE WHEN u.type IS NOT NULL AND r.source > r.target THEN r.source ELSE r.target END AS other
  FROM reports r LEFT JOIN undirected u ON u.type = r.type
),
marked AS (
  SELECT *, CASE WHEN first_day <= MAX(last_day) OVER (
              PARTITION BY one, other, type, mode, standing, grain ORDER BY first_day, last_day, id
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS opens
  FROM keyed
),
numbered AS (
  SELECT *, SUM(opens) OVER (
              PARTITION BY one, other, type, mode, standing, grain ORDER BY first_day, last_day, id
              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS number
  FROM marked
),
islands AS (
  SELECT one, other, type, mode, standing, grain, number,
         MIN(first_day) AS first_day, MAX(last_day) AS last_day, MIN(id) AS island
  FROM numbered
  GROUP BY one, other, type, mode, standing, grain, number
),
hosts AS (
  SELECT c.island, f.island AS host,
         ROW_NUMBER() OVER (PARTITION BY c.island ORDER BY f.grain, f.first_day, f.island) AS choice
  FROM islands c JOIN islands f
    ON c.one = f.one AND c.other = f.other AND c.type = f.type AND c.mode = f.mode
   AND c.standing = f.standing AND f.grain < c.grain
   AND f.first_day <= c.last_day AND f.last_day >= c.first_day
),
rooted AS (
  SELECT i.one, i.other, i.type, i.mode, i.standing, i.grain, i.number,
         COALESCE(h2.host, h1.host, i.island) AS root
  FROM islands i
  LEFT JOIN hosts h1 ON h1.island = i.island AND h1.choice = 1
  LEFT JOIN hosts h2 ON h2.island = h1.host AND h2.choice = 1
),
placed AS (
  SELECT n.id, r.root
  FROM numbered n JOIN rooted r
    ON n.one = r.one AND n.other = r.other AND n.type = r.type AND n.mode = r.mode
   AND n.standing = r.standing AND n.grain = r.grain AND n.number = r.number
),
told AS (
  SELECT id AS report, MIN(id) OVER (PARTITION BY root) AS event FROM placed
)
