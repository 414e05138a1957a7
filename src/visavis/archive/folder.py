"""A desk's folder: `desk.toml` says what it is, `visavis.db` keeps what was read.

The rule: `desk.toml` names a desk that comes with the package (or a folder that holds one); only a folder
whose own `desk.toml` holds dyads is itself a desk. The user's files are never overwritten.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from visavis.archive.archive import Archive
from visavis.desks import Desk, known, load_desk
from visavis.errors import DeskError

FORMAT_VERSION = 1
DESK_FILE = "desk.toml"


@dataclass(frozen=True, slots=True)
class DeskFolder:
    """A working folder: where it is, its name, the desk that it works for, its settings."""

    path: Path
    name: str
    desk: Desk
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def archive(self) -> Archive:
        """The folder's archive, opened."""
        return Archive.open(self.path)


def init_desk(folder: str | Path, desk: str, *, version: str, name: str | None = None) -> DeskFolder:
    """A new desk folder for the desk of that name, with an empty archive.

    Raises DeskError for an unknown desk and for a folder that holds a desk.toml already.
    """
    path, file = Path(folder), Path(folder) / DESK_FILE
    load_desk(desk)
    named = desk if desk in known() else str(Path(desk).resolve())
    if file.exists():
        raise DeskError("there is a desk already", where=str(file), hint="use it, or give another folder")
    try:
        path.mkdir(parents=True, exist_ok=True)
        Archive.open(path).close()
        text = _TEMPLATE.format(version=FORMAT_VERSION, name=_toml(name or path.resolve().name or desk),
                                desk=_toml(named), made=_toml(version))
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DeskError((error.strerror or "cannot be written").lower(), where=str(error.filename or path),
                        hint="give a folder that can be written") from error
    return open_desk(path)


def open_desk(folder: str | Path) -> DeskFolder:
    """The desk folder; DeskError if it has no desk.toml, a broken one, or one of a newer version."""
    path = Path(folder)
    row = _read(path / DESK_FILE)
    version = row.get("format_version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise DeskError("`format_version` is missing", where=str(path / DESK_FILE),
                        hint=f"write format_version = {FORMAT_VERSION}")
    if version > FORMAT_VERSION:
        raise DeskError(f"made by a newer visavis (format {version}, this one reads {FORMAT_VERSION})",
                        where=str(path / DESK_FILE), hint="install a newer visavis")
    if "dyads" in row:
        desk = load_desk(path)
        return DeskFolder(path, desk.name, desk, desk.settings)
    named = row.get("desk")
    if not isinstance(named, str) or not named:
        raise DeskError("`desk` is missing", where=str(path / DESK_FILE),
                        hint='write desk = "korea", for example')
    name = str(row.get("name") or path.name)
    return DeskFolder(path, name, load_desk(named), _settings(row, path / DESK_FILE))


def _read(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        raise DeskError("there is no desk here", where=str(path),
                        hint="make one: visavis init DIR --desk korea; or name it: --desk DIR") from None
    except UnicodeDecodeError as error:
        raise DeskError(f"not UTF-8 at byte {error.start}", where=str(path),
                        hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise DeskError(f"not TOML: {error}", where=f"{path}:{line[1]}" if line else str(path),
                        hint="mend the file") from error
    except OSError as error:
        raise DeskError((error.strerror or "cannot be read").lower(), where=str(path),
                        hint="check its rights") from error


def _settings(row: Mapping[str, object], path: Path) -> Mapping[str, str]:
    table = row.get("settings", {})
    if not isinstance(table, dict):
        raise DeskError("`settings` must be a table", where=str(path), hint="write [settings]")
    return MappingProxyType({str(key): str(value) for key, value in table.items()})


def _toml(text: str) -> str:
    """`text` as a TOML string; JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_TEMPLATE = """\
# A desk of visavis: the archive beside this file keeps what was read for it.
format_version = {version}
name = {name}
desk = {desk}
created_by = {made}

# [settings]
# max_text_bytes = "20000000"
"""
