-- The reports of one dyad, in both directions, as they could be known by :as_of.
SELECT *
FROM rows
WHERE source IN (:a, :b) AND target IN (:a, :b) AND source <> target AND known_from <= :as_of
