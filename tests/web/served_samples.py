"""A made-up desk whose documents try to run scripts in every field that can hold a text."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

from visavis.archive import Archive, open_desk
from visavis.datasets import history
from visavis.records import (
    Actor,
    Claim,
    DateOrigin,
    Document,
    Evidence,
    Modality,
    Precision,
    Report,
    Signal,
    When,
    content_id,
)
from visavis.watch import evaluate, of_desk
from visavis.web import Holdings

TODAY = date(2026, 11, 24)

DESK = '''
format_version = 1
name = "made-up"
title = "Made up <script>window.ran='desk title'</script>"

[[dyads]]
a = "PRK"
b = "CHN"
versus = ["PRK", "RUS"]
'''

INDICATORS = '''
[[indicator]]
id = "workers"
title = "Workers <img src=x onerror=\\"window.ran='indicator'\\">"
why = "made up"
terms = ["workers"]
'''

PLAIN_INDICATORS = re.sub(r"title = .*", 'title = "Workers sent abroad"', INDICATORS)

OUTLETS = '''<opml version="2.0" xmlns:v="urn:visavis:outlet"><head><title>made up</title></head><body>
<outline text="Plain Wire" htmlUrl="https://wire.example" v:country="PRK" v:language="en" v:ownership="state" v:reliability="C"/>
<outline text="Never Heard" htmlUrl="https://never.example" v:country="CHN" v:language="zh" v:ownership="state" v:reliability="B"/>
</body></opml>'''

PLAIN = "China sent rice to North Korea. It is highly likely that workers will follow. Nothing else is known."
HOSTILE = ("<script>window.ran='body'</script> China sent <img src=x onerror=\"window.ran='quote'\"> flour to North Korea."
           " </div></main><svg onload=\"window.ran='svg'\"> {{ 7 * 7 }} North Korean workers left for Russia.")
TITLE = "\"><script>window.ran='title'</script><img src=x onerror=\"window.ran='title image'\">"
OUTLET = "<b onmouseover=\"window.ran='outlet'\">Wire</b><script>window.ran='outlet script'</script>"
LINK = "javascript:window.ran='link'//\"><script>window.ran='link script'</script>"


def make_desk(folder: Path, *, tame: bool = False) -> Path:
    """The desk, with two documents read; `tame`: only the one that is harmless."""
    folder.mkdir(parents=True)
    desk = DESK.replace("Made up <script>window.ran='desk title'</script>", "Made up") if tame else DESK
    for name, text in (("desk.toml", desk), ("indicators.toml", INDICATORS if not tame else PLAIN_INDICATORS), ("outlets.opml", OUTLETS)):
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
    plain = Document.from_text(PLAIN, date(2026, 10, 2), id="plain", title="Rice, plainly", outlet="Plain Wire",
                               url="https://wire.example/rice", language="en")
    hostile = Document.from_text(HOSTILE, date(2026, 10, 3), id="host<i>le", title=TITLE, outlet=OUTLET, url=LINK,
                                 language="en")
    with open_desk(folder).archive() as archive:
        archive.add(plain, [report(plain, "China sent rice to North Korea."),
                            claim(plain, "It is highly likely that workers will follow."),
                            signal(plain, "It is highly likely that workers will follow.")],
                    known_from=datetime(2026, 10, 2, tzinfo=UTC), coder="test-1")
        if not tame:
            _store_hostile(archive, hostile)
        evaluate(archive, of_desk(open_desk(folder).desk), now=datetime(2026, 10, 5, tzinfo=UTC))
    return folder


def _store_hostile(archive: Archive, hostile: Document) -> None:
    quote = HOSTILE[HOSTILE.index("China"):HOSTILE.index("flour to North Korea.") + 21]
    archive.add(hostile, [report(hostile, quote, name=TITLE), signal(hostile, "North Korean workers left for Russia.")],
                known_from=datetime(2026, 10, 3, tzinfo=UTC), coder="test-1")


def make_holdings(folder: Path | None, *, past: bool = True) -> Holdings:
    """What a server over that desk answers from, on a fixed day."""
    return Holdings(past=history.path() if past else None, folder=open_desk(folder) if folder else None, today=lambda: TODAY)


def report(document: Document, quote: str, *, name: str | None = None) -> Report:
    at = document.text.index(quote)
    day = document.published
    return Report(content_id("report", document.id, at), document.id, "AID", None, (), "070", 2, 7.0,
                  Actor("CHN", name, "Premier" if name else None, 2 if name else None), Actor("PRK"),
                  When(day, day, Precision.DAY, DateOrigin.PUBLICATION), None, (), Modality.ACTUAL,
                  Evidence.ASSERTED, None, quote, (at, at + len(quote)), 0.9, "test-1")


def claim(document: Document, quote: str) -> Claim:
    at = document.text.index(quote)
    return Claim(content_id("claim", document.id, at), document.id, quote, (at, at + len(quote)), "an analyst",
                 "highly likely", 0.88, (0.8, 0.95), ("CHN", "PRK"), "AID", "more", (document.published, date(2027, 6, 30)))


def signal(document: Document, quote: str) -> Signal:
    at = document.text.index(quote)
    return Signal(content_id("signal", document.id, at), document.id, "workers", quote, (at, at + len(quote)), ("CHN", "PRK"))
