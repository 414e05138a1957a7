-- The reports that touch either of two states, told of from :since on, as they could be known by :as_of.
SELECT *
FROM rows
WHERE (source IN (:a, :b) OR target IN (:a, :b)) AND source <> target AND known_from <= :as_of AND first_day >= :since
