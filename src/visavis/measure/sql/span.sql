-- The days between which the data tell anything at all: the first and last day on which a row could
-- be known, among what could be known by :as_of. And how many rows that is. `begins`: the first day told
-- of, looking back a month at most from when it could be known: news is of the days before, while a
-- tale of long ago does not make the data cover that time.
SELECT MIN(known_from) AS first_day, MAX(known_from) AS last_day, COUNT(*) AS told,
       MIN(CASE WHEN first_day >= known_from THEN known_from
                WHEN first_day >= known_from - INTERVAL '31' DAY THEN first_day
                ELSE known_from END) AS begins
FROM rows
WHERE known_from <= :as_of
