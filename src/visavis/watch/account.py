"""Silence accounted for: for each outlet and indicator, whether nothing was told or nobody was listening.

The rule: "nothing" is only said of an outlet that was covered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from visavis.archive import Archive
from visavis.archive.alerts import Alerts
from visavis.intake.opml import Source
from visavis.watch.silence import standing
from visavis.watch.watches import Watch


@dataclass(frozen=True, slots=True)
class Row:
    """An outlet over a stretch of days: its texts, what it told of each watch, and what its silence means."""

    outlet: str
    texts: int
    told: Mapping[str, int]
    state: str

    def cell(self, watch: str) -> str:
        """What is to be said of a watch: a count of texts, `covered, nothing`, `not covered`, `source broken since`."""
        count = self.told.get(watch, 0)
        if count:
            return f"{count:,}"
        return "covered, nothing" if self.texts and not self.state.startswith("source broken") else self.state


def account(archive: Archive, sources: Sequence[Source], outlets: Sequence[str], watches: Sequence[Watch], *,
            since: date, until: date, now: datetime) -> list[Row]:
    """A row for each outlet: those of the sources, those of the desk that nothing is collected from, and others met.

    Days are of publication.
    """
    alerts = Alerts(archive)
    texts = alerts.texts_by_outlet(since, until)
    told = alerts.touched_by_outlet(since, until)
    states = _states(archive, sources, now)
    names = list(dict.fromkeys([*(source.outlet for source in sources), *outlets, *texts]))
    return [Row(name, texts.get(name, 0), {watch.name: told.get((watch.name, name), 0) for watch in watches},
                states.get(name) or ("covered, nothing" if texts.get(name) else "not covered")) for name in names]


def _states(archive: Archive, sources: Sequence[Source], now: datetime) -> dict[str, str]:
    """What is wrong with the outlets whose sources all stand still."""
    found: dict[str, list[str]] = {}
    for one in standing(archive, sources, now=now):
        broken = one.what in ("broken", "failing") and one.since
        word = f"source broken since {one.since.astimezone(UTC).date()}" if broken and one.since else ""
        found.setdefault(one.source.outlet, []).append(word)
    return {name: words[0] for name, words in found.items() if all(words)}
