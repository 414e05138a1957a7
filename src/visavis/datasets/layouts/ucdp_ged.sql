-- UCDP GED: a killing and who the two sides were. A dyad is there where both are states (few rows; most conflicts are with groups).
-- Side A is the state that the data set names first, not who struck first: the direction is not known. CAMEO 190, use
-- conventional military force, stands for every row. Precision 1 is a day, 2 to 4 are days within a month, 5 is more.
WITH read AS (
  SELECT g.*, try_strptime(left(g.first, 10), '%Y-%m-%d')::DATE AS first_day,
         try_strptime(left(g.last, 10), '%Y-%m-%d')::DATE AS last_day, try_cast(g.date_prec AS DOUBLE) AS prec,
         c.code AS cameo, c.type, c.mode, c.context, c.quad, c.goldstein
  FROM given g LEFT JOIN cameo_codes c ON c.given = '190'
)
SELECT line,
       CASE WHEN native_id IS NULL THEN 'no id'
            WHEN first_day IS NULL THEN 'no such day: ' || coalesce(first, 'empty')
            WHEN last_day IS NULL THEN 'no such day: ' || coalesce(last, 'empty')
            WHEN last_day < first_day THEN 'it ends before it begins'
            WHEN prec IS NULL OR prec NOT BETWEEN 1 AND 5 THEN 'no date precision: ' || coalesce(date_prec, 'empty')
            WHEN no_number(violence, 1, 3) THEN 'no type of violence: ' || violence
            WHEN no_angle(latitude, 90) THEN 'a latitude out of range: ' || latitude
            WHEN no_angle(longitude, 180) THEN 'a longitude out of range: ' || longitude END AS fault,
       native_id, first_day, last_day,
       CASE WHEN prec = 1 THEN 'day' WHEN prec <= 4 THEN 'month' ELSE 'year' END AS precision,
       'stated' AS date_origin, last_day AS known_from, source_state AS source, target_state AS target,
       source_name, NULL AS source_office, NULL AS source_sector, target_name, NULL AS target_office, NULL AS target_sector,
       type, mode, context, cameo, quad, goldstein, 'actual' AS modality,
       place_state AS place_country, nullif(concat_ws(', ', placename, province), '') AS place,
       outlet, NULL AS url, NULL AS document, greatest(try_cast(sources AS DOUBLE)::INTEGER, 1) AS reports,
       greatest(try_cast(sources AS DOUBLE)::INTEGER, 1) AS outlets, NULL AS confidence
FROM read
