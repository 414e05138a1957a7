"""What goes out: who tells it, in forms that others read, each once; and what silence means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from record_samples import at, tell

from visavis.archive import Archive
from visavis.archive.alerts import Alerts
from visavis.archive.collected import Collected, Counts
from visavis.desks import Anniversary
from visavis.errors import FetchError, Refused
from visavis.intake.fetch import Gate, Limits
from visavis.intake.opml import Source
from visavis.records import (
    Actor,
    Claim,
    DateOrigin,
    Evidence,
    Modality,
    Object,
    Place,
    Precision,
    Report,
    When,
)
from visavis.watch.account import account
from visavis.watch.digest import as_html, as_markdown
from visavis.watch.digest import digest as make_digest
from visavis.watch.evaluation import evaluate
from visavis.watch.people import cells
from visavis.watch.publishing import ATOM, atom, calendar
from visavis.watch.sending import Ways, message, send, unsent, ways
from visavis.watch.silence import standing
from visavis.watch.tellings import Telling
from visavis.watch.tellings import tell as tellings
from visavis.watch.thresholds import threshold
from visavis.watch.watches import Watch

DAY = date(2024, 5, 2)
LINE = "A first group of 100 tourists from Jilin reached Rason by bus under a new agreement of the provinces."
EVIL = '<script>alert("x")</script> ]]> & a group of 100 tourists from Jilin reached Rason by bus & train.'
WATCH = Watch("tourism", "Tourism <b>", "signals", threshold("any", where="x"), "Why.", (("PRK", "CHN"),), frozenset({"PRK"}))
SOURCES = [Source("feed", "https://kcna.example.org", "KCNA", "PRK", "en", "state", "C"),
           Source("feed", "https://rodong.example.org", "Rodong", "PRK", "en", "party", "D"),
           Source("feed", "https://paper.example.org", "Paper", "KOR", "en", "private", "B")]


def _told(archive: Archive) -> list[Telling]:
    evaluate(archive, [WATCH], now=at(DAY, 23))
    return tellings(archive, Alerts(archive).alerts(), [WATCH], SOURCES)


def test_two_outlets_of_one_state_are_one_voice(archive: Archive) -> None:
    tell(archive, DAY, LINE, outlet="KCNA")
    tell(archive, DAY, LINE.replace("first", "second"), outlet="Rodong")
    (one,) = _told(archive)
    assert (one.voices, one.corroboration, one.reliability) == (("official PRK",), "single source", "C")


def test_a_copy_is_no_second_voice_and_another_owner_is(archive: Archive) -> None:
    text = " ".join(f"word{n}" for n in range(100)) + "."
    tell(archive, DAY, LINE, outlet="KCNA", text=text)
    tell(archive, DAY, LINE, outlet="Paper", text=text + " Edited by us.")
    (one,) = _told(archive)
    assert one.corroboration == "single source" and len(one.evidence) == 2
    tell(archive, DAY, LINE.replace("first", "1st"), outlet="Paper")
    (one,) = _told(archive)
    assert one.corroboration == "corroborated" and one.reliability == "B"


@pytest.mark.parametrize("line", [f"Seoul denied that {LINE[2:]}", LINE.replace("first", "groundless")])
def test_what_another_denies_is_contested(archive: Archive, line: str) -> None:
    tell(archive, DAY, LINE, outlet="KCNA")
    tell(archive, DAY, line, outlet="Paper")
    assert [one.corroboration for one in _told(archive)] == ["contested"]


def test_a_coded_negation_is_contested_too(archive: Archive) -> None:
    tell(archive, DAY, LINE, outlet="KCNA", report=Modality.ACTUAL)
    tell(archive, DAY, LINE.replace("first", "1st"), outlet="Paper", report=Modality.NEGATED)
    assert [one.corroboration for one in _told(archive)] == ["contested"]


def test_atom_is_well_formed_and_keeps_text_as_text(archive: Archive) -> None:
    tell(archive, DAY, EVIL)
    text = atom(_told(archive), title="desk: alerts", now=at(DAY))
    feed = ET.fromstring(text)
    (entry,) = feed.findall(f"{{{ATOM}}}entry")
    (alert,) = Alerts(archive).alerts()
    assert entry.findtext(f"{{{ATOM}}}id") == f"urn:visavis:alert:{alert.id}"
    assert EVIL in str(entry.findtext(f"{{{ATOM}}}content")) and "<script>" not in text
    from visavis.intake.feeds import read_feed

    (item,) = read_feed(text.encode(), where="https://example.org/alerts").items  # our own reader reads it
    assert item.published == DAY


def test_the_digest_tells_each_alert_once_and_escapes_all_text(archive: Archive) -> None:
    tell(archive, DAY, EVIL)
    evaluate(archive, [WATCH], now=at(DAY, 23))
    quiet = Watch("visas", "Visas", "signals", threshold("any", where="x"))
    made = make_digest(archive, [WATCH, quiet], SOURCES, title="Korea", now=at(DAY, 23))
    assert [head for head, _ in made.groups] == ["Single source"] and made.quiet == "No alert on: Visas."
    page, text = as_html(made), as_markdown(made)
    assert "<script>" not in page and "&lt;script&gt;" in page and "Tourism <b>" not in page
    assert "<script>" not in text and "### Tourism &lt;b&gt;" in text
    Alerts(archive).mark_digest(now=at(DAY, 23))
    later = make_digest(archive, [WATCH], SOURCES, title="Korea", now=at(DAY + timedelta(days=1)))
    assert later.groups == () and "No alert." in as_markdown(later) and "No alert." in as_html(later)


def test_the_digest_says_which_watches_do_not_know_yet_what_is_usual(archive: Archive) -> None:
    trade = Watch("trade", "Trade", "signals", threshold("more than expected at 95 %", where="x"))
    for n in range(57):
        if n in (0, 56):
            made = make_digest(archive, [WATCH, trade], SOURCES, title="Korea", now=at(DAY + timedelta(days=n)))
            assert ("until then nothing is told of: Trade." in made.quiet) == (n == 0), made.quiet
        tell(archive, DAY + timedelta(days=n))


def test_the_calendar_folds_escapes_and_repeats() -> None:
    days = [Anniversary("Day of the Sun, 태양절; 4월 15일 " + "x" * 60, date(1912, 4, 15), "x")]
    claim = Claim("c1", "d1", "It is likely, he said.\nSoon.", (0, 5), None, "likely", 0.7, (0.55, 0.8), ("CHN", "PRK"), None, "event",
                  (DAY, date(2024, 12, 31)))
    text = calendar(days, [claim], title="Korea", now=at(DAY))
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines) and text.endswith("END:VCALENDAR\r\n")
    whole = text.replace("\r\n ", "")
    assert "SUMMARY:Day of the Sun\\, 태양절\\; 4월 15일" in whole and "RRULE:FREQ=YEARLY" in whole
    assert "DTSTART;VALUE=DATE:20241231" in whole and "UID:claim-c1@visavis" in whole


def _gate() -> Gate:
    return Gate(limits=Limits(delay=0), loopback=True)


def test_a_webhook_gets_each_alert_once_and_only_on_an_allowed_host(server: Any, archive: Archive) -> None:
    bodies: list[dict[str, Any]] = []

    def take(asked: Any) -> None:
        bodies.append(json.loads(asked.rfile.read(int(asked.headers["Content-Length"]))))
        asked.send_response(204)
        asked.end_headers()

    server.routes["/hook"] = take
    tell(archive, DAY, LINE)
    told = _told(archive)
    to = Ways(webhook=server.url("/hook"), webhook_hosts=("127.0.0.1",))
    assert send(archive, "webhook", told, to, gate=_gate(), desk="work", now=at(DAY)) == 1
    assert bodies[0]["desk"] == "work" and bodies[0]["alerts"][0]["evidence"][0]["quote"] == LINE
    assert unsent(archive, "webhook") == [] and len(unsent(archive, "mail")) == 1
    with pytest.raises(Refused):
        send(archive, "webhook", told, Ways(webhook=server.url("/hook")), gate=_gate(), desk="work", now=at(DAY))


def test_what_a_webhook_does_not_take_stays_unsent(server: Any, archive: Archive) -> None:
    server.serve("/hook", "no", status=500)
    tell(archive, DAY, LINE)
    with pytest.raises(FetchError):
        send(archive, "webhook", _told(archive), Ways(webhook=server.url("/hook"), webhook_hosts=("127.0.0.1",)), gate=_gate(),
             desk="work", now=at(DAY))
    assert len(unsent(archive, "webhook")) == 1


def test_a_mail_is_plain_text_with_one_id_and_no_header_can_be_smuggled_in(archive: Archive) -> None:
    tell(archive, DAY, LINE)
    (one,) = _told(archive)
    to = Ways(("a@example.org", "b@example.org"), "desk@example.org", "localhost")
    made, again = (message([one], to, desk="work\r\nBcc: evil@example.org", now=at(DAY)) for _ in range(2))
    assert made["Message-ID"] == again["Message-ID"] and made["Bcc"] is None
    assert made["To"] == "a@example.org, b@example.org" and LINE in made.get_content()
    with pytest.raises(FetchError, match="sender"):
        message([one], Ways(("a@example.org",)), desk="work", now=at(DAY))


def test_ways_come_from_the_settings() -> None:
    found = ways({"mail_to": "a@example.org, b@example.org", "smtp": "mail.example.org", "webhook": ""})
    assert found.used == ("mail",) and found.mail_to == ("a@example.org", "b@example.org")


class TestSilence:
    """A source polled every hour from DAY on."""

    SOURCE = Source("feed", "https://kcna.example.org", "KCNA", "PRK", rhythm=timedelta(days=1))
    NOW = datetime(2024, 5, 2, tzinfo=UTC)

    @pytest.fixture
    def collected(self, archive: Archive) -> Iterator[Collected]:
        made = Collected(archive)
        made.begin(self.SOURCE.id, "KCNA", self.SOURCE.address, now=self.NOW)
        yield made

    def _polls(self, collected: Collected, outcome: Any, *, hours: range, new: int = 0) -> datetime:
        for hour in hours:
            moment = self.NOW + timedelta(hours=hour)
            collected.begin(self.SOURCE.id, "KCNA", self.SOURCE.address, now=moment)
            collected.end(self.SOURCE.id, outcome, Counts(new=new), started=moment, now=moment, problem="down" if outcome == "failed" else None)
        return moment

    def test_silent_is_told_after_four_and_a_half_times_the_rhythm(self, archive: Archive, collected: Collected) -> None:
        self._polls(collected, "ok", hours=range(1, 2), new=3)
        for hours, what in ((24, "speaks"), (110, "speaks"), (113, "silent")):
            now = self._polls(collected, "unchanged", hours=range(hours, hours + 1))
            (one,) = standing(archive, [self.SOURCE], now=now)
            assert one.what == what
        assert one.text.startswith("silent since 2024-05-02 01:00")

    def test_a_collector_at_rest_makes_no_source_silent(self, archive: Archive, collected: Collected) -> None:
        now = self._polls(collected, "ok", hours=range(1, 2), new=3)
        (one,) = standing(archive, [self.SOURCE], now=now + timedelta(days=30))
        assert one.what == "speaks" and "not asked since 2024-05-02" in one.text

    def test_the_rhythm_is_learned_where_none_is_stated(self, archive: Archive, collected: Collected) -> None:
        plain = Source("feed", self.SOURCE.address, "KCNA")
        now = self._polls(collected, "ok", hours=range(1, 9), new=1)
        now = self._polls(collected, "unchanged", hours=range(100, 101))
        assert standing(archive, [plain], now=now)[0].what == "speaks"  # too few to learn from
        self._polls(collected, "ok", hours=range(101, 120), new=1)
        for hours, what in ((130, "speaks"), (150, "silent")):
            now = self._polls(collected, "unchanged", hours=range(hours, hours + 1))
            assert standing(archive, [plain], now=now)[0].what == what

    def test_broken_is_told_apart_from_silent_and_from_one_bad_night(self, archive: Archive, collected: Collected) -> None:
        self._polls(collected, "ok", hours=range(1, 2), new=3)
        now = self._polls(collected, "failed", hours=range(2, 3))
        assert standing(archive, [self.SOURCE], now=now)[0].what == "failing"
        now = self._polls(collected, "failed", hours=range(3, 200))
        (one,) = standing(archive, [self.SOURCE], now=now)
        assert one.what == "broken" and one.text.startswith("broken since 2024-05-02 01:00")
        assert evaluate(archive, [WATCH], now=now).fired == ()

    def test_the_account_says_nothing_only_where_somebody_listened(self, archive: Archive, collected: Collected) -> None:
        self._polls(collected, "failed", hours=range(1, 5))
        fine = Source("feed", "https://paper.example.org", "Paper")
        tell(archive, DAY, LINE, outlet="Paper")
        tell(archive, DAY, outlet="Quiet")
        evaluate(archive, [WATCH], now=at(DAY, 23))
        rows = account(archive, [self.SOURCE, fine], ["Absent"], [WATCH], since=DAY, until=DAY, now=at(DAY))
        assert {row.outlet: row.cell("tourism") for row in rows} == {
            "KCNA": "source broken since 2024-05-02", "Paper": "1", "Absent": "not covered", "Quiet": "covered, nothing"}


def _people(amount: float | None, *, kind: str = "workers", place: str | None = "Vladivostok", day: date = DAY,
            modality: Modality = Modality.ACTUAL, precision: Precision = Precision.DAY) -> Report:
    return Report("r", "d", "COOPERATE", None, (), "040", 1, 1.0, Actor("PRK"), Actor("RUS"), When(day, day, precision, DateOrigin.STATED),
                  Place("RUS", place) if place else None, (Object(kind, amount, None, "x"), Object("coal", 9.0, "tons", "y")), modality,
                  Evidence.ASSERTED, None, "x", (0, 1), 0.9, "test")


def test_people_are_counted_by_class_month_and_province_and_small_figures_are_hidden() -> None:
    found = cells([_people(300), _people(300), _people(120), _people(3, kind="students"), _people(50, place="Some village"),
                   _people(70, modality=Modality.PLANNED), _people(None, kind="IT specialists", place=None),
                   _people(900, day=date(2024, 1, 1), precision=Precision.YEAR)])
    rows = [one.exported() for one in found]
    assert [(row["month"], row["class"], row["country"], row["province"], row["people"], row["hidden"], row["reports"]) for row in rows] == [
        ("2024", "workers", "RUS", "Primorsky Krai", 900, False, 1),
        ("2024-05", "IT specialists", None, None, None, False, 1),
        ("2024-05", "students", "RUS", "Primorsky Krai", None, True, None),
        ("2024-05", "workers", "RUS", None, 50, False, 1),
        ("2024-05", "workers", "RUS", "Primorsky Krai", 420, False, 3)]
    assert "Vladivostok" not in json.dumps(rows) and "village" not in json.dumps(rows)


def test_a_watch_names_its_classes_of_people(archive: Archive, tmp_path: Path) -> None:
    assert [one.kind for one in cells([_people(9, kind="workers"), _people(9, kind="students")], kinds=["students"])] == ["students"]
