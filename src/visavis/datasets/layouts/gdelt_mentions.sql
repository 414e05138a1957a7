-- GDELT's mentions: which article of which outlet told of an event, and when. Checked row by row; gdelt_told.sql sums them.
SELECT line,
       CASE WHEN try_cast(native_id AS BIGINT) IS NULL THEN 'GlobalEventID is no number: ' || coalesce(native_id, 'empty')
            WHEN try_strptime(left(mentioned, 8), '%Y%m%d') IS NULL
            THEN 'no such day in MentionTimeDate: ' || coalesce(mentioned, 'empty')
            WHEN no_number(confidence, 0, 100) THEN 'a confidence out of range: ' || confidence END AS fault,
       native_id, try_strptime(left(mentioned, 8), '%Y%m%d')::DATE AS day, outlet, identifier,
       try_cast(confidence AS FLOAT) / 100 AS confidence
FROM given
