"""Every error that visavis raises on purpose.

    VisavisError
    ├── InputError        a file, page, line or record that cannot be used as it is
    │   └── UnknownDate   a document whose publication date is not known
    ├── UnknownCode       a country, event type, CAMEO code, outlet... that no table holds
    ├── DeskError         a desk folder that is missing, broken, or made by a newer version
    ├── FetchError        an address that could not be fetched
    │   └── Refused       an address that is never fetched, or that its owner asks not to fetch
    ├── ArchiveError      the SQLite file cannot be opened, written or migrated
    └── ModelError        a model or a table that the package needs is missing or altered

The rule: a message says what is wrong, where (file:line, address, record id), and what to do next,
in one line. Anything else that reaches a user is a bug.
"""

from __future__ import annotations


class VisavisError(Exception):
    """Root of the tree; `str(error)` is one line: what, where, what to do."""

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        self.what, self.where, self.hint = what, where, hint
        text = f"{where}: {what}" if where else what
        super().__init__(f"{text}; {hint}" if hint else text)


class InputError(VisavisError):
    """A file, page, line or record that cannot be used as it is."""


class UnknownDate(InputError):
    """A document whose publication date is not known; today's date is never assumed."""


class UnknownCode(VisavisError):
    """A country, event type, CAMEO code or name that no table holds."""


class DeskError(VisavisError):
    """A desk folder that is missing, broken, or made by a newer version."""


class FetchError(VisavisError):
    """An address that could not be fetched; `status` is the HTTP status where there was an answer."""

    def __init__(self, what: str, *, where: str = "", hint: str = "", status: int | None = None) -> None:
        super().__init__(what, where=where, hint=hint)
        self.status = status


class Refused(FetchError):
    """An address that is never fetched, or that its owner asks not to fetch."""


class ArchiveError(VisavisError):
    """The archive cannot be opened, written or migrated."""


class ModelError(VisavisError):
    """A model or table that the package needs is missing or altered."""
