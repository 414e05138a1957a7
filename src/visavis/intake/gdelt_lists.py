"""GDELT's list of its last 15 minutes -> the files that it names, each with its size and digest.

The rule: a file whose bytes do not have the size and the MD5 that the list gives is not taken.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from visavis.errors import InputError
from visavis.intake.addresses import link

MOST_FILES = 1_000

_LINE = re.compile(r"(\d+)\s+([0-9a-f]{32})\s+(\S+)")
_FILE = re.compile(r"/(\d{14}(?:\.translation)?)\.(export|mentions|gkg)\.csv\.zip$", re.I)


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the list: `kind` export, mentions or gkg; `name` is safe as the name of a file."""

    url: str
    size: int
    md5: str
    kind: str
    name: str

    def check(self, data: bytes) -> None:
        """Raises InputError for bytes that are not those that the list names."""
        if len(data) != self.size or hashlib.md5(data, usedforsecurity=False).hexdigest() != self.md5:
            raise InputError("the file is not the one that the list names", where=self.url, hint="try again later")


def read_list(data: bytes, *, where: str) -> tuple[Listed, ...]:
    """The files of `lastupdate.txt` or `masterfilelist.txt` (the last MOST_FILES), in its order.

    Raises InputError for what is no such list.
    """
    found = []
    for line in data.decode("ascii", "replace").splitlines()[-MOST_FILES:]:
        parts = _LINE.fullmatch(line.strip())
        url = link(where, parts[3]) if parts else None
        name = _FILE.search(url) if url else None
        if parts and url and name:
            found.append(Listed(url, int(parts[1]), parts[2], name[2].lower(), name[0][1:]))
    if not found:
        raise InputError("no list of GDELT", where=where, hint="give http://data.gdeltproject.org/gdeltv2/lastupdate.txt")
    return tuple(found)
