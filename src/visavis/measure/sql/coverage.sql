-- How much the data tell at all, by period: reports that touch either side, and of the whole world.
-- First by day, so that the join with the periods is small however many rows there are.
WITH daily AS (
  SELECT first_day, SUM(reports) AS world,
         SUM(CASE WHEN source = :a OR target = :a THEN reports ELSE 0 END) AS of_a,
         SUM(CASE WHEN source = :b OR target = :b THEN reports ELSE 0 END) AS of_b,
         SUM(CASE WHEN source IN (:a, :b) OR target IN (:a, :b) THEN reports ELSE 0 END) AS of_either
  FROM rows
  WHERE known_from <= :as_of AND first_day BETWEEN :first AND :last
  GROUP BY first_day
)
SELECT p.period, p.from_day,
       CAST(COALESCE(SUM(d.of_a), 0) AS BIGINT) AS covered_a,
       CAST(COALESCE(SUM(d.of_b), 0) AS BIGINT) AS covered_b,
       CAST(COALESCE(SUM(d.of_either), 0) AS BIGINT) AS covered,
       CAST(COALESCE(SUM(d.world), 0) AS BIGINT) AS world
FROM periods p LEFT JOIN daily d ON d.first_day BETWEEN p.from_day AND p.to_day
GROUP BY p.period, p.from_day
ORDER BY p.from_day
