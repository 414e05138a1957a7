-- The ledger: how each claim is to be settled, claims that users add, and by which resolver a resolution was made.

-- A resolver is a saved query over events, or the reason why there can be none. Versions are only added; the last holds.
CREATE TABLE resolver (
    claim TEXT NOT NULL,
    version INTEGER NOT NULL,
    query TEXT CHECK (query IS NULL OR json_valid(query)),
    reason TEXT,                           -- why there is no query, or why it was edited
    origin TEXT NOT NULL CHECK (origin IN ('proposed', 'edited')),
    known_from TEXT NOT NULL,
    PRIMARY KEY (claim, version)
) STRICT, WITHOUT ROWID;

-- Claims that no document of the archive holds: a user's own, or brought in from another ledger.
CREATE TABLE own_claim (
    id TEXT PRIMARY KEY,
    known_from TEXT NOT NULL,
    line TEXT NOT NULL CHECK (json_valid(line))
) STRICT, WITHOUT ROWID;

-- The version of the resolver that a resolution was made by.
ALTER TABLE ledger ADD COLUMN version INTEGER;
