"""A desk's folder -> its record, with every complaint by file and line.

The rule: nothing is repaired or skipped in silence; what is missing, unknown or of a wrong kind is a
complaint.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from xml.parsers import expat

from visavis.desks.desk import Anniversary, Desk, Dyad, EventFilter, Indicator, News, Outlet, Watched
from visavis.errors import DeskError

T = TypeVar("T")

FORMAT_VERSION = 1
"""The newest layout of a desk that this version reads."""

SCOPES = ("pair", "state", "term")
"""What, beside its term, an indicator asks of a sentence; see `Indicator.scope`."""

OUTLET_ATTRIBUTES = ("country", "language", "ownership", "reliability")
"""What each outlet must tell, as attributes `v:country` ... in the OPML."""


class _Complaints(list[DeskError]):
    """The complaints so far."""

    def add(self, what: str, where: str, hint: str = "mend the file") -> None:
        self.append(DeskError(what, where=where, hint=hint))


def load(folder: Path) -> tuple[Desk | None, list[DeskError]]:
    """The desk in `folder` (None if even desk.toml is of no use) and all complaints about its files."""
    complaints = _Complaints()
    file = _File(folder / "desk.toml", complaints)
    if not complaints and _readable(file):
        return _desk(folder, file, complaints), complaints
    return None, complaints


def _readable(file: _File) -> bool:
    version = file.row.get("format_version")
    if not isinstance(version, int):
        hint = f"write format_version = {FORMAT_VERSION}"
        file.complain("format_version", "`format_version` is missing", hint)
    elif version > FORMAT_VERSION:
        what = f"the desk has format {version}, this version reads up to {FORMAT_VERSION}"
        file.complain("format_version", what, "install a newer visavis")
    else:
        return True
    return False


def _desk(folder: Path, file: _File, complaints: _Complaints) -> Desk:
    dyads = tuple(file.each("dyads", _dyad))
    if not dyads:
        file.complain("", "the desk has no [[dyads]]", "name at least one pair of states")
    head = _Table({key: value for key, value in file.row.items() if key not in ("dyads", "settings")},
                  f"{file.path}:1", complaints)
    head.number("format_version")
    border = head.texts("border")
    pairs = tuple((dyad.a, dyad.b) for dyad in dyads)
    watched = _File(folder / "indicators.toml", complaints).only(
        "indicator", lambda table: _indicator(table, pairs, border))
    desk = Desk(
        head.text("name"), head.text("title"), dyads,
        tuple(watched),
        _outlets(folder / "outlets.opml", complaints),
        tuple(_File(folder / "calendar.toml", complaints).only("day", _anniversary)),
        folder, MappingProxyType({key: str(value) for key, value in file.row.get("settings", {}).items()}),
        tuple(_File(folder / "officials.toml", complaints).only("official", _watched)), border)
    head.done()
    ids = [one.id for one in desk.indicators]
    for twice in {one for one in ids if ids.count(one) > 1}:
        complaints.add(f"two indicators have the id {twice!r}", str(folder / "indicators.toml"), "rename one")
    return desk


def _dyad(table: _Table) -> Dyad:
    versus = table.texts("versus")
    if versus and len(versus) != 2:
        table.complain("`versus` must name two states")
    found = Dyad(table.text("a"), table.text("b"), (versus[0], versus[1]) if len(versus) == 2 else None)
    for code in (found.a, found.b, *versus):
        if not re.fullmatch(r"[A-Z]{3}", code):
            table.complain(f"{code!r} is not a code of three capitals", "use ISO 3166-1 alpha-3, as in PRK")
    return found


def _indicator(table: _Table, dyads: tuple[tuple[str, str], ...], border: tuple[str, ...]) -> Indicator:
    events = _Table(table.row.get("events", {}), table.where, table.complaints)
    wanted = EventFilter(events.texts("types"), events.texts("modes"), events.number("level"), events.flag("both"))
    events.done()
    alert = _Table(table.row.get("news", {}), table.where, table.complaints)
    news = News(alert.texts("needs"), alert.texts("excludes"), alert.number("lead"))
    alert.done()
    table.asked.update(("events", "news"))
    found = Indicator(
        table.text("id"), table.text("title"), table.text("why"), table.texts("terms", due=True),
        table.texts("needs"), table.texts("excludes"), table.text("scope", "pair"), wanted,
        table.text("threshold", "any"), dyads, news, border)
    if found.scope not in SCOPES:
        table.complain(f"unknown scope {found.scope!r}", f"known scopes: {', '.join(SCOPES)}")
    return found


def _watched(table: _Table) -> Watched:
    return Watched(table.text("name"), table.text("country"), table.text("why"))


def _anniversary(table: _Table) -> Anniversary:
    found = Anniversary(table.text("name"), table.day("date"), table.text("pattern"), table.text("day", ""),
                        table.texts("states"), table.text("kind", ""))
    for pattern in (found.pattern, found.day):
        try:
            re.compile(pattern)
        except re.error as error:
            table.complain(f"{pattern!r} is not a regular expression: {error}")
    return found


class _Table:
    """One TOML table that knows its line and complains of what is missing, unknown or of a wrong kind."""

    def __init__(self, row: Any, where: str, complaints: _Complaints) -> None:
        self.row: dict[str, Any] = row if isinstance(row, dict) else {}
        self.where, self.complaints, self.asked = where, complaints, set[str]()
        if not isinstance(row, dict):
            self.complain("a table is due here")

    def complain(self, what: str, hint: str = "mend the file") -> None:
        self.complaints.add(what, self.where, hint)

    def text(self, key: str, default: str | None = None) -> str:
        self.asked.add(key)
        value = self.row.get(key, default)
        if isinstance(value, str) and (value or default is not None):
            return value
        self.complain(f"`{key}` is missing" if value in (None, "") else f"`{key}` must be text")
        return ""

    def texts(self, key: str, *, due: bool = False) -> tuple[str, ...]:
        self.asked.add(key)
        value = self.row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.complain(f"`{key}` must be a list of texts")
            return ()
        if due and not value:
            self.complain(f"`{key}` is missing or empty")
        return tuple(value)

    def day(self, key: str) -> date:
        self.asked.add(key)
        value = self.row.get(key)
        if type(value) is date:
            return value
        self.complain(f"`{key}` must be a date like 1953-07-27, without quotes")
        return date.min

    def number(self, key: str) -> int | None:
        self.asked.add(key)
        value = self.row.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.complain(f"`{key}` must be a whole number")
        return None

    def flag(self, key: str) -> bool:
        self.asked.add(key)
        value = self.row.get(key, False)
        if not isinstance(value, bool):
            self.complain(f"`{key}` must be true or false")
        return value is True

    def done(self) -> None:
        for key in sorted(self.row.keys() - self.asked):
            self.complain(f"unknown key `{key}`", f"known keys: {', '.join(sorted(self.asked))}")


class _File:
    """One TOML file as a table, with the lines that its keys stand in; empty if it is not there."""

    def __init__(self, path: Path, complaints: _Complaints) -> None:
        self.path, self.complaints = path, complaints
        self.row: dict[str, Any] = {}
        self.lines: list[str] = []
        if path.exists():
            self._read()

    def _read(self) -> None:
        try:
            text = self.path.read_bytes().decode("utf-8")
            self.lines = text.splitlines()
            self.row = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+)", str(error))
            self.complaints.add(f"not TOML: {error}", f"{self.path}:{at[1] if at else len(self.lines)}")
        except UnicodeDecodeError as error:
            self.complaints.add(f"not UTF-8 at byte {error.start}", str(self.path), "save it as UTF-8")
        except OSError as error:
            self.complaints.add(f"cannot be read: {error.strerror}", str(self.path), "check its rights")

    def complain(self, key: str, what: str, hint: str) -> None:
        pattern = re.compile(rf"\s*\[*\s*{re.escape(key)}\b") if key else re.compile("")
        line = next((number for number, text in enumerate(self.lines, 1) if pattern.match(text)), 1)
        self.complaints.add(what, f"{self.path}:{line}", hint)

    def each(self, key: str, make: Callable[[_Table], T]) -> Iterator[T]:
        """What `make` makes of each [[key]] table."""
        tables = self.row.get(key, [])
        if not isinstance(tables, list):
            self.complain(key, f"`{key}` must be a list of tables", f"write [[{key}]]")
            return
        header = re.compile(rf"\s*\[\[\s*{key}\s*\]\]")
        at = [number for number, line in enumerate(self.lines, 1) if header.match(line)]
        for row, line in zip(tables, at + [1] * len(tables), strict=False):
            table = _Table(row, f"{self.path}:{line}", self.complaints)
            yield make(table)
            table.done()

    def only(self, key: str, make: Callable[[_Table], T]) -> Iterator[T]:
        """As `each`, where the file holds nothing else."""
        yield from self.each(key, make)
        for other in sorted(self.row.keys() - {key}):
            self.complain(other, f"unknown key `{other}`", f"write [[{key}]]")


def _outlets(path: Path, complaints: _Complaints) -> tuple[Outlet, ...]:
    """The outlets of an OPML 2.0 file; read with expat, for the line numbers."""
    found: list[Outlet] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "outline" and ("htmlUrl" in attributes or "xmlUrl" in attributes):
            found.append(_outlet(attributes, f"{path}:{parser.CurrentLineNumber}", complaints))

    def refuse(*_: object) -> None:
        raise DeskError("entities are not allowed", where=f"{path}:{parser.CurrentLineNumber}",
                        hint="write the text out")

    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    try:
        if path.exists():
            parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        complaints.add(f"not XML: {expat.errors.messages[error.code]}", f"{path}:{error.lineno}")
    except DeskError as error:
        complaints.append(error)
    return tuple(found)


def _outlet(attributes: dict[str, str], where: str, complaints: _Complaints) -> Outlet:
    name = attributes.get("text", "")
    told = {key: attributes.get(f"v:{key}", "") for key in OUTLET_ATTRIBUTES}
    for key, value in told.items():
        if not value:
            complaints.add(f"outlet {name!r} has no v:{key}", where, "add the attribute")
    if told["reliability"] and not re.fullmatch("[A-F]", told["reliability"]):
        complaints.add(f"reliability {told['reliability']!r} is no Admiralty letter", where, "use A to F")
    aliases = tuple(part.strip() for part in attributes.get("v:aliases", "").split(";") if part.strip())
    return Outlet(name, attributes.get("htmlUrl", ""), attributes.get("xmlUrl"), **told, aliases=aliases)
