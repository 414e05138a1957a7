-- ACLED. A side is a state where its forces, police or government act, or where it is people of that state (civilians, protesters,
-- rioters); groups, militias and private forces are no states. ACLED says that actor 1 and 2 imply no direction: source and
-- target here are the order of the file. Precision 1 is the day, 2 a week (seven days round it, coarser than a day: month), 3 the
-- month. The stamp says when the row was last written, which is since when it could be known as it stands.
WITH read AS (
  SELECT g.*, try_strptime(g.day, ['%Y-%m-%d', '%d %B %Y', '%d-%B-%Y', '%d/%m/%Y', '%d-%m-%Y'])::DATE AS on_day,
         try_cast(g.time_precision AS DOUBLE) AS prec, c.code AS cameo, c.type, c.mode, c.context, c.quad, c.goldstein
  FROM given g LEFT JOIN cameo_codes c ON c.given = g.code
)
SELECT line,
       CASE WHEN native_id IS NULL THEN 'no event_id_cnty'
            WHEN on_day IS NULL THEN 'no such day: ' || coalesce(day, 'empty')
            WHEN prec IS NULL OR prec NOT BETWEEN 1 AND 3 THEN 'no time precision: ' || coalesce(time_precision, 'empty')
            WHEN code IS NULL THEN 'no sub-event type: ' || coalesce(sub_event_type, 'empty')
            WHEN no_angle(latitude, 90) THEN 'a latitude out of range: ' || latitude
            WHEN no_angle(longitude, 180) THEN 'a longitude out of range: ' || longitude END AS fault,
       native_id,
       CASE WHEN prec = 1 THEN on_day WHEN prec = 2 THEN on_day - 3 ELSE date_trunc('month', on_day)::DATE END AS first_day,
       CASE WHEN prec = 1 THEN on_day WHEN prec = 2 THEN on_day + 3 ELSE last_day(on_day) END AS last_day,
       CASE WHEN prec = 1 THEN 'day' ELSE 'month' END AS precision, 'stated' AS date_origin,
       coalesce(DATE '1970-01-01' + floor(try_cast(stamp AS DOUBLE) / 86400)::INTEGER, on_day) AS known_from,
       source_state AS source, target_state AS target,
       source_name, NULL AS source_office, source_kind AS source_sector,
       target_name, NULL AS target_office, target_kind AS target_sector,
       type, mode, context, cameo, quad, goldstein, 'actual' AS modality,
       place_state AS place_country, nullif(concat_ws(', ', placename, province), '') AS place,
       outlet, NULL AS url, NULL AS document, coalesce(len(string_split(outlet, ';')), 1) AS reports,
       coalesce(len(string_split(outlet, ';')), 1) AS outlets, NULL AS confidence
FROM read
