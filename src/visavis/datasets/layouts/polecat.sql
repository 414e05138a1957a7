-- POLECAT, coded in PLOVER: type, mode and contexts are its own; the CAMEO code is the nearest. A side may name several states:
-- the row then gives an event for each pair. "hypothetical", a context in PLOVER, is a modality here.
WITH read AS (
  SELECT g.*, try_strptime(g.day, '%Y-%m-%d')::DATE AS first_day,
         coalesce(try_strptime(left(g.published, 10), '%Y-%m-%d')::DATE, try_strptime(g.day, '%Y-%m-%d')::DATE) AS known_from,
         c.code AS cameo, c.quad AS code_quad, c.goldstein AS code_goldstein,
         CASE upper(g.quad) WHEN 'VERBAL COOPERATION' THEN 1 WHEN 'MATERIAL COOPERATION' THEN 2
                            WHEN 'VERBAL CONFLICT' THEN 3 WHEN 'MATERIAL CONFLICT' THEN 4 END AS own_quad,
         unnest(coalesce(string_split(g.actor_states, ';'), [NULL])) AS source, g.recipient_states
  FROM given g LEFT JOIN cameo_codes c ON c.given = g.nearest
),
paired AS (
  SELECT *, unnest(coalesce(string_split(recipient_states, ';'), [NULL])) AS target FROM read
)
SELECT line,
       CASE WHEN native_id IS NULL THEN 'no Event ID'
            WHEN first_day IS NULL THEN 'no such day: ' || coalesce(day, 'empty')
            WHEN known_type IS NULL THEN 'no event type of PLOVER: ' || coalesce(type, 'empty')
            WHEN no_number(goldstein, -10, 10) THEN 'no intensity: ' || goldstein
            WHEN quad IS NOT NULL AND own_quad IS NULL THEN 'no quad code: ' || quad
            WHEN no_angle(latitude, 90) THEN 'a latitude out of range: ' || latitude
            WHEN no_angle(longitude, 180) THEN 'a longitude out of range: ' || longitude END AS fault,
       native_id, first_day, first_day AS last_day, 'day' AS precision,
       CASE WHEN first_day = known_from THEN 'publication' ELSE 'inferred' END AS date_origin, known_from,
       source, target, actor_name AS source_name, actor_title AS source_office, actor_sector AS source_sector,
       recipient_name AS target_name, recipient_title AS target_office, recipient_sector AS target_sector,
       known_type AS type, known_mode AS mode, coalesce(known_contexts, '') AS context, cameo,
       coalesce(own_quad, code_quad) AS quad, coalesce(try_cast(goldstein AS FLOAT), code_goldstein) AS goldstein,
       CASE WHEN contains(lower(contexts), 'hypothetical') THEN 'hypothetical' ELSE 'actual' END AS modality,
       place_state AS place_country, coalesce(placename, nullif(concat_ws(', ', city, district, province), '')) AS place,
       outlet, NULL AS url, NULL AS document, 1 AS reports, 1 AS outlets, NULL AS confidence
FROM paired
