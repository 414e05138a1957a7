-- The days between which the data tell anything at all: the first and last day on which a row could
-- be known, among what could be known by :as_of. And how many rows that is.
SELECT MIN(known_from) AS first_day, MAX(known_from) AS last_day, COUNT(*) AS told
FROM rows
WHERE known_from <= :as_of
