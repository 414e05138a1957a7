"""The morning digest: what is new since the last one, by how well it is attested, and what stands still.

The rule: what is broken is told apart from what is quiet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from visavis.archive import Archive
from visavis.archive.alerts import Alerts
from visavis.intake.opml import Source
from visavis.watch.base_rate import FEWEST_DAYS
from visavis.watch.silence import standing
from visavis.watch.tellings import Telling, shown, tell
from visavis.watch.watches import Watch

MOST = 4
"""Sentences of an alert that a digest shows."""

GROUPS = (("Corroborated", "corroborated"), ("Contested", "contested"), ("Single source", "single source"))


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest says; `groups`: (heading, alerts), `notices` for the operator, `quiet` what nothing touched."""

    title: str
    stretch: str
    intake: str
    groups: tuple[tuple[str, tuple[Telling, ...]], ...]
    notices: tuple[str, ...]
    quiet: str
    most: int = MOST


def digest(archive: Archive, watches: Sequence[Watch], sources: Sequence[Source], *, title: str, now: datetime,
           since: datetime | None = None) -> Digest:
    """The digest of what fired after `since`, by default the last digest that was marked, up to `now`."""
    alerts = Alerts(archive)
    since = since or alerts.last_digest()
    found = tell(archive, alerts.alerts(states=("open", "acknowledged"), since=since, until=now), watches, sources)
    groups = tuple((head, tuple(one for one in found if one.corroboration == kind)) for head, kind in GROUPS)
    stands = standing(archive, sources, now=now)
    notices = [f"{one.source.outlet}: {one.text}" for one in stands if one.what in ("broken", "failing", "silent")]
    new, copies = alerts.intake(since, now)
    spoken = {one.alert.watch for one in found}
    quiet = [watch.title for watch in watches if watch.name not in spoken]
    days = len(alerts.told_by_day(now=now))
    learning = [watch.title for watch in watches if watch.threshold.kind == "more" and days < FEWEST_DAYS]
    notes = [f"No alert on: {'; '.join(quiet)}."] if quiet else []
    if learning:
        notes.append(f"What is usual is known from {FEWEST_DAYS} days with texts on (there are {days}); until then"
                     f" nothing is told of: {'; '.join(learning)}.")
    begins = f"Since {since:%Y-%m-%d %H:%M} UTC" if since else "Since the record begins"
    return Digest(f"{title}: {now:%Y-%m-%d}", f"{begins}, until {now:%Y-%m-%d %H:%M} UTC",
                  f"{new:,} texts came in, {copies:,} of them copies.", tuple(one for one in groups if one[1]),
                  tuple(notices), " ".join(notes))


def as_html(made: Digest) -> str:
    """The digest as one HTML page; all text is escaped."""
    import jinja2

    text = (files("visavis.watch") / "digest.html").read_text(encoding="utf-8")
    page = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
                              lstrip_blocks=True).from_string(text)
    return page.render(digest=made, shown=shown)


def as_markdown(made: Digest) -> str:
    """The digest as Markdown."""
    return "\n".join(_markdown(made)) + "\n"


def _markdown(made: Digest) -> Iterator[str]:
    yield from (f"# {_plain(made.title)}", "", f"{made.stretch}. {made.intake}")
    for head, tellings in made.groups:
        yield from ("", f"## {head} ({len(tellings)})")
        for one in tellings:
            yield from ("", f"### {_plain(one.head)}", "",
                        _plain(f"{', '.join(one.voices)}; best source {one.reliability}; {one.alert.state};"
                               f" alert {one.alert.id}"))
            for each in one.evidence[:made.most]:
                url = each.url if each.url and each.url.startswith(("http://", "https://")) else ""
                tail = f" <{url}>" if url and not set("<> ") & set(url) else ""
                yield from ("", f"> {_plain(shown(each.touch.quote))}",
                            f"> — {_plain(each.touch.outlet or 'unknown outlet')}, {each.touch.day}{tail}")
            if len(one.evidence) > made.most:
                yield from ("", f"and {len(one.evidence) - made.most} more sentences")
    if not made.groups:
        yield from ("", "No alert.")
    if made.notices:
        yield from ("", "## For the operator", "", *(f"- {_plain(line)}" for line in made.notices))
    if made.quiet:
        yield from ("", "## Watched, and nothing", "", _plain(made.quiet))


def _plain(text: str) -> str:
    """`text` with the signs of Markdown and HTML made harmless."""
    return "".join(f"\\{c}" if c in "\\`*_[]#|" else "&lt;" if c == "<" else "&gt;" if c == ">" else c for c in text)
