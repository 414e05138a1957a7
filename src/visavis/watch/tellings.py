"""An alert as it is told: its sentences, who tells them, and whether others say the same, or otherwise.

The rule: what is told here can be read in a document; who owns an outlet decides whether it is another voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

from visavis.archive import Archive
from visavis.archive.alerts import Alert, Alerts, Evidence, Touch
from visavis.codes.tables import read
from visavis.intake.opml import Source
from visavis.watch.news import is_news
from visavis.watch.watches import Watch

Corroboration: TypeAlias = Literal["corroborated", "contested", "single source"]

OFFICIAL = frozenset(("state", "party", "government"))
"""Owners that speak with one voice in a state: two of its outlets are no second source."""

SHOWN = 240
"""Characters of a sentence that are shown; the whole one stands in the document."""


@dataclass(frozen=True, slots=True)
class Telling:
    """An alert with what it stands on. `voices`: owners that tell it independently, copies not counted."""

    alert: Alert
    title: str
    why: str
    evidence: tuple[Evidence, ...]
    voices: tuple[str, ...]
    corroboration: Corroboration
    reliability: str

    @property
    def head(self) -> str:
        """The alert in a line: what is watched, between whom, how unusual it is."""
        pairs = ", ".join(lane for lane in self.alert.lanes if lane)
        return f"{self.title}{f' ({pairs})' if pairs else ''}: {self.alert.unusual['text']}"

    def as_row(self) -> dict[str, object]:
        """The alert as a JSON object."""
        alert = self.alert
        return {"record": "alert", "id": alert.id, "watch": alert.watch, "title": self.title, "why": self.why,
                "dyads": [lane.split("-") for lane in alert.lanes if lane], "fired": alert.fired.isoformat(),
                "threshold": alert.threshold, "unusual": dict(alert.unusual), "state": alert.state,
                "corroboration": self.corroboration, "voices": list(self.voices), "reliability": self.reliability,
                "evidence": [_row(one) for one in self.evidence]}


def tell(archive: Archive, alerts: Iterable[Alert], watches: Sequence[Watch],
         sources: Sequence[Source]) -> list[Telling]:
    """The alerts as they are told, in their order. `sources` say who owns which outlet."""
    names = {watch.name: watch for watch in watches}
    owners = _owners(sources)
    letters = {name.casefold(): source.reliability for source in sources for name in (source.outlet, *source.aliases)}
    return [_telling(archive, alert, names.get(alert.watch), owners, letters) for alert in alerts]


def shown(quote: str) -> str:
    """A sentence on one line, cut at a word where it is long."""
    line = re.sub(r"\s+", " ", quote).strip()
    return line if len(line) <= SHOWN else line[:SHOWN].rsplit(" ", 1)[0] + " …"


def _telling(archive: Archive, alert: Alert, watch: Watch | None, owners: Mapping[str, str],
             letters: Mapping[str, str]) -> Telling:
    found = Alerts(archive).evidence(alert.id)
    if watch is not None:  # what made the alert goes first, what only stands beside it follows
        found.sort(key=lambda one: not _fired(watch, one.touch, alert.lanes))
    evidence = tuple(found)
    voices = _voices(evidence, owners)
    best = min((letters.get((one.touch.outlet or "").casefold(), "F") for one in evidence), default="F")
    return Telling(alert, watch.title if watch else alert.watch, watch.why if watch else "", evidence, voices,
                   _corroboration(evidence, voices), best)


def _fired(watch: Watch, touch: Touch, lanes: Iterable[str]) -> bool:
    """Whether a touch is news, as far as can be told of one that is kept."""
    coded = replace(touch, coded=touch.standing == "done")
    return any(is_news(watch, coded, lane) for lane in lanes)


def _voices(evidence: Sequence[Evidence], owners: Mapping[str, str]) -> tuple[str, ...]:
    """The independent voices, by the first text that each original is known from."""
    first: dict[int, str] = {}
    for one in evidence:
        outlet = one.touch.outlet or "unknown outlet"
        first.setdefault(one.touch.original, owners.get(outlet.casefold(), outlet))
    return tuple(dict.fromkeys(first.values()))


def _corroboration(evidence: Sequence[Evidence], voices: Sequence[str]) -> Corroboration:
    standings = {one.touch.standing for one in evidence}
    denied = "negated" in standings or any(_denies(one.touch.quote) for one in evidence)
    told = standings & {"done", "planned"} or any(
        one.touch.standing != "negated" and not _denies(one.touch.quote) for one in evidence)
    if denied and told:
        return "contested"
    return "corroborated" if len(voices) > 1 else "single source"


def _owners(sources: Sequence[Source]) -> dict[str, str]:
    """Outlet, in small letters -> its voice: the state for all its official outlets, else the outlet itself."""
    return {name.casefold(): f"official {source.country}" if source.ownership in OFFICIAL and source.country
            else source.outlet for source in sources for name in (source.outlet, *source.aliases)}


def _row(one: Evidence) -> dict[str, object]:
    touch = one.touch
    return {"document": one.document, "outlet": touch.outlet, "published": touch.day.isoformat(), "title": one.title,
            "url": one.url, "quote": touch.quote, "countries": list(touch.countries), "coded": touch.standing or None,
            "copy": touch.document != touch.original}


@cache
def _denials() -> re.Pattern[str]:
    rows = read(files("visavis.watch") / "denial_words.tsv", ("words",), key=("words",))
    return re.compile(r"\b(?:" + "|".join(re.escape(row["words"]) for row in rows) + r")\b", re.I)


def _denies(quote: str) -> bool:
    return _denials().search(quote) is not None
