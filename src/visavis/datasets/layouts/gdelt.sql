-- GDELT events, 1.0 and 2.0. A side is the state of its country code, else the organisation of its known group ("IGOWSTNAT":
-- region WST, group NAT, so NATO). The whole actor code is kept as the name: GDELT's own actor names are words of the text.
-- The day the row was added is since when it could be known; a row dated that day is dated by its publication.
-- reports: articles; outlets: sources, as GDELT counts them in the first run; gdelt_told.sql may raise them.
WITH read AS (
  SELECT g.*, try_strptime(g.day, '%Y%m%d')::DATE AS first_day, try_strptime(left(g.added, 8), '%Y%m%d')::DATE AS known_from,
         c.code AS cameo, c.type, c.mode, c.context, c.quad AS code_quad, c.goldstein AS code_goldstein,
         lower(split_part(split_part(g.url, '/', 3), ':', 1)) AS host,
         coalesce(g.actor1_state, g.actor1_body) AS source, coalesce(g.actor2_state, g.actor2_body) AS target
  FROM given g LEFT JOIN cameo_codes c ON c.given = g.code
)
SELECT line,
       CASE WHEN try_cast(native_id AS BIGINT) IS NULL THEN 'GlobalEventID is no number: ' || coalesce(native_id, 'empty')
            WHEN first_day IS NULL THEN 'no such day: ' || coalesce(day, 'empty')
            WHEN known_from IS NULL THEN 'no such day in DATEADDED: ' || coalesce(added, 'empty')
            WHEN cameo IS NULL THEN 'no CAMEO code: ' || coalesce(code, 'empty')
            WHEN no_number(quad, 1, 4) THEN 'no quad class: ' || quad
            WHEN no_number(goldstein, -10, 10) THEN 'no Goldstein score: ' || goldstein
            WHEN no_number(articles, 0, 2147483647) THEN 'NumArticles is no number: ' || articles
            WHEN no_number(sources, 0, 2147483647) THEN 'NumSources is no number: ' || sources
            WHEN no_angle(latitude, 90) OR no_angle(actor1_latitude, 90) OR no_angle(actor2_latitude, 90)
            THEN 'a latitude out of range'
            WHEN no_angle(longitude, 180) OR no_angle(actor1_longitude, 180) OR no_angle(actor2_longitude, 180)
            THEN 'a longitude out of range' END AS fault,
       native_id, first_day, first_day AS last_day, 'day' AS precision,
       CASE WHEN first_day = known_from THEN 'publication' ELSE 'inferred' END AS date_origin, known_from,
       source, target, trim(actor1_code) AS source_name, NULL AS source_office, trim(actor1_type) AS source_sector,
       trim(actor2_code) AS target_name, NULL AS target_office, trim(actor2_type) AS target_sector,
       type, mode, context, cameo,
       coalesce(try_cast(quad AS TINYINT), code_quad) AS quad,
       coalesce(try_cast(goldstein AS FLOAT), code_goldstein) AS goldstein, 'actual' AS modality,
       place_state AS place_country, place,
       CASE WHEN starts_with(host, 'www.') THEN host[5:] WHEN host <> '' THEN host ELSE url END AS outlet,
       CASE WHEN host <> '' THEN url END AS url,
       NULL AS document,
       greatest(try_cast(articles AS INTEGER), 1) AS reports, greatest(try_cast(sources AS INTEGER), 1) AS outlets,
       NULL AS confidence
FROM read
