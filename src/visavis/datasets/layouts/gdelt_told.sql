-- Rows of the event table with what the mentions of the day on which they were added tell of them; {told} is filled in.
SELECT s.* REPLACE (greatest(s.reports, coalesce(m.reports, 0)) AS reports,
                    greatest(s.outlets, coalesce(m.outlets, 0)) AS outlets,
                    coalesce(m.confidence, s.confidence) AS confidence)
FROM given s LEFT JOIN read_parquet({told}) m ON m.native_id = s.native_id AND m.day = s.known_from
