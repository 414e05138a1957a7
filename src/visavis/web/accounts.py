"""Accounts, sessions, tokens and the audit log of a served desk.

The rule: nothing that opens the door is kept as it is. Passwords are argon2id hashes, sessions and tokens SHA-256
digests, and both end by themselves.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.requests import Request

from visavis.archive.connection import BUSY_SECONDS, translated, writing
from visavis.errors import InputError

FILE_NAME = "access.db"

LEAST = 12
"""Characters of a password at least (NIST SP 800-63B asks for 8, and for length before anything else)."""

SESSION = timedelta(hours=12)
"""How long a login holds: a working day."""

SCOPES: dict[str, frozenset[str]] = {"reader": frozenset({"read"}), "editor": frozenset({"read", "write"})}
"""What a role may do."""

MARK = "visavis_"
"""How a token begins, so that a scanner for leaked secrets can tell one."""

NAME = re.compile(r"[A-Za-z0-9][\w.@-]{0,63}")


@dataclass(frozen=True, slots=True)
class Account:
    """Who asks, and what they may do."""

    name: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit log."""

    moment: str
    account: str
    address: str
    action: str
    target: str
    outcome: str


LOCAL = Account("local", SCOPES["editor"])
"""Whoever sits at the machine itself, where no login is asked for."""


def who(request: Request) -> Account:
    """Who asks: the account that was let in, or whoever sits at the machine."""
    found: Account | None = getattr(request.state, "account", None)
    return found or LOCAL


class Accounts:
    """The accounts of a desk's folder; every call opens the file and closes it. `now`: the clock, in UTC."""

    def __init__(self, folder: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path, self._now = folder / FILE_NAME, now

    # Accounts

    def add(self, name: str, password: str, role: str = "reader") -> None:
        """A new account. InputError for a name that is taken or none, an unknown role, a short password."""
        if not NAME.fullmatch(name):
            raise InputError("not a name for an account", where=name, hint="use letters, digits, . _ @ -")
        if role not in SCOPES:
            raise InputError("no such role", where=role, hint=f"known: {', '.join(SCOPES)}")
        hashed = self._hashed(password)
        with self._open(write=True) as run:
            if run("SELECT 1 FROM account WHERE name = ?", (name,)).fetchone():
                raise InputError("there is such an account", where=name, hint="visavis user password changes it")
            run("INSERT INTO account VALUES (?, ?, ?, ?)", (name, hashed, role, self._moment()))

    def change_password(self, name: str, password: str) -> None:
        """Another password; all sessions of the account end. InputError for an unknown name or a short password."""
        hashed = self._hashed(password)
        with self._open(write=True) as run:
            if not run("UPDATE account SET password = ? WHERE name = ?", (hashed, name)).rowcount:
                raise _unknown(name)
            run("DELETE FROM pass WHERE account = ? AND kind = 'session'", (name,))

    def remove(self, name: str) -> None:
        """The account goes, with its sessions and tokens. InputError for an unknown name."""
        with self._open(write=True) as run:
            if not run("DELETE FROM account WHERE name = ?", (name,)).rowcount:
                raise _unknown(name)

    def roles(self) -> dict[str, str]:
        """Each account with its role."""
        if not self.path.exists():
            return {}
        with self._open(write=False) as run:
            return {str(name): str(role) for name, role in run("SELECT name, role FROM account ORDER BY name", ())}

    # Sessions and tokens

    def log_in(self, name: str, password: str) -> str | None:
        """A new session's secret, or None. Takes as long for a name that is not known as for a wrong password."""
        with self._open(write=False) as run:
            row = run("SELECT password, role FROM account WHERE name = ?", (name,)).fetchone()
        try:
            self._hasher.verify(row[0] if row else self._nobody, password)
        except (VerificationError, InvalidHashError):
            return None
        return self._issue(name, "session", "", SCOPES[row[1]], SESSION) if row else None

    def issue_token(self, name: str, *, scopes: frozenset[str], days: int, label: str = "") -> str:
        """A new token's secret, which is shown this once. InputError for scopes that the account has not."""
        role = self.roles().get(name)
        if role is None:
            raise _unknown(name)
        if not scopes or not scopes <= SCOPES[role] or days < 1:
            raise InputError(f"a {role} cannot have a token for {' '.join(sorted(scopes))}, {days} days", where=name,
                             hint=f"scopes of a {role}: {' '.join(sorted(SCOPES[role]))}; days: 1 or more")
        return self._issue(name, "token", label, scopes, timedelta(days=days))

    def of_session(self, secret: str) -> Account | None:
        """Whose session it is, if it holds."""
        return self._of(secret, "session")

    def of_token(self, secret: str) -> Account | None:
        """Whose token it is, if it holds."""
        return self._of(secret, "token")

    def end(self, secret: str) -> None:
        """The session or token holds no longer."""
        with self._open(write=True) as run:
            run("DELETE FROM pass WHERE digest = ?", (_digest(secret),))

    # The audit log

    def note(self, account: str, address: str, action: str, target: str, outcome: str) -> None:
        """Adds a line to the audit log."""
        with self._open(write=True) as run:
            run("INSERT INTO audit (moment, account, address, action, target, outcome) VALUES (?, ?, ?, ?, ?, ?)",
                (self._moment(), account, address, action, target[:500], outcome))

    def log(self, limit: int = 100) -> list[Entry]:
        """The newest lines of the audit log, the last first."""
        if not self.path.exists():
            return []
        with self._open(write=False) as run:
            rows = run("SELECT moment, account, address, action, target, outcome FROM audit ORDER BY number DESC"
                       " LIMIT ?", (limit,)).fetchall()
        return [Entry(*row) for row in rows]

    @cached_property
    def _hasher(self) -> PasswordHasher:
        return PasswordHasher()  # argon2id, RFC 9106's second recommended setting

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe())

    def _hashed(self, password: str) -> str:
        if len(password) < LEAST:
            raise InputError(f"a password of {len(password)} characters", where="password",
                             hint=f"take {LEAST} or more; four words do")
        return self._hasher.hash(password)

    def _issue(self, name: str, kind: str, label: str, scopes: frozenset[str], length: timedelta) -> str:
        secret = (MARK if kind == "token" else "") + secrets.token_urlsafe(32)
        with self._open(write=True) as run:
            run("DELETE FROM pass WHERE expires <= ?", (self._moment(),))
            run("INSERT INTO pass VALUES (?, ?, ?, ?, ?, ?)",
                (_digest(secret), name, kind, label, " ".join(sorted(scopes)), self._moment(length)))
        return secret

    def _of(self, secret: str, kind: str) -> Account | None:
        with self._open(write=False) as run:
            row = run("SELECT p.account, p.scopes, a.role FROM pass p JOIN account a ON a.name = p.account"
                      " WHERE p.digest = ? AND p.kind = ? AND p.expires > ?",
                      (_digest(secret), kind, self._moment())).fetchone()
        return Account(row[0], frozenset(row[1].split()) & SCOPES[row[2]]) if row else None

    def _moment(self, later: timedelta = timedelta()) -> str:
        return (self._now() + later).astimezone(UTC).isoformat(timespec="seconds")

    @contextmanager
    def _open(self, *, write: bool) -> Iterator[Callable[[str, tuple[object, ...]], sqlite3.Cursor]]:
        with translated(self.path):
            new = not self.path.exists()
            if new:
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                connection.execute("PRAGMA foreign_keys = ON")
                if new or not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    connection.executescript(files("visavis.web").joinpath("access.sql").read_text("utf-8"))
                with writing(connection) if write else nullcontext():
                    yield connection.execute
            finally:
                connection.close()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _unknown(name: str) -> InputError:
    return InputError("no such account", where=name, hint="visavis user list shows them")
