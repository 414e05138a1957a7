-- UCDP/PRIO armed conflicts: a conflict in a year. A dyad is there where both sides are states; a side of several states gives an
-- event for each pair. The year is all that a row says of when; what it says could be known at the year's end.
WITH read AS (
  SELECT g.*, try_cast(g.year AS DOUBLE)::INTEGER AS a_year,
         c.code AS cameo, c.type, c.mode, c.context, c.quad, c.goldstein,
         coalesce(string_split(g.source_states, ';'), [NULL]) AS sources,
         coalesce(string_split(g.target_states, ';'), [NULL]) AS targets,
         string_split(g.source_name, ', ') AS source_names, string_split(g.target_name, ', ') AS target_names
  FROM given g LEFT JOIN cameo_codes c ON c.given = '190'
),
sided AS (
  SELECT *, unnest(range(1, len(sources) + 1)) AS one FROM read
),
paired AS (
  SELECT *, unnest(range(1, len(targets) + 1)) AS other FROM sided
)
SELECT line,
       CASE WHEN conflict IS NULL THEN 'no conflict_id'
            WHEN a_year IS NULL OR a_year NOT BETWEEN 1800 AND 2200 THEN 'no such year: ' || coalesce(year, 'empty')
            WHEN no_number(kind, 1, 4) THEN 'no type of conflict: ' || kind END AS fault,
       conflict || '-' || year AS native_id, make_date(a_year, 1, 1) AS first_day, make_date(a_year, 12, 31) AS last_day,
       'year' AS precision, 'stated' AS date_origin, make_date(a_year, 12, 31) AS known_from,
       nullif(sources[one], '?') AS source, nullif(targets[other], '?') AS target,
       CASE WHEN len(source_names) = len(sources) THEN source_names[one] ELSE source_name END AS source_name,
       NULL AS source_office, NULL AS source_sector,
       CASE WHEN len(target_names) = len(targets) THEN target_names[other] ELSE target_name END AS target_name,
       NULL AS target_office, NULL AS target_sector,
       type, mode, context, cameo, quad, goldstein, 'actual' AS modality,
       NULL AS place_country, placename AS place, NULL AS outlet, NULL AS url, NULL AS document,
       1 AS reports, 1 AS outlets, NULL AS confidence
FROM paired
