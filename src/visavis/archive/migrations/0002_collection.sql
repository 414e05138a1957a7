-- What the collector knows of its sources: how far each is read, when it last spoke, since when it is broken.
-- Times are UTC in ISO 8601 to the second. What a source is (outlet, country, ...) stands in the desk's OPML, not here.

CREATE TABLE source (
    id TEXT PRIMARY KEY,
    outlet TEXT NOT NULL,
    address TEXT NOT NULL,
    first_polled TEXT NOT NULL,
    last_polled TEXT NOT NULL,
    last_ok TEXT,                          -- the last answer that could be read, also "unchanged"
    last_new TEXT,                         -- when it last had something new or changed
    etag TEXT,                             -- of the last list that was wholly taken in; a list taken in half is asked for again
    modified TEXT,
    digest TEXT,                           -- of its bytes, for servers without either
    moved TEXT,                            -- where it says that it has moved for good
    failures INTEGER NOT NULL DEFAULT 0,   -- in a row
    broken_since TEXT,
    problem TEXT
) STRICT, WITHOUT ROWID;

-- What each source has listed. `document` is the id of the document that came of it.
CREATE TABLE item (
    source TEXT NOT NULL REFERENCES source (id),
    key TEXT NOT NULL,
    digest TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('full', 'stub', 'feed', 'events', 'failed', 'refused')),
    document TEXT,
    day_from TEXT CHECK (day_from IN ('feed', 'page')),
    url TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    first_seen TEXT NOT NULL,
    last_changed TEXT NOT NULL,
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX item_document ON item (document) WHERE document IS NOT NULL;

-- One row a poll: what silence is counted from.
CREATE TABLE poll (
    number INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES source (id),
    started TEXT NOT NULL,
    ended TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'unchanged', 'failed')),
    listed INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    revised INTEGER NOT NULL DEFAULT 0,
    duplicate INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    problem TEXT
) STRICT;

CREATE INDEX poll_source ON poll (source, ended);

-- When a host may be asked again, in seconds since 1970; shared by all processes.
CREATE TABLE host (
    name TEXT PRIMARY KEY,
    next REAL NOT NULL
) STRICT, WITHOUT ROWID;

-- Copies: `original` is the number of the first known document of the same text; it counts once.
CREATE TABLE copy (
    document INTEGER PRIMARY KEY REFERENCES document (number) ON DELETE CASCADE,
    original INTEGER NOT NULL REFERENCES document (number),
    print BLOB
) STRICT;

CREATE INDEX copy_original ON copy (original);

CREATE TABLE band (
    place INTEGER NOT NULL,
    number INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES document (number) ON DELETE CASCADE,
    PRIMARY KEY (place, number, document)
) STRICT, WITHOUT ROWID;
