-- Who may come in, and what was changed by whom. A file of its own (access.db, mode 600) and not in the archive: a desk is copied
-- and handed on, its passwords are not. Times are UTC in ISO 8601 to the second.
-- What a browser or program carries (session, token) is kept as its SHA-256 alone.

CREATE TABLE IF NOT EXISTS account (
    name TEXT PRIMARY KEY,
    password TEXT NOT NULL,                -- argon2id, with its parameters and salt
    role TEXT NOT NULL CHECK (role IN ('reader', 'editor')),
    made TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS pass (
    digest TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('session', 'token')),
    label TEXT NOT NULL,
    scopes TEXT NOT NULL,                  -- parted by spaces
    expires TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS pass_account ON pass (account);

-- Rows are only ever added.
CREATE TABLE IF NOT EXISTS audit (
    number INTEGER PRIMARY KEY,
    moment TEXT NOT NULL,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    outcome TEXT NOT NULL
) STRICT;

CREATE TRIGGER IF NOT EXISTS audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE (ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER IF NOT EXISTS audit_is_never_cut BEFORE DELETE ON audit
BEGIN SELECT RAISE (ABORT, 'the audit log is only added to'); END;
