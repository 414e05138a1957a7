-- Phoenix, live and historical. A side is the state of its root; for IGOs the organisation that the rest of its code names. The
-- day is that of the story. Class 0 (neutral, statements) is not one of the four: the class of the code's root stands in.
WITH read AS (
  SELECT g.*, try_strptime(left(g.day, 10), ['%Y%m%d', '%Y-%m-%d', '%m/%d/%Y'])::DATE AS first_day,
         c.code AS cameo, c.type, c.mode, c.context, c.quad AS code_quad, c.goldstein AS code_goldstein
  FROM given g LEFT JOIN cameo_codes c ON c.given = g.code
)
SELECT line,
       CASE WHEN native_id IS NULL THEN 'no event id'
            WHEN first_day IS NULL THEN 'no such day: ' || coalesce(day, 'empty')
            WHEN cameo IS NULL THEN 'no CAMEO code: ' || coalesce(code, 'empty')
            WHEN no_number(quad, 0, 4) THEN 'no quad class: ' || quad
            WHEN no_number(goldstein, -10, 10) THEN 'no Goldstein score: ' || goldstein
            WHEN no_angle(latitude, 90) THEN 'a latitude out of range: ' || latitude
            WHEN no_angle(longitude, 180) THEN 'a longitude out of range: ' || longitude END AS fault,
       native_id, first_day, first_day AS last_day, 'day' AS precision, 'publication' AS date_origin,
       first_day AS known_from, source_state AS source, target_state AS target,
       source_name, NULL AS source_office, source_agent AS source_sector,
       target_name, NULL AS target_office, target_agent AS target_sector,
       type, mode, context, cameo,
       coalesce(nullif(try_cast(quad AS DOUBLE)::TINYINT, 0), code_quad) AS quad,
       coalesce(try_cast(goldstein AS FLOAT), code_goldstein) AS goldstein, 'actual' AS modality,
       place_state AS place_country, nullif(concat_ws(', ', placename, province), '') AS place,
       split_part(outlet, ';', 1) AS outlet, split_part(url, ';', 1) AS url, document,
       coalesce(len(string_split(url, ';')), 1) AS reports,
       coalesce(len(list_distinct(string_split(outlet, ';'))), 1) AS outlets, NULL AS confidence
FROM read
