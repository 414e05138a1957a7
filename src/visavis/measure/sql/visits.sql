-- The reports from which visits are told, as they could be known by :as_of: consultations face to face between two
-- states. :host '' for every host, else only what has the host as a side. A report of the mode "visit" has its traveller
-- as the source. A meeting whose place is in the source's own country is turned round, since whoever is not at home has
-- travelled; one whose place is not told or is in a third state has no host, and the state asked for (or the first by
-- code) stands in its place. `ground`: host, other (a third country), or none (the place is not told). Our own reader
-- takes the host of a visit from the words, and the place of a journey through several states is the first of them; in
-- data sets by others a visit whose place is not in the host's country is not taken for one.
WITH met AS (
  SELECT *, CASE WHEN COALESCE(mode, '') = 'visit' OR place_country = target THEN 0
                 WHEN place_country = source THEN 1
                 WHEN :host = '' THEN CASE WHEN source < target THEN 1 ELSE 0 END
                 WHEN source = :host THEN 1 ELSE 0 END AS turned
  FROM rows
  WHERE type = 'CONSULT' AND COALESCE(mode, '') <> 'phone' AND source <> target AND known_from <= :as_of
    AND (:host = '' OR source = :host OR target = :host)
)
SELECT id, native_id, dataset, document, outlet, url, first_day, last_day, precision, known_from, modality, evidence,
       mode, reports, CASE WHEN place_country = CASE turned WHEN 1 THEN source ELSE target END THEN place END AS place,
       CASE turned WHEN 1 THEN target ELSE source END AS sender,
       CASE turned WHEN 1 THEN target_name ELSE source_name END AS sender_name,
       CASE turned WHEN 1 THEN target_office ELSE source_office END AS sender_office,
       CASE turned WHEN 1 THEN target_sector ELSE source_sector END AS sender_sector,
       CASE turned WHEN 1 THEN target_level ELSE source_level END AS sender_level,
       CASE turned WHEN 1 THEN target_rank ELSE source_rank END AS sender_rank,
       CASE turned WHEN 1 THEN source ELSE target END AS host,
       CASE turned WHEN 1 THEN source_name ELSE target_name END AS host_name,
       CASE turned WHEN 1 THEN source_office ELSE target_office END AS host_office,
       CASE turned WHEN 1 THEN source_sector ELSE target_sector END AS host_sector,
       CASE turned WHEN 1 THEN source_level ELSE target_level END AS host_level,
       CASE turned WHEN 1 THEN source_rank ELSE target_rank END AS host_rank,
       CASE WHEN mode = 'third-party' THEN 'other'
            WHEN mode = 'visit' AND dataset IN ('history', 'desk') THEN 'host'
            WHEN mode = 'visit' AND place_country = source THEN 'none'
            WHEN place_country = source OR place_country = target OR mode = 'visit' AND place_country IS NULL THEN 'host'
            WHEN place_country IS NULL THEN 'none' ELSE 'other' END AS ground
FROM met
ORDER BY first_day, id
