-- What is watched, what touched it, and what was told of it. The desk's indicators stand in its files; `watch` holds those
-- that its user made. Times are UTC in ISO 8601 to the second, days YYYY-MM-DD.

CREATE TABLE watch (
    name TEXT PRIMARY KEY,
    definition TEXT NOT NULL CHECK (json_valid(definition)),
    created TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A happening: touches of one watch that tell the same thing. `lane` is the pair of states ("CHN-PRK"), or empty.
CREATE TABLE happening (
    number INTEGER PRIMARY KEY,
    watch TEXT NOT NULL,
    lane TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL
) STRICT;

CREATE INDEX happening_lane ON happening (watch, lane, last_day);

-- A touch: a signal, a report or a found document that a watch took. Kept with its happening, so that it is taken once.
CREATE TABLE touch (
    watch TEXT NOT NULL,
    lane TEXT NOT NULL,
    id TEXT NOT NULL,
    happening INTEGER NOT NULL REFERENCES happening (number),
    document INTEGER NOT NULL REFERENCES document (number),
    original INTEGER NOT NULL,             -- the document that it repeats, itself if none
    day TEXT NOT NULL,                     -- of publication
    known_from TEXT NOT NULL,
    outlet TEXT,
    quote TEXT NOT NULL,
    standing TEXT NOT NULL,                -- of the coded event in the sentence: done, planned, ..., negated; empty: none
    countries TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (watch, id, lane)          -- id before lane: "was it taken?" is asked of every signal
) STRICT, WITHOUT ROWID;

CREATE INDEX touch_happening ON touch (happening);
CREATE INDEX touch_original ON touch (watch, original);

CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    watch TEXT NOT NULL,
    lanes TEXT NOT NULL CHECK (json_valid(lanes)),
    happening INTEGER NOT NULL REFERENCES happening (number),
    fired TEXT NOT NULL,
    threshold TEXT NOT NULL,
    unusual TEXT NOT NULL CHECK (json_valid(unusual)),
    state TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'muted', 'closed')),
    changed TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX alert_fired ON alert (fired);

-- The happenings that an alert tells of: one, or those of a stretch with more than expected.
CREATE TABLE alert_happening (
    alert TEXT NOT NULL REFERENCES alert (id),
    happening INTEGER NOT NULL REFERENCES happening (number),
    PRIMARY KEY (alert, happening)
) STRICT, WITHOUT ROWID;

CREATE INDEX alert_of_happening ON alert_happening (happening);

-- What people did with an alert; rows are only ever added.
CREATE TABLE alert_note (
    number INTEGER PRIMARY KEY,
    alert TEXT NOT NULL REFERENCES alert (id),
    moment TEXT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    until TEXT                             -- of a mute: the watch's lane fires no open alert before
) STRICT;

CREATE INDEX alert_note_alert ON alert_note (alert);

-- Lanes that stand above what was expected: they fire again only after they came down (hysteresis).
CREATE TABLE raised (
    watch TEXT NOT NULL,
    lane TEXT NOT NULL,
    alert TEXT NOT NULL REFERENCES alert (id),
    PRIMARY KEY (watch, lane)
) STRICT, WITHOUT ROWID;

-- What went out, by which way, so that nothing goes out twice.
CREATE TABLE sent (
    alert TEXT NOT NULL REFERENCES alert (id),
    way TEXT NOT NULL,
    moment TEXT NOT NULL,
    PRIMARY KEY (alert, way)
) STRICT, WITHOUT ROWID;

-- The digests that were made: the next one tells what is new since the last.
CREATE TABLE digest (
    number INTEGER PRIMARY KEY,
    moment TEXT NOT NULL
) STRICT;
