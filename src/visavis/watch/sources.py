"""The sources of a desk: those that come with it, and those that its user added.

The rule: what is collected stands in files, the desk's `outlets.opml` and the folder's `sources.opml`; a source of the
folder takes the place of one of the desk with the same address. Only `sources.opml` is ever written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from visavis.archive import DeskFolder
from visavis.errors import InputError
from visavis.intake.opml import Source, checked, read_opml, write_opml
from visavis.watch.collect import write_whole

FILE = "sources.opml"


def sources_of(folder: DeskFolder) -> list[Source]:
    """All sources of a desk, in the order of its files; outlets without an address to ask are left out."""
    found = {source.id: source for path in (folder.desk.folder / "outlets.opml", folder.path / FILE)
             for source in read_file(path)}
    return list(found.values())


def known_outlets(folder: DeskFolder) -> list[Source]:
    """All outlets that are known, also those of the desk that nothing is collected from: whose voice is whose."""
    asked = sources_of(folder)
    names = {source.outlet for source in asked}
    others = [one for one in folder.desk.outlets if one.name not in names]
    return asked + [Source("feed", one.feed or one.address, one.name, one.country, one.language, one.ownership,
                           one.reliability, aliases=one.aliases) for one in others]


def own_sources(folder: DeskFolder) -> list[Source]:
    """The sources that the user added."""
    return read_file(folder.path / FILE)


def read_file(path: Path, *, defaults: Mapping[str, str] | None = None,
              note: Callable[[str], None] = lambda message: None) -> list[Source]:
    """The sources of an OPML file; none where there is no such file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError((error.strerror or "cannot be read").lower(), where=str(path),
                         hint="check its rights") from error
    return read_opml(data, where=str(path), defaults=defaults, note=note)


def add(folder: DeskFolder, sources: Iterable[Source]) -> tuple[int, int]:
    """Writes sources into the folder's list; how many are new, and how many took the place of one with its address."""
    kept = {source.id: source for source in own_sources(folder)}
    given = {source.id: checked(source, where=source.address) for source in sources}
    replaced = len(kept.keys() & given.keys())
    write_whole(folder.path / FILE, write_opml((kept | given).values(), title=folder.name).encode("utf-8"))
    return len(given) - replaced, replaced


def remove(folder: DeskFolder, address: str) -> Source:
    """Takes a source out of the folder's list; InputError where it is not there. What it gave stays."""
    kept = own_sources(folder)
    found = next((source for source in kept if source.address == address or source.outlet == address), None)
    if found is None:
        raise InputError("no such source in the folder's list", where=address, hint="see: visavis sources list")
    rest = [source for source in kept if source.id != found.id]
    write_whole(folder.path / FILE, write_opml(rest, title=folder.name).encode("utf-8"))
    return found
