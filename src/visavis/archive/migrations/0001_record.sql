-- The record of a desk: documents with their revisions, what was read in them, what came of it.
-- Times are UTC in ISO 8601 to the second, so that they sort as text; days are YYYY-MM-DD.
-- `known_from`: since when a thing could be known; it makes any figure askable as of a past day.

CREATE TABLE outlet (
    name TEXT PRIMARY KEY,
    known_from TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row is one revision of one text. A new text under the same address or id is a new revision;
-- what was once stored stays.
CREATE TABLE document (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    first INTEGER NOT NULL,                -- the number of the first revision; all revisions of a text share it
    current INTEGER NOT NULL CHECK (current IN (0, 1)),
    digest TEXT NOT NULL,                  -- of title, text and day of publication
    text TEXT NOT NULL,
    title TEXT,
    url TEXT,
    outlet TEXT REFERENCES outlet (name),
    language TEXT,
    published TEXT NOT NULL,
    published_origin TEXT NOT NULL CHECK (published_origin IN ('given', 'page', 'header')),
    known_from TEXT NOT NULL,
    coder TEXT NOT NULL,                   -- which coder's records are stored; another one makes a re-run code again
    UNIQUE (id, digest)
) STRICT;

CREATE INDEX document_url ON document (url) WHERE url IS NOT NULL;
CREATE INDEX document_first ON document (first);
CREATE UNIQUE INDEX document_current ON document (first) WHERE current = 1;
CREATE INDEX document_published ON document (published);

-- Records are kept as the lines of the contract, which lose nothing; what is asked for by value is drawn from them.
CREATE TABLE report (
    document INTEGER NOT NULL REFERENCES document (number) ON DELETE CASCADE,
    id TEXT NOT NULL,
    known_from TEXT NOT NULL,
    line TEXT NOT NULL CHECK (json_valid(line)),
    type TEXT AS (json_extract(line, '$.type')) VIRTUAL,
    source TEXT AS (json_extract(line, '$.source.country')) VIRTUAL,
    target TEXT AS (json_extract(line, '$.target.country')) VIRTUAL,
    start TEXT AS (json_extract(line, '$.start')) VIRTUAL,
    position INTEGER AS (json_extract(line, '$.span[0]')) VIRTUAL,
    PRIMARY KEY (document, id)
) STRICT;

CREATE INDEX report_id ON report (id);
CREATE INDEX report_dyad ON report (source, target, start);

CREATE TABLE claim (
    document INTEGER NOT NULL REFERENCES document (number) ON DELETE CASCADE,
    id TEXT NOT NULL,
    known_from TEXT NOT NULL,
    line TEXT NOT NULL CHECK (json_valid(line)),
    a TEXT AS (json_extract(line, '$.dyad[0]')) VIRTUAL,
    b TEXT AS (json_extract(line, '$.dyad[1]')) VIRTUAL,
    due TEXT AS (json_extract(line, '$.window[1]')) VIRTUAL,
    position INTEGER AS (json_extract(line, '$.span[0]')) VIRTUAL,
    PRIMARY KEY (document, id)
) STRICT;

CREATE INDEX claim_id ON claim (id);
CREATE INDEX claim_due ON claim (due);
CREATE INDEX claim_dyad ON claim (a, b);

CREATE TABLE signal (
    document INTEGER NOT NULL REFERENCES document (number) ON DELETE CASCADE,
    id TEXT NOT NULL,
    known_from TEXT NOT NULL,
    line TEXT NOT NULL CHECK (json_valid(line)),
    indicator TEXT AS (json_extract(line, '$.indicator')) VIRTUAL,
    position INTEGER AS (json_extract(line, '$.span[0]')) VIRTUAL,
    PRIMARY KEY (document, id)
) STRICT;

CREATE INDEX signal_indicator ON signal (indicator);

-- What came of a claim. Rows are only ever added; the last one of a claim holds. A claim without a row is open.
-- By the claim's id and not its row, so that coding a document again leaves the ledger as it is.
CREATE TABLE ledger (
    number INTEGER PRIMARY KEY,
    claim TEXT NOT NULL,
    resolution TEXT NOT NULL,
    outcome REAL CHECK (outcome BETWEEN 0 AND 1),
    evidence TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(evidence)),
    reason TEXT NOT NULL,
    known_from TEXT NOT NULL
) STRICT;

CREATE INDEX ledger_claim ON ledger (claim);

-- Long work, so that another process can see how far it is.
CREATE TABLE job (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    argument TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(argument)),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    started TEXT,
    ended TEXT,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    message TEXT
) STRICT;

-- The event files that are live: a Parquet file counts from the moment that its row is here.
CREATE TABLE segment (
    path TEXT PRIMARY KEY,
    dataset TEXT NOT NULL,
    first_month INTEGER NOT NULL,
    last_month INTEGER NOT NULL,
    events INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    known_from TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The words of all revisions by document.number, without the texts themselves, which `document` holds.
-- porter: "visit" finds "visits"; remove_diacritics 2: "Perez" finds "Pérez".
CREATE VIRTUAL TABLE words USING fts5 (
    title, text, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);
