-- ICEWS. A side is the state that it names; where it names none, the organisation of states of that name. Actors are named by
-- the data set's own dictionaries of offices and public figures. The day is that of the story, so it is when it could be known.
WITH read AS (
  SELECT g.*, try_strptime(g.day, '%Y-%m-%d')::DATE AS first_day,
         c.code AS cameo, c.type, c.mode, c.context, c.quad, c.goldstein AS code_goldstein
  FROM given g LEFT JOIN cameo_codes c ON c.given = g.code
)
SELECT line,
       CASE WHEN native_id IS NULL THEN 'no Event ID'
            WHEN first_day IS NULL THEN 'no such day: ' || coalesce(day, 'empty')
            WHEN cameo IS NULL THEN 'no CAMEO code: ' || coalesce(code, 'empty')
            WHEN no_number(goldstein, -10, 10) THEN 'no intensity: ' || goldstein
            WHEN no_angle(latitude, 90) THEN 'a latitude out of range: ' || latitude
            WHEN no_angle(longitude, 180) THEN 'a longitude out of range: ' || longitude END AS fault,
       native_id, first_day, first_day AS last_day, 'day' AS precision, 'publication' AS date_origin,
       first_day AS known_from, source_state AS source, target_state AS target,
       source_name, NULL AS source_office, replace(source_sectors, ',', ';') AS source_sector,
       target_name, NULL AS target_office, replace(target_sectors, ',', ';') AS target_sector,
       type, mode, context, cameo, quad, coalesce(try_cast(goldstein AS FLOAT), code_goldstein) AS goldstein,
       'actual' AS modality, place_state AS place_country,
       nullif(concat_ws(', ', city, district, province), '') AS place,
       outlet, NULL AS url, story AS document, 1 AS reports, 1 AS outlets, NULL AS confidence
FROM read
