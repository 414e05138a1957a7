"""Desks: what one part of the world is watched for, as a folder of data files.

The rule: a desk is only data. Adding one never needs a line of Python, so nothing here names a country.

A desk's folder holds `desk.toml` (name, title, dyads, settings) and, if it wants them, `indicators.toml`,
`calendar.toml`, `officials.toml` and `outlets.opml`. `src/visavis/desks/korea` is the example to copy.
"""

from __future__ import annotations

from pathlib import Path

from visavis.desks import checks, files
from visavis.desks.desk import Anniversary, Desk, Dyad, EventFilter, Indicator, News, Outlet, Watched
from visavis.errors import DeskError

__all__ = ["Anniversary", "Desk", "Dyad", "EventFilter", "Indicator", "News", "Outlet", "Watched", "check", "known",
           "load_desk"]

SHIPPED = Path(__file__).parent
"""Where the desks that come with the package lie."""


def known() -> tuple[str, ...]:
    """The names of the desks that come with the package.

    >>> "korea" in known()
    True
    """
    return tuple(sorted(path.parent.name for path in SHIPPED.glob("*/desk.toml")))


def load_desk(name_or_path: str | Path) -> Desk:
    """The desk of that name, or in that folder.

    A name is looked for among the shipped desks first, then taken as a path. Raises DeskError, with file and
    line, for a desk that is missing, broken, or made by a newer version.

    >>> load_desk("korea").dyads[0].versus
    ('PRK', 'RUS')
    """
    desk, complaints = files.load(_folder(name_or_path))
    if complaints or desk is None:
        raise complaints[0]
    return desk


def check(name_or_path: str | Path) -> tuple[str, ...]:
    """Every complaint about a desk, one line each with file and line; empty for a good desk.

    More is checked than `load_desk` asks: codes of states, event types and modes, thresholds, patterns, persons.

    >>> check("korea")
    ()
    """
    try:
        desk, found = files.load(_folder(name_or_path))
        return tuple(str(complaint) for complaint in (*found, *(checks.complaints(desk) if desk else ())))
    except DeskError as error:
        return (str(error),)


def _folder(name_or_path: str | Path) -> Path:
    if isinstance(name_or_path, str) and name_or_path in known():
        return SHIPPED / name_or_path
    folder = Path(name_or_path)
    if (folder / "desk.toml").is_file():
        return folder
    what = "no desk.toml in this folder" if folder.is_dir() else f"no desk {str(name_or_path)!r}"
    raise DeskError(what, where=str(folder) if folder.is_dir() else "",
                    hint=f"known desks: {', '.join(known())}; or give a folder that holds a desk.toml")
