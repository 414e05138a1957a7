"""Alerts, watches and sources, as `visavis alerts`, `watch` and `sources` tell them, and what is done with an alert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from visavis.archive import Archive
from visavis.archive.alerts import Alert, Alerts, Note, State
from visavis.errors import InputError
from visavis.watch import Telling, Watch, account, all_watches, known_outlets, sources_of, standing, tell
from visavis.watch.account import Row
from visavis.watch.silence import Standing
from visavis.web.holdings import Holdings

STRETCH = timedelta(days=30)
"""The days that the account of silence looks back: what a month's brief is about."""

STATES: tuple[State, ...] = ("open", "acknowledged", "muted", "closed")


@dataclass(frozen=True, slots=True)
class Change:
    """What is done with an alert, and by whom."""

    state: State
    note: str
    by: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """All that the page of the watch shows."""

    watches: tuple[Watch, ...]
    signals: dict[str, int]
    sources: tuple[Standing, ...]
    silence: tuple[Row, ...]
    since: date
    until: date


def alerts(held: Holdings, states: Sequence[State] = ()) -> tuple[Telling, ...]:
    """The alerts in these states (all if none is named), the newest first, as they are told."""
    def made() -> tuple[Telling, ...]:
        with held.archive() as archive:
            return tuple(_told(held, archive, Alerts(archive).alerts(states=states)))

    return held.kept(made, "alerts", tuple(states))


def alert(held: Holdings, identifier: str) -> tuple[Telling, list[Note]]:
    """One alert as it is told, and what was done with it. InputError for an id that is none."""
    with held.archive() as archive:
        (one,) = _told(held, archive, [Alerts(archive).alert(identifier)])
        return one, Alerts(archive).notes(one.alert.id)


def change(held: Holdings, identifier: str, done: Change) -> None:
    """Sets the state of an alert, with who did it in its notes. InputError for a mute without a day to come."""
    if done.state == "muted" and (done.until is None or done.until <= held.today()):
        raise InputError("a mute needs a day to come", where="until", hint="give the day on which it ends")
    with held.archive() as archive:
        stored = Alerts(archive)
        note = f"{done.by}: {done.note}" if done.note else done.by
        stored.change(stored.alert(identifier).id, done.state, note, now=datetime.now(UTC),
                      until=done.until if done.state == "muted" else None)
    held.changed()


def board(held: Holdings) -> Board:
    """What is watched, how often it was touched, how the sources stand, and what silence means."""
    until = held.today()
    since = until - STRETCH

    def made() -> Board:
        folder = held.folder
        with held.archive() as archive:
            assert folder is not None
            watches, sources = all_watches(archive, folder.desk), sources_of(folder)
            touched: dict[str, int] = {}
            for one in archive.signals():
                touched[one.indicator] = touched.get(one.indicator, 0) + 1
            now = datetime.now(UTC)
            rows = account(archive, sources, [one.name for one in folder.desk.outlets], watches, since=since,
                           until=until, now=now)
            return Board(watches, touched, tuple(standing(archive, sources, now=now)), tuple(rows), since, until)

    return held.kept(made, "board", until)


def _told(held: Holdings, archive: Archive, found: Sequence[Alert]) -> list[Telling]:
    folder = held.folder
    assert folder is not None  # there is an archive
    return tell(archive, found, all_watches(archive, folder.desk), known_outlets(folder))
